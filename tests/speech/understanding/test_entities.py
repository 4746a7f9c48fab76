"""Entities with their values and their characters."""

import pytest

from domain.audio import Role
from domain.meaning import EntityKind
from tests.speech.understanding.said import entities, values


@pytest.mark.parametrize(
    "text",
    ["手机号是13812345678", "138 1234 5678", "138-1234-5678", "幺三八幺二三四五六七八",
     "幺三八，幺二三四，五六七八", "1 3 8 1 2 3 4 5 6 7 8", "+8613812345678",
     "一三八一二三四五六七八"],
)  # fmt: skip
def test_a_mobile_is_read_however_it_is_said(text: str) -> None:
    assert values(text, EntityKind.PHONE) == ["13812345678"]


@pytest.mark.parametrize("text", ["订单号20260716", "400-812-3456", "12315", "2138123456789"])
def test_other_numbers_are_no_mobile(text: str) -> None:
    assert values(text, EntityKind.PHONE) == []


@pytest.mark.parametrize(
    ("text", "model"),
    [("型号是XH35", "XH35"), ("型号是XH三五", "XH35"), ("KFR-35GW那台", "KFR-35GW"),
     ("KFR杠35GW/BP3", "KFR-35GW/BP3"), ("热水器JSQ25-13A", "JSQ25-13A"), ("XQG100一台", "XQG100"),
     ("rq16", "RQ16"), ("型号是XW八零", "XW80")],
)  # fmt: skip
def test_a_model_is_read_and_spelled_one_way(text: str, model: str) -> None:
    assert values(text, EntityKind.MODEL) == [model]


@pytest.mark.parametrize(
    ("text", "code"),
    [("显示E4，开机就报", "E4"), ("报错E四", "E4"), ("E4一般是传感器", "E4"), ("故障码是F1", "F1"),
     ("报138", "138"), ("屏幕上出现e 4", "E4")],
)  # fmt: skip
def test_a_fault_code_is_read(text: str, code: str) -> None:
    assert values(text, EntityKind.FAULT_CODE) == [code]


@pytest.mark.parametrize(
    "text", ["报修两次了", "PM2.5很高", "显示三十度", "A4纸", "型号是F2", "报了20块"]
)
def test_what_is_no_code_is_left_alone(text: str) -> None:
    assert values(text, EntityKind.FAULT_CODE) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("今天", "2026-11-22"),
        ("昨天师傅来过", "2026-11-21"),
        ("大后天", "2026-11-25"),
        ("去年六月十八号买的", "2025-06-18"),
        ("2025年6月18日", "2025-06-18"),
        ("六月十八号", "2026-06-18"),
        ("上个月五号", "2026-10-05"),
        ("下周三", "2026-11-25"),
        ("上周", "2026-11-09/2026-11-15"),
        ("周末", None),
        ("明天上午", "2026-11-23T08:00/2026-11-23T12:00"),
        ("明天上午九点到十一点", "2026-11-23T09:00/2026-11-23T11:00"),
        ("明天上午九点半到十点", "2026-11-23T09:30/2026-11-23T10:00"),
        ("后天下午3点", "2026-11-24T15:00/2026-11-24T15:00"),
        ("今天下午五点前", "2026-11-22T10:00/2026-11-22T17:00"),
        ("今晚八点", "2026-11-22T20:00/2026-11-22T20:00"),
        ("两小时内上门", "2026-11-22T10:00/2026-11-22T12:00"),
        ("十五分钟内联系您", "2026-11-22T10:00/2026-11-22T10:15"),
        ("三天前买的", "2026-11-19"),
        ("快一点", None),
        ("二月三十号", None),
    ],
)
def test_dates_become_iso_in_the_sites_time_zone(text: str, value: str | None) -> None:
    assert values(text, EntityKind.DATE) == ([value] if value else [])


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("地址还是朝阳区阳光花园八号楼二单元，对吗", "朝阳区阳光花园八号楼二单元"),
        ("地址是海淀区中山路幸福小区三号楼", "海淀区中山路幸福小区三号楼"),
        ("对，三号楼一单元", "三号楼一单元"),
        ("对，建设路 8 号 3 单元 502，电话就打这个", "建设路8号3单元502"),
        ("我住北京市朝阳区建国路88号院3号楼2单元1201", "北京市朝阳区建国路88号院3号楼2单元1201"),
        ("我家在南京市玄武区中山东路218号", "南京市玄武区中山东路218号"),
    ],
)
def test_an_address_is_cut_out_of_the_sentence(text: str, address: str) -> None:
    assert values(text, EntityKind.ADDRESS) == [address]


@pytest.mark.parametrize(
    "text", ["电路板坏了两次", "今天下午五点", "我等了三天", "这条线路3号", "工号二号077"]
)
def test_what_is_no_address_is_left_alone(text: str) -> None:
    assert values(text, EntityKind.ADDRESS) == []


@pytest.mark.parametrize(
    ("text", "amount"),
    [("收了五十块上门费", "50"), ("一百二十元", "120"), ("三百五十块钱", "350"), ("12.5元", "12.5"),
     ("一块地板", None), ("两百块", "200")],
)  # fmt: skip
def test_an_amount_is_in_yuan(text: str, amount: str | None) -> None:
    assert values(text, EntityKind.AMOUNT) == ([amount] if amount else [])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我姓陈。", "陈"),
        ("免贵姓欧阳", "欧阳"),
        ("我叫王小明电话是", "王小明"),
        ("陈先生您好", "陈"),
    ],
)
def test_a_name_is_read(text: str, name: str) -> None:
    assert values(text, EntityKind.NAME) == [name]


def test_an_order_number_is_read_even_when_spoken() -> None:
    assert values("订单号是二零二六零七幺六", EntityKind.ORDER) == ["20260716"]
    assert values("工单G20260902-0117", EntityKind.ORDER) == ["G20260902-0117"]


def test_a_category_is_told_by_any_of_its_names() -> None:
    assert values("抽油烟机不吸烟", EntityKind.CATEGORY) == ["油烟机"]
    assert values("燃气热水器漏气", EntityKind.CATEGORY) == ["燃气热水器"]


def test_agent_segments_give_entities_too() -> None:
    found = entities("师傅明天上午九点到十点上门", EntityKind.DATE, Role.AGENT)
    assert found[0].span.text == "明天上午九点到十点"
