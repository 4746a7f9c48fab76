"""A real `lingtai serve-speech` in a process of its own, with the bundled model."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.speech.sounds import ROOT

KEY: Final = "a-key-for-tests-only-0123456789"


@dataclass
class Served:
    url: str
    process: "subprocess.Popen[str]"

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def kill(self) -> None:
        """As a power cut does; its children go by themselves."""
        self.process.kill()
        self.process.wait()

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait()


@contextmanager
def served(folder: Path, *arguments: str, port: int = 0) -> Iterator[Served]:
    """Start the server, wait until it says that it is ready; end it at last."""
    folder.mkdir(parents=True, exist_ok=True)
    keys = folder / "keys.txt"
    keys.write_text(f"another-key-0123456789\n{KEY}\n", "utf-8")
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith("LINGTAI_")
    } | {"LINGTAI_DATA": str(folder), "LINGTAI_CONFIG": str(folder / "none.toml")}
    command = [sys.executable, str(ROOT / "main.py"), "serve-speech", "--port", str(port)]
    with subprocess.Popen(
        [*command, "--key-file", str(keys), *arguments],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("ready http://127.0.0.1:"), line
        made = Served(line.split()[1], process)
        try:
            yield made
        finally:
            if process.poll() is None:
                made.end()
