"""The sound of an utterance that waits for recognition: in memory, or only in its recording."""

from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Role, Samples
from speech.audio.sound_source import SoundSource


class KeptSound:
    """Not thread-safe: guarded by the lock of who keeps it.

    Without a source the sound stays in memory.
    """

    def __init__(self, audio: AudioBlock, source: SoundSource | None = None) -> None:
        self.role: Role = audio.role
        self.start_s, self.end_s = audio.start_s, audio.end_s
        self._samples: Samples | None = audio.samples
        self._source = source

    @property
    def seconds(self) -> float:
        return self.end_s - self.start_s

    @property
    def seconds_in_memory(self) -> float:
        return 0.0 if self._samples is None else len(self._samples) / SAMPLE_RATE_HZ

    def let_go(self) -> None:
        """Leave the samples to the recording, where that has them without a gap."""
        if self._source is not None and self._source.holds(self.start_s, self.end_s):
            self._samples = None

    def audio(self) -> AudioBlock:
        """Return the sound, from disk when it was let go.

        Raises WorkstationError when the recording is gone.
        """
        samples = self._samples
        if samples is None:
            assert self._source is not None
            samples = self._source.read(self.role, self.start_s, self.end_s)
        return AudioBlock(self.role, self.start_s, samples)
