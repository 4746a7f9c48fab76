"""The team's targets, and the tone of a number beside its target."""

from typing import Final

WAITING: Final = 5
LONGEST_WAIT_S: Final = 60.0
SERVICE_LEVEL: Final = 0.80
ABANDONED: Final = 0.04
TALK_S: Final = 600.0  # a call beyond this is shown red
HOLD_S: Final = 240.0
BREAK_S: Final = 1800.0
WRAP_UP_S: Final = 180.0
STALE_S: Final = 15.0  # data older than this gets the banner
CLOSE: Final = 0.05  # this near below the target is orange, not red


def at_most(value: float | None, target: float, *, red_from: float) -> str:
    """Return the tone of a number that should stay low: ok, warn, or bad from red_from on."""
    if value is None:
        return "faint"
    if value <= target:
        return "ok"
    return "bad" if value >= red_from else "warn"


def at_least(value: float | None, target: float, *, close: float = CLOSE) -> str:
    """Return the tone of a rate that should stay high."""
    if value is None:
        return "faint"
    if value >= target:
        return "ok"
    return "warn" if value >= target - close else "bad"
