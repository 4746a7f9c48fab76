"""The models verb: which speech models this desk can use."""

from collections.abc import Iterator
from pathlib import Path

from app.config import BUNDLED_MODEL, Config
from domain.errors import ModelMissing
from speech.recognition.model_folder import check_model

HINT = (
    "随附模型只懂合成的演示语言；真实通话请下载 Whisper 模型（CTranslate2 格式，如 faster-whisper"
    " 的 small 或 large-v3-turbo），用 --model 或设置 model_folder 指向它"
    " / The bundled model knows only the synthetic demo language; for real calls fetch a Whisper"
    " model in CTranslate2 format and point model_folder at it"
)


def listed(config: Config) -> Iterator[str]:
    """One line a model: the chosen one first, then its neighbours and the bundled one."""
    chosen = config.model_folder
    for folder in dict.fromkeys([chosen, *_folders(chosen.parent), BUNDLED_MODEL]):
        mark = "*" if folder == chosen else " "
        try:
            found = check_model(folder)
        except ModelMissing as error:
            yield f"{mark} ✗ {error}"
            continue
        yield f"{mark} ✓ {found.name}  {found.megabytes:.1f} MB  {folder}"
    yield HINT


def _folders(parent: Path) -> list[Path]:
    if not parent.is_dir():
        return []
    return sorted(one for one in parent.iterdir() if (one / "model.bin").is_file())
