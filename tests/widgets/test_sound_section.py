"""声音: choosing devices, seeing both levels, trying each; and starting a call by hand."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from pytestqt.qtbot import QtBot

from domain.audio import Role
from domain.errors import AudioDeviceMissing
from domain.events import DeviceChanged, Event
from domain.sound_devices import DeviceChoice, DeviceWish, LiveLevels, SoundProblem, SoundTest
from tests.widgets.memory_workplace import MemorySound, MemoryWorkplace
from widgets.desk.page import DeskPage
from widgets.settings.sound import LINE, MICROPHONE, OUTPUT, SoundSection
from widgets.tasks import Tasks
from widgets.window import Window

WAIT_MS = 20_000
GONE = AudioDeviceMissing("没有找到选定的客户线路 / The chosen customer line is not there")


@pytest.fixture
def sound() -> MemorySound:
    return MemorySound()


@pytest.fixture
def section(qtbot: QtBot, sound: MemorySound, tasks: Tasks) -> SoundSection:
    made = SoundSection(sound, tasks)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.choosers[OUTPUT].count() > 0, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: sound.is_listening, timeout=WAIT_MS)
    return made


def offered(section: SoundSection, key: str) -> list[str]:
    chooser = section.choosers[key]
    return [chooser.itemData(place).name for place in range(chooser.count())]


def test_inputs_and_outputs_are_offered_where_they_fit(section: SoundSection) -> None:
    assert offered(section, MICROPHONE) == ["", "usb", "loop"]
    assert offered(section, LINE) == ["", "usb", "loop"]
    assert offered(section, OUTPUT) == ["", "usb", "box"]


def test_what_is_chosen_is_kept_with_its_host_api(
    qtbot: QtBot, section: SoundSection, sound: MemorySound
) -> None:
    section.choosers[LINE].setCurrentIndex(2)
    section.save.click()
    wanted = DeviceChoice(line=DeviceWish("loop", "Windows WASAPI"))
    qtbot.waitUntil(lambda: sound.choice == wanted, timeout=WAIT_MS)


def test_a_test_takes_the_selected_device_before_it_is_saved(
    qtbot: QtBot, section: SoundSection, sound: MemorySound
) -> None:
    section.choosers[MICROPHONE].setCurrentIndex(1)
    assert "还没有保存" in section.saved.text()
    section.testers[MICROPHONE].click()
    wanted = DeviceWish("usb", "Windows WASAPI")
    qtbot.waitUntil(lambda: sound.tried_choice == DeviceChoice(wanted), timeout=WAIT_MS)
    assert sound.choice == DeviceChoice()


def test_saving_is_confirmed(qtbot: QtBot, section: SoundSection) -> None:
    section.choosers[MICROPHONE].setCurrentIndex(1)
    section.save.click()
    qtbot.waitUntil(lambda: "已保存" in section.saved.text(), timeout=WAIT_MS)


def test_a_chosen_device_that_is_unplugged_stays_chosen(
    qtbot: QtBot, section: SoundSection, sound: MemorySound
) -> None:
    sound.choice = DeviceChoice(microphone=DeviceWish("旧耳机", "Windows WASAPI"))
    section.again.click()
    chooser = section.choosers[MICROPHONE]
    qtbot.waitUntil(lambda: "旧耳机" in chooser.currentText(), timeout=WAIT_MS)
    assert chooser.currentData() == sound.choice.microphone


def test_what_is_wrong_with_both_channels_is_said(
    qtbot: QtBot, section: SoundSection, sound: MemorySound
) -> None:
    sound.live = LiveLevels(-20.0, -20.0, (SoundProblem.SAME_ON_BOTH,))
    qtbot.waitUntil(lambda: "两个声道一样" in section.note.text(), timeout=WAIT_MS)
    sound.live = LiveLevels(-20.0, -20.0)
    qtbot.waitUntil(lambda: section.note.text() == "", timeout=WAIT_MS)


def test_each_device_can_be_tried(qtbot: QtBot, section: SoundSection, sound: MemorySound) -> None:
    sound.result = SoundTest(-70.0, 47_900.0, (SoundProblem.NO_SIGNAL,))
    section.testers[MICROPHONE].click()
    result = section.results[MICROPHONE]
    qtbot.waitUntil(lambda: "没有声音" in result.text(), timeout=WAIT_MS)
    assert "47900" in result.text()
    sound.result = SoundTest(-20.0, 48_000.0, ())
    section.testers[OUTPUT].click()
    qtbot.waitUntil(lambda: "正常" in section.results[OUTPUT].text(), timeout=WAIT_MS)
    assert sound.tried == ["microphone", "output"]


def test_one_stereo_device_needs_no_line(section: SoundSection) -> None:
    section.stereo.setChecked(True)
    assert not section.choosers[LINE].isEnabled()
    section.stereo.setChecked(False)
    assert section.choosers[LINE].isEnabled()


def test_nobody_is_heard_when_nobody_looks(
    qtbot: QtBot, section: SoundSection, sound: MemorySound
) -> None:
    section.hide()
    qtbot.waitUntil(lambda: not sound.is_listening, timeout=WAIT_MS)


def test_a_missing_device_is_told_in_the_settings(
    qtbot: QtBot, sound: MemorySound, tasks: Tasks
) -> None:
    sound.missing = GONE
    made = SoundSection(sound, tasks)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.note.text() == str(GONE), timeout=WAIT_MS)


def desk_page(window: Window) -> DeskPage:
    page = window.desk_page
    assert page is not None
    return page


def test_a_call_begins_by_hand_with_its_number(
    qtbot: QtBot, window: Window, workplace: MemoryWorkplace
) -> None:
    card = desk_page(window).start.hand_call
    card.number.setText("138 0013 8000")
    card.start.click()
    qtbot.waitUntil(lambda: workplace.desk.called == ["138 0013 8000"], timeout=WAIT_MS)
    qtbot.waitUntil(lambda: desk_page(window).is_in_call, timeout=WAIT_MS)


def test_a_missing_device_offers_the_settings_and_keeps_the_number(
    qtbot: QtBot, window: Window, workplace: MemoryWorkplace
) -> None:
    workplace.desk.missing = GONE
    card = desk_page(window).start.hand_call
    card.number.setText("13800138000")
    card.start.click()
    qtbot.waitUntil(lambda: card.note.text() == str(GONE), timeout=WAIT_MS)
    assert card.number.text() == "13800138000"
    assert card.start.isEnabled()
    card.to_settings.click()
    assert window.page_key == "settings"


def test_a_long_message_pushes_no_button_onto_another(
    qtbot: QtBot, window: Window, workplace: MemoryWorkplace
) -> None:
    workplace.desk.missing = AudioDeviceMissing("没有找到选定的麦克风，请接好或另选。" * 12)
    start = desk_page(window).start
    window.resize(window.minimumSize())
    start.hand_call.start.click()
    qtbot.waitUntil(start.hand_call.note.isVisible, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: start._demos.count() > 1, timeout=WAIT_MS)
    demos = [start._demos.itemAt(place) for place in range(start._demos.count())]
    qtbot.waitUntil(lambda: start.hand_call.note.height() > 40, timeout=WAIT_MS)
    places = [one.geometry() for one in demos if one is not None]
    assert all(upper.bottom() < lower.top() for upper, lower in pairwise(places))


def test_a_device_that_goes_away_in_a_call_is_told_until_it_is_back(
    qtbot: QtBot, window: Window, publish_all: Callable[[list[Event]], None]
) -> None:
    page = desk_page(window)
    page.play_demo("any")
    qtbot.waitUntil(lambda: page.is_in_call, timeout=WAIT_MS)
    call_id = page._call_id
    away = DeviceChanged(call_id, (Role.CUSTOMER,), "USB 线路", False, 63.0)
    publish_all([away])
    assert page.device_notice.isVisible()
    assert "USB 线路" in page.device_notice.text.text()
    assert "01:03" in page.device_notice.text.text()
    publish_all([DeviceChanged(call_id, (Role.CUSTOMER,), "USB 线路", True, 70.0)])
    assert not page.device_notice.isVisible()
