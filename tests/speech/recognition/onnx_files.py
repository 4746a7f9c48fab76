"""ONNX models of a few kilobytes with the signature of SenseVoice and Paraformer.

They hear how high a tone is: which third of the mel bands has most of the sound. Written by
hand, field by field of onnx.proto, so that no test needs a package that writes ONNX.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

BANDS: Final = 80
STACKED: Final = 7  # frames that are stacked into one
SYMBOLS: Final = ("<blank>", "<|zh|>", "<|NEUTRAL|>", "<|Speech|>", "<|woitn|>", "低", "中", "高")
PARAFORMER_SYMBOLS: Final = ("<blank>", "<s>", "</s>", "低", "中", "高")
_FLOAT, _INT32 = 1, 6
_LOUD: Final = -6.0  # mean of the logarithm of a third's mel energies


def sense_voice(folder: Path, *, name: str = "model.int8.onnx", **changed: str) -> Path:
    """Write a whole SenseVoice folder; changed: metadata to set, "" to leave out."""
    heads = np.full((1, 4, len(SYMBOLS)), -50.0, np.float32)
    for place, symbol in enumerate(SYMBOLS[1:5]):
        heads[0, place, SYMBOLS.index(symbol)] = 50.0
    graph = _graph(
        [
            _node("MatMul", ["x", "w"], ["heard"]),
            _node("Add", ["heard", "b"], ["body"]),
            _node("Concat", ["heads", "body"], ["logits"], axis=1),
        ],
        weights={**_ear(SYMBOLS), "heads": heads},
        inputs=[
            _value("x", _FLOAT, ["N", "T", BANDS * STACKED]),
            *(_value(one, _INT32, ["N"]) for one in ("x_length", "language", "text_norm")),
        ],
        outputs=[_value("logits", _FLOAT, ["N", "T4", len(SYMBOLS)])],
    )
    languages = {f"lang_{one}": "3" for one in ("auto", "zh", "en", "ja", "ko", "yue")}
    told = _metadata(SYMBOLS) | languages
    told |= {"normalize_samples": "1", "with_itn": "14", "without_itn": "15", "comment": ""}
    return _written(folder, name, graph, told | changed, SYMBOLS)


def paraformer(folder: Path, *, name: str = "model.onnx", **changed: str) -> Path:
    """Write a whole Paraformer folder; it says one word a clip and tells no times."""
    symbols = PARAFORMER_SYMBOLS
    graph = _graph(
        [
            _node("ReduceMax", ["speech"], ["loudest"], keepdims=1, axes=[1]),
            _node("MatMul", ["loudest", "w"], ["heard"]),
            _node("Add", ["heard", "b"], ["logits"]),
            _node("Identity", ["speech_lengths"], ["token_num"]),
        ],
        weights=_ear(symbols),
        inputs=[
            _value("speech", _FLOAT, ["N", "T", BANDS * STACKED]),
            _value("speech_lengths", _INT32, ["N"]),
        ],
        outputs=[
            _value("logits", _FLOAT, ["N", "L", len(symbols)]),
            _value("token_num", _INT32, ["N"]),
        ],
    )
    return _written(folder, name, graph, _metadata(symbols) | changed, symbols)


def _ear(symbols: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """Return weights: each of the last three symbols listens to a third of the mel bands."""
    weights = np.zeros((STACKED, BANDS, len(symbols)), np.float32)
    thirds = np.array_split(np.arange(BANDS), 3)
    for symbol, third in zip(range(len(symbols) - 3, len(symbols)), thirds, strict=True):
        weights[:, third, symbol] = 1 / (STACKED * len(third))
    bias = np.full(len(symbols), -1e4, np.float32)
    bias[0] = _LOUD
    bias[-3:] = 0.0
    return {"w": weights.reshape(STACKED * BANDS, len(symbols)), "b": bias}


def _metadata(symbols: Sequence[str]) -> dict[str, str]:
    size = BANDS * STACKED
    return {
        "vocab_size": str(len(symbols)),
        "lfr_window_size": str(STACKED),
        "lfr_window_shift": "6",
        "neg_mean": ",".join(["0"] * size),
        "inv_stddev": ",".join(["1"] * size),
    }


def _written(
    folder: Path, name: str, graph: bytes, told: Mapping[str, str], symbols: Sequence[str]
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    entries = b"".join(
        _bytes(14, _bytes(1, key.encode()) + _bytes(2, value.encode()))
        for key, value in told.items()
        if value or key == "comment"
    )
    opset = _bytes(1, b"") + _number(2, 13)
    model = _number(1, 8) + _bytes(7, graph) + _bytes(8, opset) + entries
    (folder / name).write_bytes(model)
    lines = "".join(f"{symbol} {number}\n" for number, symbol in enumerate(symbols))
    (folder / "tokens.txt").write_text(lines, "utf-8")
    return folder


def _graph(
    nodes: Sequence[bytes],
    *,
    weights: Mapping[str, NDArray[np.float32]],
    inputs: Sequence[bytes],
    outputs: Sequence[bytes],
) -> bytes:
    parts = [_bytes(1, node) for node in nodes] + [_bytes(2, b"ear")]
    parts += [_bytes(5, _tensor(name, values)) for name, values in weights.items()]
    parts += [_bytes(11, one) for one in inputs] + [_bytes(12, one) for one in outputs]
    return b"".join(parts)


def _node(
    kind: str, takes: Sequence[str], gives: Sequence[str], **attributes: int | list[int]
) -> bytes:
    parts = [_bytes(1, one.encode()) for one in takes] + [_bytes(2, one.encode()) for one in gives]
    parts += [_bytes(3, gives[0].encode()), _bytes(4, kind.encode())]
    for name, value in attributes.items():
        if isinstance(value, list):
            body = b"".join(_number(8, one) for one in value) + _number(20, 7)
        else:
            body = _number(3, value) + _number(20, 2)
        parts.append(_bytes(5, _bytes(1, name.encode()) + body))
    return b"".join(parts)


def _tensor(name: str, values: NDArray[np.float32]) -> bytes:
    dims = b"".join(_number(1, size) for size in values.shape)
    return dims + _number(2, _FLOAT) + _bytes(8, name.encode()) + _bytes(9, values.tobytes())


def _value(name: str, kind: int, shape: Sequence[int | str]) -> bytes:
    dims = b"".join(
        _bytes(1, _number(1, one) if isinstance(one, int) else _bytes(2, one.encode()))
        for one in shape
    )
    tensor = _number(1, kind) + _bytes(2, dims)
    return _bytes(1, name.encode()) + _bytes(2, _bytes(1, tensor))


def _bytes(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
