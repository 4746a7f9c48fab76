"""The faster-whisper engine behind the Recognizer Protocol.

Settings were measured: language forced, one temperature, no previous text, no
timestamp mode (word times instead), a cap on new tokens, one window per utterance.
"""

import logging
import time
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Samples
from domain.calls import Word
from speech.recognition.model_folder import DEFAULT_WINDOW_S, broken_model, check_model
from speech.recognition.processor import best_compute_type
from speech.recognition.recognizer import Heard
from speech.recognition.setup import EngineSetup

if TYPE_CHECKING:
    from faster_whisper import WhisperModel
    from faster_whisper.transcribe import Segment
    from faster_whisper.transcribe import Word as EngineWord

    from speech.recognition.windows import Windows

FINAL_BEAM: Final = 5
PARTIAL_BEAM: Final = 1
MAX_NEW_TOKENS: Final = 160  # 30 s of fast speech are about 150 characters
_NO_SPEECH: Final = 0.6  # this and the next as in WhisperModel.transcribe
_UNSURE_LOGPROB: Final = -1.0
_SEEK_PER_S: Final = 100
_SEEK_SLACK_S: Final = 0.015  # Segment.seek is rounded down


def options(*, is_final: bool = True, hotwords: str = "") -> dict[str, Any]:
    """Return the arguments of WhisperModel.transcribe that every decode of ours uses."""
    return {
        "language": "zh",
        "beam_size": FINAL_BEAM if is_final else PARTIAL_BEAM,
        "temperature": 0.0,
        "condition_on_previous_text": False,
        "without_timestamps": True,
        "word_timestamps": is_final,
        "max_new_tokens": MAX_NEW_TOKENS,
        "vad_filter": False,
        "hotwords": hotwords or None,
    }


