"""Batches of text alone: what an encoder that hears perfectly would say of it, with mistakes."""

import math
import random
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tools.train_demo_model.labels import LabelRow, label_arrays
from tools.train_demo_model.network import ENCODER_POSITIONS, FED_POSITIONS
from tools.train_demo_model.pool import Sounds
from tools.train_demo_model.pronunciation import PUNCTUATION, Sentence
from tools.train_demo_model.sentences import EARLY_MIX, MIX, SentenceSource
from tools.train_demo_model.vocabulary import Vocabulary

_SORTED_TOGETHER: Final = 4  # batches that are drawn at once, so that lengths are alike
_WRONG_TONE: Final = 0.06
_WRONG_SYLLABLE: Final = 0.03
_UNSURE: Final = 0.12
_HIDDEN: Final = -1e4


@dataclass(frozen=True, slots=True)
class TextBatch:
    inputs: Tensor  # (batch, length)
    targets: Tensor  # (batch, length)
    guide: Tensor  # (batch, length, slots)
    moments: Tensor  # (4, batch, slots), as in codebook.Moments
    times: Tensor  # (batch, slots)
    others: Tensor  # (batch, slots): the syllable it could also be
    doubt: Tensor  # (batch, slots): how much of the other syllable there is
    bias: Tensor  # (batch, 1, 1, slots): hides the empty slots, counts the padding


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    labels: LabelRow
    moments: NDArray[np.int64]  # (5, slots): Moments and the time
    others: NDArray[np.int64]
    doubt: NDArray[np.float32]


class TextSource:
    """Fresh sentences for ever; loose words lead at first."""

    def __init__(
        self, vocabulary: Vocabulary, sounds: Sounds, *, sentences: int, seed: int
    ) -> None:
        self._vocabulary, self._sounds, self._count = vocabulary, sounds, sentences
        rng = random.Random(seed)
        self._early = SentenceSource(vocabulary, rng, EARLY_MIX)
        self._late = SentenceSource(vocabulary, rng, MIX)
        self._rng = rng
        self._noise = np.random.default_rng(seed)
        self._waiting: list[list[Sentence]] = []

    def batch(self, *, is_early: bool) -> TextBatch:
        if not self._waiting:
            source = self._early if is_early else self._late
            drawn = [self._join(source) for _ in range(self._count * _SORTED_TOGETHER)]
            drawn.sort(key=lambda sentence: len(sentence.text))
            starts = range(0, len(drawn), self._count)
            self._waiting = [drawn[at : at + self._count] for at in starts]
            self._rng.shuffle(self._waiting)
        return self._packed([self._row(sentence) for sentence in self._waiting.pop()])

    def _join(self, source: SentenceSource) -> Sentence:
        """Return one sentence, or two that follow each other in a window."""
        first = source.draw()
        if len(first.text) > 18 or self._rng.random() > 0.25:
            return first
        second = source.draw()
        return Sentence(first.text + second.text, first.sound + second.sound)

    def _row(self, sentence: Sentence) -> _Row:
        rng, noise = self._rng, self._noise
        pace = rng.uniform(6, 17)
        time = rng.uniform(0, 30)
        time_scale = min(1.0, (ENCODER_POSITIONS - 40 - time) / (len(sentence.text) * pace * 1.1))
        columns: list[tuple[int, int, int, int, int]] = [(0, 0, 0, 0, int(time / 2))]
        earlier = 0
        others, doubts, spans = [0], [0.0], list[tuple[int, int]]()
        for written, sound in zip(sentence.text, sentence.sound, strict=True):
            begin = len(columns)
            if written in PUNCTUATION:
                length = rng.uniform(3, 30) * time_scale
                columns.append((0, 0, 0, 0, int(time + rng.random() * length)))
                others.append(0)
                doubts.append(0.0)
            else:
                length = pace * rng.uniform(0.7, 1.35) * time_scale
                syllable, tone = self._heard(sound)
                other = rng.randrange(1, len(self._sounds.syllables))
                doubt = rng.uniform(0.1, 0.55) if rng.random() < _UNSURE else 0.0
                for place in np.sort(noise.random(rng.choice((2, 2, 3)))).tolist():
                    phase = 1 + int(3 * place)
                    columns.append((syllable, tone, phase, earlier, int(time + place * length)))
                    others.append(other)
                    doubts.append(doubt)
                earlier = syllable
            time += length
            spans.append((begin, len(columns)))
        columns.append((0, 0, 0, 0, int(min(ENCODER_POSITIONS - 1, time + rng.uniform(1, 12)))))
        columns.append((0, 0, 0, 0, ENCODER_POSITIONS))
        tokens = [self._vocabulary.ids[c] for c in sentence.text]
        return _Row(
            LabelRow(tokens, spans, []),
            np.minimum(np.array(columns, np.int64).T, ENCODER_POSITIONS),
            np.array([*others, 0, 0], np.int64),
            np.array([*doubts, 0, 0], np.float32),
        )

    def _heard(self, sound: str) -> tuple[int, int]:
        syllable, tone = self._sounds.of.get(sound, (0, 0))
        if self._rng.random() < _WRONG_TONE:
            tone = self._rng.randint(1, 5)
        if self._rng.random() < _WRONG_SYLLABLE:
            syllable = self._rng.randrange(1, len(self._sounds.syllables))
        return syllable, tone

    def _packed(self, rows: list[_Row]) -> TextBatch:
        slots = max(row.moments.shape[1] for row in rows)
        moments = np.zeros((5, len(rows), slots), np.int64)
        others = np.zeros((len(rows), slots), np.int64)
        doubt = np.zeros((len(rows), slots), np.float32)
        bias = np.full((len(rows), 1, 1, slots), _HIDDEN, np.float32)
        for index, row in enumerate(rows):
            count = row.moments.shape[1]
            moments[:, index, :count] = row.moments
            others[index, :count], doubt[index, :count] = row.others, row.doubt
            bias[index, ..., :count] = 0
            bias[index, ..., count - 1] = math.log(FED_POSITIONS - count * 5)
        inputs, targets, guide = label_arrays([r.labels for r in rows], self._vocabulary, slots)
        arrays = (inputs, targets, guide, moments[:4], moments[4], others, doubt, bias)
        return TextBatch(*(torch.from_numpy(array) for array in arrays))
