"""One channel's blocks in, utterances out; no sample is lost between them."""

from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np

from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Role, Samples
from speech.detection.detector import FRAME_S, FRAME_SAMPLES, SpeechDetector
from speech.endpointer import Edge, Endpointer, EndpointerSettings
from speech.utterance import OpenUtterance, Utterance

Found: TypeAlias = OpenUtterance | Utterance
_JUMP_S: Final = 0.02  # a larger hole between blocks means that sound is missing


@dataclass(frozen=True, slots=True)
class SegmenterSettings:
    """max_s stays below 10 s, the window that the bundled model was trained on."""

    endpointer: EndpointerSettings = field(default_factory=EndpointerSettings)
    pre_roll_s: float = 0.25
    post_roll_s: float = 0.15  # must not pass endpointer.pause_s
    max_s: float = 9.0
    cut_search_s: float = 2.0  # a forced cut looks this far back for the quietest place
    min_speech_s: float = 0.09  # a click is not speech
    partial_every_s: float = 0.4


class Segmenter:
    """Not thread-safe: one per channel, owned by the capture thread."""

    def __init__(
        self, role: Role, detector: SpeechDetector, settings: SegmenterSettings | None = None
    ) -> None:
        self._role = role
        self._detector = detector
        self._settings = settings or SegmenterSettings()
        self._number = 0
        self._rest: Samples = np.zeros(0, np.float32)
        self._restart(0.0)

    def hear(self, block: AudioBlock) -> list[Found]:
        """Return what this block brings. Blocks of any length, in order.

        After a hole in time the open utterance ends where the hole begins.
        """
        found: list[Found] = []
        if abs(block.start_s - self._next_s) > _JUMP_S:
            found += self.flush()
            self._detector.reset()
            self._restart(block.start_s)
        sound = np.concatenate([self._rest, block.samples])
        whole = len(sound) // FRAME_SAMPLES * FRAME_SAMPLES
        self._rest = sound[whole:]
        if whole:
            frames = sound[:whole].reshape(-1, FRAME_SAMPLES)
            chances = self._detector.chances(sound[:whole])
            for frame, chance in zip(frames, chances, strict=True):
                found += self._hear_frame(frame, float(chance))
        return found

    def flush(self) -> list[Found]:
        """Return the utterance that was open when the sound stopped."""
        frames = [*self._frames, self._rest] if len(self._rest) else self._frames
        end_s = self._next_s
        speech_end_s = end_s - self._endpointer.silence_s
        is_open = self._endpointer.is_speaking and not self._is_click()
        last = [self._utterance(frames, speech_end_s)] if is_open else []
        self._restart(end_s)
        return [*last]

    @property
    def held_from_s(self) -> float:
        """Where the sound begins that no finished utterance holds yet, pre-roll included."""
        return self._start_s

    @property
    def _next_s(self) -> float:
        held = len(self._frames) * FRAME_SAMPLES + len(self._rest)
        return self._start_s + held / SAMPLE_RATE_HZ

    def _restart(self, at_s: float) -> None:
        self._endpointer = Endpointer(self._settings.endpointer)
        self._frames: list[Samples] = []  # pre-roll, then the open utterance
        self._chances: list[float] = []
        self._rest = np.zeros(0, np.float32)
        self._start_s = at_s
        self._told_frames = 0

    def _hear_frame(self, frame: Samples, chance: float) -> list[Found]:
        self._frames.append(frame)
        self._chances.append(chance)
        match self._endpointer.hear(chance, FRAME_S):
            case Edge.START:
                self._told_frames = len(self._frames)
                return []
            case Edge.PAUSE:
                return self._pause()
            case Edge.END:
                return self._end()
            case None:
                return self._go_on()

    def _go_on(self) -> list[Found]:
        if not self._endpointer.is_speaking:
            self._leave_out(len(self._frames) - _frames_in(self._settings.pre_roll_s))
            return []
        if len(self._frames) * FRAME_S >= self._settings.max_s - FRAME_S:
            return [self._forced_cut()]
        is_due = (len(self._frames) - self._told_frames) * FRAME_S >= self._settings.partial_every_s
        if not is_due or self._is_click():
            return []
        self._told_frames = len(self._frames)
        return [OpenUtterance(self._number, self._block(self._frames))]

    def _pause(self) -> list[Found]:
        if self._is_click():
            return []
        self._told_frames = len(self._frames)
        return [OpenUtterance(self._number, self._block(self._kept()), is_pausing=True)]

    def _end(self) -> list[Found]:
        if self._is_click():
            return []  # stays as pre-roll until it is left out
        kept = self._kept()
        speech_end_s = self._next_s_of_frames() - self._endpointer.silence_s
        done = self._utterance(kept, speech_end_s)
        self._leave_out(len(kept))
        return [done]

    def _forced_cut(self) -> Utterance:
        search = _frames_in(self._settings.cut_search_s)
        place = len(self._frames) - search + int(np.argmin(self._chances[-search:])) + 1
        end_s = self._start_s + place * FRAME_S
        done = self._utterance(self._frames[:place], end_s, is_cut=True)
        self._leave_out(place)
        self._told_frames = 0
        return done

    def _utterance(
        self, frames: list[Samples], speech_end_s: float, *, is_cut: bool = False
    ) -> Utterance:
        done = Utterance(self._number, self._block(frames), speech_end_s, is_cut)
        self._number += 1
        return done

    def _kept(self) -> list[Samples]:
        """The open utterance without the silence behind its post-roll."""
        silent = round(self._endpointer.silence_s / FRAME_S)
        return self._frames[: len(self._frames) - silent + _frames_in(self._settings.post_roll_s)]

    def _is_click(self) -> bool:
        threshold = self._settings.endpointer.end_chance
        spoken = sum(chance >= threshold for chance in self._chances)
        return spoken * FRAME_S < self._settings.min_speech_s

    def _leave_out(self, count: int) -> None:
        if count > 0:
            del self._frames[:count], self._chances[:count]
            self._start_s += count * FRAME_S

    def _next_s_of_frames(self) -> float:
        return self._start_s + len(self._frames) * FRAME_S

    def _block(self, frames: list[Samples]) -> AudioBlock:
        return AudioBlock(self._role, self._start_s, np.concatenate(frames))


def _frames_in(seconds: float) -> int:
    return round(seconds / FRAME_S)
