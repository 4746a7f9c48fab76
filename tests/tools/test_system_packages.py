import subprocess
import sys
from pathlib import Path

import pytest

import tools.system_packages
from tools.system_packages import (
    FONT_PACKAGE,
    LIBRARIES,
    VENV_PACKAGE,
    can_load,
    has_chinese_font,
    install_command,
    missing_packages,
)


def test_a_complete_machine_misses_nothing() -> None:
    assert list(missing_packages(loads=lambda _: True, has_font=True, has_venv=True)) == []


def test_a_bare_machine_is_told_every_package_once() -> None:
    missing = list(missing_packages(loads=lambda _: False, has_font=False, has_venv=False))
    assert missing == [VENV_PACKAGE, *LIBRARIES.values(), FONT_PACKAGE]
    assert len(set(missing)) == len(missing)


@pytest.mark.parametrize("soname", sorted(LIBRARIES))
def test_one_library_that_is_gone_names_its_package(soname: str) -> None:
    missing = missing_packages(loads=lambda name: name != soname, has_font=True, has_venv=True)
    assert list(missing) == [LIBRARIES[soname]]


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
    command = (sys.executable, tools.system_packages.__file__)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
