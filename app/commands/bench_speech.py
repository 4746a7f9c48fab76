"""The verb `bench speech`: the figures of recordings and of live calls, as one table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from app.bench.rows import BenchRow, table
from app.bench.speech_files import file_rows
from app.bench.speech_live import live_rows
from app.commands.files import dumped
from app.config import Config
from domain.errors import UserError


@dataclass(frozen=True, slots=True)
class BenchWish:
    """passes: of the interleaved arms over recordings; minutes: of live sound."""

    passes: int = 5
    minutes: float = 3.0


Part: TypeAlias = Callable[[Config, BenchWish], list[BenchRow]]


def _files(config: Config, wish: BenchWish) -> list[BenchRow]:
    return file_rows(config, passes=wish.passes)


def _live(config: Config, wish: BenchWish) -> list[BenchRow]:
    return live_rows(config, minutes=wish.minutes)


PARTS: Final[dict[str, Part]] = {"files": _files, "live": _live}


def speech_rows(config: Config, wish: BenchWish, *, only: str = "") -> list[BenchRow]:
    """Measure all parts, or one.

    Raises UserError, ModelMissing.
    """
    if only and only not in PARTS:
        known = "、".join(PARTS)
        raise UserError(f"没有这一部分：{only}；有：{known} / no such part: {only}")
    parts = [PARTS[only]] if only else list(PARTS.values())
    return [row for part in parts for row in part(config, wish)]


def shown(rows: list[BenchRow], *, as_json: bool) -> str:
    return dumped([row.as_json() for row in rows]) if as_json else table(rows)
