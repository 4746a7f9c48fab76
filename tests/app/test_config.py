"""Settings out of file and environment, with their mistakes named."""

import errno
import os
from pathlib import Path

import pytest

from app import config
from app.config import Config
from domain.errors import ConfigInvalid, DataFolderReadOnly, DiskFull


def written(folder: Path, text: str) -> dict[str, str]:
    """Return an environment whose settings file holds this text."""
    file = folder / "lingtai.toml"
    file.write_text(text, encoding="utf-8")
    return {"LINGTAI_CONFIG": str(file)}


def test_without_a_file_every_setting_has_a_value(tmp_path: Path) -> None:
    loaded = Config.load({"LINGTAI_CONFIG": str(tmp_path / "none.toml")})
    assert loaded == Config()
    assert loaded.language == "zh"
    assert loaded.model_folder.name == "lingtai-demo"


def test_the_file_beats_the_default_and_the_environment_beats_the_file(tmp_path: Path) -> None:
    environ = written(
        tmp_path,
        'language = "en"\n[central]\nurl = "https://a"\nport = 9000\n[speech]\nend_silence_s = 1\n',
    )
    loaded = Config.load({**environ, "LINGTAI_CENTRAL_URL": "https://b", "LINGTAI_DATA": "/d"})
    assert loaded.language == "en"
    assert (loaded.central.url, loaded.central.port) == ("https://b", 9000)
    assert loaded.speech.end_silence_s == 1.0
    assert loaded.data_folder == Path("/d")


@pytest.mark.parametrize(
    ("text", "line", "key", "meant"),
    [
        ('langauge = "zh"', 1, "langauge", "language"),
        ('[central]\n# where\nulr = "x"', 3, "central.ulr", "central.url"),
        ('url = "x"', 1, "url", "central.url"),
        ("[spech]\nthreads = 2", 1, "spech", "speech.threads"),
        ('[central]\n"prot" = 1', 2, "central.prot", "central.port"),
    ],
)
def test_an_unknown_key_is_named_with_its_line_and_the_nearest_one(
    tmp_path: Path, text: str, line: int, key: str, meant: str
) -> None:
    with pytest.raises(ConfigInvalid) as caught:
        Config.load(written(tmp_path, text))
    told = str(caught.value)
    assert f"lingtai.toml:{line}" in told
    assert f"unknown key {key}" in told
    if key != "spech":
        assert f"did you mean {meant}?" in told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[central]\nport = "9000"', "integer"),
        ("[central]\nport = true", "integer"),
        ("[central]\nurl = 5", "string"),
        ('[speech]\nend_silence_s = "long"', "number"),
        ("[speech]\nshows_partials = 1", "true | false"),
        ('language = "fr"', '"zh" | "en"'),
        ("data_folder = 3", "path"),
        ("speech = 3", "unknown key speech"),
    ],
)
def test_a_wrong_type_is_named_with_what_is_expected(
    tmp_path: Path, text: str, expected: str
) -> None:
    with pytest.raises(ConfigInvalid) as caught:
        Config.load(written(tmp_path, text))
    assert expected in str(caught.value)
    assert "lingtai.toml:" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("LINGTAI_CENTRAL_PORT", "many"), ("LINGTAI_LANGUAGE", "fr")],
)
def test_a_wrong_variable_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigInvalid, match=name):
        Config.load({"LINGTAI_CONFIG": str(tmp_path / "none.toml"), name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LINGTAI_CENTRAL_PORT", "99999"),
        ("LINGTAI_CENTRAL_PORT", "-1"),
        ("LINGTAI_SPEECH_THREADS", "-2"),
        ("LINGTAI_SPEECH_START_CHANCE", "7"),
        ("LINGTAI_SPEECH_END_CHANCE", "nan"),
        ("LINGTAI_SPEECH_MAX_UTTERANCE_S", "inf"),
        ("LINGTAI_SITE_TIMEZONE", "Mars/X"),
        ("LINGTAI_SITE_TIMEZONE", "Asia"),
        ("LINGTAI_SITE_TIMEZONE", "../etc"),
    ],
)
def test_a_value_out_of_its_range_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigInvalid, match=rf"^{name}.*expected"):
        Config.load({"LINGTAI_CONFIG": str(tmp_path / "none.toml"), name: value})


def test_a_value_out_of_its_range_in_the_file_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match=r"lingtai.toml:2.*0 … 65535"):
        Config.load(written(tmp_path, "[central]\nport = 70000"))


def test_every_default_is_within_its_own_range() -> None:
    for path, setting in config.SETTINGS.items():
        value: object = Config()
        for name in path.split("."):
            value = getattr(value, name)
        assert setting.allows(value), path


