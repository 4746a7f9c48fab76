"""The speech models that a desk can fetch, and what is known about each."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """sha256 is that of model.bin, "" when not known; sizes in 10^6 bytes."""

    name: str
    repository: str
    revision: str
    sha256: str
    size_mb: int
    memory_mb: int
    rank: int  # by what is known about Mandarin; a higher one is better
    width: int
    encoder_layers: int
    decoder_layers: int
    languages: str
    licence: str
    note_zh: str
    note_en: str
    is_checked: bool = True  # False: a single public mention says that it exists


def read_catalogue(file: Path) -> Mapping[str, CatalogueEntry]:
    """Return the entries by name, in the order of the file.

    The file is ours: a mistake in it is a bug and raises as such.
    """
    tables = tomllib.loads(file.read_text("utf-8"))
    return {name: CatalogueEntry(name=name, **table) for name, table in tables.items()}
