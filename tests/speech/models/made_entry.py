"""A catalogue entry of the made-up repository that the test hub serves."""

from speech.models.catalogue import CatalogueEntry
from tests.speech.models.hub_server import REPOSITORY


def entry(
    *, name: str = "made-up", sha256: str = "", repository: str = REPOSITORY
) -> CatalogueEntry:
    return CatalogueEntry(
        name=name,
        repository=repository,
        revision="main",
        sha256=sha256,
        size_mb=3,
        memory_mb=400,
        rank=10,
        width=160,
        encoder_layers=5,
        decoder_layers=3,
        languages="zh",
        licence="MIT",
        note_zh="测试",
        note_en="for tests",
    )