def load(
    folder: Path,
    *,
    threads: int,
    compute_type: str = "auto",
    device: str = "cpu",
    takes_prompt: bool | None = None,
) -> "FasterWhisper":
    """Load the model; from 0.1 s for the bundled one to 10 s for a large one. Never the network.

    compute_type "auto": what suits the processor, or the card. takes_prompt None: hot words go
    to models of the full window only; ours, of a shorter one, never saw a prompt in training
    and answers with it.

    Raises ModelMissing.
    """
    facts = check_model(folder)
    # Imported here: it takes a second, and only the process that decodes needs it.
    import ctranslate2
    from faster_whisper import WhisperModel
    from faster_whisper.transcribe import tqdm

    from speech.recognition.windows import Windows

    logging.getLogger("faster_whisper").setLevel(logging.ERROR)  # it would log each file
    tqdm.monitor_interval = 0  # else its silent progress bar leaves a thread behind
    try:
        if compute_type == "auto":
            compute_type = best_compute_type(
                ctranslate2.get_supported_compute_types(device), device
            )
        model = WhisperModel(
            str(folder),
            device=device,
            compute_type=compute_type,
            cpu_threads=threads,
            local_files_only=True,
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise broken_model(folder, error) from error
    if not model.model.is_multilingual:
        raise broken_model(folder, "只懂英语 / it only knows English")
    is_snug = facts.window_s < DEFAULT_WINDOW_S
    return FasterWhisper(
        model,
        Windows(model, is_snug=is_snug),
        facts.name,
        facts.window_s,
        together=4 if is_snug else 1,
        takes_prompt=not is_snug if takes_prompt is None else takes_prompt,
    )


def loader(
    folder: Path, *, threads: int, compute_type: str = "auto", device: str = "cpu"
) -> "partial[FasterWhisper]":
    """Return load() as a value that can be sent to the process that decodes."""
    return partial(load, folder, threads=threads, compute_type=compute_type, device=device)


class FasterWhisper:
    """together: how many clips of a recording are decoded in one batch.

    Four windows of 30 s at once took 5 % more processor time than four alone; four snug ones
    take 10 to 25 % less. takes_prompt: whether hot words are put in front of the sound.
    """

    def __init__(
        self,
        model: "WhisperModel",
        windows: "Windows",
        name: str,
        window_s: float,
        *,
        together: int,
        takes_prompt: bool,
    ) -> None:
        self._model = model
        self._windows = windows
        self._name = name
        self._window_s = window_s
        self._together = together
        self._takes_prompt = takes_prompt

    @property
    def windows(self) -> "Windows":
        """What the engine encoded so far, for the bench."""
        return self._windows

    @property
    def window_s(self) -> float:
        return self._window_s

    @property
    def setup(self) -> EngineSetup:
        """What the engine really runs on and in, for who measures it."""
        import ctranslate2

        engine = self._model.model
        return EngineSetup(engine.device, engine.compute_type, ctranslate2.get_cuda_device_count())

    def recognize(self, utterance: AudioBlock, *, is_final: bool, hotwords: str = "") -> Heard:
        asked = self._asked(is_final=is_final, hotwords=hotwords)
        (heard,) = self._decode([utterance.samples], asked, [utterance.start_s])
        return heard

    def recognize_many(self, clips: Sequence[Samples], *, hotwords: str = "") -> Iterator[Heard]:
        asked = self._asked(is_final=True, hotwords=hotwords)
        for first in range(0, len(clips), self._together):
            batch = clips[first : first + self._together]
            yield from self._decode(batch, asked, [0.0] * len(batch))

    def _asked(self, *, is_final: bool, hotwords: str) -> dict[str, Any]:
        return options(is_final=is_final, hotwords=hotwords if self._takes_prompt else "")

    def transcribe_raw(
        self, samples: Samples, *, has_word_times: bool = True, has_vad: bool = False
    ) -> str:
        """Return the text of WhisperModel.transcribe itself: the yardstick of the bench."""
        asked = options() | {"word_timestamps": has_word_times, "vad_filter": has_vad}
        segments, _ = self._model.transcribe(samples, **asked)
        return "".join(segment.text for segment in segments)

    def _decode(
        self, clips: Sequence[Samples], asked: dict[str, Any], starts_s: Sequence[float]
    ) -> Iterator[Heard]:
        """Decode each clip in exactly one window, all in one batch.

        WhisperModel.transcribe itself would, for the sake of word times, go back to the last
        word's end and decode the rest of the clip once more: twice the time, and the last
        words twice in the text. The batched pipeline with clips of ours does not.
        """
        begun_s = time.perf_counter()
        ends_s = (np.cumsum([len(clip) for clip in clips]) / SAMPLE_RATE_HZ).tolist()
        begins_s = [0.0, *ends_s[:-1]]
        places = [{"start": at, "end": end} for at, end in zip(begins_s, ends_s, strict=True)]
        found, _ = self._windows.transcribe(
            np.concatenate(clips), clip_timestamps=places, batch_size=len(clips), **asked
        )
        said: list[list[Segment]] = [[] for _ in clips]
        for segment in found:
            at_s = segment.seek / _SEEK_PER_S + _SEEK_SLACK_S
            said[bisect_right(begins_s, at_s) - 1].append(segment)
        decode_s = (time.perf_counter() - begun_s) / len(clips)
        for segments, begin_s, start_s in zip(said, begins_s, starts_s, strict=True):
            yield _heard(segments, start_s - begin_s, decode_s=decode_s, engine=self._name)


def _heard(
    segments: "Sequence[Segment]", offset_s: float, *, decode_s: float, engine: str
) -> Heard:
    segments = [segment for segment in segments if _is_said(segment)]
    words = tuple(
        _word(word, offset_s)
        for segment in segments
        for word in segment.words or ()
        if word.word.strip()
    )
    if not segments:
        return Heard("", decode_s=decode_s, engine=engine)
    tokens = [max(1, len(segment.tokens)) for segment in segments]
    logprob = float(np.average([segment.avg_logprob for segment in segments], weights=tokens))
    sure = [word.confidence for word in words]
    return Heard(
        text="".join(word.text for word in words)
        if words
        else "".join(segment.text.strip() for segment in segments),
        words=words,
        confidence=float(np.mean(sure)) if sure else float(np.exp(logprob)),
        avg_logprob=logprob,
        no_speech=max(segment.no_speech_prob for segment in segments),
        compression=max(segment.compression_ratio for segment in segments),
        decode_s=decode_s,
        engine=engine,
    )


def _is_said(segment: "Segment") -> bool:
    """Return whether there are words, and not silence that was given some."""
    is_silence = segment.no_speech_prob > _NO_SPEECH and segment.avg_logprob < _UNSURE_LOGPROB
    return not is_silence and any(char.isalnum() for char in segment.text)


def _word(word: "EngineWord", offset_s: float) -> Word:
    # Chinese needs no blanks; between two Latin words the blank in front is kept.
    text = word.word if word.word[:1] == " " and word.word[1:2].isascii() else word.word.strip()
    return Word(
        text=text,
        start_s=max(0.0, float(word.start) + offset_s),
        end_s=max(0.0, float(word.end) + offset_s),
        confidence=float(word.probability),
    )
