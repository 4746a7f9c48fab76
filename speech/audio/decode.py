"""A call file in, two channels of our one sample format out."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.error import FFmpegError
from numpy.typing import NDArray

from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Role, Samples
from domain.errors import AudioFileUnreadable

# Only plain sound containers: a play list named .wav must not make us open other files or URLs.
_CONTAINERS: Final = "wav,flac,mp3,ogg"
MAX_DURATION_S: Final = 4 * 3600
Channels: TypeAlias = NDArray[np.float32]  # shape (1, n) mono or (2, n) agent, customer


@dataclass(frozen=True, slots=True, eq=False)
class CallAudio:
    """Both sides of a call, of equal length.

    A mono file cannot tell who speaks: all of it is `customer`, `agent` is
    silence, and is_mono says so.
    """

    agent: AudioBlock
    customer: AudioBlock
    source_rate_hz: int
    duration_s: float
    is_mono: bool = False
    is_damaged: bool = False  # the file broke off; this is what came before


def read_call(path: Path) -> CallAudio:
    """Decode WAV (PCM, G.711), FLAC, MP3, Ogg Vorbis or Opus.

    Costs about 1 s per hour of sound and 0.46 GB of memory per hour (two channels).

    Raises AudioFileUnreadable.
    """
    source = _Source(path)
    parts = list(source.parts())
    sound = np.concatenate(parts, axis=1)
    customer: Samples = sound[-1]
    is_mono = len(sound) == 1
    return CallAudio(
        agent=AudioBlock(Role.AGENT, 0.0, np.zeros_like(customer) if is_mono else sound[0]),
        customer=AudioBlock(Role.CUSTOMER, 0.0, customer),
        source_rate_hz=source.rate_hz,
        duration_s=len(customer) / SAMPLE_RATE_HZ,
        is_mono=is_mono,
        is_damaged=source.is_damaged,
    )


class _Source:
    """One file being decoded; rate_hz and is_damaged are known after parts() has run."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.rate_hz = 0
        self.is_damaged = False

    def parts(self) -> Iterator[Channels]:
        """Yield the sound piece by piece; at least one sample, or raise AudioFileUnreadable."""
        length = 0
        try:
            for part in self._decode():
                length += part.shape[1]
                if length > MAX_DURATION_S * SAMPLE_RATE_HZ:
                    raise self._unreadable("超过 4 小时", "longer than 4 hours")
                yield part
        except FFmpegError as error:
            if not length:
                raise self._unreadable("没有能解码的声音", "no sound in it") from error
            self.is_damaged = True
        except OSError as error:
            raise self._unreadable(*_reason(error)) from error
        if not length:
            raise self._unreadable("里面没有声音", "it is empty")

    def _decode(self) -> Iterator[Channels]:
        # A file object, not a name: FFmpeg would take "http:…" or "concat:…" for an address.
        with (
            self._path.open("rb") as file,
            av.open(file, "r", options={"format_whitelist": _CONTAINERS}) as container,
        ):
            if not container.streams.audio:
                raise self._unreadable("没有声音流", "no audio stream")
            stream = container.streams.audio[0]
            self.rate_hz = stream.codec_context.sample_rate
            channels = stream.codec_context.channels
            if channels > len(Role):
                raise self._unreadable("超过两个声道", "more than two channels")
            layout = "mono" if channels == 1 else "stereo"
            resampler = AudioResampler(format="fltp", layout=layout, rate=SAMPLE_RATE_HZ)
            for frame in container.decode(stream):
                yield from _samples(resampler.resample(frame))
            yield from _samples(resampler.resample(None))

    def _unreadable(self, zh: str, en: str) -> AudioFileUnreadable:
        name = self._path.name
        return AudioFileUnreadable(
            f"录音文件读不出：{name}（{zh}），请换一个文件"
            f" / Cannot read the recording {name}: {en}; choose another file"
        )


def _samples(frames: list[Any]) -> Iterator[Channels]:
    for frame in frames:
        part = cast(Channels, frame.to_ndarray())
        # A float file may hold anything; everything after this line may trust -1 to 1.
        yield np.clip(np.nan_to_num(part), -1.0, 1.0).astype(np.float32, copy=False)


def _reason(error: OSError) -> tuple[str, str]:
    match error:
        case FileNotFoundError():
            return "文件不存在", "no such file"
        case IsADirectoryError():
            return "是文件夹", "it is a folder"
        case PermissionError():
            return "没有读取权限", "no permission"
        case _:
            return "磁盘读取出错", "the disk failed"
