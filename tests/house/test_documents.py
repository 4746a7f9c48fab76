"""Documents keep their promises: links lead somewhere, decisions and figures are listed."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Final

import pytest
import typer

import main
from domain.quality import CallMetrics
from tests.house.committed import ROOT, committed_files

LINK: Final = re.compile(r"\]\((?!https?:|#|mailto:)([^)\s#]+)")
MENTION: Final = re.compile(r"\b[\w.-]+\.md\b|\bdecisions?[/ ]\d{4}\b")
DOCUMENTS: Final = tuple(path for path in committed_files() if path.suffix == ".md")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_what_code_names_as_its_source_is_there() -> None:
    there = {path.name for path in DOCUMENTS}
    there |= {f"decisions/{name[:4]}" for name in there if name[:4].isdecimal()}
    dangling = {
        f"{path.relative_to(ROOT)}: {mention}"
        for path in committed_files()
        if path.suffix in {".py", ".toml", ".sql", ".in"}
        for mention in MENTION.findall(path.read_text(encoding="utf-8"))
        if re.sub(r"^decisions?[/ ]", "decisions/", mention) not in there
    }
    assert dangling == set()


def test_every_decision_is_in_the_index_and_has_its_own_number() -> None:
    folder = ROOT / "docs" / "decisions"
    pages = sorted(path.name for path in folder.glob("[0-9]*.md"))
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert pages
    assert [page for page in pages if f"({page})" not in index] == []
    assert len({page[:4] for page in pages}) == len(pages)


def test_the_glossary_defines_every_figure_of_a_call() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert [f.name for f in fields(CallMetrics) if f"`{f.name}`" not in glossary] == []


def test_both_readmes_name_the_same_commands_and_these_are_there() -> None:
    english, chinese = (
        set(re.findall(r"^\| `(lingtai[^`]*)`", (ROOT / name).read_text("utf-8"), re.MULTILINE))
        for name in ("README.md", "README.zh-CN.md")
    )
    assert english
    assert english == chinese
    verbs = {verb for command in english for verb in command.split()[1:2]}
    window = typer.main.get_command(main.cli)
    assert isinstance(window, typer.core.TyperGroup)
    assert verbs <= set(window.commands)  # groups of verbs too, as `models`
