"""The desk's sound devices: which are chosen, trying them out, opening them for a call."""

import os
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from app import config as settings
from app.config import SpeechConfig
from domain.audio import AudioBlock, Role, Samples
from domain.errors import AudioDeviceMissing, UserError
from domain.sound_devices import (
    DeviceChoice,
    DeviceWish,
    LiveLevels,
    SoundDevice,
    SoundProblem,
    SoundTest,
)
from speech.audio import soundcheck
from speech.audio.capture import Capture, Side, Tell
from speech.audio.devices import Use, chosen, list_devices
from speech.audio.level import SILENCE_DBFS, level_dbfs

TEST_S: Final = 3.0
COMPARED_BLOCKS: Final = 20  # 2 s: so long both channels are compared
ECHO_FOUND: Final = 0.2
NOTHING: Final = LiveLevels(SILENCE_DBFS, SILENCE_DBFS)


class DeviceBusy(UserError):
    """The devices are in use by the running call."""


def choice_of(speech: SpeechConfig) -> DeviceChoice:
    return DeviceChoice(
        DeviceWish(speech.microphone, speech.microphone_api),
        DeviceWish(speech.line, speech.line_api),
        DeviceWish(speech.output, speech.output_api),
        speech.is_stereo,
    )


def sides_of(devices: tuple[SoundDevice, ...], choice: DeviceChoice) -> tuple[Side, ...]:
    """Return which device hears whom.

    Raises AudioDeviceMissing, UserError when one device is to be both sides.
    """
    microphone = chosen(devices, choice.microphone, Use.MICROPHONE)
    if choice.is_stereo:
        if microphone.inputs < len(Role):
            raise UserError(
                f"{microphone.title} 只有一个声道，不能左右分座席和客户，请另选设备"
                f" / {microphone.title} has one channel only: choose a stereo device"
            )
        return (Side(microphone, (Role.AGENT, Role.CUSTOMER)),)
    line = chosen(devices, choice.line, Use.LINE)
    if (line.name, line.host_api) == (microphone.name, microphone.host_api):
        raise UserError(
            f"麦克风和客户线路是同一个设备：{line.title}，请在设置的“声音”里分开选"
            f" / Microphone and customer line are the same device, {line.title}:"
            " choose two in the settings"
        )
    return (Side(microphone, (Role.AGENT,)), Side(line, (Role.CUSTOMER,)))


class SoundDesk:
    """Implements app.roles.SoundRole. Methods may be called from any thread."""

    def __init__(self, speech: SpeechConfig, is_live: Callable[[], bool]) -> None:
        """is_live: whether a call runs, which must not be disturbed."""
        self._choice = choice_of(speech)
        self._is_live = is_live
        self._watch: _Watch | None = None
        self._watching = threading.Lock()

    @property
    def choice(self) -> DeviceChoice:
        return self._choice

    def devices(self) -> tuple[SoundDevice, ...]:
        return list_devices()

    def choose(self, choice: DeviceChoice) -> None:
        self.stop_listening()
        settings.save(
            {
                "speech.microphone": choice.microphone.name,
                "speech.microphone_api": choice.microphone.host_api,
                "speech.line": choice.line.name,
                "speech.line_api": choice.line.host_api,
                "speech.output": choice.output.name,
                "speech.output_api": choice.output.host_api,
                "speech.is_stereo": choice.is_stereo,
            },
            os.environ,
        )
        self._choice = choice

    def open(self, tell: Tell) -> Capture:
        """Open the chosen inputs for a call.

        Raises AudioDeviceMissing, UserError.
        """
        self.stop_listening()
        return Capture(sides_of(list_devices(), self._choice), tell)

    def listen(self) -> None:
        with self._watching:
            if self._watch is None:
                self._refuse_in_call()
                self._watch = _Watch(Capture(sides_of(list_devices(), self._choice)))

    def levels(self) -> LiveLevels:
        watch = self._watch
        return watch.levels if watch is not None else NOTHING

    def stop_listening(self) -> None:
        with self._watching:
            watch, self._watch = self._watch, None
        if watch is not None:
            watch.stop()

    def try_input(self, use: str, choice: DeviceChoice) -> SoundTest:
        """Record three seconds of the microphone or the line and play them back."""
        self._refuse_in_call()
        self.stop_listening()
        known = list_devices()
        wish = choice.line if use == Use.LINE else choice.microphone
        (tried,) = soundcheck.listen((chosen(known, wish, Use(use)),), TEST_S)
        problems = soundcheck.problems(tried)
        try:
            output = chosen(known, choice.output, Use.OUTPUT)
        except AudioDeviceMissing:  # without a loudspeaker the figures still tell
            output = None
        if output is not None:
            soundcheck.play_out(tried.sound, output)
        return SoundTest(tried.level_dbfs, tried.rate_hz, problems)

    def try_output(self, choice: DeviceChoice) -> SoundTest:
        """Play a rising tone and look for it in the microphone."""
        self._refuse_in_call()
        self.stop_listening()
        known, tone = list_devices(), soundcheck.chirp()
        output = chosen(known, choice.output, Use.OUTPUT)
        microphone = chosen(known, choice.microphone, Use.MICROPHONE)
        (tried,) = soundcheck.listen((microphone,), TEST_S, play=tone, output=output)
        has_echo = soundcheck.echo_of(tone, tried.sound) > ECHO_FOUND
        problems = (SoundProblem.ECHO,) if has_echo else ()
        return SoundTest(tried.level_dbfs, tried.rate_hz, problems)

    def _refuse_in_call(self) -> None:
        if self._is_live():
            raise DeviceBusy("通话中不能测试设备 / Devices cannot be tried during a call")


_Pair: TypeAlias = tuple[AudioBlock, AudioBlock]


@dataclass(frozen=True, slots=True)
class _Recent:
    agent: deque[Samples]
    customer: deque[Samples]


class _Watch:
    """Both inputs heard for their levels, in a thread of its own until stop()."""

    def __init__(self, capture: Capture) -> None:
        self.levels = NOTHING
        self._capture = capture
        self._recent = _Recent(deque(maxlen=COMPARED_BLOCKS), deque(maxlen=COMPARED_BLOCKS))
        self._thread = threading.Thread(target=self._run, name="sound-levels")
        self._thread.start()

    def stop(self) -> None:
        self._capture.finish()
        self._thread.join()

    def _run(self) -> None:
        for number, pair in enumerate(self._capture.blocks()):
            self._hear(pair, is_compared=number % 10 == 9)

    def _hear(self, pair: _Pair, *, is_compared: bool) -> None:
        agent, customer = (block.samples for block in pair)
        self._recent.agent.append(agent)
        self._recent.customer.append(customer)
        problems = self._problems() if is_compared else self.levels.problems
        self.levels = LiveLevels(level_dbfs(agent), level_dbfs(customer), problems)

    def _problems(self) -> tuple[SoundProblem, ...]:
        agent, customer = np.concatenate(self._recent.agent), np.concatenate(self._recent.customer)
        between = soundcheck.problems_between(agent, customer)
        clipped = max(np.mean(np.abs(one) >= soundcheck.FULL_SCALE) for one in (agent, customer))
        if clipped > soundcheck.CLIPPED_SHARE:
            return (*between, SoundProblem.CLIPPING)
        return between
