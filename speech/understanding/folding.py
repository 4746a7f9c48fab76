"""One spelling for matching: half-width, capital Latin letters, Simplified characters.

Every step replaces one character by one character, so that a span found in the
folded text is a span of the text itself.
"""

from typing import Final

_TRADITIONAL: Final = (
    "買賣價錢費業務電話號碼機調凍製熱風煙淨洗濾燃氣閥門開關維師傅員單碼頭壞漏燒熄滅觸麻摔裂碎損傷燙頂樓層間區縣鎮鄉"
    "這那個們來對時間問題說請謝還沒過後裡內從東廠場廣園號幾兩萬億點鐘週險隱驗檢測換貨運輸訂單發票據證實證據"
    "聲響異動轉輪筒櫃箱盤碗爐灶鍋濕乾塵吸掃視頻網絡連線遙飲龍蝦龜體騙擾賠償訴媒報導記律師屬領導態應該給錄"
    "讓幫嗎麼為當與無聞見覺難氣瘋嚴緊極續約戶預約遲誤騙產質圖爾畫麵條館郵寄遞員紅綠藍黃顏塊顯碼錯誤碼幹灣"
    "離歲媽爺奶嬰兒婦藥島終於總經營銷誠譽舊換補貼優惠寶藝術學習懂認識兇惡變質臭餿臺灣"
)
_SIMPLIFIED: Final = (
    "买卖价钱费业务电话号码机调冻制热风烟净洗滤燃气阀门开关维师傅员单码头坏漏烧熄灭触麻摔裂碎损伤烫顶楼层间区县镇乡"
    "这那个们来对时间问题说请谢还没过后里内从东厂场广园号几两万亿点钟周险隐验检测换货运输订单发票据证实证据"
    "声响异动转轮筒柜箱盘碗炉灶锅湿干尘吸扫视频网络连线遥饮龙虾龟体骗扰赔偿诉媒报导记律师属领导态应该给录"
    "让帮吗么为当与无闻见觉难气疯严紧极续约户预约迟误骗产质图尔画面条馆邮寄递员红绿蓝黄颜块显码错误码干湾"
    "离岁妈爷奶婴儿妇药岛终于总经营销诚誉旧换补贴优惠宝艺术学习懂认识凶恶变质臭馊台湾"
)


def _table() -> dict[int, str]:
    table = {
        ord(old): new for old, new in zip(_TRADITIONAL, _SIMPLIFIED, strict=True) if old != new
    }
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for letter in "abcdefghijklmnopqrstuvwxyz":
        table[ord(letter)] = letter.upper()
        table[ord(letter) + 0xFEE0] = letter.upper()
    # the marks of a sentence stay Chinese, so that clauses are found by one set
    table |= {ord(mark): mark for mark in "，！？：；（）"} | {0x3000: " "}
    return table


_TABLE: Final = _table()


def fold(text: str) -> str:
    """Return text of the same length, spelled one way."""
    folded = text.translate(_TABLE)
    if folded.isascii():
        return folded
    return "".join(
        str(int(char)) if char > "\x7f" and char.isdecimal() else char for char in folded
    )
