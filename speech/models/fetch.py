"""A whole model from a hub: gathered, compared with every checksum we know, looked through."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from domain.errors import Damaged
from speech.models.catalogue import CatalogueEntry
from speech.models.download import download, patiently, sha256_of
from speech.models.hub import Hub, HubFile
from speech.models.incoming import Lock, incoming_folder, name_taken, need_space
from speech.recognition.model_folder import check_model


@dataclass(frozen=True, slots=True)
class Gathered:
    """A model that is whole, not yet in its place."""

    folder: Path
    lock: Lock


def fetch(
    hub: Hub,
    entry: CatalogueEntry,
    models: Path,
    *,
    moved: Callable[[int, int], None] = lambda _done, _total: None,
    stopping: Event | None = None,
) -> Gathered:
    """Fetch what is missing of a model; moved(done, total) counts bytes.

    Raises HubAway, ModelMissing, Damaged, Cancelled, DiskFull, DataFolderReadOnly, UserError.
    """
    stopping = stopping or Event()
    if (models / entry.name).exists():
        raise name_taken(entry.name)
    folder = incoming_folder(models, entry.name)
    files = patiently(lambda: hub.files(entry.repository, entry.revision), stopping)
    total = sum(file.size for file in files)
    need_space(folder, total - sum(path.stat().st_size for path in folder.iterdir()))
    sums: dict[str, str] = {}
    done = 0
    for file in files:
        before = done

        def arrived(count: int, before: int = before) -> None:
            moved(before + count, total)

        sums[file.name] = _one(hub, file, folder, arrived, stopping)
        done += file.size
        moved(done, total)
    _compare_with_ours(entry, sums["model.bin"], folder)
    check_model(folder)
    commit = next((file.commit for file in files if file.commit), entry.revision)
    is_verified = bool(entry.sha256) or any(file.sha256 for file in files)
    return Gathered(folder, Lock(entry.name, entry.repository, commit, sums, is_verified))


def _one(
    hub: Hub, file: HubFile, folder: Path, arrived: Callable[[int], None], stopping: Event
) -> str:
    there = folder / file.name
    if there.is_file() and there.stat().st_size == file.size:
        sha256 = sha256_of(there, stopping)  # a fetch that was stopped between two files
        if not file.sha256 or sha256 == file.sha256:
            return sha256
    return download(hub, file, folder, arrived=arrived, stopping=stopping)


def _compare_with_ours(entry: CatalogueEntry, sha256: str, folder: Path) -> None:
    if entry.sha256 and sha256 != entry.sha256:
        (folder / "model.bin").unlink()
        raise Damaged(
            f"{entry.name} 的 model.bin 与聆台记录的校验值不同，已删除；请换一个镜像"
            f" / model.bin of {entry.name} is not the one we know and was deleted;"
            " use another mirror"
        )
