"""The six demo calls as written: what is understood, how urgent it is, what the desk offers."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from domain.audio import Role
from domain.calls import Call, Customer, Device, Segment
from domain.events import AlertKind, AlertRaised, ChecklistItem
from domain.meaning import EntityKind, Intent, Mood, Understanding, Urgency
from domain.tickets import TicketDraft
from service.alerts import alerts_of
from service.checklist import Checklist
from service.draft import draft
from service.urgency import inputs_of_call, urgency
from speech.understanding.understand import Understander
from speech.understanding.whole_call import emotion_so_far, intents_so_far

FOLDER: Final = Path(__file__).parents[2] / "resources" / "demo"
NAMES: Final = sorted(path.stem for path in FOLDER.glob("*.toml"))
STARTED: Final = datetime(2026, 7, 20, 2, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Heard:
    script: dict[str, Any]
    segments: tuple[Segment, ...]
    meanings: tuple[Understanding, ...]
    intents: tuple[Intent, ...]
    emotion: float
    urgency: Urgency
    alerts: tuple[AlertRaised, ...]
    checklist: tuple[ChecklistItem, ...]
    draft: TicketDraft


@cache
def _understander() -> Understander:
    return Understander.load(with_snownlp=False)


def _call(script: dict[str, Any]) -> Call:
    entry = script["customer"]
    devices = tuple(
        Device(row["kind"], row["model"], row["purchased"].isoformat(), 36)
        for row in entry["devices"]
    )
    who = Customer(
        "u1",
        entry["name"],
        entry["phone"],
        tags=tuple(entry["tags"]),
        is_vip="VIP" in entry["tags"],
        devices=devices,
        contacts_30_days=entry["earlier_contacts_30d"] + 1,
    )
    return Call("c1", int(STARTED.timestamp() * 1000), "a1", "周敏", "售后", "in", who)


def _bare(text: str) -> str:
    return "".join(char for char in text if char not in "，。？！")


@cache
def hear(name: str, *, punctuated: bool = True) -> Heard:
    script = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    call, checklist = _call(script), Checklist()
    segments: list[Segment] = []
    meanings: list[Understanding] = []
    alerts: list[AlertRaised] = []
    moods: list[tuple[float, Mood]] = []
    for index, turn in enumerate(script["turns"]):
        text = turn["text"] if punctuated else _bare(turn["text"])
        start = 4.0 * index
        segment = Segment(f"s{index}", "c1", Role(turn["role"]), start, start + 3, text, 1.0)
        meaning = _understander().understand(segment, said_at=STARTED)
        segments.append(segment)
        meanings.append(meaning)
        alerts += alerts_of(segment, meaning, alerts)
        checklist.hear(segment, meaning)
        if meaning.mood:
            moods.append((segment.start_s, meaning.mood))
    intents, emotion = intents_so_far(meanings), emotion_so_far(moods)
    return Heard(
        script,
        tuple(segments),
        tuple(meanings),
        intents,
        emotion,
        urgency(inputs_of_call(meanings, call.customer, emotion)),
        tuple(alerts),
        checklist.items,
        draft(call, segments, meanings, intents),
    )


@pytest.mark.parametrize("punctuated", [True, False])
@pytest.mark.parametrize("name", NAMES)
def test_the_call_reaches_its_intent_and_level(name: str, *, punctuated: bool) -> None:
    heard = hear(name, punctuated=punctuated)
    expected = heard.script["expected"]
    best = heard.intents[0]
    assert (best.fine.value, best.coarse.value) == (
        expected["intent_fine"],
        expected["intent_coarse"],
    )
    assert heard.urgency.level.value == expected["urgency_level"]


@pytest.mark.parametrize("name", NAMES)
def test_the_entities_of_the_script_are_found(name: str) -> None:
    heard = hear(name)
    found = {kind: set[str]() for kind in EntityKind}
    for meaning in heard.meanings:
        for entity in meaning.entities:
            found[entity.kind].add(
                entity.span.text if entity.kind is EntityKind.DATE else entity.value
            )
    for kind, wanted in heard.script["expected"]["entities"].items():
        assert set(wanted) <= found[EntityKind(kind)]


@pytest.mark.parametrize("name", NAMES)
def test_no_fault_code_is_seen_where_none_was_said(name: str) -> None:
    heard = hear(name)
    codes = {e.value for m in heard.meanings for e in m.entities if e.kind is EntityKind.FAULT_CODE}
    assert codes == set(heard.script["expected"]["entities"]["fault_code"])


@pytest.mark.parametrize("name", NAMES)
def test_forbidden_words_are_raised_where_the_script_has_them(name: str) -> None:
    heard = hear(name)
    said = [a.span.text for a in heard.alerts if a.kind is AlertKind.FORBIDDEN]
    wanted = heard.script["expected"].get("forbidden_phrases", [])
    assert len(said) == len(wanted)
    for phrase in wanted:
        assert any(phrase in words for words in said), phrase


@pytest.mark.parametrize("name", NAMES)
def test_a_hazard_alert_rings_in_the_gas_call_only(name: str) -> None:
    kinds = {alert.kind for alert in hear(name).alerts}
    assert (AlertKind.SAFETY in kinds) == ("hazard" in hear(name).script["expected"])


def test_the_emotions_are_about_what_the_scripts_say() -> None:
    measured = {name[:2]: hear(name).emotion for name in NAMES}
    assert measured["01"] < 0.15
    assert measured["02"] == pytest.approx(0.8, abs=0.1)
    assert measured["03"] < 0.15
    assert 0.4 < measured["05"] < 0.7
    assert measured["06"] < 0.1


def test_the_calm_repair_fills_its_ticket() -> None:
    fields = {field.name: field for field in hear("01_calm_repair").draft.fields}
    assert fields["设备"].value == "空调 XH35"
    assert fields["现象"].value == "不制冷"
    assert fields["故障码"].value == "E4"
    assert fields["地址"].value == "朝阳区阳光花园八号楼二单元"
    assert fields["上门"].value == "2026-07-21 09:00–10:00"
    assert fields["责任"].value.startswith("保修期内")


def test_the_gas_call_completes_the_address() -> None:
    fields = {field.name: field.value for field in hear("03_gas_smell").draft.fields}
    assert fields["地址"] == "海淀区中山路幸福小区三号楼一单元"
    assert fields["设备"] == "燃气热水器 RQ16"


def test_the_calm_repair_ticks_what_was_said() -> None:
    done = {item.item_id for item in hear("01_calm_repair").checklist if item.is_done}
    assert {"greeting", "identity", "deadline", "address", "fee", "survey"} <= done


def test_the_badly_handled_call_leaves_its_gaps() -> None:
    done = {item.item_id for item in hear("05_fee_dispute").checklist if item.is_done}
    assert not {"greeting", "soothe", "survey"} & done
