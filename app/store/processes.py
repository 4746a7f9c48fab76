"""Which process wrote a row, and whether it still lives."""

import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ProcessMark:
    """boot_id also carries the process's start time where /proc tells it: pids are used again."""

    pid: int
    boot_id: str


@cache
def _boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def _started(pid: int) -> str:
    """Return the start time in ticks (proc_pid_stat(5), field 22), or "" when there is no /proc."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]


def mark_of(pid: int) -> ProcessMark:
    return ProcessMark(pid, f"{_boot_id()}+{_started(pid)}")


def this_process() -> ProcessMark:
    return mark_of(os.getpid())


def is_alive(mark: ProcessMark) -> bool:
    """Return whether that very process runs: same boot, same start, not only the same pid."""
    return _pid_exists(mark.pid) and mark_of(mark.pid) == mark


def _pid_exists(pid: int) -> bool:
    if sys.platform == "win32":  # os.kill(pid, 0) would end the process there
        import ctypes

        query_limited_information, still_active = 0x1000, 259
        process = ctypes.windll.kernel32.OpenProcess(query_limited_information, False, pid)
        if not process:
            return False
        code = ctypes.c_ulong()
        ctypes.windll.kernel32.GetExitCodeProcess(process, ctypes.byref(code))
        ctypes.windll.kernel32.CloseHandle(process)
        return code.value == still_active
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
