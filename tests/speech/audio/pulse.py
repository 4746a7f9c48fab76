"""A sound server of the test's own: null sinks to play into, sources to record from."""

import json
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
import pytest
import soundfile

from domain.audio import Samples
from speech.audio import portaudio

READY_S: Final = 60.0
AGENT_SINK, CUSTOMER_SINK = "agent_mic", "customer_line"
AGENT_IN, CUSTOMER_IN = "agent_in", "customer_in"


class SoundServer:
    """PulseAudio with two null sinks, and a source that hears each."""

    def __init__(self, folder: Path, rates: Mapping[str, int], channels: int) -> None:
        self.folder, self._rates, self._channels = folder, rates, channels
        for name in ("run", "state"):
            (folder / name).mkdir(parents=True)
        self.environment = {
            **os.environ,
            "PULSE_RUNTIME_PATH": str(folder / "run"),
            "PULSE_STATE_PATH": str(folder / "state"),
            "PULSE_SERVER": f"unix:{folder / 'native'}",
            "HOME": str(folder),
            "LC_ALL": "C",
        }
        self._server: subprocess.Popen[bytes] | None = None
        self._players: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1"]
        command += ["--disallow-exit", "--use-pid-file=no", "--realtime=no", "--high-priority=no"]
        for module in self._modules():
            command += ["-L", module]
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        give_up_at = time.monotonic() + READY_S
        while CUSTOMER_IN not in self.sources():
            assert time.monotonic() < give_up_at, (self.folder / "log").read_text("utf-8")
            assert self._server.poll() is None, (self.folder / "log").read_text("utf-8")
            time.sleep(0.05)

    def _modules(self) -> Iterator[str]:
        yield f"module-native-protocol-unix socket={self.folder / 'native'} auth-anonymous=1"
        for sink, source in ((AGENT_SINK, AGENT_IN), (CUSTOMER_SINK, CUSTOMER_IN)):
            rate = self._rates[sink]
            yield f"module-null-sink sink_name={sink} rate={rate} channels={self._channels}"
            yield self._remap(sink, source)

    @staticmethod
    def _remap(sink: str, source: str) -> str:
        title = f'source_properties=device.description="{source.upper()}"'
        return f"module-remap-source master={sink}.monitor source_name={source} {title}"

    def pactl(self, *words: str) -> str:
        done = subprocess.run(
            ("pactl", *words), env=self.environment, capture_output=True, text=True, check=False
        )
        return done.stdout

    def sources(self) -> list[str]:
        listed = self.pactl("--format=json", "list", "short", "sources")
        return [row["name"] for row in json.loads(listed or "[]")]

    def unplug(self, source: str) -> None:
        for line in self.pactl("list", "short", "modules").splitlines():
            if f"source_name={source}" in line:
                self.pactl("unload-module", line.split()[0])

    def plug(self, sink: str, source: str) -> None:
        self.pactl("load-module", *self._remap(sink, source).split())

    def play(self, sink: str, file: Path) -> None:
        """Begin to play a file into a sink."""
        command = ("paplay", f"--device={sink}", str(file))
        self._players.append(subprocess.Popen(command, env=self.environment))

    def wait_played(self) -> None:
        for player in self._players:
            assert player.wait(READY_S * 5) == 0
        self._players.clear()

    def stop(self) -> None:
        for process in (*self._players, *([self._server] if self._server else [])):
            process.terminate()
            process.wait()
        self._players.clear()
        self._server = None


@contextmanager
def sound_server(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, rate_hz: int = 16_000, channels: int = 1
) -> Iterator[SoundServer]:
    """Start a server and let this process use it; PortAudio looks again before and after."""
    rates = {AGENT_SINK: rate_hz, CUSTOMER_SINK: rate_hz}
    server = SoundServer(folder, rates, channels)
    server.start()
    for name in ("PULSE_RUNTIME_PATH", "PULSE_STATE_PATH", "PULSE_SERVER"):
        monkeypatch.setenv(name, server.environment[name])
    assert portaudio.refresh()
    try:
        yield server
    finally:
        server.stop()
        monkeypatch.undo()
        assert portaudio.refresh(), "a stream was left open"


def speech_like(seconds: float, rate_hz: int, *, seed: int) -> Samples:
    """Noise in uneven bursts: like no other stretch of itself, and nothing like another seed's."""
    chance = np.random.default_rng(seed)
    sound = chance.normal(0.0, 0.1, round(seconds * rate_hz))
    spectrum = np.fft.rfft(sound)
    pitch_hz = np.fft.rfftfreq(len(sound), 1 / rate_hz)
    spectrum[(pitch_hz < 100) | (pitch_hz > 600)] = 0
    shape = np.repeat(chance.uniform(0.3, 1.0, round(seconds * 5) + 1), rate_hz // 5)
    return (np.fft.irfft(spectrum, len(sound)) * shape[: len(sound)]).astype(np.float32)


def write(file: Path, sound: Samples, rate_hz: int) -> Path:
    soundfile.write(file, sound, rate_hz, subtype="FLOAT", format="WAV")
    return file


def likeness(heard: Samples, said: Samples) -> tuple[float, int]:
    """Return the greatest correlation of `said` anywhere in `heard`, and where it begins.

    Sound that was converted begins between two samples: `said` may be shifted by a fraction.
    """
    size = 1 << (len(heard) + len(said)).bit_length()
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(said, size))
    found = np.fft.irfft(product, size)[: max(1, len(heard) - len(said) + 1)]
    place = int(np.argmax(found))
    there = heard[place : place + len(said)]
    shifted = np.stack([np.roll(said, by)[: len(there)] for by in range(-3, 4)], axis=1)
    weights, *_ = np.linalg.lstsq(shifted, there, rcond=None)
    fitted = shifted @ weights
    norm = float(np.linalg.norm(there) * np.linalg.norm(fitted))
    return float(there @ fitted) / max(norm, 1e-12), place


def loudest_likeness(heard: Samples, said: Samples) -> float:
    """Return the greatest correlation over all places with the energy of the whole of `heard`.

    For sound that must not be there: small wherever it might begin.
    """
    size = 1 << (len(heard) + len(said)).bit_length()
    found = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(said, size)), size)
    norm = float(np.linalg.norm(heard) * np.linalg.norm(said))
    return float(np.abs(found).max()) / max(norm, 1e-12)
