"""The training loop: data-parallel on CPU cores, step-based schedule, resumable."""

import json
import math
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch import Tensor

from tools.train_demo_model.batches import IGNORED, Batch, BatchSource
from tools.train_demo_model.network import Network, Shape
from tools.train_demo_model.pool import Sounds
from tools.train_demo_model.vocabulary import Vocabulary

CHECKPOINT: Final = "checkpoint.pt"
_LOG_EVERY: Final = 20
_KEEP_AVERAGE_EVERY: Final = 5
# glibc's allocator makes each step several times slower; without the decay times
# jemalloc keeps every batch shape it has seen until memory is full.
_MALLOC_CONF: Final = "dirty_decay_ms:3000,muzzy_decay_ms:3000"
_JEMALLOC: Final = "libjemalloc.so.2"


@dataclass(frozen=True, slots=True)
class Plan:
    """steps may be changed on resuming: the schedule follows step / steps."""

    steps: int
    frames_per_rank: int = 4_200
    peak_rate: float = 2e-3
    warm_up_steps: int = 120
    flat_share: float = 0.4
    seed: int = 2026
    save_every: int = 100

    def rate_at(self, step: int) -> float:
        progress = min(1.0, step / self.steps)
        warm = min(1.0, (step + 1) / self.warm_up_steps)
        if progress < self.flat_share:
            return self.peak_rate * warm
        fall = (progress - self.flat_share) / (1 - self.flat_share)
        return self.peak_rate * warm * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * fall)))


@dataclass(frozen=True, slots=True)
class Losses:
    text: Tensor
    frames: Tensor
    guide: Tensor
    accuracy: Tensor

    def total(self, progress: float) -> Tensor:
        frame_weight = 0.8 if progress < 0.6 else 0.4
        guide_weight = 1.0 if progress < 0.35 else 0.3
        return self.text + frame_weight * self.frames + guide_weight * self.guide

    def values(self) -> list[float]:
        return [float(x.detach()) for x in (self.text, self.frames, self.guide, self.accuracy)]


def launch(pool: Path, out: Path, plan: Plan, *, ranks: int) -> None:
    """Start one process per core and wait for them."""
    out.mkdir(parents=True, exist_ok=True)
    meeting = out / "meeting"
    meeting.unlink(missing_ok=True)
    environment = os.environ | {"LD_PRELOAD": _JEMALLOC, "MALLOC_CONF": _MALLOC_CONF}
    command = [sys.executable, "-m", "tools.train_demo_model", "train-rank"]
    command += ["--pool", str(pool), "--out", str(out), "--plan", json.dumps(asdict(plan))]
    workers = [
        subprocess.Popen(command, env=environment | {"RANK": str(rank), "WORLD_SIZE": str(ranks)})
        for rank in range(ranks)
    ]
    exit_codes = [worker.wait() for worker in workers]
    if any(exit_codes):
        raise RuntimeError("a training process failed")


