"""Times as people read them."""

from datetime import datetime

MINUTE_S = 60
HOUR_S = 3600


def minutes(seconds: float) -> str:
    """Return 03:12; hours are counted as minutes."""
    whole = max(0, int(seconds))
    return f"{whole // MINUTE_S:02d}:{whole % MINUTE_S:02d}"


def hours(seconds: float) -> str:
    """Return 00:03:12."""
    whole = max(0, int(seconds))
    return f"{whole // HOUR_S:02d}:{whole // MINUTE_S % MINUTE_S:02d}:{whole % MINUTE_S:02d}"


def day_and_time(at_ms: int) -> str:
    """Return 11-22 14:02 of this machine's time zone."""
    return datetime.fromtimestamp(at_ms / 1000).strftime("%m-%d %H:%M")


def time_of_day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000).strftime("%H:%M")