def test_a_variable_that_sets_nothing_stops_the_start_and_names_the_nearest_one(
    tmp_path: Path,
) -> None:
    environ = {"LINGTAI_CONFIG": str(tmp_path / "none.toml"), "LINGTAI_MODLE": "x"}
    with pytest.raises(ConfigInvalid, match="LINGTAI_MODLE; did you mean LINGTAI_MODEL"):
        Config.load(environ)
    assert Config.load(environ, forgives_unknown=True) == Config()


def test_a_variable_that_sets_nothing_is_found_with_the_nearest_one() -> None:
    environ = {"LINGTAI_MODLE": "x", "LINGTAI_DATA": "y", "LINGTAI_LANGUAGE": "zh", "HOME": "z"}
    assert config.unknown_variables(environ) == (("LINGTAI_MODLE", "LINGTAI_MODEL"),)


def test_a_switch_can_be_turned_by_a_variable(tmp_path: Path) -> None:
    environ = {"LINGTAI_CONFIG": str(tmp_path / "none.toml")}
    assert Config.load({**environ, "LINGTAI_CENTRAL_IS_ENABLED": "off"}).central.is_enabled is False


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match="not TOML"):
        Config.load(written(tmp_path, "language = "))


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigInvalid, match="cannot be read"):
        Config.load({"LINGTAI_CONFIG": str(tmp_path)})


def test_a_saved_change_keeps_comments_and_all_else(tmp_path: Path) -> None:
    text = '# ours\nlanguage = "zh"  # or en\n\n[central]\nurl = "a"  # head office\n'
    environ = written(tmp_path, text)
    config.save({"central.url": "b", "speech.threads": 2}, environ)
    saved = (tmp_path / "lingtai.toml").read_text(encoding="utf-8")
    assert saved.startswith(
        '# ours\nlanguage = "zh"  # or en\n\n[central]\nurl = "b"  # head office'
    )
    loaded = Config.load(environ)
    assert (loaded.central.url, loaded.speech.threads) == ("b", 2)


def test_the_first_saved_change_makes_the_file(tmp_path: Path) -> None:
    environ = {"LINGTAI_CONFIG": str(tmp_path / "new" / "lingtai.toml")}
    config.save({"data_folder": tmp_path}, environ)
    assert Config.load(environ).data_folder == tmp_path


@pytest.mark.parametrize(
    ("code", "kind"),
    [(errno.ENOSPC, DiskFull), (errno.EDQUOT, DiskFull), (errno.EACCES, DataFolderReadOnly)],
)
def test_a_full_disk_is_told_from_missing_rights(
    code: int, kind: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(kind, match="not saved"):
        config.save({"language": "en"}, {"LINGTAI_CONFIG": str(tmp_path / "lingtai.toml")})


@pytest.mark.parametrize("change", [{"central.prot": 1}, {"central.port": "x"}])
def test_a_wrong_change_leaves_the_file_alone(tmp_path: Path, change: dict[str, object]) -> None:
    environ = written(tmp_path, 'language = "en"\n')
    with pytest.raises(ConfigInvalid):
        config.save(change, environ)
    assert (tmp_path / "lingtai.toml").read_text() == 'language = "en"\n'


def test_a_change_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    with pytest.raises(DataFolderReadOnly, match="not saved"):
        config.save({"language": "en"}, {"LINGTAI_CONFIG": str(tmp_path / "taken" / "l.toml")})


@pytest.mark.parametrize(
    ("text", "more", "wanted"),
    [
        ("", {}, "auto"),
        ('model_folder = "/m/old"\n', {}, "/m/old"),
        ('[speech]\nmodel = "small"\n', {}, "small"),
        ('model_folder = "/m/old"\n[speech]\nmodel = "small"\n', {}, "small"),
        ('[speech]\nmodel = "small"\n', {"LINGTAI_MODEL": "/m/env"}, "/m/env"),
        ("", {"LINGTAI_MODEL": "/m/env", "LINGTAI_SPEECH_MODEL": "base"}, "base"),
    ],
)
def test_the_model_is_what_was_said_last_and_nearest(
    text: str, more: dict[str, str], wanted: str, tmp_path: Path
) -> None:
    assert Config.load({**written(tmp_path, text), **more}).wanted_model == wanted


def test_a_model_folder_given_by_code_is_wanted() -> None:
    assert Config(model_folder=Path("/m/code")).wanted_model == "/m/code"


def test_models_are_kept_with_the_data_unless_told_otherwise(tmp_path: Path) -> None:
    assert Config(data_folder=tmp_path).models_folder == tmp_path / "models"
    environ = written(tmp_path, '[models]\nfolder = "/big/disk"\n')
    assert Config.load(environ).models_folder == Path("/big/disk")
