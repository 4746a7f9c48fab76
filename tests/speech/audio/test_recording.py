import errno
import os
import signal
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest

from domain.errors import Damaged, DataFolderReadOnly, DiskFull
from speech.audio.decode import read_call
from speech.audio.recording import HEADER_BYTES, RecordingWriter, header, recover, translated
from speech.audio.sealing import seal, sha256_of
from tests.speech.sounds import ROOT, silence, tone


def record(path: Path, seconds: float) -> RecordingWriter:
    writer = RecordingWriter(path)
    for _ in range(round(seconds * 10)):
        writer.append(tone(0.1, 400), tone(0.1, 900))
    return writer


def as_if_killed(folder: Path, seconds: float) -> Path:
    """Return a recording as a crash leaves it: its length is not in its header."""
    writer = record(folder / "running.wav", seconds)
    path = folder / "call.wav"
    path.write_bytes((folder / "running.wav").read_bytes())
    writer.close()
    (folder / "running.wav").unlink()
    return path


def test_an_unclosed_recording_can_be_read(tmp_path: Path) -> None:
    path = as_if_killed(tmp_path, 3.0)
    audio = read_call(path)
    assert audio.duration_s == pytest.approx(3.0)
    assert np.abs(audio.agent.samples[:1600] - tone(0.1, 400)).max() < 1e-4
    assert np.abs(audio.customer.samples[:1600] - tone(0.1, 900)).max() < 1e-4


def test_a_closed_recording_is_a_plain_wav_file(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    writer = record(path, 1.5)
    writer.close()
    writer.close()
    with wave.open(str(path)) as file:
        assert (file.getnframes(), file.getnchannels(), file.getframerate()) == (24_000, 2, 16_000)


def test_an_existing_recording_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    record(path, 1.0).close()
    with pytest.raises(Damaged):
        RecordingWriter(path)
    assert recover(path) == pytest.approx(1.0)


RECORD_UNTIL_KILLED = """
import sys
from pathlib import Path
import numpy as np
from speech.audio.recording import RecordingWriter

writer = RecordingWriter(Path(sys.argv[1]))
block = np.full(1600, 0.25, np.float32)
for count in range(1, 100_000):
    writer.append(block, -block)
    print(count, flush=True)
"""


def test_a_kill_loses_less_than_a_second(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    with subprocess.Popen(
        [sys.executable, "-c", RECORD_UNTIL_KILLED, str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        appended = next(count for count in map(int, process.stdout) if count == 57)
        process.send_signal(signal.SIGKILL)
        told = [appended, *map(int, process.stdout.read().split())]
    assert process.returncode == -signal.SIGKILL
    seconds = recover(path)
    assert seconds >= told[-1] * 0.1 - 1.0
    audio = read_call(path)
    assert audio.duration_s == pytest.approx(seconds)
    assert audio.agent.samples.min() == pytest.approx(0.25, abs=1e-4)


@pytest.mark.parametrize("cut", [0, 10, 43, 44, 45, 46, 47, 1000])
def test_recovery_takes_any_length(tmp_path: Path, cut: int) -> None:
    path = as_if_killed(tmp_path, 0.1)
    path.write_bytes(path.read_bytes()[:cut])
    assert recover(path) == max(0, cut - HEADER_BYTES) // 4 / 16_000
    frames = max(0, cut - HEADER_BYTES) // 4
    assert path.stat().st_size == HEADER_BYTES + 4 * frames, "half a frame is left"
    with wave.open(str(path)) as file:
        assert file.getnframes() == frames


def test_recovery_leaves_a_stranger_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.wav"
    path.write_text("Dear madam, " * 20)
    before = path.read_bytes()
    with pytest.raises(Damaged):
        recover(path)
    assert path.read_bytes() == before


FILL_THE_DISK = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from domain.errors import DiskFull
from speech.audio.recording import RecordingWriter

writer = RecordingWriter(Path(sys.argv[1]))
loud = np.full(16_000, 0.5, np.float32)
writer.append(loud, loud)
resource.setrlimit(resource.RLIMIT_FSIZE, (44 + 64_000 + 1_001, resource.RLIM_INFINITY))
try:
    writer.append(loud, loud)
except DiskFull as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
writer.append(loud, loud)
writer.close()
print(writer.missing_s, writer.duration_s)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limits there")
def test_what_a_full_disk_swallows_is_a_silent_gap_and_nothing_moves(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    told = subprocess.run(
        [sys.executable, "-c", FILL_THE_DISK, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert "Disk full" in told[0]
    assert told[1] == "1.0 3.0"
    samples = read_call(path).agent.samples
    assert samples[:16_000].min() > 0.49
    assert samples[17_000:32_000].max() == 0.0
    assert samples[32_000:].min() > 0.49


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EROFS, DataFolderReadOnly),
        (errno.EACCES, DataFolderReadOnly),
        (errno.EIO, Damaged),
    ],
)
def test_each_refusal_of_the_system_has_its_word(number: int, expected: type) -> None:
    error = translated(OSError(number, os.strerror(number)), Path("folder") / "call.wav")
    assert isinstance(error, expected)
    assert " / " in str(error)


def test_a_channel_that_lags_is_filled_with_silence(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    writer = RecordingWriter(path)
    writer.append(tone(0.1), silence(0.05))
    writer.append(silence(0.0), tone(0.1))
    writer.close()
    audio = read_call(path)
    assert audio.duration_s == pytest.approx(0.2)
    assert not audio.agent.samples[1600:].any()


def test_a_sealed_recording_holds_the_same_samples(tmp_path: Path) -> None:
    wav, flac = tmp_path / "call.wav", tmp_path / "call.flac"
    record(wav, 12.3).close()
    before = read_call(wav)
    recording = seal(wav, flac, call_id="c1")
    after = read_call(flac)
    assert recording.duration_s == pytest.approx(12.3)
    assert recording.sha256 == sha256_of(flac)
    assert (recording.call_id, recording.path) == ("c1", str(flac))
    assert np.array_equal(before.agent.samples, after.agent.samples)
    assert np.array_equal(before.customer.samples, after.customer.samples)
    assert [path.name for path in tmp_path.iterdir()] == ["call.flac"]


def test_sealing_goes_on_where_a_crash_left_it(tmp_path: Path) -> None:
    wav, flac = as_if_killed(tmp_path, 1.0), tmp_path / "call.flac"
    (tmp_path / "call.flac.part").write_bytes(b"half a file")
    first = seal(wav, flac, call_id="c1")
    assert seal(wav, flac, call_id="c1") == first


def test_a_call_that_ended_at_once_can_be_sealed(tmp_path: Path) -> None:
    wav = tmp_path / "call.wav"
    RecordingWriter(wav).close()
    assert seal(wav, tmp_path / "call.flac", call_id="c1").duration_s == 0.0


def test_an_unknown_length_is_the_streaming_convention() -> None:
    assert header(0xFFFFFFFF)[4:8] == header(0xFFFFFFFF)[40:44] == b"\xff" * 4
