"""The most memory that this process held so far."""

import sys
from pathlib import Path

_KILO = 1024


def peak_memory_mb() -> float:
    """Return it in 10^6 bytes; on Linux that of this program alone, not of its parent's fork."""
    if sys.platform == "linux":
        status = Path("/proc/self/status").read_text("utf-8")
        line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * _KILO / 1e6
    elif sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    else:
        import psutil

        return float(psutil.Process().memory_info().peak_wset) / 1e6
