"""Starts the processes of the training and waits for them."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

import torch

from tools.train_demo_model.plans import Plan

# glibc's allocator makes each step several times slower; without the decay times
# jemalloc keeps every batch shape it has seen until memory is full.
_MALLOC_CONF: Final = "dirty_decay_ms:3000,muzzy_decay_ms:3000"
_JEMALLOC: Final = "libjemalloc.so.2"


def run_together(pool: Path, out: Path, *plans: Plan) -> None:
    """Run several parts at the same time, each in one process."""
    _wait([worker for plan in plans for worker in _start(pool, out, plan, 1)])


def run_alone(pool: Path, out: Path, plan: Plan) -> None:
    """Run one part on two cores, or on the GPU."""
    _wait(_start(pool, out, plan, 1 if torch.cuda.is_available() else 2))


def _start(pool: Path, out: Path, plan: Plan, ranks: int) -> list[subprocess.Popen[bytes]]:
    folder = out / plan.part
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "meeting").unlink(missing_ok=True)
    environment = os.environ | {"LD_PRELOAD": _JEMALLOC, "MALLOC_CONF": _MALLOC_CONF}
    command = [sys.executable, "-m", "tools.train_demo_model", "train-rank"]
    command += ["--pool", str(pool), "--out", str(out), "--plan", json.dumps(asdict(plan))]
    return [
        subprocess.Popen(command, env=environment | {"RANK": str(rank), "WORLD_SIZE": str(ranks)})
        for rank in range(ranks)
    ]


def _wait(workers: list[subprocess.Popen[bytes]]) -> None:
    exit_codes = [worker.wait() for worker in workers]
    if any(exit_codes):
        raise RuntimeError("a training process failed")
