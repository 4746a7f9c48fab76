"""Run every check one after another and tell the result of each; the tests come last."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    command: tuple[str, ...]


# import-linter has no __main__.
LINT_IMPORTS: Final = "from importlinter.cli import lint_imports_command as lint; lint()"

CHECKS: Final = (
    Check("format", ("-m", "ruff", "format", "--check", "--quiet", ".")),
    Check("lint", ("-m", "ruff", "check", "--quiet", "--output-format=concise", ".")),
    Check("types", ("-m", "mypy")),
    Check("imports", ("-c", LINT_IMPORTS, "--no-logo")),
)
# Many tests wait for real sound and real processes: one more worker than two cores is no crowd.
WORKERS: Final = max(3, min(8, os.cpu_count() or 1))
TESTS: Final = Check(
    "tests",
    (
        *("-m", "pytest", "--quiet", "-n", str(WORKERS), "--dist", "loadfile", "--durations=10"),
        *("--cov", "--cov-report=term:skip-covered"),
    ),
)


def run_quietly(check: Check, root: Path) -> bool:
    """Run a check and print one line; what it said follows only when it failed."""
    began_s = time.monotonic()
    done = subprocess.run(
        (sys.executable, *check.command),
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    word, took_s = "ok  " if done.returncode == 0 else "FAIL", time.monotonic() - began_s
    print(f"{word} {check.name:<8} {took_s:5.1f} s", flush=True)
    if done.returncode != 0:
        print(done.stdout, flush=True)
    return done.returncode == 0


def run_all(checks: Sequence[Check], last: Check | None, root: Path) -> int:
    """Run all even when one fails; `last` speaks for itself, and its closing line ends it all."""
    results = [run_quietly(check, root) for check in checks]
    if last is not None:
        failed = [check.name for check, is_ok in zip(checks, results, strict=True) if not is_ok]
        if failed:
            print("not ok:", ", ".join(failed), flush=True)
        done = subprocess.run((sys.executable, *last.command), cwd=root, check=False)
        results.append(done.returncode == 0)
    return 0 if all(results) else 1


def main(arguments: Sequence[str]) -> int:
    os.environ.setdefault("PYTHONUTF8", "1")
    return run_all(CHECKS, None if "--no-tests" in arguments else TESTS, ROOT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
