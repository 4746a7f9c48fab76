"""The domain's own words in the language of the window."""

from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from domain.board import AgentStatus
from domain.meaning import Fine
from domain.review import ReviewState

CONTEXT: Final = "domain"

WORDS: Final = (
    QT_TRANSLATE_NOOP("domain", "示闲"),
    QT_TRANSLATE_NOOP("domain", "示忙"),
    QT_TRANSLATE_NOOP("domain", "小休"),
    QT_TRANSLATE_NOOP("domain", "通话"),
    QT_TRANSLATE_NOOP("domain", "保持"),
    QT_TRANSLATE_NOOP("domain", "话后"),
    QT_TRANSLATE_NOOP("domain", "下线"),
    QT_TRANSLATE_NOOP("domain", "安装"),
    QT_TRANSLATE_NOOP("domain", "维修"),
    QT_TRANSLATE_NOOP("domain", "保养清洗"),
    QT_TRANSLATE_NOOP("domain", "退换货"),
    QT_TRANSLATE_NOOP("domain", "产品咨询"),
    QT_TRANSLATE_NOOP("domain", "政策与保修"),
    QT_TRANSLATE_NOOP("domain", "费用与价保"),
    QT_TRANSLATE_NOOP("domain", "发票"),
    QT_TRANSLATE_NOOP("domain", "配件"),
    QT_TRANSLATE_NOOP("domain", "催单查进度"),
    QT_TRANSLATE_NOOP("domain", "配送改约"),
    QT_TRANSLATE_NOOP("domain", "延保"),
    QT_TRANSLATE_NOOP("domain", "以旧换新"),
    QT_TRANSLATE_NOOP("domain", "投诉"),
    QT_TRANSLATE_NOOP("domain", "转人工"),
    QT_TRANSLATE_NOOP("domain", "寒暄确认"),
    QT_TRANSLATE_NOOP("domain", "其他"),
    QT_TRANSLATE_NOOP("domain", "待机检"),
    QT_TRANSLATE_NOOP("domain", "机检"),
    QT_TRANSLATE_NOOP("domain", "待复核"),
    QT_TRANSLATE_NOOP("domain", "已发布"),
    QT_TRANSLATE_NOOP("domain", "申诉"),
    QT_TRANSLATE_NOOP("domain", "不可评"),
    QT_TRANSLATE_NOOP("domain", "类型"),
    QT_TRANSLATE_NOOP("domain", "设备"),
    QT_TRANSLATE_NOOP("domain", "现象"),
    QT_TRANSLATE_NOOP("domain", "故障码"),
    QT_TRANSLATE_NOOP("domain", "地址"),
    QT_TRANSLATE_NOOP("domain", "电话"),
    QT_TRANSLATE_NOOP("domain", "上门"),
    QT_TRANSLATE_NOOP("domain", "责任"),
    QT_TRANSLATE_NOOP("domain", "来电"),
    QT_TRANSLATE_NOOP("domain", "客户档案"),
    QT_TRANSLATE_NOOP("domain", "原话"),
    QT_TRANSLATE_NOOP("domain", "损坏"),
    QT_TRANSLATE_NOOP("domain", "情绪"),
    QT_TRANSLATE_NOOP("domain", "损坏×情绪"),
    QT_TRANSLATE_NOOP("domain", "升级威胁"),
    QT_TRANSLATE_NOOP("domain", "重复来电"),
    QT_TRANSLATE_NOOP("domain", "会员"),
    QT_TRANSLATE_NOOP("domain", "超时"),
    QT_TRANSLATE_NOOP("domain", "保底"),
    QT_TRANSLATE_NOOP("domain", "红线"),
    QT_TRANSLATE_NOOP("domain", "安全"),
    QT_TRANSLATE_NOOP("domain", "禁语"),
    QT_TRANSLATE_NOOP("domain", "微信"),
    QT_TRANSLATE_NOOP("domain", "工单"),
    QT_TRANSLATE_NOOP("domain", "评价"),
)


def word(text: str) -> str:
    """Return a word of the domain as the window says it; itself when it has no other."""
    return QCoreApplication.translate(CONTEXT, text)


def status_word(status: AgentStatus) -> str:
    return word(status.value)


def fine_word(fine: Fine) -> str:
    return word(fine.value)


def state_word(state: ReviewState) -> str:
    return word(state.value)
