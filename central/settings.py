"""How one central service is set up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sync import wire


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Settings:
    """Token lives: reliability.md 4. day_zone_h: the board's day begins at midnight there."""

    dsn: str
    blobs: Path
    now: Callable[[], datetime] = utc_now
    access_life: timedelta = timedelta(minutes=15)
    refresh_life: timedelta = timedelta(days=30)
    max_blob_bytes: int = wire.MAX_BLOB_BYTES
    day_zone_h: float = 8.0  # China has one time zone
    pool_size: int = 10
