"""Batches of similar length, drawn alike on all ranks, with light augmentation."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tools.train_demo_model.heldout import leaks
from tools.train_demo_model.labels import LabelRow, label_arrays
from tools.train_demo_model.pool import PackedWindow, load_shard
from tools.train_demo_model.vocabulary import Vocabulary

FULL_FRAMES: Final = 1_000
_LARGEST_BATCH: Final = 40
_POSITIONS_PER_S: Final = 50
_PROMPT_SHARE: Final = 0.06


@dataclass(frozen=True, slots=True)
class Batch:
    features: Tensor  # (batch, 80, frames)
    inputs: Tensor  # (batch, length)
    targets: Tensor  # (batch, length), IGNORED where there is none
    guide: Tensor  # (batch, length, positions + 2), 1 where the character sounds
    moments: Tensor  # (4, batch, positions), as in codebook.Moments


@dataclass(frozen=True, slots=True)
class Stage:
    """What changes on the way: short windows first, exact padding and clean sound last."""

    longest_frames: int
    full_share: float
    masks: int


def stage_at(progress: float) -> Stage:
    """progress counts over encoder and joint training together, 0 to 1."""
    if progress < 0.15:
        return Stage(longest_frames=700, full_share=0.0, masks=1)
    if progress < 0.8:
        return Stage(longest_frames=FULL_FRAMES, full_share=0.05, masks=1)
    return Stage(longest_frames=FULL_FRAMES, full_share=0.2, masks=0)


def _fill(moments: NDArray[np.int64], window: PackedWindow, stretch: float) -> None:
    """Write what sounds when into (4, positions)."""
    earlier = 0
    spans = window.spans_s * stretch * _POSITIONS_PER_S
    for (start, end), syllable, tone in zip(spans, window.syllables, window.tones, strict=True):
        if syllable:
            place = moments[:, int(start) : max(int(start) + 1, int(end))]
            length = place.shape[1]
            place[0], place[1], place[3] = syllable, tone, earlier
            place[2] = 1 + np.arange(length) * 3 // max(1, length)
            earlier = syllable


class BatchSource:
    """Reads every world_size-th shard; looks for new shards after each pass."""

    def __init__(self, folder: Path, *, rank: int, world_size: int, frames: int, seed: int) -> None:
        self._folder, self._rank, self._world_size = folder, rank, world_size
        self._frames = frames
        self._vocabulary = Vocabulary.load(folder / "characters.json")
        self._own = random.Random(seed * 10 + rank)
        self._shared = random.Random(seed)
        self._read: set[Path] = set()
        self.windows: list[PackedWindow] = []

    def passes(self, progress: list[float]) -> Iterator[Batch]:
        """Yield batches for ever; progress[0] is set by the trainer before each draw."""
        while True:
            self.refresh()
            longest = stage_at(progress[0]).longest_frames
            groups = self._groups(longest)
            order = list(range(len(groups) - len(groups) % 50))
            self._shared.shuffle(order)
            for index in order:
                stage = stage_at(progress[0])
                if stage.longest_frames != longest:
                    break
                is_full = self._shared.random() < stage.full_share
                yield self._batch(groups[index], stage, is_full=is_full)

    def refresh(self) -> None:
        shards = sorted(self._folder.glob("shard_*.npz"))
        for path in shards[: len(shards) - len(shards) % self._world_size]:
            number = int(path.stem.removeprefix("shard_"))
            if number % self._world_size == self._rank and path not in self._read:
                self._read.add(path)
                self.windows += [w for w in load_shard(path) if not self._leaks(w)]

    def _leaks(self, window: PackedWindow) -> bool:
        tokens = self._vocabulary.tokens
        return leaks("".join(tokens[token] for token in window.tokens))

    def _groups(self, longest_frames: int) -> list[list[PackedWindow]]:
        chosen = [w for w in self.windows if w.features.shape[1] <= longest_frames]
        chosen.sort(key=lambda w: w.features.shape[1] + self._own.uniform(0, 40))
        groups, group = list[list[PackedWindow]](), list[PackedWindow]()
        for window in chosen:
            group.append(window)
            frames = len(group) * window.features.shape[1]
            if len(group) >= _LARGEST_BATCH or frames >= self._frames:
                groups.append(group)
                group = []
        return groups

    def _batch(self, windows: list[PackedWindow], stage: Stage, *, is_full: bool) -> Batch:
        if is_full:
            windows = windows[: max(3, self._frames // FULL_FRAMES)]
        warped = [self._warp(window) for window in windows]
        longest = max(features.shape[1] for features, _ in warped) + self._own.randint(0, 30)
        frames = FULL_FRAMES if is_full else min(FULL_FRAMES, (longest + 1) // 2 * 2)
        positions = frames // 2
        sound = np.zeros((len(windows), 80, frames), np.float32)
        moments = np.zeros((4, len(windows), positions), np.int64)
        for row, (features, stretch) in enumerate(warped):
            masked = self._mask(features[:, :frames], stage.masks)
            sound[row, :, : masked.shape[1]] = masked
            _fill(moments[:, row], windows[row], stretch)
        inputs, targets, guide = self._labels(windows, [s for _, s in warped], positions + 2)
        arrays = (sound, inputs, targets, guide, moments)
        return Batch(*(torch.from_numpy(array) for array in arrays))

    def _warp(self, window: PackedWindow) -> tuple[NDArray[np.float32], float]:
        """Stretch in time (with the labels) and shift the mel bands a little."""
        features, stretch = window.features.astype(np.float32), 1.0
        frames = features.shape[1]
        if self._own.random() < 0.4:
            wanted = self._own.uniform(0.88, 1.14)
            if frames * wanted < FULL_FRAMES - 2:
                stretch = wanted
                index = np.round(np.arange(int(frames * stretch)) / stretch).astype(int)
                features = features[:, np.minimum(index, frames - 1)]
        if self._own.random() < 0.35:
            bands = np.round(np.arange(80) * self._own.uniform(0.94, 1.06)).astype(int)
            features = features[np.clip(bands, 0, 79)]
        if self._own.random() < 0.3:
            features = features + np.float32(self._own.uniform(-0.15, 0.15))
        return features, stretch

    def _mask(self, features: NDArray[np.float32], masks: int) -> NDArray[np.float32]:
        features = features.copy()
        for _ in range(masks):
            high = self._own.randint(0, 10)
            low = self._own.randint(0, 79 - high)
            features[low : low + high] = features.mean()
            wide = self._own.randint(0, min(14, features.shape[1] // 8))
            start = self._own.randint(0, features.shape[1] - wide)
            features[:, start : start + wide] = features.min()
        return features

    def _labels(
        self, windows: list[PackedWindow], stretches: list[float], positions: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        rows = [
            LabelRow(
                window.tokens.tolist(),
                [
                    (int(begin), max(int(begin) + 1, math.ceil(stop)))
                    for begin, stop in window.spans_s * stretch * _POSITIONS_PER_S
                ],
                self._prompt(),
            )
            for window, stretch in zip(windows, stretches, strict=True)
        ]
        return label_arrays(rows, self._vocabulary, positions)

    def _prompt(self) -> list[int]:
        """Some windows follow an earlier text, as with initial_prompt."""
        if self._own.random() > _PROMPT_SHARE:
            return []
        earlier = self._own.choice(self.windows).tokens.tolist()
        return [self._vocabulary.ids["<|startofprev|>"], *earlier]
