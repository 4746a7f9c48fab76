"""The bridge: from any thread to the GUI thread, in order, nothing lost that matters."""

import threading
from collections.abc import Callable

from pytestqt.qtbot import QtBot

from domain.audio import Role
from domain.events import (
    CoverageChanged,
    Event,
    LevelHeard,
    PartialHeard,
    SegmentHeard,
    SyncChanged,
)
from tests.widgets import scripted_call
from widgets.bridge import Bridge


def heard(number: int) -> SegmentHeard:
    of = scripted_call.segment(number)
    return SegmentHeard(of, scripted_call.understanding(of, number), 0.5)


def test_an_event_from_a_thread_arrives_in_the_gui_thread(qtbot: QtBot, bridge: Bridge) -> None:
    here = threading.get_ident()
    homes: list[int] = []
    bridge.segment_heard.connect(lambda _: homes.append(threading.get_ident()))
    with qtbot.waitSignal(bridge.segment_heard, timeout=2000):
        thread = threading.Thread(target=bridge.publish, args=(heard(0),))
        thread.start()
        thread.join()
    assert homes == [here]


def test_events_keep_their_order(
    bridge: Bridge, publish_all: Callable[[list[Event]], None]
) -> None:
    seen: list[str] = []
    bridge.segment_heard.connect(lambda event: seen.append(event.segment.segment_id))
    bridge.coverage_changed.connect(lambda event: seen.append(str(event.scored)))
    publish_all([heard(0), CoverageChanged(1, 2, 0), heard(1), heard(2), CoverageChanged(2, 2, 0)])
    assert seen == ["call-1/s0", "1", "call-1/s1", "call-1/s2", "2"]


def test_of_many_levels_only_the_newest_of_each_speaker_is_shown(
    bridge: Bridge, publish_all: Callable[[list[Event]], None]
) -> None:
    seen: list[tuple[Role, float]] = []
    bridge.level_heard.connect(lambda event: seen.append((event.role, event.level_dbfs)))
    levels: list[Event] = [
        LevelHeard("c", role, -float(n), n / 10) for n in range(50) for role in Role
    ]
    publish_all(levels)
    assert seen == [(Role.AGENT, -49.0), (Role.CUSTOMER, -49.0)]


def test_no_final_is_dropped_however_many_come_at_once(
    bridge: Bridge, publish_all: Callable[[list[Event]], None]
) -> None:
    finals: list[object] = []
    partials: list[object] = []
    bridge.segment_heard.connect(finals.append)
    bridge.partial_heard.connect(partials.append)
    events: list[Event] = []
    for n in range(300):
        events += [PartialHeard("call-1", Role.AGENT, float(n), "嗯"), heard(n % 8)]
    publish_all(events)
    assert len(finals) == 300
    assert len(partials) < 300


def test_what_later_pages_need_is_kept(
    bridge: Bridge, publish_all: Callable[[list[Event]], None]
) -> None:
    publish_all([SyncChanged(True, 3, 0, None), CoverageChanged(5, 6, 1)])
    assert bridge.last_sync == SyncChanged(True, 3, 0, None)
    assert bridge.last_coverage == CoverageChanged(5, 6, 1)
