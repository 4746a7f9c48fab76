from pathlib import Path

import pytest

from app.bench.recorder import recorder_figures
from app.demo import DEMO_FOLDER
from domain.errors import DiskFull
from speech.audio.segment_files import SegmentFiles

SOUNDS = sorted(DEMO_FOLDER.glob("06*.flac"))


@pytest.mark.parametrize("key", [b"", bytes(32)], ids=["plain", "encrypted"])
def test_every_sample_that_was_put_is_found_again(tmp_path: Path, key: bytes) -> None:
    figures = recorder_figures(tmp_path, SOUNDS, minutes=0.03, theft_s=0.0, key=key)
    assert (figures.put, figures.lost, figures.wrong, figures.gaps) == (28_800, 0, 0, 0)
    assert figures.recorder_ring_s < figures.recorder_ring_of_s
    assert "0 丢 / lost" in "\n".join(figures.lines())


def test_a_lost_frame_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append, calls = SegmentFiles.append, []

    def refuse_one(self: SegmentFiles, *args: object, **told: object) -> None:
        calls.append(args)
        if len(calls) == 2:
            raise DiskFull
        append(self, *args, **told)  # type: ignore[arg-type]

    monkeypatch.setattr(SegmentFiles, "append", refuse_one)
    figures = recorder_figures(tmp_path, SOUNDS, minutes=0.03, theft_s=0.0)
    assert figures.lost >= 1_600
    assert (figures.gaps, figures.wrong) == (1, 0)
