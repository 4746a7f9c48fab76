"""A rubric is read strictly: a mistake names file, line, key and what is expected."""

from pathlib import Path

import pytest

from domain.errors import ConfigInvalid, RubricInvalid
from qa.facts import load_facts
from qa.rubric import load_rubric
from tests.qa.calls import PRICES_FOLDER, RUBRIC_PATH

GOOD = """\
id = "小表"
version = "3"

[scorable]
min_duration_s = 10
max_doubtful_share = 0.4
min_han_share = 0.3
voicemail = ["留言"]

[[sections]]
id = "a"
name = "开场"
weight = 5

[[sections.items]]
id = "a.hello"
name = "问候"
points = 5
check = "said_near_end"
[sections.items.with]
last_turns = 2
phrases = ["您好"]

[[red_lines]]
id = "r"
name = "伪造工单"
check = "manual"
"""


def _load(tmp_path: Path, text: str) -> None:
    path = tmp_path / "form.toml"
    path.write_text(text, encoding="utf-8")
    load_rubric(path)


def test_a_good_rubric_is_read(tmp_path: Path) -> None:
    _load(tmp_path, GOOD)


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "expected"),
    [
        ("points = 5", 'points = "五"', 18, "sections[0].items[0].points", "a number"),
        ("points = 5", "points = true", 18, "sections[0].items[0].points", "a number"),
        ("points = 5", "points = 4", 13, "sections[0].weight", "sum of its items' points, 4"),
        ('check = "said_near_end"', 'check = "sad"', 19, "sections[0].items[0].check", "one of"),
        ("last_turns = 2", "last_turns = 2.5", 21, "items[0].with.last_turns", "whole number"),
        ("last_turns = 2", "lst_turns = 2", 21, "items[0].with.lst_turns", "one of"),
        ("last_turns = 2\n", "", 20, "items[0].with.last_turns", "a number"),
        ('["您好"]', "[]", 22, "items[0].with.phrases", "not empty"),
        ('["您好"]', '["您(好"]', 22, "items[0].with.phrases", "regular expressions"),
        ('id = "r"', 'id = "a.hello"', 25, "red_lines[0].id", "not used before"),
        ('name = "开场"', 'name = ""', 12, "sections[0].name", "not empty"),
        ("min_han_share = 0.3\n", "", 4, "scorable.min_han_share", "a number"),
        ("[scorable]", "[scoreable]", 4, "scoreable", "one of"),
    ],
)
def test_a_mistake_is_told_with_file_line_key_and_what_is_expected(
    tmp_path: Path, old: str, new: str, line: int, key: str, expected: str
) -> None:
    assert old in GOOD
    with pytest.raises(RubricInvalid) as caught:
        _load(tmp_path, GOOD.replace(old, new, 1))
    message = str(caught.value)
    assert f"form.toml:{line}：" in message
    assert key in message
    assert expected in message
    assert "\n" not in message


def test_a_file_that_is_not_toml_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(RubricInvalid, match=r"form.toml.*TOML.*line 2"):
        _load(tmp_path, 'id = "a"\nversion = \n')


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(RubricInvalid, match="cannot be read"):
        load_rubric(tmp_path / "none.toml")


def test_the_default_form_has_100_points_and_16_criteria_for_the_machine() -> None:
    rubric = load_rubric(RUBRIC_PATH)
    assert rubric.rubric_id == "售后通用"
    assert [one.weight for one in rubric.sections] == [15, 20, 25, 20, 8, 12]
    assert sum(not one.is_manual for one in rubric.criteria) == 16


def test_the_default_form_names_all_seven_red_lines() -> None:
    names = [one.name for one in load_rubric(RUBRIC_PATH).red_lines]
    assert names == [
        "辱骂/威胁客户",
        "泄露他人信息或未核实即透露",
        "虚假承诺/引导私下收费",
        "安全隐患未给安全提示",
        "主动挂断",
        "拒绝受理投诉/阻止投诉",
        "伪造工单",
    ]


def test_the_price_list_has_the_call_out_fee() -> None:
    price = load_facts(PRICES_FOLDER).price("上门费", "空调")
    assert price is not None
    assert (price.low_yuan, price.said) == (30, "30 元")


def test_a_mistake_in_the_price_list_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "price_list.toml").write_text(
        'version = "1"\n[[prices]]\nname = "上门费"\nyuan = -3\n', encoding="utf-8"
    )
    (tmp_path / "warranty.toml").write_text(
        'version = "1"\n[[warranties]]\ncategory = "空调"\nmonths = 12\n', encoding="utf-8"
    )
    with pytest.raises(ConfigInvalid, match=r"price_list.toml:4：prices\[0\].yuan"):
        load_facts(tmp_path)
