"""A call file in, two channels of our one sample format out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol, TypeAlias, cast

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.container import InputContainer
from av.error import FFmpegError
from numpy.typing import NDArray

from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Role, Samples
from domain.errors import AudioFileUnreadable

# Only plain sound containers: a play list named .wav must not make us open other files or URLs.
_CONTAINERS: Final = "wav,flac,mp3,ogg,mov,aac,amr"
SUFFIXES: Final = frozenset(
    {".wav", ".flac", ".mp3", ".ogg", ".oga", ".opus", ".m4a", ".mp4", ".aac", ".amr"}
)
_NO_SOUND: Final = ("没有能解码的声音", "no sound in it")
MAX_DURATION_S: Final = 4 * 3600
OpenFile: TypeAlias = Callable[[Path], BinaryIO]
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

    def parts(self) -> Iterator["CallPart"]:
        """Yield the whole as one part: a CallAudio is a CallSound too."""
        yield CallPart(self.agent, self.customer)


@dataclass(frozen=True, slots=True, eq=False)
class CallPart:
    """A stretch of both channels, of equal length."""

    agent: AudioBlock
    customer: AudioBlock

    def of(self, role: Role) -> AudioBlock:
        return self.agent if role is Role.AGENT else self.customer


class CallSound(Protocol):
    """A call's sound, read from its start in parts, as often as wished."""

    @property
    def is_mono(self) -> bool: ...

    @property
    def duration_s(self) -> float:
        """As the file says before it was read; 0 when it does not say."""
        ...

    def parts(self) -> Iterator[CallPart]: ...


def opened(path: Path) -> BinaryIO:
    return path.open("rb")


def read_call(path: Path, *, open_file: OpenFile = opened) -> CallAudio:
    """Decode all of WAV (PCM, G.711), FLAC, MP3, Ogg Vorbis or Opus, M4A, AAC, AMR.

    Costs about 1 s per hour of sound and 0.46 GB of memory per hour (two channels); what need
    not hold the whole call uses CallReader. open_file: for what does not lie open on the disk.

    Raises AudioFileUnreadable, and what open_file raises of ours.
    """
    source = _Source(path, open_file)
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


class CallReader:
    """One file, decoded part by part: memory does not grow with the call.

    is_damaged is known when parts() has ended: the file broke off.

    Raises AudioFileUnreadable, here or in parts().
    """

    def __init__(self, path: Path, *, part_s: float = 60.0, open_file: OpenFile = opened) -> None:
        self._source = _Source(path, open_file)
        self._step = round(part_s * SAMPLE_RATE_HZ)
        self._source.look()

    @property
    def is_mono(self) -> bool:
        return self._source.channels == 1

    @property
    def duration_s(self) -> float:
        return self._source.duration_s

    @property
    def is_damaged(self) -> bool:
        return self._source.is_damaged

    def parts(self) -> Iterator[CallPart]:
        held: list[Channels] = []
        length = start = 0
        for piece in self._source.parts():
            held.append(piece)
            length += piece.shape[1]
            if length >= self._step:
                sound = np.concatenate(held, axis=1)
                yield _part(sound[:, : self._step], start)
                start += self._step
                held, length = [sound[:, self._step :]], length - self._step
        if length:
            yield _part(np.concatenate(held, axis=1), start)


def _part(sound: Channels, start: int) -> CallPart:
    at_s = start / SAMPLE_RATE_HZ
    customer: Samples = sound[-1]
    agent = np.zeros_like(customer) if len(sound) == 1 else sound[0]
    return CallPart(AudioBlock(Role.AGENT, at_s, agent), AudioBlock(Role.CUSTOMER, at_s, customer))


class _Source:
    """One file being decoded; channels, rate_hz and duration_s are known after look()."""

    def __init__(self, path: Path, open_file: OpenFile) -> None:
        self._path, self._open_file = path, open_file
        self.rate_hz = self.channels = 0
        self.duration_s = 0.0
        self.is_damaged = False

    def look(self) -> None:
        """Read the header, and no sound."""
        try:
            with self._opened():
                return
        except FFmpegError as error:
            raise self._unreadable(*_NO_SOUND) from error
        except OSError as error:
            raise self._unreadable(*_reason(error)) from error

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
                raise self._unreadable(*_NO_SOUND) from error
            self.is_damaged = True
        except OSError as error:
            raise self._unreadable(*_reason(error)) from error
        if not length:
            raise self._unreadable("里面没有声音", "it is empty")

    def _decode(self) -> Iterator[Channels]:
        with self._opened() as container:
            layout = "mono" if self.channels == 1 else "stereo"
            resampler = AudioResampler(format="fltp", layout=layout, rate=SAMPLE_RATE_HZ)
            for frame in container.decode(container.streams.audio[0]):
                yield from _samples(resampler.resample(frame))
            yield from _samples(resampler.resample(None))

    @contextmanager
    def _opened(self) -> Iterator[InputContainer]:
        # A file object, not a name: FFmpeg would take "http:…" or "concat:…" for an address.
        with (
            self._open_file(self._path) as file,
            av.open(file, "r", options={"format_whitelist": _CONTAINERS}) as container,
        ):
            if not container.streams.audio:
                raise self._unreadable("没有声音流", "no audio stream")
            stream = container.streams.audio[0]
            self.rate_hz = stream.codec_context.sample_rate
            self.channels = stream.codec_context.channels
            self.duration_s = max(0.0, (container.duration or 0) / av.time_base)
            if self.channels > len(Role):
                raise self._unreadable("超过两个声道", "more than two channels")
            yield container

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
