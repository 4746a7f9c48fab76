"""A model from a folder or an archive, for networks that reach no hub."""

from collections.abc import Callable, Iterable
from pathlib import Path

from domain.errors import Damaged
from speech.models.archive import MODEL_FILES, SUFFIXES, copy_model, is_archive, unpack
from speech.models.catalogue import CatalogueEntry
from speech.models.download import sha256_of
from speech.models.incoming import Lock, checked_name, name_taken, place, scratch_folder
from speech.recognition.model_folder import check_model


def bring(
    source: Path,
    models: Path,
    known: Iterable[CatalogueEntry],
    *,
    name: str = "",
    tried: Callable[[Path, str], None] = lambda _folder, _name: None,
) -> Path:
    """Bring a model in; return its place. Nothing is there until all of it is.

    tried(folder, name): a last look before it is placed; what it raises ends the matter.

    Raises ModelMissing, Damaged, UserError, DiskFull, DataFolderReadOnly.
    """
    meant = checked_name(name or _name_of(source))
    with scratch_folder(models, meant) as folder:
        if is_archive(source):
            unpack(source, folder)
        else:
            copy_model(source, folder)
        check_model(folder)
        sums = {file: sha256_of(folder / file) for file in MODEL_FILES if (folder / file).exists()}
        entry = next((one for one in known if one.sha256 == sums["model.bin"]), None)
        meant = meant if name or entry is None else entry.name
        _compare(meant, sums["model.bin"], known)
        if (models / meant).exists():
            raise name_taken(meant)
        tried(folder, meant)
        return place(folder, models, Lock(meant, source.name, "", sums, entry is not None))


def _compare(name: str, sha256: str, known: Iterable[CatalogueEntry]) -> None:
    """A name of the catalogue promises the weights of the catalogue."""
    entry = next((one for one in known if one.name == name), None)
    if entry is not None and entry.sha256 and entry.sha256 != sha256:
        raise Damaged(
            f"这不是我们知道的 {name}：model.bin 的校验值不同；若确认无误，请用 --name 另取一个名称"
            f" / this is not the {name} we know: its checksum differs; if you are sure of it,"
            " give it another --name"
        )


def _name_of(source: Path) -> str:
    stem = source.name
    for suffix in SUFFIXES:
        if stem.lower().endswith(suffix):
            stem = stem[: -len(suffix)]
    plain = "".join(one if one.isalnum() or one in "._-" else "-" for one in stem)
    return plain.strip("._-").removeprefix("faster-whisper-") or "model"
