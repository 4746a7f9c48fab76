"""The wall clock as the store writes it: UTC integer milliseconds."""

import time


def now_ms() -> int:
    return time.time_ns() // 1_000_000
