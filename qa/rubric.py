"""A rubric: sections, criteria and red lines, read from TOML and checked strictly."""

from dataclasses import dataclass
from pathlib import Path

from domain.errors import RubricInvalid
from qa.checks.registry import CHECKS
from qa.plain import Phrases
from qa.reading import Table, read_table


@dataclass(frozen=True, slots=True)
class Criterion:
    criterion_id: str
    name: str  # as on the form
    points: float  # on the form, before N/A rescales it
    check: str  # a name of qa.checks.registry
    rule: object  # the check's parameters
    fails_section: bool = False  # a failure sets the whole section to 0

    @property
    def is_manual(self) -> bool:
        return self.check == "manual"


@dataclass(frozen=True, slots=True)
class Section:
    section_id: str
    name: str
    weight: float  # sum of its criteria's points
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class RedLineRule:
    red_line_id: str
    name: str
    check: str
    rule: object

    @property
    def is_manual(self) -> bool:
        return self.check == "manual"


@dataclass(frozen=True, slots=True)
class ScorableRule:
    """When a call cannot be scored at all."""

    min_duration_s: float
    max_doubtful_share: float  # of all words
    min_han_share: float  # of all letters: another language is not judged
    voicemail: Phrases


@dataclass(frozen=True, slots=True)
class Rubric:
    rubric_id: str
    version: str
    scorable: ScorableRule
    sections: tuple[Section, ...]
    red_lines: tuple[RedLineRule, ...]

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(one for section in self.sections for one in section.criteria)


def load_rubric(path: Path) -> Rubric:
    """Return the rubric of a TOML file.

    Raises RubricInvalid with file, line, key and what is expected.
    """
    table = read_table(path, RubricInvalid)
    table.allow("id", "version", "scorable", "sections", "red_lines")
    seen: set[str] = set()
    return Rubric(
        rubric_id=table.text("id"),
        version=table.text("version"),
        scorable=table.table("scorable").into(ScorableRule),
        sections=tuple(_section(one, seen) for one in table.tables("sections")),
        red_lines=tuple(_red_line(one, seen) for one in table.tables("red_lines")),
    )


def _section(table: Table, seen: set[str]) -> Section:
    table.allow("id", "name", "weight", "items")
    weight = table.number("weight", low=0.01, high=10_000)
    criteria = tuple(_criterion(one, seen) for one in table.tables("items"))
    total = sum(one.points for one in criteria)
    if abs(total - weight) > 1e-6:
        raise table.source.mistake(
            table.key("weight"),
            f"各项分值之和 {total:g}（现为 {weight:g}）",
            f"the sum of its items' points, {total:g} (is {weight:g})",
        )
    return Section(_new_id(table, seen), table.text("name"), weight, criteria)


def _criterion(table: Table, seen: set[str]) -> Criterion:
    table.allow("id", "name", "points", "check", "with", "fails_section")
    check, rule = _check(table)
    return Criterion(
        criterion_id=_new_id(table, seen),
        name=table.text("name"),
        points=table.number("points", low=0.01, high=10_000),
        check=check,
        rule=rule,
        fails_section=table.flag("fails_section"),
    )


def _red_line(table: Table, seen: set[str]) -> RedLineRule:
    table.allow("id", "name", "check", "with")
    check, rule = _check(table)
    return RedLineRule(_new_id(table, seen), table.text("name"), check, rule)


def _check(table: Table) -> tuple[str, object]:
    name = table.text("check")
    if name not in CHECKS:
        known = "、".join(CHECKS)
        raise table.source.mistake(table.key("check"), f"以下之一：{known}", f"one of {known}")
    return name, table.table("with").into(CHECKS[name].rule)


def _new_id(table: Table, seen: set[str]) -> str:
    """Return the id of a section, criterion or red line: unique in its file."""
    value = table.text("id")
    if value in seen:
        raise table.source.mistake(
            table.key("id"), f"未用过的编号（{value} 重复）", f"an id not used before ({value})"
        )
    seen.add(value)
    return value
