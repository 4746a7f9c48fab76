"""Reading tables of TOML strictly: a mistake is told with file, line, key and what is expected."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from domain.errors import UserError
from qa.plain import Phrases
from qa.source_lines import lines_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a table came from."""

    path: Path
    lines: Mapping[str, int]
    error: type[UserError]

    def mistake(self, key: str, expected_zh: str, expected_en: str) -> UserError:
        """Return the error to raise for a key like sections[0].items[2].points."""
        place = key
        while place and place not in self.lines:
            place = place.rpartition(".")[0]
        line = self.lines.get(place)
        where = f"{self.path}:{line}" if line else str(self.path)
        return self.error(f"{where}：{key} 应为{expected_zh} / {key}: expected {expected_en}")


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file, its path in it, and what is in it."""

    source: Source
    path: str
    values: Mapping[str, object]

    def key(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def text(self, name: str, default: str | None = None) -> str:
        value = self.values.get(name, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.source.mistake(self.key(name), "非空文字", "a text that is not empty")
        return value

    def number(self, name: str, *, low: float, high: float, default: float | None = None) -> float:
        value = self.values.get(name, default)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not low <= float(str(value)) <= high:
            span = f"{low:g}–{high:g}"
            raise self.source.mistake(self.key(name), f" {span} 的数", f"a number in {span}")
        return float(str(value))

    def flag(self, name: str) -> bool:
        value = self.values.get(name, False)
        if not isinstance(value, bool):
            raise self.source.mistake(self.key(name), " true 或 false", "true or false")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
            raise self.source.mistake(self.key(name), "文字的列表", "a list of texts")
        return tuple(value)

    def phrases(self, name: str) -> Phrases:
        sources = self.texts(name)
        for source in sources:
            try:
                re.compile(source)
            except re.error as error:
                raise self.source.mistake(
                    self.key(name), f"正则表达式（{source}：{error}）", "regular expressions"
                ) from error
        return Phrases(sources)

    def table(self, name: str) -> "Table":
        value = self.values.get(name, {})
        if not isinstance(value, dict):
            raise self.source.mistake(self.key(name), "一个表", "a table")
        return Table(self.source, self.key(name), value)

    def tables(self, name: str) -> Iterator["Table"]:
        value = self.values.get(name)
        if not isinstance(value, list) or not value or not all(isinstance(v, dict) for v in value):
            raise self.source.mistake(
                self.key(name), f"至少一个 [[{name}]]", f"at least one [[{name}]]"
            )
        for place, one in enumerate(value):
            yield Table(self.source, f"{self.key(name)}[{place}]", one)

    def allow(self, *names: str) -> None:
        """Refuse keys that nobody reads, so that a typing error is not silently ignored."""
        for name in self.values:
            if name not in names:
                known = "、".join(names)
                raise self.source.mistake(self.key(name), f"以下之一：{known}", f"one of {known}")

    def into(self, kind: type[T]) -> T:
        """Return a dataclass whose fields are float, int, str, tuple[str, ...] or Phrases."""
        hints = get_type_hints(kind)
        known = fields(kind)  # type: ignore[arg-type]  # T is a dataclass: registry.py
        self.allow(*(one.name for one in known))
        return kind(
            **{
                one.name: self._field(one, hints[one.name])
                for one in known
                if one.name in self.values or one.default is MISSING
            }
        )

    def _field(self, one: Field[Any], hint: object) -> object:
        if hint is float:
            return self.number(one.name, low=0, high=100_000)
        if hint is int:
            value = self.number(one.name, low=0, high=100_000)
            if value != int(value):
                raise self.source.mistake(self.key(one.name), "整数", "a whole number")
            return int(value)
        if hint is str:
            return self.text(one.name)
        if not self.values.get(one.name):
            raise self.source.mistake(self.key(one.name), "非空列表", "a list that is not empty")
        return self.phrases(one.name) if hint is Phrases else self.texts(one.name)


def read_table(path: Path, error: type[UserError]) -> Table:
    """Return the top table of a TOML file.

    Raises error when the file cannot be read or is not TOML.
    """
    try:
        text = path.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except OSError as cause:
        raise error(f"{path}：无法读取 / cannot be read: {cause.strerror}") from cause
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
        raise error(f"{path}：不是有效的 TOML（{cause}）/ not valid TOML") from cause
    return Table(Source(path, lines_of(text), error), "", values)
