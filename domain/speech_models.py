"""Speech models as people see them: what is there, how quick it is here, what is chosen and why."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

JobKind: TypeAlias = Literal["fetch", "import", "bench"]


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model of the list. Texts come as (Chinese, English)."""

    name: str
    size_mb: float
    languages: str  # "99", "zh" or codes; "" when broken
    note: tuple[str, str]
    licence: str = ""
    is_installed: bool = False
    is_demo: bool = False  # knows only the synthetic demo language
    is_chosen: bool = False
    for_recordings: bool = False
    can_fetch: bool = False
    speed: float | None = None  # seconds of work per second of speech; None: nobody knows
    is_measured: bool = False  # False: speed is an estimate
    memory_mb: float | None = None
    trouble: str = ""  # why it cannot be used


@dataclass(frozen=True, slots=True)
class ModelList:
    rows: tuple[ModelRow, ...]
    wanted: str  # "auto", a name or a folder
    reason: tuple[str, str]  # why this one
    machine: tuple[str, str]  # threads and arithmetic, and why
    folder: str
    hub: str


@dataclass(frozen=True, slots=True)
class ModelJob:
    """Work that is under way, or the last that was. Bytes for fetches, else done is 0."""

    kind: JobKind
    name: str
    done: int = 0
    total: int = 0
    bytes_per_s: float = 0.0
    is_over: bool = False
    text: str = ""  # how it ended: the figures, or what went wrong
    has_failed: bool = False

    @property
    def left_s(self) -> float | None:
        """How long it will still take; None when nobody can say."""
        if not self.total or self.bytes_per_s <= 0:
            return None
        return (self.total - self.done) / self.bytes_per_s
