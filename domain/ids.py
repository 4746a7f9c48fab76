"""Identifiers: UUIDv7 as text, so that rows made on many desks sort by time and never clash."""

import os
import time
import uuid


def new_id(now_ms: int | None = None) -> str:
    """Return a UUIDv7 (RFC 9562, section 5.7): 48 bits of UTC milliseconds, 74 random bits."""
    stamp = time.time_ns() // 1_000_000 if now_ms is None else now_ms
    value = (stamp & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))
