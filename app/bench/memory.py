"""How much memory hearing files takes, in processes of their own: `python -m app.bench.memory`."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from app.assembly import load_recognizer, new_detector
from app.config import Config
from app.demo import DEMO_FOLDER, RESOURCES
from domain.errors import UserError
from domain.ids import new_id
from speech.audio.decode import CallReader
from speech.offline import transcribe_call, transcript

FILES: Final = 20
# Nothing of ours in it: what a person has who calls the engine by hand.
_BARE: Final = """
import json, sys
from faster_whisper import WhisperModel, decode_audio
model = WhisperModel(sys.argv[1], device="cpu", compute_type="int8", local_files_only=True)
_, right = decode_audio(sys.argv[2], split_stereo=True)
for _ in model.transcribe(right, language="zh", temperature=0.0, word_timestamps=True)[0]:
    pass
status = open("/proc/self/status").read().splitlines()
print(json.dumps([int(line.split()[1]) / 1024 for line in status if "VmHWM" in line]))
"""
_SETTLED: Final = 3  # files until caches are filled; growth is measured behind them


@dataclass(frozen=True, slots=True)
class Memory:
    """Peak of each arm in MB; growth per file as a share."""

    raw_mb: float
    pipeline_mb: float
    growth: float

    @property
    def ratio(self) -> float:
        return self.pipeline_mb / self.raw_mb


def measured() -> Memory:
    """Run both arms, each in a fresh process; takes about a minute."""
    sound = sorted(DEMO_FOLDER.glob("*.flac"))[0]
    raw = _run("-c", _BARE, str(Config.load().model_folder), str(sound))
    pipeline = _run("-m", "app.bench.memory")
    return Memory(max(raw), max(pipeline), _growth(pipeline))


def _growth(after_each_mb: list[float]) -> float:
    """Return the slope over the files as a share of the first settled one."""
    settled = after_each_mb[_SETTLED:]
    slope = np.polyfit(np.arange(len(settled)), settled, 1)[0]
    return float(slope) / settled[0]


def _run(*arguments: str) -> list[float]:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=RESOURCES.parent,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _pipeline() -> list[float]:
    """Return the peak in MB after each file."""
    recognizer = load_recognizer(Config.load())
    paths = sorted(DEMO_FOLDER.glob("*.flac"))
    peaks = []
    for n in range(FILES):
        sound = CallReader(paths[n % len(paths)])
        transcript(transcribe_call(sound, recognizer, new_detector, call_id=new_id()))
        peaks.append(_peak_mb())
    return peaks


def _peak_mb() -> float:
    """Return the highest resident size of this process so far."""
    status = Path("/proc/self/status")
    if not status.exists():
        raise UserError("内存只能在 Linux 上测 / Memory is measured on Linux only")
    peak = next(line for line in status.read_text("ascii").splitlines() if "VmHWM" in line)
    return int(peak.split()[1]) / 1024


if __name__ == "__main__":
    print(json.dumps(_pipeline()))
