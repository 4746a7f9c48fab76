"""The ticket form fills itself from what was understood."""

from dataclasses import replace
from datetime import date

import pytest

from domain.audio import Role
from domain.calls import Call, Segment
from domain.meaning import Coarse, Entity, EntityKind, Fine, Intent, Span, Understanding
from domain.tickets import DraftField
from service.draft import draft
from service.form_values import completed, readable, warranty_end
from tests.service.made import AIRCON, WASHER, call, customer, line

REPAIR = (Intent(Fine.REPAIR, Coarse.REQUEST, 0.9, (Span("s0", 0, 2, "报修"),)),)
Heard = tuple[str, Role, tuple[tuple[EntityKind, str], ...]]


def _fields(
    *heard: Heard, of: Call | None = None, intents: tuple[Intent, ...] = REPAIR
) -> dict[str, DraftField]:
    segments: list[Segment] = []
    turns: list[Understanding] = []
    for index, (text, role, found) in enumerate(heard):
        name = f"s{index}"
        segments.append(line(text, role, start_s=5.0 * index, name=name))
        turns.append(
            Understanding(
                name,
                entities=tuple(Entity(k, value, Span(name, 0, 1, text[0])) for k, value in found),
            )
        )
    made = draft(of or call(), segments, turns, intents)
    return {field.name: field for field in made.fields}


def _said(text: str, *found: tuple[EntityKind, str], role: Role = Role.CUSTOMER) -> Heard:
    return text, role, found


def test_the_form_has_the_eight_fields_of_the_desk() -> None:
    names = ["类型", "设备", "现象", "故障码", "地址", "电话", "上门", "责任"]
    assert list(_fields()) == names


def test_a_spoken_field_knows_its_words_and_second() -> None:
    code = _fields(_said("嗯"), _said("显示E4", (EntityKind.FAULT_CODE, "E4")))["故障码"]
    assert (code.value, code.segment_id, code.heard_at_s, code.source) == ("E4", "s1", 5.0, "原话")


def test_the_phone_comes_from_the_line_until_one_is_spoken() -> None:
    assert _fields()["电话"] == DraftField("电话", "13800001111", source="来电")
    spoken = _fields(_said("打这个", (EntityKind.PHONE, "13912345678")))["电话"]
    assert (spoken.value, spoken.source) == ("13912345678", "原话")


def test_the_customers_later_word_wins() -> None:
    phone = _fields(
        _said("先说的", (EntityKind.PHONE, "13912345678")),
        _said("不对，是这个", (EntityKind.PHONE, "13912345679")),
    )["电话"]
    assert phone.value == "13912345679"


def test_the_agents_repetition_does_not_beat_the_customer() -> None:
    phone = _fields(
        _said("我的号", (EntityKind.PHONE, "13912345678")),
        _said("您的号是", (EntityKind.PHONE, "13912345670"), role=Role.AGENT),
    )["电话"]
    assert phone.value == "13912345678"


def test_a_model_heard_in_part_is_completed_from_the_record() -> None:
    device = _fields(_said("KFR35那台", (EntityKind.MODEL, "KFR35")))["设备"]
    assert (device.value, device.source) == ("空调 KFR-35GW/BP3", "原话")


def test_a_category_picks_the_customers_only_such_device() -> None:
    who = call(customer(AIRCON, WASHER))
    device = _fields(_said("洗衣机", (EntityKind.CATEGORY, "洗衣机")), of=who)["设备"]
    assert device.value == "洗衣机 XQG100"


def test_without_words_the_only_device_is_offered() -> None:
    assert _fields()["设备"].source == "客户档案"
    assert _fields(of=call(customer(AIRCON, WASHER)))["设备"].value == ""


def test_liability_follows_the_record() -> None:
    assert _fields()["责任"].value == "保修期内（至 2028-06-18）"
    assert _fields(of=call(customer(WASHER)))["责任"].value == "已过保修期（至 2023-02-28）"


def test_the_visit_is_what_the_agent_promised() -> None:
    visit = _fields(
        _said("明天上午我在家", (EntityKind.DATE, "2026-11-23T08:00/2026-11-23T12:00")),
        _said(
            "师傅明天上午九点到十点上门",
            (EntityKind.DATE, "2026-11-23T09:00/2026-11-23T10:00"),
            role=Role.AGENT,
        ),
        _said("去年买的", (EntityKind.DATE, "2025-06-18")),
    )["上门"]
    assert visit.value == "2026-11-23 09:00–10:00"


def test_an_address_grows_by_its_end() -> None:
    field = _fields(
        _said("地址是海淀区中山路幸福小区三号楼对吗",
              (EntityKind.ADDRESS, "海淀区中山路幸福小区三号楼"), role=Role.AGENT),
        _said("三号楼一单元", (EntityKind.ADDRESS, "三号楼一单元")),
    )["地址"]  # fmt: skip
    assert field.value == "海淀区中山路幸福小区三号楼一单元"


@pytest.mark.parametrize(
    ("before", "later", "joined"),
    [
        ("", "三号楼一单元", "三号楼一单元"),
        ("中山路8号", "建设路9号", "建设路9号"),
        ("中山路8号3号楼", "5号楼2单元", "中山路8号5号楼2单元"),
        ("中山路8号", "2单元501室", "中山路8号2单元501室"),
    ],
)
def test_a_corrected_address_keeps_what_still_holds(before: str, later: str, joined: str) -> None:
    assert completed(before, later) == joined


def test_a_complaint_under_a_subject_says_both() -> None:
    fee = (Intent(Fine.FEE, Coarse.COMPLAINT, 0.9),)
    assert _fields(intents=fee)["类型"].value == "投诉 › 费用与价保"
    assert _fields(intents=())["类型"].value == ""


def test_an_installation_needs_no_symptom() -> None:
    install = (replace(REPAIR[0], fine=Fine.INSTALL),)
    assert not _fields(intents=install)["现象"].is_required
    assert _fields()["现象"].is_required


def test_what_is_filled_is_counted() -> None:
    assert draft(call(), [], [], ()).filled == 3  # 设备, 电话, 责任


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-11-23", "2026-11-23"),
        ("2026-11-23T09:00/2026-11-23T10:00", "2026-11-23 09:00–10:00"),
        ("2026-11-23T09:00/2026-11-23T09:00", "2026-11-23 09:00"),
        ("2026-11-22T20:00/2026-11-23T10:00", "2026-11-22 20:00 – 2026-11-23 10:00"),
    ],
)
def test_a_window_is_shown_for_people(value: str, shown: str) -> None:
    assert readable(value) == shown


@pytest.mark.parametrize(
    ("bought", "months", "end"),
    [
        (date(2025, 6, 18), 36, date(2028, 6, 18)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 31), 12, date(2026, 12, 31)),
    ],
)
def test_a_warranty_ends_on_the_day_or_the_months_last(
    bought: date, months: int, end: date
) -> None:
    assert warranty_end(bought, months) == end
