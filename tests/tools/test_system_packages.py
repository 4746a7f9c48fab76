import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

import tools.system_packages
from tools.system_packages import (
    ALSA_DOOR,
    ALSA_DOOR_PACKAGE,
    FONT_PACKAGE,
    LIBRARIES,
    PROGRAMS,
    TEST_PROGRAMS,
    VENV_PACKAGE,
    can_load,
    has_alsa_door,
    has_chinese_font,
    install_command,
    lacking,
    missing_packages,
)


def missing(
    *, loads: Callable[[str], bool] = lambda _: True, lacks: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Return what a machine lacks that has all but this."""
    return missing_packages(
        loads=loads, has_font=True, has_venv=True, has_door=True, lacks=lacks or {}
    )


def test_a_complete_machine_misses_nothing() -> None:
    assert list(missing()) == []


def test_a_bare_machine_is_told_every_package_once() -> None:
    told = list(
        missing_packages(
            loads=lambda _: False,
            has_font=False,
            has_venv=False,
            has_door=False,
            lacks={**PROGRAMS, **TEST_PROGRAMS},
        )
    )
    sound = ["pulseaudio-utils", "pulseaudio", ALSA_DOOR_PACKAGE]
    assert told == [VENV_PACKAGE, *LIBRARIES.values(), *sound, FONT_PACKAGE]
    assert len(set(told)) == len(told)


@pytest.mark.parametrize("soname", sorted(LIBRARIES))
def test_one_library_that_is_gone_names_its_package(soname: str) -> None:
    assert list(missing(loads=lambda name: name != soname)) == [LIBRARIES[soname]]


def test_a_program_that_is_not_there_names_its_package() -> None:
    assert lacking({"python3": "python3", "nobody-has-this": "some-package"}) == {
        "nobody-has-this": "some-package"
    }
    assert list(missing(lacks={"pactl": "pulseaudio-utils"})) == ["pulseaudio-utils"]


def test_the_door_to_a_sound_server_is_found_in_the_folder_of_the_processor(tmp_path: Path) -> None:
    assert not has_alsa_door([tmp_path, tmp_path / "absent"])
    door = tmp_path / "x86_64-linux-gnu" / ALSA_DOOR
    door.parent.mkdir(parents=True)
    door.touch()
    assert has_alsa_door([tmp_path])


def test_a_library_that_nobody_has_cannot_be_loaded() -> None:
    assert not can_load("libnobody-has-this.so.0")


def test_a_chinese_font_is_found_in_a_folder_below(tmp_path: Path) -> None:
    assert not has_chinese_font([tmp_path, tmp_path / "absent"])
    below = tmp_path / "truetype" / "wqy"
    below.mkdir(parents=True)
    (below / "wqy-microhei.ttc").touch()
    assert has_chinese_font([tmp_path])


def test_a_latin_font_does_not_count_as_chinese(tmp_path: Path) -> None:
    (tmp_path / "DejaVuSans.ttf").touch()
    assert not has_chinese_font([tmp_path])


def test_the_command_to_type_is_one_line() -> None:
    assert install_command(["libgl1", "libegl1"]) == (
        "apt-get install -y --no-install-recommends libgl1 libegl1"
    )


def test_a_machine_that_runs_the_tests_needs_nothing_more() -> None:
    command = (sys.executable, tools.system_packages.__file__, "--tests")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
