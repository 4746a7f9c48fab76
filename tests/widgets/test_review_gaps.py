"""A reviewer sees how much sound a recording lacks, and where."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from domain.calls import GapCause, Recording, SoundGap
from tests.widgets.memory_workplace import MemoryReview
from widgets.design.labels import PlainLabel
from widgets.review.listen import ListenCard

GAPS = (SoundGap(12.0, 12.5, GapCause.OVERFLOW), SoundGap(40.0, 40.3, GapCause.DISK))


def words_of(qtbot: QtBot, recording: Recording) -> tuple[ListenCard, str]:
    review = MemoryReview()
    card = ListenCard(review)
    qtbot.addWidget(card)
    card.show_call(replace(review.open("call-1"), recording=recording), ())
    return card, " ".join(label.text() for label in card.findChildren(PlainLabel))


@pytest.mark.parametrize(
    ("recording", "said"),
    [
        (Recording("c", "c.flac", 66.0, "0", True, GAPS), "录音有缺口 0.8 s（00:12、00:40 起）"),
        (
            Recording("c", "c.flac", 66.0, "0", True, is_recovered=True, tail_s=0.4),
            "异常中断后找回，末尾约缺 0.4 s",
        ),
        (Recording("c", "c.flac", 66.0, "0", True), "录音有极短的丢声"),
    ],
)
def test_what_is_missing_is_said(qtbot: QtBot, recording: Recording, said: str) -> None:
    assert said in words_of(qtbot, recording)[1]


def test_a_whole_recording_says_nothing_of_gaps(qtbot: QtBot) -> None:
    assert "缺" not in words_of(qtbot, Recording("c", "c.flac", 66.0, "0"))[1]


def test_each_gap_is_marked_on_the_waveform(qtbot: QtBot) -> None:
    card, _ = words_of(qtbot, Recording("c", "c.flac", 66.0, "0", True, GAPS))
    marked = [region.getRegion() for region in card.waveform._regions]
    assert marked == [(12.0, 12.5), (40.0, 40.3)]
