"""A folder with a SenseVoice or Paraformer model for sherpa-onnx: is it whole, which of them is it?

sherpa-onnx ends the whole process when a model lacks what it wants, so we look first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import BinaryIO, Final

from domain.errors import ModelMissing

_MODELS: Final = ("model.int8.onnx", "model.onnx")  # the first that is there
_FOR_BOTH: Final = ("vocab_size", "lfr_window_size", "lfr_window_shift", "neg_mean", "inv_stddev")
_LANGUAGES: Final = ("lang_auto", "lang_zh", "lang_en", "lang_ja", "lang_ko", "lang_yue")
_FOR_SENSE_VOICE: Final = ("normalize_samples", "with_itn", "without_itn", *_LANGUAGES)
_METADATA_FIELD: Final = 14  # of ModelProto, onnx.proto
_MOST_METADATA: Final = 1 << 20
_LONGEST_VARINT: Final = 10


class Family(Enum):
    SENSE_VOICE = "SenseVoice"
    PARAFORMER = "Paraformer"


@dataclass(frozen=True, slots=True)
class SherpaModel:
    model: Path
    tokens: Path
    family: Family

    @property
    def name(self) -> str:
        return f"{self.family.value}:{self.model.parent.name}"


def check_sherpa_folder(folder: Path) -> SherpaModel:
    """Read what the files tell of themselves; takes milliseconds, loads nothing.

    Raises ModelMissing with what is missing or broken and what to do.
    """
    if not folder.is_dir():
        raise _missing(folder, "文件夹不存在", "no such folder")
    model = next((folder / name for name in _MODELS if (folder / name).is_file()), None)
    if model is None:
        raise _missing(folder, "缺少 model.int8.onnx 或 model.onnx", "model.onnx is missing")
    tokens = folder / "tokens.txt"
    if not tokens.is_file():
        raise _missing(folder, "缺少 tokens.txt", "tokens.txt is missing")
    try:
        with model.open("rb") as file:
            told = dict(_metadata(file))
        known = _symbols(tokens)
    except (OSError, ValueError) as error:
        raise broken_sherpa(folder, error) from error
    family = Family.SENSE_VOICE if "lang_zh" in told else Family.PARAFORMER
    wanted = _FOR_BOTH + (_FOR_SENSE_VOICE if family is Family.SENSE_VOICE else ())
    for key in wanted:
        if not told.get(key):
            raise _missing(
                folder,
                f"{model.name} 不是 SenseVoice 或 Paraformer：没有 {key}",
                f"{model.name} is neither SenseVoice nor Paraformer: it has no {key}",
            )
    if not told["vocab_size"].isdecimal() or len(known) < int(told["vocab_size"]):
        raise _missing(folder, "tokens.txt 不全", "tokens.txt is not complete")
    if family is Family.PARAFORMER and "</s>" not in known:
        raise _missing(folder, "tokens.txt 里缺少 </s>", "tokens.txt lacks </s>")
    return SherpaModel(model, tokens, family)


def broken_sherpa(folder: Path, error: object) -> ModelMissing:
    """Return the error for a folder that looked whole, yet did not load."""
    return _missing(folder, f"载入失败：{error}", f"it does not load: {error}")


def _symbols(tokens: Path) -> set[str]:
    lines = tokens.read_text("utf-8").splitlines()
    return {line.rpartition(" ")[0] for line in lines if line.rpartition(" ")[2].isdecimal()}


def _metadata(file: BinaryIO) -> Iterator[tuple[str, str]]:
    """Yield metadata_props of an ONNX file; the weights are skipped, not read.

    Raises ValueError when it is no protocol buffer.
    """
    size = file.seek(0, 2)
    file.seek(0)
    while file.tell() < size:
        tag = _varint(file)
        if tag >> 3 == _METADATA_FIELD and tag & 7 == 2:
            length = _varint(file)
            if length > _MOST_METADATA:
                raise ValueError("metadata without end")
            yield _entry(file, length)
        else:
            _skip(file, tag & 7, size)


def _entry(file: BinaryIO, length: int) -> tuple[str, str]:
    end = file.tell() + length
    found = {1: "", 2: ""}
    while file.tell() < end:
        field = _varint(file) >> 3
        found[field] = file.read(_varint(file)).decode("utf-8")
    return found[1], found[2]


def _skip(file: BinaryIO, kind: int, size: int) -> None:
    match kind:
        case 0:
            _varint(file)
        case 1:
            file.seek(8, 1)
        case 2:
            length = _varint(file)
            file.seek(length, 1)
        case 5:
            file.seek(4, 1)
        case _:
            raise ValueError("not an ONNX file")
    if file.tell() > size:
        raise ValueError("the file breaks off")


def _varint(file: BinaryIO) -> int:
    value = 0
    for place in range(_LONGEST_VARINT):
        byte = file.read(1)
        if not byte:
            raise ValueError("the file breaks off")
        value |= (byte[0] & 0x7F) << (7 * place)
        if byte[0] < 0x80:
            return value
    raise ValueError("not an ONNX file")


def _missing(folder: Path, zh: str, en: str) -> ModelMissing:
    return ModelMissing(
        f"sherpa-onnx 模型不可用：{folder}（{zh}），请重新放好模型文件夹，或在设置里改"
        f" speech.sherpa_folder / sherpa-onnx model unusable: {folder}: {en}; restore the folder"
        " or change speech.sherpa_folder"
    )
