"""What is committed works for everybody: no place of one machine, no package index."""

import re
from typing import Final

import pytest

from tests.house.committed import ROOT, committed_files

# Put together from halves, so that this file does not name them.
HOSTS: Final = tuple(
    ".".join(halves)
    for halves in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("download.pytorch", "org"),
        ("crates", "io"),
        ("npmjs", "com"),
        ("deb.debian", "org"),
        ("tuna.tsinghua", "edu"),
        ("mirrors", "aliyun"),
        ("hf-mirror", "com"),
    )
)
INDEX_OPTION: Final = re.compile(r"^\s*--?(extra-)?index-" + r"url\b", re.MULTILINE)
OWN_PLACE: Final = re.compile(r"(?<![\w./-])/(work|root|tmp|home/\w+|Users/\w+)" + r"/[\w.]")


def _texts() -> list[tuple[str, str]]:
    texts = []
    for path in committed_files():
        raw = path.read_bytes()
        if b"\0" not in raw[:4096]:
            name = path.relative_to(ROOT).as_posix()
            texts.append((name, raw.decode("utf-8", errors="replace")))
    return texts


def test_there_is_text_to_look_at() -> None:
    assert len(_texts()) > 20


@pytest.mark.parametrize("host", HOSTS)
def test_no_file_names_a_package_index(host: str) -> None:
    assert [name for name, text in _texts() if host in text] == []


def test_no_requirement_file_sets_an_index() -> None:
    texts = [(n, t) for n, t in _texts() if n.startswith("requirements/")]
    assert texts
    assert [name for name, text in texts if INDEX_OPTION.search(text)] == []


def test_no_file_names_a_place_on_one_machine() -> None:
    found = {name: hit[0] for name, text in _texts() if (hit := OWN_PLACE.search(text))}
    assert found == {}


@pytest.mark.parametrize(
    "place", ["/".join(("", *p)) for p in (("root", "x"), ("tmp", "call.wav"))]
)
def test_the_search_for_places_can_find_one(place: str) -> None:
    assert OWN_PLACE.search(f'open("{place}")')


def test_every_text_is_utf8() -> None:
    broken = [name for name, text in _texts() if "\ufffd" in text]
    assert broken == []
