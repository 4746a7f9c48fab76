"""The devices verb: which sound devices there are, and whether one works."""

from collections.abc import Iterator
from typing import Final

from msgspec import to_builtins

from app.commands.files import dumped
from app.config import Config
from app.sound_desk import choice_of
from domain.errors import AudioDeviceMissing
from domain.sound_devices import DeviceWish, SoundDevice, SoundProblem
from speech.audio import soundcheck
from speech.audio.devices import Use, chosen, list_devices

TEST_S: Final = 3.0
WORDS: Final = {
    SoundProblem.NO_SIGNAL: "没有声音 / no signal",
    SoundProblem.CLIPPING: "过载失真 / clipping",
    SoundProblem.WRONG_RATE: "采样率不符 / wrong sample rate",
}


def listed(config: Config) -> Iterator[str]:
    """One line a device, then what the settings mean by microphone, line and loudspeaker."""
    known = list_devices()
    for one in known:
        marks = [f"入{one.inputs}" if one.inputs else "", f"出{one.outputs}" if one.outputs else ""]
        marks += ["回录 loopback" if one.is_loopback else "", "默认 default" * one.is_default]
        shape = " ".join(mark for mark in marks if mark)
        title = f"（{one.title}）" if one.title != one.name else ""
        yield f"{one.host_api}  {one.name}{title}  {one.rate_hz} Hz  {shape}"
    if not known:
        yield "没有声音设备；演示来电不需要 / no sound device; demo calls need none"
    choice = choice_of(config.speech)
    for caption, wish, use in (
        ("麦克风 / microphone", choice.microphone, Use.MICROPHONE),
        ("客户线路 / line", choice.line, Use.LINE),
        ("扬声器 / loudspeaker", choice.output, Use.OUTPUT),
    ):
        yield f"{'✓' if _is_there(known, wish, use) else '✗'} {caption}  {_meant(known, wish, use)}"


def as_json() -> str:
    return dumped([to_builtins(one) for one in list_devices()])


def tested(name: str) -> Iterator[str]:
    """Record three seconds of an input and say what was heard.

    Raises AudioDeviceMissing.
    """
    device = chosen(list_devices(), DeviceWish(name), Use.MICROPHONE)
    (tried,) = soundcheck.listen((device,), TEST_S)
    yield f"{device.title}  {tried.level_dbfs:.0f} dBFS  {tried.rate_hz:.0f} Hz"
    found = soundcheck.problems(tried)
    for problem in found:
        yield f"✗ {WORDS[problem]}"
    if not found:
        yield "✓ 正常 / works"


def _is_there(known: tuple[SoundDevice, ...], wish: DeviceWish, use: Use) -> bool:
    try:
        chosen(known, wish, use)
    except AudioDeviceMissing:
        return False
    return True


def _meant(known: tuple[SoundDevice, ...], wish: DeviceWish, use: Use) -> str:
    try:
        return chosen(known, wish, use).title
    except AudioDeviceMissing as error:
        return str(error)
