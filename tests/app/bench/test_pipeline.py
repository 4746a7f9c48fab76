import json
from pathlib import Path

import pytest

from app.bench.pipeline import (
    FileFigures,
    FilePass,
    LiveFigures,
    LiveFinal,
    PipelineFigures,
    bench_files,
    bench_live,
)
from domain.calls import Segment
from speech.detection.loudness import Loudness
from tests.speech.audio.test_decode import write_sound
from tests.speech.sounds import silence, tone
from tests.speech.tone_recognizer import ToneRecognizer


def figures(raw_s: float, pipeline_s: float, live: LiveFigures | None = None) -> PipelineFigures:
    one = FilePass(raw_s, raw_s, raw_s / 2, pipeline_s, pipeline_s)
    return PipelineFigures(FileFigures(100.0, (one, one, one)), live)


def test_the_ratio_is_the_median_over_the_passes() -> None:
    passes = tuple(FilePass(10.0, 10.0, 5.0, took_s, took_s) for took_s in (5.0, 6.0, 90.0))
    found = FileFigures(100.0, passes)
    assert found.ratio == found.cpu_ratio == 0.6
    assert found.ratio_without_word_times == 1.2
    assert found.real_time_factor == 0.06


def test_the_configured_silence_does_not_count_as_delay() -> None:
    finals = [LiveFinal(0.7, 0.4), LiveFinal(0.9, 0.4), LiveFinal(0.6, 0.4)]
    live = bench_live(lambda: finals, silence_s=0.5, passes=2)
    assert len(live.finals) == 6
    assert live.ratio_p50 == pytest.approx(0.5)
    assert live.ratio_p95 == pytest.approx(1.0)
    assert live.wait_p50_s == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("pipeline_s", "delay_s", "is_within"),
    [(11.0, 0.7, True), (11.1, 0.7, False), (11.0, 1.0, False)],
)
def test_goals_are_kept_or_not(pipeline_s: float, delay_s: float, is_within: bool) -> None:
    live = LiveFigures(0.5, (LiveFinal(delay_s, 0.2),))
    found = figures(10.0, pipeline_s, live)
    assert found.is_within_goals is is_within
    assert json.loads(found.as_json())["is_within_goals"] is is_within
    assert found.table().count("✗") == (0 if is_within else 1)


def test_both_arms_run_over_every_file(tmp_path: Path) -> None:
    paths = [tmp_path / "a.wav", tmp_path / "b.wav"]
    for path in paths:
        sound = [silence(1.0), tone(1.0), silence(1.0)]
        write_sound(path, "pcm_s16le", "s16", [sound[0], sound[1]])
    stored: list[tuple[Segment, ...]] = []
    found = bench_files(paths, ToneRecognizer(), Loudness, passes=2, finish=stored.append)
    assert [len(segments) for segments in stored] == [1] * 4
    assert len(found.passes) == 2
    assert found.ratio > 0
    assert found.sound_s == pytest.approx(2.0)
