"""What the decoder is given and what it shall answer."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tools.train_demo_model.vocabulary import Vocabulary

IGNORED: Final = -100


@dataclass(frozen=True, slots=True)
class LabelRow:
    """What one window or one text says: tokens, and the memory slots where each sounds."""

    said: list[int]
    spans: list[tuple[int, int]]
    prompt: list[int]


def label_arrays(
    rows: list[LabelRow], vocabulary: Vocabulary, slots: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Return decoder inputs and targets (batch, length) and the guide (batch, length, slots)."""
    ids = vocabulary.ids
    names = ("startoftranscript", "zh", "transcribe", "notimestamps")
    start = [ids[f"<|{name}|>"] for name in names]
    end, no_speech = ids["<|endoftext|>"], ids["<|nospeech|>"]
    lengths = [len(row.prompt) + 4 + len(row.said) for row in rows]
    width = (max(lengths) + 7) // 8 * 8
    inputs = np.full((len(rows), width), end, np.int64)
    targets = np.full((len(rows), width), IGNORED, np.int64)
    guide = np.zeros((len(rows), width, slots), np.float32)
    for index, (row, length) in enumerate(zip(rows, lengths, strict=True)):
        inputs[index, :length] = [*row.prompt, *start, *row.said]
        targets[index, len(row.prompt)] = start[1] if row.said else no_speech
        first = len(row.prompt) + 3
        targets[index, first:length] = [*row.said, end]
        for place, (begin, stop) in enumerate(row.spans):
            guide[index, first + place, begin:stop] = 1
    return inputs, targets, guide