class Trainer:
    def __init__(self, pool: Path, out: Path, plan: Plan) -> None:
        self._out, self._plan = out, plan
        self._rank = int(os.environ["RANK"])
        self._world_size = int(os.environ["WORLD_SIZE"])
        torch.set_num_threads(1)
        torch.manual_seed(plan.seed)
        dist.init_process_group(
            "gloo",
            init_method=f"file://{(out / 'meeting').resolve()}",
            rank=self._rank,
            world_size=self._world_size,
        )
        vocabulary = Vocabulary.load(pool / "characters.json")
        syllables = len(Sounds.load(pool / "sounds.json").syllables)
        self._network = Network(Shape(vocabulary.trained_size, syllables))
        self._optimizer = torch.optim.AdamW(self._groups(), betas=(0.9, 0.98))
        self._average = [p.detach().clone() for p in self._network.parameters()]
        self._step = 0
        self._resume()
        source = BatchSource(
            pool,
            rank=self._rank,
            world_size=self._world_size,
            frames=plan.frames_per_rank,
            seed=plan.seed + self._step,
        )
        self._progress = [self._step / plan.steps]
        self._batches = source.passes(self._progress)

    def run(self) -> None:
        began, heard_s, values = time.monotonic(), 0.0, list[list[float]]()
        first = self._step
        while self._step < self._plan.steps:
            self._progress[0] = self._step / self._plan.steps
            batch = next(self._batches)
            heard_s += batch.features.shape[0] * batch.features.shape[2] / 100
            values.append(self._learn(batch))
            self._step += 1
            if self._rank:
                continue
            if self._step % _KEEP_AVERAGE_EVERY == 0:
                self._keep_average()
            if self._step % _LOG_EVERY == 0:
                pace_s = (time.monotonic() - began) / (self._step - first)
                self._log(np.mean(values, axis=0), pace_s, heard_s)
                values = []
            if self._step % self._plan.save_every == 0:
                self._save()
        if not self._rank:
            self._save()

    def _learn(self, batch: Batch) -> list[float]:
        for group in self._optimizer.param_groups:
            group["lr"] = self._plan.rate_at(self._step)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            losses = measure(self._network, batch)
        self._optimizer.zero_grad(set_to_none=True)
        losses.total(self._progress[0]).backward()
        self._share_gradients()
        norm = torch.nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        if torch.isfinite(norm):
            self._optimizer.step()
        return losses.values()

    def _share_gradients(self) -> None:
        gradients = [p.grad for p in self._network.parameters() if p.grad is not None]
        flat = torch.cat([gradient.reshape(-1) for gradient in gradients])
        dist.all_reduce(flat)
        flat /= self._world_size
        at = 0
        for gradient in gradients:
            gradient.copy_(flat[at : at + gradient.numel()].view_as(gradient))
            at += gradient.numel()

    def _groups(self) -> list[dict[str, Any]]:
        matrices, rest = list[Tensor](), list[Tensor]()
        for name, parameter in self._network.named_parameters():
            is_matrix = parameter.ndim > 1 and "positions" not in name
            (matrices if is_matrix else rest).append(parameter)
        return [{"params": matrices, "weight_decay": 0.03}, {"params": rest, "weight_decay": 0.0}]

    def _keep_average(self) -> None:
        share = max(0.04, 1 / (1 + self._step / _KEEP_AVERAGE_EVERY))
        with torch.no_grad():
            torch._foreach_lerp_(self._average, list(self._network.parameters()), share)

    def _save(self) -> None:
        names = [name for name, _ in self._network.named_parameters()]
        state = {
            "step": self._step,
            "shape": asdict(self._network.shape),
            "network": self._network.state_dict(),
            "average": dict(zip(names, self._average, strict=True)),
            "optimizer": self._optimizer.state_dict(),
        }
        torch.save(state, self._out / "checkpoint.part")
        os.replace(self._out / "checkpoint.part", self._out / CHECKPOINT)

    def _resume(self) -> None:
        path = self._out / CHECKPOINT
        if not path.exists():
            return
        state = torch.load(path)
        self._step = state["step"]
        self._network.load_state_dict(state["network"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._average = list(state["average"].values())

    def _log(self, means: Any, pace_s: float, heard_s: float) -> None:
        text, frames, guide, accuracy = means
        line = (
            f"step {self._step} rate {self._plan.rate_at(self._step):.2e} text {text:.3f} "
            f"frames {frames:.3f} guide {guide:.3f} accuracy {accuracy:.3f} "
            f"{pace_s:.2f} s/step {heard_s * self._world_size / 3600:.1f} h heard\n"
        )
        with (self._out / "training.log").open("a", encoding="utf-8") as log:
            log.write(line)
        sys.stdout.write(line)
        sys.stdout.flush()


def measure(network: Network, batch: Batch) -> Losses:
    memory, bias = network.encode(batch.features)
    logits, weights = network.decode(batch.inputs, memory, bias)
    flat = logits.float().flatten(0, 1)
    text = F.cross_entropy(
        flat, batch.targets.flatten(), ignore_index=IGNORED, label_smoothing=0.02
    )
    heard = memory[:, : batch.syllables.shape[1]]
    frames = F.cross_entropy(
        network.syllable_head(heard).float().flatten(0, 1), batch.syllables.flatten()
    ) + 0.5 * F.cross_entropy(network.tone_head(heard).float().flatten(0, 1), batch.tones.flatten())
    has_target = batch.targets != IGNORED
    accuracy = (logits.argmax(-1) == batch.targets)[has_target].float().mean()
    return Losses(text, frames, guide_loss(weights, batch.guide), accuracy.detach())


def guide_loss(weights: list[Tensor], guide: Tensor) -> Tensor:
    """Ask head 0 of each decoder layer to look where the character sounds."""
    is_guided = guide.sum(-1) > 0
    if not is_guided.any():
        return guide.new_zeros(())
    losses = [-((logs.exp() * guide).sum(-1) + 1e-6).log()[is_guided].mean() for logs in weights]
    return torch.stack(losses).mean()


def train_rank(pool: Path, out: Path, plan: Plan) -> None:
    Trainer(pool, out, plan).run()
    dist.destroy_process_group()
