"""The demo calls: scripts that hold together, and sound that fits them."""

import itertools
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import pytest

from tools.train_demo_model.demo_calls import DEMO_FOLDER, load_demo_calls

SCRIPTS = sorted(DEMO_FOLDER.glob("*.toml"))


@pytest.fixture(params=SCRIPTS, ids=lambda path: path.stem)
def script(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def timing(script: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(script.with_suffix(".timing.json").read_text("utf-8"))
    return rows


def overlaps(rows: list[dict[str, Any]]) -> Iterator[float]:
    for before, after in itertools.pairwise(rows):
        yield float(before["end_s"] - after["start_s"])


def test_there_are_six_calls_and_their_sound_is_small() -> None:
    assert len(SCRIPTS) == 6
    assert sum(path.with_suffix(".flac").stat().st_size for path in SCRIPTS) <= 6_000_000


def test_spoken_forms_are_aligned_and_hold_no_digit_that_espeak_would_read_its_own_way() -> None:
    for call in load_demo_calls():
        for turn in call.turns:
            assert len(turn.sentence.text) == len(turn.sentence.sound)
            assert not any(c.isdigit() and c.isascii() for c in turn.sentence.sound)


def test_every_keyword_and_entity_is_said(script: Path) -> None:
    table = tomllib.loads(script.read_text("utf-8"))
    said = "".join(turn["text"] for turn in table["turns"])
    entities = [value for values in table["expected"]["entities"].values() for value in values]
    assert [word for word in table["expected"]["keywords"] + entities if word not in said] == []


def test_the_sound_is_stereo_and_as_long_as_the_times_say(script: Path) -> None:
    with av.open(str(script.with_suffix(".flac"))) as file:
        stream = file.streams.audio[0]
        assert (stream.channels, stream.rate) == (2, 16_000)
        length_s = float(file.duration or 0) / av.time_base
    assert 40 <= length_s <= 120
    assert timing(script)[-1]["end_s"] < length_s


def test_the_times_name_the_turns_of_the_script(script: Path) -> None:
    turns = tomllib.loads(script.read_text("utf-8"))["turns"]
    assert [row["text"] for row in timing(script)] == [turn["text"] for turn in turns]


def test_only_the_angry_caller_talks_over_the_agent(script: Path) -> None:
    longest_s = max(overlaps(timing(script)))
    assert (longest_s > 0.5) == (script.stem == "02_angry_repeat")
