"""A folder with a converted Whisper model: is it whole, what is in it?

faster-whisper fails late and obscurely on a broken folder (it even asks the
network for a missing tokenizer), so we look first.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from domain.errors import ModelMissing

_VOCABULARIES: Final = ("vocabulary.json", "vocabulary.txt")
_CONFIG_KEYS: Final = ("alignment_heads", "lang_ids", "suppress_ids_begin")
_TOKENS: Final = (
    "<|endoftext|>",
    "<|startoftranscript|>",
    "<|transcribe|>",
    "<|translate|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|notimestamps|>",
)
_NO_SPEECH: Final = {"<|nospeech|>", "<|nocaptions|>"}  # new and old name
DEFAULT_WINDOW_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class ModelFacts:
    name: str
    window_s: float
    megabytes: float
    languages: tuple[str, ...]


def check_model(folder: Path, *, language: str = "zh") -> ModelFacts:
    """Read the small files of the folder; takes a few milliseconds, loads nothing.

    Raises ModelMissing with what is missing or broken and what to do.
    """
    if not folder.is_dir():
        raise _missing(folder, "文件夹不存在", "no such folder")
    for name in ("model.bin", "config.json", "tokenizer.json"):
        if not (folder / name).is_file():
            raise _missing(folder, f"缺少 {name}", f"{name} is missing")
    if not any((folder / name).is_file() for name in _VOCABULARIES):
        raise _missing(folder, "缺少 vocabulary.json", "vocabulary.json is missing")
    size = (folder / "model.bin").stat().st_size
    if not size:
        raise _missing(folder, "model.bin 是空文件", "model.bin is empty")
    _check_config(folder)
    languages = _check_tokens(folder, language)
    return ModelFacts(folder.name, _window_s(folder), size / 1e6, languages)


def broken_model(folder: Path, error: object) -> ModelMissing:
    """Return the error for a folder that looked whole, yet did not load."""
    return _missing(folder, f"载入失败：{error}", f"it does not load: {error}")


def _check_config(folder: Path) -> None:
    config = _json(folder / "config.json")
    for key in _CONFIG_KEYS:
        if not isinstance(config.get(key), list):
            raise _missing(folder, f"config.json 里缺少 {key}", f"config.json lacks {key}")


def _check_tokens(folder: Path, language: str) -> tuple[str, ...]:
    tokenizer = _json(folder / "tokenizer.json")
    added = cast(list[dict[str, Any]], tokenizer.get("added_tokens") or [])
    vocabulary = cast(Iterable[str], tokenizer.get("model", {}).get("vocab", {}))
    known = {str(token.get("content")) for token in added} | set(vocabulary)
    for token in (*_TOKENS, f"<|{language}|>"):
        if token not in known:
            raise _missing(folder, f"tokenizer.json 里缺少 {token}", f"tokenizer lacks {token}")
    if not known & _NO_SPEECH:
        raise _missing(folder, "tokenizer.json 里缺少 <|nospeech|>", "tokenizer lacks <|nospeech|>")
    codes = (token[2:-2] for token in known if token.startswith("<|") and token.endswith("|>"))
    return tuple(sorted(code for code in codes if 2 <= len(code) <= 3 and code.isalpha()))


def _window_s(folder: Path) -> float:
    path = folder / "preprocessor_config.json"
    if not path.is_file():
        return DEFAULT_WINDOW_S
    return float(_json(path).get("chunk_length", DEFAULT_WINDOW_S))


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _missing(path.parent, f"{path.name} 读不出", f"{path.name} is broken") from error
    if not isinstance(content, dict):
        raise _missing(path.parent, f"{path.name} 读不出", f"{path.name} is broken")
    return content


def _missing(folder: Path, zh: str, en: str) -> ModelMissing:
    return ModelMissing(
        f"语音模型不可用：{folder}（{zh}），请重新放好模型文件夹，或在设置里另选一个"
        f" / Speech model unusable: {folder}: {en}; restore the folder or choose another"
    )
