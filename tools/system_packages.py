"""Find the system libraries that Qt, sound and Chinese text need; fetch them where apt may.

Only the standard library is used: this runs before there is an environment.
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

# Soname -> Debian package. Sonames are asked for, since package names differ by release.
# Source: ldd of Qt 6.11.3's platform plug-ins, proved on a bare Debian 12.
LIBRARIES: Final = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libbrotlidec.so.1": "libbrotli1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libportaudio.so.2": "libportaudio2",
}
CHINESE_FONTS: Final = ("wqy-*", "NotoSansCJK*", "NotoSansSC*", "SourceHanSans*", "uming*", "ukai*")
FONT_FOLDERS: Final = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
)
FONT_PACKAGE: Final = "fonts-wqy-microhei"
VENV_PACKAGE: Final = "python3-venv"
# Program -> Debian package: the wiring of a sound server, and a server of the tests' own.
PROGRAMS: Final = {"pactl": "pulseaudio-utils"}
TEST_PROGRAMS: Final = {"pulseaudio": "pulseaudio", "paplay": "pulseaudio-utils"}
# PortAudio's door to PulseAudio and PipeWire.
ALSA_DOOR: Final = "alsa-lib/libasound_module_pcm_pulse.so"
ALSA_DOOR_PACKAGE: Final = "libasound2-plugins"
LIBRARY_FOLDERS: Final = ("/usr/lib", "/usr/lib64", "/usr/local/lib")


def can_load(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def has_chinese_font(folders: Iterable[Path]) -> bool:
    return any(
        next(folder.rglob(pattern), None) is not None
        for folder in folders
        if folder.is_dir()
        for pattern in CHINESE_FONTS
    )


def has_alsa_door(folders: Iterable[Path]) -> bool:
    """Return whether ALSA's programs reach a sound server; folders may hold one per processor."""
    places = (ALSA_DOOR, f"*/{ALSA_DOOR}")
    return any(next(folder.glob(place), None) for folder in folders for place in places)


def missing_packages(
    *,
    loads: Callable[[str], bool],
    has_font: bool,
    has_venv: bool,
    has_door: bool,
    lacks: Mapping[str, str],
) -> Iterator[str]:
    """Yield the Debian packages that bring what is not there. lacks: programs and their packages"""
    if not has_venv:
        yield VENV_PACKAGE
    for soname, package in LIBRARIES.items():
        if not loads(soname):
            yield package
    yield from dict.fromkeys(lacks.values())
    if not has_door:
        yield ALSA_DOOR_PACKAGE
    if not has_font:
        yield FONT_PACKAGE


def install_command(packages: Iterable[str]) -> str:
    return "apt-get install -y --no-install-recommends " + " ".join(packages)


def may_install() -> tuple[str, ...] | None:
    """Return what goes before apt-get: nothing for root, sudo if it asks nothing, else None."""
    if os.name == "posix" and os.geteuid() == 0:
        return ()
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(("sudo", "-n", "true"), capture_output=True, check=False)
    return ("sudo", "-n") if asked.returncode == 0 else None


def install(packages: tuple[str, ...], before: tuple[str, ...]) -> int:
    print("系统库 / system libraries:", install_command(packages), flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # The lists of a fresh machine are empty or old. When they cannot be renewed, apt says so below.
    subprocess.run((*before, "apt-get", "update", "-qq"), env=quiet, check=False)
    command = (*before, *install_command(packages).split())
    return subprocess.run(command, env=quiet, check=False, stdout=subprocess.DEVNULL).returncode


def lacking(programs: Mapping[str, str]) -> Mapping[str, str]:
    """Return those programs that cannot be run here."""
    return {name: package for name, package in programs.items() if shutil.which(name) is None}


def main(arguments: Sequence[str] = ()) -> int:
    """--tests: what the tests need besides."""
    if not sys.platform.startswith("linux"):
        return 0  # on Windows and macOS the wheels bring everything
    programs = {**PROGRAMS, **(TEST_PROGRAMS if "--tests" in arguments else {})}
    missing = tuple(
        missing_packages(
            loads=can_load,
            has_font=has_chinese_font(Path(folder).expanduser() for folder in FONT_FOLDERS),
            has_venv=importlib.util.find_spec("ensurepip") is not None,
            has_door=has_alsa_door(map(Path, LIBRARY_FOLDERS)),
            lacks=lacking(programs),
        )
    )
    if not missing:
        return 0
    if shutil.which("apt-get") is None:
        names = " ".join(missing)
        print(f"请安装与这些 Debian 包相当的库 / install what these Debian packages hold: {names}")
        return 1
    before = may_install()
    if before is not None and install(missing, before) == 0:
        return 0
    print("请运行 / please run:  sudo " + install_command(missing), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
