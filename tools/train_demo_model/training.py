"""The training loop: data-parallel on CPU cores or on one GPU, step-based, resumable."""

import dataclasses
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, TypeVar

import torch
import torch.distributed as dist
from torch import Tensor

from tools.train_demo_model.batches import Batch, BatchSource
from tools.train_demo_model.losses import Loss, decoder_loss, encoder_loss, joint_loss
from tools.train_demo_model.network import Network, Shape
from tools.train_demo_model.plans import Plan
from tools.train_demo_model.pool import Sounds
from tools.train_demo_model.text_batches import TextBatch, TextSource
from tools.train_demo_model.vocabulary import Vocabulary

CHECKPOINT: Final = "checkpoint.pt"
_LOG_EVERY: Final = 20
_KEEP_AVERAGE_EVERY: Final = 5
Some = TypeVar("Some", Batch, TextBatch)


class Trainer:
    def __init__(self, pool: Path, out: Path, plan: Plan) -> None:
        self._out, self._plan = out / plan.part, plan
        self._rank = int(os.environ["RANK"])
        self._world_size = int(os.environ["WORLD_SIZE"])
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.set_num_threads(1)
        torch.manual_seed(plan.seed)
        dist.init_process_group(
            "gloo",
            init_method=f"file://{(self._out / 'meeting').resolve()}",
            rank=self._rank,
            world_size=self._world_size,
        )
        vocabulary = Vocabulary.load(pool / "characters.json")
        sounds = Sounds.load(pool / "sounds.json")
        shape = Shape(vocabulary.trained_size, sounds.syllables)
        self._network = Network(shape).to(self._device)
        self._step = 0
        if plan.part == "joint":
            self._network.load_state_dict(halves(out), strict=False)
        self._average = [p.detach().clone() for p in self._network.parameters()]
        self._optimizer = torch.optim.AdamW(self._groups(), betas=(0.9, 0.98))
        self._resume()
        seed = plan.seed + self._step
        torch.manual_seed(seed * 10 + self._rank)
        self._progress = [0.0]
        self._texts = TextSource(
            vocabulary, sounds, sentences=plan.sentences, seed=seed * 10 + self._rank
        )
        source = BatchSource(
            pool, rank=self._rank, world_size=self._world_size, frames=plan.frames, seed=seed
        )
        self._batches = source.passes(self._progress)

    def run(self) -> None:
        began, heard_s, parts = time.monotonic(), 0.0, list[dict[str, float]]()
        first = self._step
        while self._step < self._plan.steps:
            self._progress[0] = self._plan.sound_progress(self._step)
            found, sound_s = self._learn()
            heard_s += sound_s
            parts.append({name: float(value.detach()) for name, value in found.items()})
            self._step += 1
            if self._rank:
                continue
            if self._step % _KEEP_AVERAGE_EVERY == 0:
                self._keep_average()
            if self._step % _LOG_EVERY == 0:
                pace_s = (time.monotonic() - began) / (self._step - first)
                self._log(parts, pace_s, heard_s)
                parts = []
            if self._step % self._plan.save_every == 0:
                self._save()
        if not self._rank:
            self._save()

    def _learn(self) -> tuple[dict[str, Tensor], float]:
        for group in self._optimizer.param_groups:
            group["lr"] = self._plan.rate_at(self._step)
        with torch.autocast(self._device.type, dtype=torch.bfloat16):
            loss, sound_s = self._loss()
        self._optimizer.zero_grad(set_to_none=True)
        loss.total.backward()
        gradients = [p.grad for p in self._network.parameters() if p.grad is not None]
        if self._world_size > 1:
            share(gradients, self._world_size)
        norm = torch.nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        if torch.isfinite(norm):
            self._optimizer.step()
        return loss.parts, sound_s

    def _loss(self) -> tuple[Loss, float]:
        progress = self._step / self._plan.steps
        if self._plan.part == "decoder":
            is_early = progress < self._plan.early_share
            batch = to_device(self._texts.batch(is_early=is_early), self._device)
            return decoder_loss(self._network, batch, progress), 0.0
        sound = to_device(next(self._batches), self._device)
        sound_s = sound.features.shape[0] * sound.features.shape[2] / 100
        if self._plan.part == "encoder":
            return encoder_loss(self._network, sound), sound_s
        alone = to_device(self._texts.batch(is_early=False), self._device)
        return joint_loss(self._network, sound, alone, progress), sound_s

    def _groups(self) -> list[dict[str, Any]]:
        matrices, rest = list[Tensor](), list[Tensor]()
        for name, parameter in self._network.named_parameters():
            is_matrix = parameter.ndim > 1 and "positions" not in name
            (matrices if is_matrix else rest).append(parameter)
        return [{"params": matrices, "weight_decay": 0.03}, {"params": rest, "weight_decay": 0.0}]

    def _keep_average(self) -> None:
        part = max(0.04, 1 / (1 + self._step / _KEEP_AVERAGE_EVERY))
        with torch.no_grad():
            torch._foreach_lerp_(self._average, list(self._network.parameters()), part)

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
        state = torch.load(path, map_location=self._device)
        self._step = state["step"]
        self._network.load_state_dict(state["network"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._average = list(state["average"].values())

    def _log(self, parts: list[dict[str, float]], pace_s: float, heard_s: float) -> None:
        means = {name: sum(row[name] for row in parts) / len(parts) for name in parts[0]}
        figures = " ".join(f"{name} {value:.3f}" for name, value in means.items())
        heard_h = heard_s * self._world_size / 3600
        rate = self._plan.rate_at(self._step)
        line = (
            f"{self._plan.part} step {self._step} rate {rate:.2e} {figures} "
            f"{pace_s:.2f} s/step {heard_h:.1f} h heard\n"
        )
        with (self._out / "training.log").open("a", encoding="utf-8") as log:
            log.write(line)
        sys.stdout.write(line)
        sys.stdout.flush()


def halves(out: Path) -> dict[str, Tensor]:
    """Return the averaged encoder and decoder of the two parts that ran apart."""
    heard = torch.load(out / "encoder" / CHECKPOINT, map_location="cpu")["average"]
    wrote = torch.load(out / "decoder" / CHECKPOINT, map_location="cpu")["average"]
    of_decoder = ("decoder", "embedding")
    return {n: (wrote if n.startswith(of_decoder) else heard)[n] for n in heard}


def to_device(batch: Some, device: torch.device) -> Some:
    fields = dataclasses.fields(batch)
    return type(batch)(*(getattr(batch, field.name).to(device) for field in fields))


def share(gradients: list[Tensor], world_size: int) -> None:
    """Average the gradients over all processes, in place."""
    flat = torch.cat([gradient.reshape(-1) for gradient in gradients])
    dist.all_reduce(flat)
    flat /= world_size
    at = 0
    for gradient in gradients:
        gradient.copy_(flat[at : at + gradient.numel()].view_as(gradient))
        at += gradient.numel()


def train_rank(pool: Path, out: Path, plan: Plan) -> None:
    Trainer(pool, out, plan).run()
    dist.destroy_process_group()
