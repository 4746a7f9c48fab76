"""Mandarin speech by espeak-ng through ctypes, with the start of each character."""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

LIBRARY: Final = "libespeak-ng.so.1"
# Plain "cmn" of espeak-ng 1.51 spells the pinyin letters in English; this one reads hanzi.
LANGUAGE: Final = "cmn-latn-pinyin"
TRAIN_VARIANTS: Final = (
    "f1 f2 f3 f5 m1 m2 m3 m4 m5 m7 m8 Alex Andy Annie Gene Lee Marco Michael adam anika antonio "
    "belinda benjamin boris caleb david ed edward john linda max michel miguel norbert pablo paul "
    "rob robert sandro steph travis victor"
).split()
HELD_OUT_VARIANTS: Final = ("f4", "m6", "Alicia", "Denis", "quincy", "marcelo")

_SYNCHRONOUS, _UTF8, _WORD_EVENT = 2, 1, 1
_RATE, _PITCH, _RANGE = 1, 3, 4


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker. pitch and pitch_range are espeak's own 0 to 100."""

    variant: str
    rate_wpm: int = 190
    pitch: int = 50
    pitch_range: int = 50


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    samples: NDArray[np.float32]  # shape (n,), -1 to 1
    rate_hz: int
    starts_s: dict[int, float]  # index of the character that begins there


class _Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position_ms", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    ]


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Espeak:
    """One synthesizer per process: the library keeps global state."""

    def __init__(self, data: Path | None = None) -> None:
        """data holds espeak-ng-data with more variants (voices.py); None: the installed one."""
        self._library = ctypes.CDLL(LIBRARY)
        path = None if data is None else str(data.resolve()).encode()
        self._rate_hz: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, path, 0)
        self._chunks: list[NDArray[np.int16]] = []
        self._starts_s: dict[int, float] = {}
        self._keep_alive: Callable[..., Any] = _Callback(self._receive)
        self._library.espeak_SetSynthCallback(self._keep_alive)
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._variant = ""

    def say(self, text: str, voice: Voice) -> Speech:
        """Speak text; takes about 20 ms for 5 s of sound."""
        self._choose(voice.variant)
        for parameter, value in (
            (_RATE, voice.rate_wpm),
            (_PITCH, voice.pitch),
            (_RANGE, voice.pitch_range),
        ):
            self._library.espeak_SetParameter(parameter, value, 0)
        self._chunks, self._starts_s = [], {}
        raw = text.encode()
        self._library.espeak_Synth(raw, ctypes.c_size_t(len(raw) + 1), 0, 1, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        joined = np.concatenate(self._chunks) if self._chunks else np.zeros(0, np.int16)
        samples = joined.astype(np.float32) / np.float32(32768)
        return Speech(samples, self._rate_hz, dict(self._starts_s))

    def phonemes(self, character: str) -> str:
        """Return espeak's name of the syllable with its tone digits (好: "XAu214", 饭: "fa51n")."""
        self._choose("f1")
        pointer = ctypes.c_char_p(character.encode())
        name: bytes = self._library.espeak_TextToPhonemes(ctypes.byref(pointer), _UTF8, 0) or b""
        return "".join(c for c in name.decode() if c not in "',_|- ")

    def _choose(self, variant: str) -> None:
        if variant == self._variant:
            return
        name = f"{LANGUAGE}+{variant}"
        if self._library.espeak_SetVoiceByName(name.encode()) != 0:
            raise LookupError(f"espeak-ng has no voice {name}")
        self._variant = variant

    def _receive(self, wave: Any, count: int, events: Any) -> int:
        if wave and count > 0:
            self._chunks.append(np.ctypeslib.as_array(wave, (count,)).copy())
        index = 0
        while events[index].type != 0:
            event = events[index]
            if event.type == _WORD_EVENT and event.length > 0:
                self._starts_s[event.text_position - 1] = event.audio_position_ms / 1000
            index += 1
        return 0
