"""The files that belong to the repository, for the tests that look at all of them."""

import subprocess
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
FLOORS: Final = ("app", "widgets", "speech", "service", "qa", "sync", "domain", "central")


@cache
def committed_files() -> tuple[Path, ...]:
    listed = subprocess.run(
        ("git", "ls-files", "-z"), cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def python_files(*folders: str) -> tuple[Path, ...]:
    """Return the committed Python files, all of them or those below the given folders."""
    return tuple(
        path
        for path in committed_files()
        if path.suffix == ".py" and (not folders or path.relative_to(ROOT).parts[0] in folders)
    )
