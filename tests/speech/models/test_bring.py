"""Bringing a model in from a folder or an archive, good, bad or hostile."""

import io
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.errors import Damaged, ModelMissing, UserError
from speech.models import archive
from speech.models.bring import bring
from speech.models.download import sha256_of
from speech.models.incoming import read_lock
from speech.recognition.model_folder import check_model
from tests.speech.models.made_entry import entry
from tests.speech.recognition.broken_models import BREAKS, copy
from tests.speech.sounds import MODEL


def _zip(file: Path, home: str) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in MODEL.iterdir():
            packed.write(path, f"{home}{path.name}")
    return file


def _tar(mode: str) -> Callable[[Path, str], Path]:
    def pack(file: Path, home: str) -> Path:
        with tarfile.open(file, mode) as packed:  # type: ignore[call-overload]
            for path in MODEL.iterdir():
                packed.add(path, f"{home}{path.name}")
        return file

    return pack


def refused(source: Path, models: Path) -> str:
    with pytest.raises(ModelMissing) as caught:
        bring(source, models, ())
    assert [one.name for one in models.glob("*")] in ([], [".incoming"])
    assert not list(models.glob(".incoming/*"))
    text = str(caught.value)
    assert "\n" not in text
    return text


@pytest.mark.parametrize(
    ("suffix", "pack"),
    [(".zip", _zip), (".tar", _tar("w")), (".tar.gz", _tar("w:gz")), (".tar.xz", _tar("w:xz"))],
)
@pytest.mark.parametrize("home", ["", "faster-whisper-made/", "a/b/"])
def test_an_archive_comes_in_wherever_the_model_lies_in_it(
    tmp_path: Path, suffix: str, pack: Callable[[Path, str], Path], home: str
) -> None:
    source = pack(tmp_path / f"faster-whisper-made{suffix}", home)
    place = bring(source, tmp_path / "models", ())
    assert place == tmp_path / "models" / "made"
    assert check_model(place).megabytes == check_model(MODEL).megabytes
    lock = read_lock(place)
    assert lock is not None
    assert (lock.source, lock.is_verified) == (source.name, False)


def test_a_folder_within_a_folder_comes_in(tmp_path: Path) -> None:
    copy(tmp_path / "stick" / "snapshot")
    place = bring(tmp_path / "stick", tmp_path / "models", (), name="mine")
    assert check_model(place).name == "mine"


def test_weights_of_the_catalogue_are_known_by_their_checksum(tmp_path: Path) -> None:
    known = [entry(name="small", sha256=sha256_of(MODEL / "model.bin"))]
    place = bring(_zip(tmp_path / "x.zip", ""), tmp_path / "models", known)
    assert place.name == "small"
    lock = read_lock(place)
    assert lock is not None
    assert lock.is_verified


def test_other_weights_under_a_known_name_are_refused(tmp_path: Path) -> None:
    known = [entry(name="small", sha256="0" * 64)]
    with pytest.raises(Damaged, match="small"):
        bring(_zip(tmp_path / "small.zip", ""), tmp_path / "models", known)
    assert bring(_zip(tmp_path / "s.zip", ""), tmp_path / "models", known, name="s").name == "s"


def test_a_taken_name_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    copy(tmp_path / "models" / "mine")
    with pytest.raises(UserError, match="mine"):
        bring(MODEL, tmp_path / "models", (), name="mine")


def test_a_last_look_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def look(folder: Path, name: str) -> None:
        check_model(folder)
        assert name == "mine"
        raise ModelMissing("no / no")

    with pytest.raises(ModelMissing):
        bring(MODEL, tmp_path / "models", (), name="mine", tried=look)
    assert not list((tmp_path / "models").glob("[!.]*"))


@pytest.mark.parametrize("name", ["../up", "a/b", ".hidden", "con:", "dot."])
def test_a_name_is_one_plain_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelMissing, match="name"):
        bring(MODEL, tmp_path / "models", (), name=name)


