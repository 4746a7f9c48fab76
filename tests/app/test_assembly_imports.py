import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_assembled_program_starts_without_the_dictionary_of_pypinyin() -> None:
    script = "import sys, app.assembly; print('pypinyin' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
