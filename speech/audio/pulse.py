"""PulseAudio, or PipeWire that speaks its language, asked through `pactl`.

PortAudio sees such a server as one device named "pulse". Which of the server's sources a
stream is wired to is said through the environment when the stream is opened, and may change
behind our back: a source that vanishes leaves its streams to another one, unreported. So each
stream carries a tag by which its real source is found again.
"""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from domain.errors import AudioDeviceMissing
from domain.sound_devices import SoundDevice

HOST_API: Final = "PulseAudio"
PORTAUDIO_NAME: Final = "pulse"
TAG: Final = "lingtai.tap"
ANSWER_S: Final = 5.0  # a server that takes longer is as good as gone
_steering = threading.Lock()  # the environment is one for all threads
Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """A source as it is now: one that was unplugged and came back has another index."""

    index: int
    name: str


def is_running() -> bool:
    """Return whether a server answers. Takes some milliseconds."""
    try:
        return bool(_ask("info"))
    except AudioDeviceMissing:
        return False


def devices() -> tuple[SoundDevice, ...]:
    """Return what the server has, inputs first.

    Raises AudioDeviceMissing when no server answers.
    """
    info: Row = _ask("info")
    inputs = (_device(row, info, is_input=True) for row in _ask("list", "sources"))
    outputs = (_device(row, info, is_input=False) for row in _ask("list", "sinks"))
    return (*inputs, *outputs)


def sources() -> tuple[Source, ...]:
    """Return the sources that are there now.

    Raises AudioDeviceMissing when no server answers.
    """
    return tuple(Source(int(row["index"]), str(row["name"])) for row in _ask("list", "sources"))


def wiring() -> Mapping[str, int]:
    """Return which source index each of our streams hears, by tag.

    Raises AudioDeviceMissing when no server answers.
    """
    rows = _ask("list", "source-outputs")
    return {row["properties"][TAG]: int(row["source"]) for row in rows if TAG in row["properties"]}


@contextmanager
def steered(name: str, tag: str = "") -> Iterator[None]:
    """Let streams opened inside be wired to this source or sink, and carry the tag."""
    wanted = {"PULSE_SOURCE": name, "PULSE_SINK": name}
    if tag:
        wanted["PULSE_PROP"] = f"{TAG}={tag}"
    with _steering:
        before = {key: os.environ.get(key) for key in wanted}
        os.environ.update(wanted)
        try:
            yield
        finally:
            for key, value in before.items():
                if value is None:
                    del os.environ[key]
                else:
                    os.environ[key] = value


def _device(row: Row, info: Row, *, is_input: bool) -> SoundDevice:
    channels, rate_hz = _shape(row["sample_specification"])
    name = str(row["name"])
    return SoundDevice(
        name=name,
        title=str(row["description"]) or name,
        host_api=HOST_API,
        inputs=channels if is_input else 0,
        outputs=0 if is_input else channels,
        rate_hz=rate_hz,
        is_loopback=is_input and row["properties"].get("device.class") == "monitor",
        is_default=name == info["default_source_name" if is_input else "default_sink_name"],
    )


def _shape(specification: str) -> tuple[int, int]:
    """Return (channels, rate) of "s16le 2ch 44100Hz"."""
    _, channels, rate = specification.split()
    return int(channels.removesuffix("ch")), int(rate.removesuffix("Hz"))


def _ask(*words: str) -> Any:
    program = shutil.which("pactl")
    if program is None:
        raise AudioDeviceMissing(
            "没有 pactl，无法看声音服务器，请安装 pulseaudio-utils"
            " / pactl is missing: install pulseaudio-utils"
        )
    try:
        done = subprocess.run(
            (program, "--format=json", *words),
            capture_output=True,
            text=True,
            timeout=ANSWER_S,
            check=True,
            env=_environment(),
        )
        return json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        raise AudioDeviceMissing(
            "声音服务器没有回答，请检查 PulseAudio 或 PipeWire 是否在运行"
            " / The sound server does not answer: see that PulseAudio or PipeWire runs"
        ) from error


def _environment() -> dict[str, str]:
    with _steering:  # no half of somebody's steering
        return {**os.environ, "LC_ALL": "C"}