def test_paths_and_links_in_an_archive_touch_nothing(tmp_path: Path) -> None:
    source = tmp_path / "evil.tar"
    with tarfile.open(source, "w") as packed:
        for path in MODEL.iterdir():
            packed.add(path, f"m/{path.name}")
        for name, kind, target in (
            ("m/link", tarfile.SYMTYPE, "/etc/passwd"),
            ("m/hard", tarfile.LNKTYPE, "m/model.bin"),
            ("m/pipe", tarfile.FIFOTYPE, ""),
            ("m/null", tarfile.CHRTYPE, ""),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            packed.addfile(info)
        for name in ("../../escaped", "/escaped", "m/../../escaped", "m/extra.py"):
            info = tarfile.TarInfo(name)
            info.size = 4
            packed.addfile(info, io.BytesIO(b"evil"))
    place = bring(source, tmp_path / "models", ())
    assert {one.name for one in place.iterdir()} <= {*archive.MODEL_FILES, "lingtai.lock.json"}
    assert all(one.is_file() and not one.is_symlink() for one in place.iterdir())
    assert not list(tmp_path.rglob("escaped"))


def test_weights_that_are_a_link_are_not_followed(tmp_path: Path) -> None:
    source = tmp_path / "evil.tar"
    with tarfile.open(source, "w") as packed:
        info = tarfile.TarInfo("m/model.bin")
        info.type, info.linkname = tarfile.SYMTYPE, str(MODEL / "model.bin")
        packed.addfile(info)
    assert "model.bin" in refused(source, tmp_path / "models")


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    source = tmp_path / "bomb.zip"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("model.bin", bytes(50_000_000))
    assert "too much" in refused(source, tmp_path / "models")


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 5)
    assert "too many" in refused(_zip(tmp_path / "x.zip", ""), tmp_path / "models")


def test_two_models_in_one_archive_are_refused(tmp_path: Path) -> None:
    source = _zip(tmp_path / "x.zip", "a/")
    with zipfile.ZipFile(source, "a") as packed:
        packed.writestr("b/model.bin", b"other")
    assert "more than one" in refused(source, tmp_path / "models")


def test_one_name_twice_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "twice.tar"
    with tarfile.open(source, "w") as packed:
        for path in (*MODEL.iterdir(), MODEL / "model.bin"):
            packed.add(path, path.name)
    assert "broken" in refused(source, tmp_path / "models")


@pytest.mark.parametrize("suffix", [".zip", ".tar", ".tar.gz", ".tar.xz"])
@pytest.mark.parametrize("content", [b"", b"nothing of the kind" * 100], ids=["empty", "text"])
def test_a_file_that_is_no_archive_is_told(tmp_path: Path, suffix: str, content: bytes) -> None:
    source = tmp_path / f"x{suffix}"
    source.write_bytes(content)
    assert source.name in refused(source, tmp_path / "models")


@pytest.mark.parametrize(("suffix", "pack"), [(".zip", _zip), (".tar.gz", _tar("w:gz"))])
def test_an_archive_that_was_cut_is_told(
    tmp_path: Path, suffix: str, pack: Callable[[Path, str], Path]
) -> None:
    source = pack(tmp_path / f"x{suffix}", "")
    os.truncate(source, source.stat().st_size // 2)
    assert source.name in refused(source, tmp_path / "models")


def test_an_archive_of_training_weights_is_told_how_to_convert(tmp_path: Path) -> None:
    source = tmp_path / "belle.zip"
    with zipfile.ZipFile(source, "w") as packed:
        packed.writestr("belle/model.safetensors", b"weights")
        packed.writestr("belle/config.json", b"{}")
    assert "ct2-transformers-converter" in refused(source, tmp_path / "models")


@pytest.mark.parametrize("how", ["no tokenizer", "weights cut in the middle", "English only"])
def test_a_broken_model_is_not_brought_in(tmp_path: Path, how: str) -> None:
    source = copy(tmp_path / "source")
    BREAKS[how][0](source)
    assert BREAKS[how][1] in refused(source, tmp_path / "models")
