from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream

from domain.audio import SAMPLE_RATE_HZ, Role
from domain.errors import AudioFileUnreadable
from speech.audio.decode import CallReader, read_call
from tests.speech.sounds import DEMO_CALL, tone

KINDS: Final = [
    ("call.wav", "pcm_s16le", "s16", 0.01),
    ("float.wav", "pcm_f32le", "flt", 0.01),
    ("alaw.wav", "pcm_alaw", "s16", 0.05),
    ("ulaw.wav", "pcm_mulaw", "s16", 0.05),
    ("call.flac", "flac", "s16", 0.01),
    ("call.mp3", "libmp3lame", "s16p", 0.1),
    ("call.ogg", "libopus", "s16", 0.1),
    ("call.m4a", "aac", "fltp", 0.1),
]


def write_sound(
    path: Path, codec: str, form: str, channels: list[np.ndarray], rate: int = SAMPLE_RATE_HZ
) -> None:
    """Encode channels (float32, -1 to 1) with FFmpeg."""
    layout = {1: "mono", 2: "stereo", 3: "2.1"}[len(channels)]
    sound = np.stack(channels)
    if form.startswith("s16"):
        sound = (sound * 32767).astype(np.int16)
    content = sound if form.endswith("p") else sound.T.reshape(1, -1)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        assert isinstance(stream, AudioStream)
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(content), format=form, layout=layout)
        frame.sample_rate = rate
        frame.time_base = Fraction(1, rate)
        fifo = av.AudioFifo()
        fifo.write(frame)
        size = stream.codec_context.frame_size or 1024
        while (part := fifo.read(size, partial=True)) is not None:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))


@pytest.mark.parametrize(("name", "codec", "form", "error"), KINDS)
def test_left_is_the_agent_and_right_the_customer_in_every_format(
    tmp_path: Path, name: str, codec: str, form: str, error: float
) -> None:
    path = tmp_path / name
    write_sound(path, codec, form, [tone(1.0, 400), tone(1.0, 900)])
    audio = read_call(path)
    assert (audio.agent.role, audio.customer.role) == (Role.AGENT, Role.CUSTOMER)
    assert audio.duration_s == pytest.approx(1.0, abs=0.08)
    assert not audio.is_mono
    assert not audio.is_damaged
    for channel, pitch_hz in ((audio.agent, 400), (audio.customer, 900)):
        middle = channel.samples[4000:12_000]
        assert np.argmax(np.abs(np.fft.rfft(middle))) * 2 == pitch_hz
        assert np.abs(middle).max() == pytest.approx(0.5, abs=error)


def test_telephone_rate_is_raised_to_ours(tmp_path: Path) -> None:
    path = tmp_path / "phone.wav"
    both = tone(2.0)[::2]
    write_sound(path, "pcm_mulaw", "s16", [both, both], rate=8000)
    audio = read_call(path)
    assert audio.source_rate_hz == 8000
    assert audio.duration_s == pytest.approx(2.0, abs=0.01)


def test_a_mono_file_is_all_customer_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "mono.wav"
    write_sound(path, "pcm_s16le", "s16", [tone(1.0)])
    audio = read_call(path)
    assert audio.is_mono
    assert np.abs(audio.customer.samples).max() > 0.4
    assert not audio.agent.samples.any()
    assert len(audio.agent.samples) == len(audio.customer.samples)


def test_a_broken_off_file_gives_what_came_before(tmp_path: Path) -> None:
    whole = DEMO_CALL.read_bytes()
    path = tmp_path / "half.flac"
    path.write_bytes(whole[: len(whole) // 2] + b"\x00" * 5000)
    audio = read_call(path)
    assert 20 < audio.duration_s < read_call(DEMO_CALL).duration_s


def test_samples_of_a_wild_float_file_stay_between_minus_one_and_one(tmp_path: Path) -> None:
    path = tmp_path / "wild.wav"
    wild = tone(0.5) * 9
    wild[100] = np.nan
    write_sound(path, "pcm_f32le", "flt", [wild, wild])
    samples = read_call(path).customer.samples
    assert np.isfinite(samples).all()
    assert np.abs(samples).max() <= 1.0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        "您好，这不是录音。".encode() * 100,
        b"RIFF\xff\xff\xff\xffWAVE",
        b"#EXTM3U\n#EXTINF:9,\nhttp://127.0.0.1:9/a.wav\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile 'other.wav'\n",
        bytes(range(256)) * 200,
    ],
    ids=["empty", "text", "header only", "play list", "concat list", "noise"],
)
def test_what_is_no_recording_gives_one_clear_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(content)
    write_sound(tmp_path / "other.wav", "pcm_s16le", "s16", [tone(0.1)])
    with pytest.raises(AudioFileUnreadable) as caught:
        read_call(path)
    text = str(caught.value)
    assert "call.wav" in text
    assert " / " in text
    assert "\n" not in text


@pytest.mark.parametrize("name", ["gone.wav", "."])
def test_a_missing_file_or_a_folder_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(AudioFileUnreadable):
        read_call(tmp_path / name)


def test_three_channels_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "three.wav"
    write_sound(path, "pcm_s16le", "s16", [tone(0.2)] * 3)
    with pytest.raises(AudioFileUnreadable, match="two channels"):
        read_call(path)


def test_a_file_read_in_parts_is_the_file_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "call.flac"
    write_sound(path, "flac", "s16", [tone(5.3, 400), tone(5.3, 900)])
    whole, reader = read_call(path), CallReader(path, part_s=2.0)
    parts = list(reader.parts())
    assert [len(part.agent.samples) for part in parts] == [32_000, 32_000, 20_800]
    assert [part.customer.start_s for part in parts] == [0.0, 2.0, 4.0]
    for role, block in ((Role.AGENT, whole.agent), (Role.CUSTOMER, whole.customer)):
        joined = np.concatenate([part.of(role).samples for part in parts])
        assert np.array_equal(joined, block.samples)
    assert reader.duration_s == pytest.approx(5.3, abs=0.01)
    assert not reader.is_mono


def test_a_reader_refuses_at_once_what_is_no_recording(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(b"no sound")
    with pytest.raises(AudioFileUnreadable, match=r"call\.wav"):
        CallReader(path)
