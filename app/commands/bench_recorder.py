"""The verb `bench recorder`: a long recording under a full load, looked at sample by sample."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app.bench.recorder import RecorderFigures, recorder_figures
from app.demo import DEMO_FOLDER
from speech.audio.cipher import KEY_BYTES


@dataclass(frozen=True, slots=True)
class RecorderWish:
    """theft_s: for how long in the middle other processes take every core."""

    minutes: float
    theft_s: float
    is_encrypted: bool


def measured(wish: RecorderWish) -> RecorderFigures:
    """Takes as long as the recording, which needs 231 MB an hour and is removed at the end."""
    key = secrets.token_bytes(KEY_BYTES) if wish.is_encrypted else b""
    with TemporaryDirectory(prefix="lingtai-bench-") as folder:
        return recorder_figures(
            Path(folder),
            sorted(DEMO_FOLDER.glob("*.flac")),
            minutes=wish.minutes,
            theft_s=wish.theft_s,
            key=key,
        )


def shown(figures: RecorderFigures, *, as_json: bool) -> str:
    if as_json:
        return json.dumps(asdict(figures), ensure_ascii=False, indent=2)
    return "\n".join(figures.lines())
