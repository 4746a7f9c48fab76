"""The models verb: which speech models this desk can use."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from app.assembly import load_recognizer
from app.config import BUNDLED_MODEL, Config
from app.demo import DEMO_FOLDER
from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Role
from domain.errors import ModelMissing
from speech.audio.decode import read_call
from speech.recognition.model_folder import check_model

HINT = (
    "随附模型只懂合成的演示语言；真实通话请下载 Whisper 模型（CTranslate2 格式，如 faster-whisper"
    " 的 small 或 large-v3-turbo），用 --model 或设置 model_folder 指向它"
    " / The bundled model knows only the synthetic demo language; for real calls fetch a Whisper"
    " model in CTranslate2 format and point model_folder at it"
)


MEASURED: Final = DEMO_FOLDER / "06_thanks.flac"
MEASURED_S: Final = 5.0
PASSES: Final = 3


def listed(config: Config) -> Iterator[str]:
    """One line a model: the chosen one first, then its neighbours and the bundled one.

    The chosen one is loaded and its speed measured on this machine: some seconds.
    """
    chosen = config.model_folder
    for folder in dict.fromkeys([chosen, *_folders(chosen.parent), BUNDLED_MODEL]):
        mark = "*" if folder == chosen else " "
        try:
            found = check_model(folder)
        except ModelMissing as error:
            yield f"{mark} ✗ {error}"
            continue
        speed = f"  {speed_of(config)}" if folder == chosen else ""
        yield f"{mark} ✓ {found.name}  {found.megabytes:.1f} MB{speed}  {folder}"
    yield HINT


def speed_of(config: Config) -> str:
    """Decode five seconds of speech three times; return the quickest as a share of real time."""
    recognizer = load_recognizer(config)
    sound = read_call(MEASURED).customer.samples
    loud = int(np.argmax(np.abs(sound)))
    start = max(0, loud - SAMPLE_RATE_HZ)
    clip = AudioBlock(Role.CUSTOMER, 0.0, sound[start : start + round(MEASURED_S * SAMPLE_RATE_HZ)])
    decode_s = min(recognizer.recognize(clip, is_final=True).decode_s for _ in range(PASSES))
    return f"≈ {decode_s / MEASURED_S:.2f}× 实时 / of real time"


def _folders(parent: Path) -> list[Path]:
    if not parent.is_dir():
        return []
    return sorted(one for one in parent.iterdir() if (one / "model.bin").is_file())
