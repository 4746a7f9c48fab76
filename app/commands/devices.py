"""The devices verb: which sound devices there are, and whether one works."""

from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Tested:
    """What three seconds of an input brought."""

    device: str
    level_dbfs: float
    rate_hz: float  # as measured
    problems: tuple[SoundProblem, ...]


def tested(config: Config, name: str) -> Tested:
    """Record three seconds of the named input, "" for the microphone of the settings.

    Raises AudioDeviceMissing.
    """
    wish = DeviceWish(name) if name else choice_of(config.speech).microphone
    device = chosen(list_devices(), wish, Use.MICROPHONE)
    (tried,) = soundcheck.listen((device,), TEST_S)
    return Tested(device.title, tried.level_dbfs, tried.rate_hz, soundcheck.problems(tried))


def lines_of(tried: Tested) -> Iterator[str]:
    yield f"{tried.device}  {tried.level_dbfs:.0f} dBFS  {tried.rate_hz:.0f} Hz"
    for problem in tried.problems:
        yield f"✗ {WORDS[problem]}"
    if not tried.problems:
        yield "✓ 正常 / works"


def json_of(tried: Tested) -> str:
    return dumped(to_builtins(tried))


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
