"""How often, and how long, the engine encodes for a minute of speech: counters, no clock."""

from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import Final

from app.assembly import LocalEngine, new_detector, offline_settings
from app.bench.rows import BenchRow, row_of
from app.config import Config
from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Role
from domain.ids import new_id
from speech.audio.decode import CallReader, read_call
from speech.offline import transcribe_call, transcript, utterances_of
from speech.packing import pack
from speech.utterance import Utterance

WINDOW_S: Final = 30.0
_GOAL: Final = (1.3, 1.1)


def encoding_rows(config: Config, recognizer: LocalEngine, paths: Sequence[Path]) -> list[BenchRow]:
    """Count over all calls together: a call of a minute has no whole window to fill.

    Whisper's own window holds 30 s and costs as much when it is half empty; the bundled model
    is given windows as long as the utterance, so that its seconds count, not its passes.
    """
    settings = offline_settings(config).segmenter
    channels = [
        [
            one
            for path in paths
            for one in utterances_of(_channel(path, role), new_detector(), settings)
        ]
        for role in Role
    ]
    speech_s = sum(_seconds(one) for channel in channels for one in channel)
    windows = ceil(speech_s / WINDOW_S)
    packs = sum(1 for channel in channels for _ in pack(channel, WINDOW_S))
    engine = recognizer.windows
    passes, encoded_s = engine.passes, engine.encoded_s
    for path in paths:
        transcript(
            transcribe_call(
                CallReader(path),
                recognizer,
                new_detector,
                call_id=new_id(),
                settings=offline_settings(config),
            )
        )
    passes, encoded_s = engine.passes - passes, engine.encoded_s - encoded_s
    goal, stretch = _GOAL
    note = f"{passes} 次 / passes, {encoded_s:.0f} s, {speech_s:.0f} s 语音 / of speech"
    return [
        row_of(
            "编码的秒数 ÷ 语音窗口 / seconds encoded ÷ 30 s windows of speech",
            [encoded_s / WINDOW_S / windows],
            goal=goal,
            stretch=stretch,
            notes=note,
        ),
        row_of("  编码次数 ÷ 语音窗口，自带模型 / passes, bundled model", [passes / windows]),
        row_of(
            "  30 秒窗口的模型（按装箱计算） / passes, a 30 s model (by packing)",
            [packs / windows],
            goal=goal,
            stretch=stretch,
        ),
    ]


def _channel(path: Path, role: Role) -> AudioBlock:
    audio = read_call(path)
    return audio.agent if role is Role.AGENT else audio.customer


def _seconds(one: Utterance) -> float:
    return len(one.audio.samples) / SAMPLE_RATE_HZ
