"""Many files by one verb: a line each, what is done is skipped, a bad file stops nobody."""

import csv
import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from msgspec import to_builtins

from app.assembly import RUBRIC, new_understander
from app.blotting import blotted
from app.commands.files import (
    FileEar,
    HeardFile,
    as_csv,
    as_json,
    as_srt,
    as_text,
    dumped,
    without_meaning,
)
from app.config import Config
from app.demo import RESOURCES
from app.file_import import recordings_in
from app.hearing import Meant
from app.store.clock import now_ms
from app.store.faults import of_system
from app.story import clock, scorecard_lines
from domain.calls import Call, Customer, Segment
from domain.errors import AudioFileUnreadable, UserError
from domain.ids import new_id
from domain.quality import FinishedCall, Scorecard
from qa.facts import load_facts
from qa.rubric import load_rubric
from qa.scorecard import score

STOPPED: Final = 130  # as shells have it for Ctrl-C


class Product(Protocol):
    """What a verb makes of a heard file."""

    @property
    def suffix(self) -> str: ...

    def text(self, heard: HeardFile) -> str:
        """Return the whole of it, for a file or the screen."""
        ...

    def line(self, heard: HeardFile) -> str:
        """Return it in a few words."""
        ...


@dataclass(frozen=True, slots=True)
class Transcript:
    suffix: str  # json, srt, csv or txt

    def text(self, heard: HeardFile) -> str:
        match self.suffix:
            case "json":
                return dumped(as_json(heard))
            case "srt":
                return as_srt(heard.segments)
            case "csv":
                return as_csv(heard.segments)
            case _:
                return as_text(heard.segments)

    def line(self, heard: HeardFile) -> str:
        side = "，单声道，分不清说话人 / mono" if heard.is_mono else ""
        return f"{len(heard.heard)} 句 / segments{side}"


class Scores:
    """suffix json or txt. Keeps a table of all calls that it scored."""

    def __init__(self, suffix: str) -> None:
        self.suffix = suffix
        self.table: list[tuple[str, float | None, str, str]] = []
        self._rubric, self._facts = load_rubric(RUBRIC), load_facts(RESOURCES / "prices")

    def text(self, heard: HeardFile) -> str:
        card = self._card(heard)
        red_lines = "、".join(one.name for one in card.red_lines)
        self.table.append((str(heard.file), card.final_score, red_lines, card.not_scorable_reason))
        if self.suffix == "json":
            return dumped({"file": str(heard.file), "scorecard": to_builtins(card)})
        return "\n".join((str(heard.file), *scorecard_lines(card)))

    def line(self, heard: HeardFile) -> str:
        del heard
        _, points, red_lines, reason = self.table[-1]
        told = reason if points is None else f"{points:g} 分 / points"
        return f"{told}  {red_lines}".rstrip()

    def as_csv(self) -> str:
        text = io.StringIO()
        lines = csv.writer(text, lineterminator="\n")
        lines.writerow(("file", "final_score", "red_lines", "not_scorable"))
        lines.writerows(self.table)
        return text.getvalue()

    def _card(self, heard: HeardFile) -> Scorecard:
        """There is no ticket and no customer record here."""
        finished = FinishedCall(
            call=Call(new_id(), now_ms(), "", "", "", "in", Customer("", "", "")),
            duration_s=heard.duration_s,
            segments=heard.segments,
            understandings=tuple(meaning for _, meaning in heard.heard),
            ticket=None,
            is_ticket_known=False,
            is_mono=heard.is_mono,
        )
        return score(finished, self._rubric, self._facts, scorecard_id=new_id())


def transcribe(paths: Sequence[Path], suffix: str, out: Path | None, config: Config) -> int:
    """Return the exit code: 0, 2 when a file could not be read, 130 when stopped."""
    with FileEar(config, "words", without_meaning) as ear:
        return _run(paths, ear, Transcript(suffix), _place(paths, out, "transcripts"))


def score_files(paths: Sequence[Path], suffix: str, out: Path | None, config: Config) -> int:
    """As transcribe(); with a folder, scores.csv has a line for each call."""
    understander = new_understander(config)
    scores, place = Scores(suffix), _place(paths, out, "scores")

    def understand(segment: Segment) -> Meant:
        return blotted(segment, understander.understand(segment))

    with FileEar(config, "meaning", understand) as ear:
        code = _run(paths, ear, scores, place)
    if place is not None and scores.table:
        _write(place / "scores.csv", scores.as_csv())
    return code


def _place(paths: Sequence[Path], out: Path | None, name: str) -> Path | None:
    """Return where files are written; None = to the screen. Folders always have a place."""
    if out is None and any(path.is_dir() for path in paths):
        return Path("out") / name
    return out


def _run(paths: Sequence[Path], ear: FileEar, product: Product, out: Path | None) -> int:
    code = count = 0
    for file, name in _named(paths):
        count += 1
        try:
            heard = ear.hear(file, _Progress(name))
        except AudioFileUnreadable as error:
            print(error, file=sys.stderr)
            code = error.exit_code
            continue
        except KeyboardInterrupt:
            print(
                f"已停在 {name}，写下的都已保存；再运行一次就从这里继续"
                f" / Stopped at {name}; what was heard is kept, run it again to go on",
                file=sys.stderr,
            )
            return STOPPED
        _show(heard, name, product, out)
    if not count:
        raise UserError("这里没有录音 / There are no recordings here")
    return code


def _show(heard: HeardFile, name: str, product: Product, out: Path | None) -> None:
    text = product.text(heard)
    if out is None:
        print(text)
        return
    target = out / f"{name}.{product.suffix}"
    _write(target, text)
    mark = "=" if heard.was_known else "✓"
    print(f"{mark} {name}  {clock(heard.duration_s)}  {product.line(heard)}  → {target}")


def _named(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Yield each recording, and its name below the folder in which it was found."""
    for path in paths:
        for file in recordings_in([path]):
            yield file, str(file.relative_to(path)) if path.is_dir() else file.name


def _write(target: Path, text: str) -> None:
    """Raises DataFolderReadOnly, DiskFull."""
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Excel takes a CSV for its own code page unless it is marked.
        part.write_text(text + "\n", "utf-8-sig" if target.suffix == ".csv" else "utf-8")
        os.replace(part, target)
    except OSError as error:
        raise of_system(error, target) from error


class _Progress:
    """One line on the error stream of a terminal; nothing where nobody looks."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._is_shown = sys.stderr is not None and sys.stderr.isatty()

    def __call__(self, done: float) -> None:
        if self._is_shown:
            end = "\n" if done >= 1 else ""
            print(f"\r{self._name}  {done:4.0%}", end=end, file=sys.stderr, flush=True)
