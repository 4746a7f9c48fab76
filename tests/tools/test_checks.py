from pathlib import Path

import pytest

from tools.checks import Check, run_all

PASSES = Check("passes", ("-c", "print('never shown')"))
FAILS = Check("fails", ("-c", "import sys; print('what is wrong'); sys.exit(3)"))


def test_all_passing_is_zero_and_quiet(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_all([PASSES], None, tmp_path) == 0
    said = capfd.readouterr().out
    assert said.startswith("ok   passes")
    assert "never shown" not in said


def test_a_failing_check_says_why_and_the_rest_still_runs(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_all([FAILS, PASSES], None, tmp_path) == 1
    said = capfd.readouterr().out
    assert "what is wrong" in said
    assert "ok   passes" in said


def test_the_last_check_has_the_last_word(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    last = Check("tests", ("-c", "print('==== 3 passed ====')"))
    assert run_all([FAILS], last, tmp_path) == 1
    said = capfd.readouterr().out.splitlines()
    assert said[-2:] == ["not ok: fails", "==== 3 passed ===="]


def test_a_failing_last_check_fails_the_whole(tmp_path: Path) -> None:
    assert run_all([PASSES], FAILS, tmp_path) == 1
