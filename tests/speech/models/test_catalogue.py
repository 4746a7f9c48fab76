"""The catalogue says what faster-whisper says, where both know a model."""

import re
from pathlib import Path

from faster_whisper.utils import _MODELS

from speech.models.catalogue import read_catalogue
from tests.speech.sounds import ROOT

ENTRIES = read_catalogue(Path(ROOT) / "resources" / "models" / "catalogue.toml")


def test_the_sizes_of_whisper_come_from_where_the_engine_takes_them() -> None:
    for name in ("tiny", "base", "small", "medium", "large-v2", "large-v3", "large-v3-turbo"):
        assert ENTRIES[name].repository == _MODELS[name]
        assert re.fullmatch("[0-9a-f]{40}", ENTRIES[name].revision)


def test_what_is_not_known_is_left_open_and_never_made_up() -> None:
    for entry in ENTRIES.values():
        assert entry.sha256 == "" or re.fullmatch("[0-9a-f]{64}", entry.sha256)
        assert entry.is_checked == (entry.revision != "main")
        assert entry.note_zh
        assert entry.note_en
    assert not ENTRIES["belle-large-v3-zh"].is_checked
