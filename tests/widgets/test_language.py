"""The English catalogue: complete, with the same blanks to fill, and compiled."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication

from domain.board import AgentStatus
from domain.meaning import Fine
from domain.review import ReviewState
from widgets.design.icons import RESOURCES
from widgets.design.words import word

CATALOGUE = RESOURCES / "i18n" / "lingtai_en.ts"
COMPILED = RESOURCES / "i18n" / "lingtai_en.qm"
TOOLS = Path(sys.executable).parent
BLANK = re.compile(r"\{[^}]*\}")


def messages(catalogue: Path) -> dict[tuple[str, str], str]:
    """Return the translations by context and source text."""
    found = {}
    for context in ElementTree.parse(catalogue).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            source = message.findtext("source") or ""
            found[name, source] = message.findtext("translation") or ""
    return found


def run_tool(name: str, *arguments: str) -> None:
    command = [str(TOOLS / name), *arguments]
    subprocess.run(command, check=True, capture_output=True, cwd=RESOURCES.parent)


@pytest.fixture
def english(qapp: QApplication) -> Iterator[None]:
    translator = QTranslator()
    assert translator.load(str(COMPILED))
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def test_every_text_of_the_windows_is_in_the_catalogue(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.ts"
    sources = sorted(str(file) for file in (RESOURCES.parent / "widgets").rglob("*.py"))
    run_tool("pyside6-lupdate", *sources, "-ts", str(fresh))
    assert set(messages(fresh)) == set(messages(CATALOGUE))


def test_every_text_has_its_english_with_the_same_blanks() -> None:
    wrong = [
        key
        for key, english in messages(CATALOGUE).items()
        if not english or sorted(BLANK.findall(key[1])) != sorted(BLANK.findall(english))
    ]
    assert wrong == []


def test_the_compiled_catalogue_is_that_of_the_source(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.qm"
    run_tool("pyside6-lrelease", str(CATALOGUE), "-qm", str(fresh))
    assert fresh.read_bytes() == COMPILED.read_bytes()


@pytest.mark.usefixtures("english")
def test_words_of_the_domain_are_said_in_english() -> None:
    for named in (*AgentStatus, *Fine, *ReviewState):
        assert word(named.value).isascii(), named
    assert QCoreApplication.translate("CallStrip", "挂断") == "Hang up"


def test_an_unknown_word_stays_as_it_is() -> None:
    assert word("没听过") == "没听过"
