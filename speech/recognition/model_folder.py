"""A folder with a converted Whisper model: is it whole, what is in it?

faster-whisper fails late and obscurely on a broken folder (it even asks the
network for a missing tokenizer), so we look first.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from domain.errors import ModelMissing
from speech.recognition.model_file import WeightsHeader, WeightsUnreadable, read_header

VOCABULARIES: Final = ("vocabulary.json", "vocabulary.txt")
TRAINING_FORMATS: Final = (  # weights as transformers keeps them
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
)
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
DEFAULT_MELS: Final = 80
FRAMES: Final = 1500  # the engine always hands over a whole window
POSITIONS: Final = 448  # the engine's longest text


@dataclass(frozen=True, slots=True)
class ModelFacts:
    name: str
    window_s: float
    megabytes: float
    languages: tuple[str, ...]
    weights: WeightsHeader


def check_model(folder: Path, *, language: str = "zh") -> ModelFacts:
    """Read the small files and the header of the weights; about 50 ms, loads nothing.

    Raises ModelMissing with what is missing or broken and what to do.
    """
    if not folder.is_dir():
        raise _missing(folder, "文件夹不存在", "no such folder")
    _check_files(folder)
    config = _check_config(folder)
    languages, ids = _check_tokens(folder, language)
    vocabulary = _vocabulary(folder)
    weights = _weights(folder, len(vocabulary))
    _check_vocabulary(folder, vocabulary, ids)
    _check_numbers(folder, config, weights)
    megabytes = (folder / "model.bin").stat().st_size / 1e6
    return ModelFacts(folder.name, _window_s(folder), megabytes, languages, weights)


def broken_model(folder: Path, error: object) -> ModelMissing:
    """Return the error for a folder that looked whole, yet did not load."""
    return _missing(folder, f"载入失败：{error}", f"it does not load: {error}")


def _check_files(folder: Path) -> None:
    if not (folder / "model.bin").is_file():
        for name in TRAINING_FORMATS:
            if (folder / name).is_file():
                raise unconverted(folder, name)
    for name in ("model.bin", "config.json", "tokenizer.json"):
        if not (folder / name).is_file():
            raise _missing(folder, f"缺少 {name}", f"{name} is missing")
    if not any((folder / name).is_file() for name in VOCABULARIES):
        raise _missing(folder, "缺少 vocabulary.json", "vocabulary.json is missing")
    if not (folder / "model.bin").stat().st_size:
        raise _missing(folder, "model.bin 是空文件", "model.bin is empty")


def _check_config(folder: Path) -> dict[str, Any]:
    config = _json(folder / "config.json")
    for key in _CONFIG_KEYS:
        if not isinstance(config.get(key), list) or not config[key]:
            raise _missing(folder, f"config.json 里缺少 {key}", f"config.json lacks {key}")
    return config


def _check_tokens(folder: Path, language: str) -> tuple[tuple[str, ...], dict[str, int]]:
    """Return the languages, and the number of each special token that has one."""
    tokenizer = _json(folder / "tokenizer.json")
    added = cast(list[dict[str, Any]], tokenizer.get("added_tokens") or [])
    model = tokenizer.get("model")
    vocabulary = model.get("vocab", {}) if isinstance(model, dict) else {}
    known = {str(token.get("content")) for token in added} | set(cast(Iterable[str], vocabulary))
    for token in (*_TOKENS, f"<|{language}|>"):
        if token not in known:
            raise _missing(folder, f"tokenizer.json 里缺少 {token}", f"tokenizer lacks {token}")
    if not known & _NO_SPEECH:
        raise _missing(folder, "tokenizer.json 里缺少 <|nospeech|>", "tokenizer lacks <|nospeech|>")
    codes = (token[2:-2] for token in known if token.startswith("<|") and token.endswith("|>"))
    languages = sorted(code for code in codes if 2 <= len(code) <= 3 and code.isalpha())
    ids = {str(one["content"]): one["id"] for one in added if isinstance(one.get("id"), int)}
    return tuple(languages), ids


def _vocabulary(folder: Path) -> list[str]:
    path = next(folder / name for name in VOCABULARIES if (folder / name).is_file())
    try:
        text = path.read_text("utf-8")
        tokens = json.loads(text) if path.suffix == ".json" else text.removesuffix("\n").split("\n")
    except (OSError, ValueError) as error:
        raise _missing(folder, f"{path.name} 读不出", f"{path.name} is broken") from error
    if not isinstance(tokens, list) or not tokens:
        raise _missing(folder, f"{path.name} 是空的", f"{path.name} is empty")
    return tokens


def _weights(folder: Path, tokens: int) -> WeightsHeader:
    try:
        weights = read_header(folder / "model.bin")
    except WeightsUnreadable as error:
        raise _missing(folder, error.zh, error.en) from error
    except OSError as error:
        raise _missing(folder, "model.bin 读不出", "model.bin cannot be read") from error
    if weights.vocabulary != tokens:
        raise _missing(
            folder,
            f"词表有 {tokens} 个词，model.bin 却是 {weights.vocabulary} 个",
            f"the vocabulary has {tokens} tokens, model.bin {weights.vocabulary}",
        )
    mels = _mels(folder)
    if weights.mels != mels:
        raise _missing(
            folder,
            f"model.bin 要 {weights.mels} 个梅尔频带，preprocessor_config.json 给 {mels} 个",
            f"model.bin wants {weights.mels} mel bands, preprocessor_config.json gives {mels}",
        )
    return weights


def _check_vocabulary(folder: Path, vocabulary: Sequence[str], ids: dict[str, int]) -> None:
    if "" not in vocabulary:  # how CTranslate2 tells them apart
        raise _missing(folder, "只懂英语", "it only knows English")
    for token in _TOKENS:
        number = ids.get(token)
        if number is not None and vocabulary[number : number + 1] != [token]:
            raise _missing(
                folder,
                f"tokenizer.json 与词表对不上：{token}",
                f"tokenizer and vocabulary disagree about {token}",
            )


def _check_numbers(folder: Path, config: dict[str, Any], weights: WeightsHeader) -> None:
    """Numbers beyond the tables would end the engine in the middle of a call."""
    if weights.encoder_positions != FRAMES or weights.decoder_positions < POSITIONS:
        raise _missing(
            folder,
            f"位置表应为 {FRAMES} 与 {POSITIONS} 行",
            f"its position tables must have {FRAMES} and {POSITIONS} rows",
        )
    tokens = [*config["lang_ids"], *config["suppress_ids_begin"]]
    is_known = all(isinstance(one, int) and 0 <= one < weights.vocabulary for one in tokens)
    heads = config["alignment_heads"]
    if not is_known or not all(
        isinstance(head, list) and len(head) == 2 and 0 <= head[0] < weights.decoder_layers
        for head in heads
    ):
        raise _missing(
            folder, "config.json 里的编号超出模型", "config.json names numbers the model lacks"
        )


def _mels(folder: Path) -> int:
    path = folder / "preprocessor_config.json"
    if not path.is_file():
        return DEFAULT_MELS
    return int(_number(path, "feature_size", DEFAULT_MELS))


def _window_s(folder: Path) -> float:
    path = folder / "preprocessor_config.json"
    if not path.is_file():
        return DEFAULT_WINDOW_S
    return _number(path, "chunk_length", DEFAULT_WINDOW_S)


def _number(path: Path, key: str, default: float) -> float:
    value = _json(path).get(key, default)
    if not isinstance(value, (int, float)) or value <= 0:
        raise _missing(path.parent, f"{path.name} 的 {key} 不对", f"{path.name}: wrong {key}")
    return float(value)


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _missing(path.parent, f"{path.name} 读不出", f"{path.name} is broken") from error
    if not isinstance(content, dict):
        raise _missing(path.parent, f"{path.name} 读不出", f"{path.name} is broken")
    return content


def unconverted(folder: Path, name: str) -> ModelMissing:
    return ModelMissing(
        f"语音模型还没有转换：{folder} 里是 {name}（transformers 格式），请在装有 transformers 的"
        f"电脑上运行 ct2-transformers-converter --model {folder.name} --output_dir"
        f" {folder.name}-ct2 --copy_files tokenizer.json preprocessor_config.json"
        f" / Speech model not converted: {folder} holds {name}; run ct2-transformers-converter"
        " where transformers is installed, then import its output folder"
    )


def _missing(folder: Path, zh: str, en: str) -> ModelMissing:
    return ModelMissing(
        f"语音模型不可用：{folder}（{zh}），请重新放好模型文件夹，或在设置里另选一个"
        f" / Speech model unusable: {folder}: {en}; restore the folder or choose another"
    )
