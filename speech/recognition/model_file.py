"""The header of a CTranslate2 model file: what is in it, and is the file whole?

Only names, shapes and lengths are read; the weights are jumped over.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

SPEC: Final = "WhisperSpec"
_KNOWN_VERSIONS: Final = range(2, 9)  # 6 is what CTranslate2 4 writes
_BYTES_SINCE: Final = 4  # before, the file held the number of items
_ALIASES_SINCE: Final = 3
_MOST_VARIABLES: Final = 100_000
_MOST_DIMENSIONS: Final = 8
_READ_AHEAD: Final = 512


class WeightsUnreadable(ValueError):
    """The file is not a whole model; zh and en say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True)
class WeightsHeader:
    """Sizes of a Whisper model; 0 where the file does not tell."""

    mels: int
    vocabulary: int
    width: int
    encoder_layers: int
    decoder_layers: int
    encoder_positions: int
    decoder_positions: int


def read_header(file: Path) -> WeightsHeader:
    """Read names and shapes; a few milliseconds, whatever the size of the file.

    Raises WeightsUnreadable, OSError.
    """
    size = file.stat().st_size
    with file.open("rb", buffering=_READ_AHEAD) as opened:
        try:
            shapes = _shapes(opened, size)
        except (struct.error, UnicodeDecodeError) as error:
            raise WeightsUnreadable("model.bin 被截断", "model.bin is cut short") from error
        left = size - opened.tell()
    if left < 0:
        raise WeightsUnreadable("model.bin 被截断", "model.bin is cut short")
    if left > 0:
        raise WeightsUnreadable(
            f"model.bin 末尾多出 {left} 字节", f"model.bin has {left} bytes too many"
        )
    return _header(shapes)


def _header(shapes: Mapping[str, tuple[int, ...]]) -> WeightsHeader:
    def size(name: str, place: int) -> int:
        shape = shapes.get(name, ())
        return shape[place] if place < len(shape) else 0

    def layers(side: str) -> int:
        start = f"{side}/layer_"
        return len({name[len(start) :].split("/")[0] for name in shapes if name.startswith(start)})

    return WeightsHeader(
        mels=size("encoder/conv1/weight", 1),
        vocabulary=size("decoder/embeddings/weight", 0),
        width=size("decoder/embeddings/weight", 1),
        encoder_layers=layers("encoder"),
        decoder_layers=layers("decoder"),
        encoder_positions=size("encoder/position_encodings/encodings", 0),
        decoder_positions=size("decoder/position_encodings/encodings", 0),
    )


def _shapes(file: BinaryIO, size: int) -> dict[str, tuple[int, ...]]:
    strange = WeightsUnreadable(
        "model.bin 不是 CTranslate2 的 Whisper 模型", "model.bin is no CTranslate2 Whisper model"
    )
    (version,) = _unpack(file, "<I")
    if version not in _KNOWN_VERSIONS or _string(file, strange) != SPEC:
        raise strange
    _, count = _unpack(file, "<II")
    if count > _MOST_VARIABLES:
        raise strange
    shapes: dict[str, tuple[int, ...]] = {}
    for _ in range(count):
        name = _string(file, strange)
        (rank,) = _unpack(file, "<B")
        if rank > _MOST_DIMENSIONS:
            raise strange
        shapes[name] = _unpack(file, f"<{rank}I")
        kind, length = _unpack(file, "<BI")
        file.seek(length if version >= _BYTES_SINCE else length * kind, 1)
        if file.tell() > size:
            raise WeightsUnreadable("model.bin 被截断", "model.bin is cut short")
    if version >= _ALIASES_SINCE:
        for _ in range(_unpack(file, "<I")[0]):
            alias, name = _string(file, strange), _string(file, strange)
            shapes[alias] = shapes.get(name, ())
    return shapes


def _string(file: BinaryIO, strange: WeightsUnreadable) -> str:
    (length,) = _unpack(file, "<H")
    text = file.read(length)
    if len(text) < length:
        raise struct.error
    if not text.endswith(b"\0"):
        raise strange
    return text[:-1].decode("utf-8")


def _unpack(file: BinaryIO, form: str) -> tuple[int, ...]:
    return struct.unpack(form, file.read(struct.calcsize(form)))
