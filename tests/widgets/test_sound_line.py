"""How good the sound was, in one line."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from domain.audio import Role
from domain.sound import MinuteSound
from widgets.review.sound import SoundLine

GOOD = MinuteSound(Role.CUSTOMER, 0, 60.0, -15.0, -25.0, -60.0, 0.0)


def test_a_good_call_tells_its_lowest_distance_from_noise(qtbot: QtBot) -> None:
    line = SoundLine()
    qtbot.addWidget(line)
    line.show_sound([GOOD, replace(GOOD, minute=1, noise_dbfs=-45.0)])
    assert "20 dB" in line.text()
    assert line.property("tone") == "mute"
    assert not line.isHidden()


def test_faults_are_named_by_channel_and_minutes(qtbot: QtBot) -> None:
    line = SoundLine()
    qtbot.addWidget(line)
    bad = [replace(GOOD, minute=at, clipped_share=0.1 * (at in (2, 3, 6))) for at in range(8)]
    dead = replace(GOOD, role=Role.AGENT, minute=3, loudest_dbfs=-90.0, speech_dbfs=None)
    line.show_sound([*bad, dead])
    assert "3–4、7" in line.text()
    assert line.text().count("；") == 1
    assert line.property("tone") == "warn_ink"


def test_nothing_measured_is_nothing_shown(qtbot: QtBot) -> None:
    line = SoundLine()
    qtbot.addWidget(line)
    line.show_sound(())
    assert line.isHidden()
