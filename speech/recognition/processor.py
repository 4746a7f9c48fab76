"""The processor of this machine: how many threads decode, and in which arithmetic."""

import os
import platform
import re
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

MOST_THREADS: Final = 8  # beyond, nothing is gained
_SMALL: Final = 2
_CPU_INFO: Final = Path("/proc/cpuinfo")
_QUOTA: Final = Path("/sys/fs/cgroup/cpu.max")
# Best first. int8 weights take a quarter of the memory of float32, and half the time or less.
_COMPUTE_TYPES: Final = {
    "cpu": ("int8", "int8_float32", "float32"),
    "cuda": ("float16", "int8_float16", "int8", "float32"),
}
_INT8_HELP: Final = {
    "avx512_vnni": "AVX-512 VNNI",
    "avx_vnni": "AVX VNNI",
    "avx512bw": "AVX-512",
    "avx2": "AVX2",
    "asimddp": "Arm dot product",
}


@dataclass(frozen=True, slots=True)
class Processor:
    """physical: cores of their own; logical: what the system may run at once, ≥ physical."""

    name: str
    physical: int
    logical: int
    flags: frozenset[str] = frozenset()

    @property
    def int8_help(self) -> str:
        """What makes int8 quick here; "" when nothing is known."""
        return next((words for flag, words in _INT8_HELP.items() if flag in self.flags), "")


def decoding_threads(processor: Processor) -> int:
    """Return how many threads decode best beside a window that must stay smooth.

    CTranslate2's own 4 is wrong on two cores, and a second thread on one core gains nothing:
    its documentation asks for no more threads than physical cores. Where each core has a second
    logical one, the window lives there; else a core is left to it, but for the smallest machines.
    """
    cores = max(1, processor.physical)
    if cores <= _SMALL or processor.logical > cores:
        return min(MOST_THREADS, cores)
    return min(MOST_THREADS, max(_SMALL + 1, cores // 2))


def best_compute_type(supported: Collection[str], device: str) -> str:
    """Return the quickest arithmetic that this machine can do without loss that people hear."""
    return next((one for one in _COMPUTE_TYPES[device] if one in supported), "default")


def reason_of(processor: Processor, threads: int) -> tuple[str, str]:
    """Say in Chinese and in English why so many threads, and why this arithmetic."""
    cores = f"{processor.physical} 个物理核、{processor.logical} 个逻辑核"
    cores_en = f"{processor.physical} physical, {processor.logical} logical cores"
    help_zh = f"有 {processor.int8_help} 指令" if processor.int8_help else "未知是否有 int8 指令"
    help_en = f"has {processor.int8_help}" if processor.int8_help else "int8 support unknown"
    return (
        f"{cores}，用 {threads} 个线程解码；{help_zh}，用 int8",
        f"{cores_en}: {threads} threads decode; {help_en}: int8",
    )


@lru_cache(maxsize=1)
def this_processor() -> Processor:
    logical = _logical()
    if sys.platform == "darwin":
        cores = int(_asked("hw.physicalcpu") or logical)
        return Processor(_asked("machdep.cpu.brand_string"), min(cores, logical), logical)
    elif sys.platform == "win32":
        # It tells physical cores only to C code; desktops mostly have two threads a core.
        return Processor(platform.processor(), max(1, logical // 2), logical)
    else:
        try:
            return of_cpu_info(_CPU_INFO.read_text("utf-8", "replace"), logical)
        except OSError:
            return Processor(platform.machine(), logical, logical)


def of_cpu_info(text: str, logical: int) -> Processor:
    """Read Linux's list of processors; on Arm it names no cores, then all are physical."""
    cores: set[tuple[str, str]] = set()
    for part in text.split("\n\n"):
        values = dict(re.findall(r"^(physical id|core id)\s*:\s*(\S+)", part, re.MULTILINE))
        if "core id" in values:
            cores.add((values.get("physical id", "0"), values["core id"]))
    name = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    flags = re.search(r"^(?:flags|Features)\s*:\s*(.+)$", text, re.MULTILINE)
    return Processor(
        name[1].strip() if name else platform.machine(),
        min(len(cores) or logical, logical),
        logical,
        frozenset(flags[1].split()) if flags else frozenset(),
    )


def quota_of(text: str) -> int | None:
    """Return how many processors a container may use, None when it may use all.

    text: cpu.max of Linux' control groups, "200000 100000" or "max 100000".
    """
    allowed, _, period = text.strip().partition(" ")
    if allowed == "max" or not allowed.isdigit() or not period.isdigit():
        return None
    return max(1, int(allowed) // int(period))


def _logical() -> int:
    if sys.platform != "linux":
        return os.cpu_count() or 1
    here = len(os.sched_getaffinity(0))
    try:
        quota = quota_of(_QUOTA.read_text("utf-8"))
    except OSError:
        quota = None
    return min(here, quota) if quota else here


def _asked(name: str) -> str:
    told = subprocess.run(["sysctl", "-n", name], capture_output=True, text=True, check=False)
    return told.stdout.strip()
