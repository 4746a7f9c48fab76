"""The checklist ticks itself."""

import pytest

from domain.audio import Role
from domain.events import ChecklistItem
from domain.meaning import (
    Coarse,
    Damage,
    Entity,
    EntityKind,
    Fine,
    Intent,
    Mood,
    Severity,
    Span,
    Understanding,
)
from service.checklist import Checklist
from tests.service.made import line

WORDS = Span("s1", 0, 2, "漏电")


def _after(
    text: str, role: Role = Role.AGENT, meaning: Understanding | None = None, start_s: float = 1.0
) -> dict[str, ChecklistItem]:
    items = Checklist().hear(line(text, role, start_s), meaning or Understanding("s1"))
    return {item.item_id: item for item in items}


def test_a_new_call_has_eight_open_items() -> None:
    items = Checklist().items
    names = [
        "问候与工号",
        "核对来电人",
        "致歉安抚",
        "安全提示",
        "时限承诺",
        "地址复述",
        "费用说明",
        "邀请评价",
    ]
    assert [item.name for item in items] == names
    assert not any(item.is_done or item.is_due for item in items)


@pytest.mark.parametrize(
    ("text", "item_id"),
    [
        ("您好，星河售后，工号2018，很高兴为您服务。", "greeting"),
        ("好的，请问您贵姓？", "identity"),
        ("麻烦您提供一下登记的手机号。", "identity"),
        ("非常抱歉，给您带来不便", "soothe"),
        ("我非常理解您的心情", "soothe"),
        ("请您马上关闭燃气阀门，开窗通风。", "safety"),
        ("不要开关电器，也不要点火", "safety"),
        ("师傅两小时内上门", "deadline"),
        ("我们安排师傅明天上午九点到十点上门", "deadline"),
        ("维修不收费，您在保修期内", "fee"),
        ("请您稍后对我的服务进行评价", "survey"),
    ],
)
def test_the_agents_words_tick_an_item(text: str, item_id: str) -> None:
    item = _after(text)[item_id]
    assert item.is_done
    assert item.at_s == 1.0


def test_an_address_read_back_ticks_by_its_entity() -> None:
    address = Entity(EntityKind.ADDRESS, "中山路8号", Span("s1", 3, 8, "中山路8号"))
    assert _after("地址是中山路8号，对吗", meaning=Understanding("s1", entities=(address,)))[
        "address"
    ].is_done


def test_the_customers_words_tick_nothing() -> None:
    items = _after("请问您贵姓，非常抱歉", Role.CUSTOMER)
    assert not any(item.is_done for item in items.values())


def test_a_late_greeting_is_none() -> None:
    assert not _after("很高兴为您服务", start_s=60.0)["greeting"].is_done


@pytest.mark.parametrize(
    ("meaning", "item_id"),
    [
        (Understanding("s1", damages=(Damage(Severity.SAFETY, False, WORDS),)), "safety"),
        (Understanding("s1", mood=Mood(0.8, 0.5)), "soothe"),
        (Understanding("s1", intents=(Intent(Fine.REPAIR, Coarse.REQUEST, 0.9),)), "deadline"),
    ],
)
def test_the_customers_words_make_an_item_due(meaning: Understanding, item_id: str) -> None:
    item = _after("漏电", Role.CUSTOMER, meaning)[item_id]
    assert item.is_due
    assert item.at_s == 3.0


def test_what_was_said_is_due_no_more() -> None:
    checklist = Checklist()
    hazard = Understanding("s1", damages=(Damage(Severity.SAFETY, False, WORDS),))
    checklist.hear(line("漏电"), hazard)
    checklist.hear(line("请先断开电源", Role.AGENT, 5.0), Understanding("s2"))
    checklist.hear(line("还在漏电", start_s=9.0), hazard)
    safety = next(item for item in checklist.items if item.item_id == "safety")
    assert (safety.is_done, safety.is_due, safety.at_s) == (True, False, 5.0)


def test_asking_who_calls_falls_due_with_time() -> None:
    assert not _after("嗯", start_s=10.0)["identity"].is_due
    assert _after("嗯", start_s=50.0)["identity"].is_due
