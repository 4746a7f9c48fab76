"""The sound of a running call read back from disk, so that nobody needs to keep it in memory."""

from typing import Protocol

from domain.audio import Role, Samples


class SoundSource(Protocol):
    """What a recording that still grows already has on disk. Any thread."""

    def holds(self, start_s: float, end_s: float) -> bool:
        """Return whether that stretch is on disk without a gap; costs microseconds."""
        ...

    def read(self, role: Role, start_s: float, end_s: float) -> Samples:
        """Return one channel of that stretch; times count from the start of the call.

        Raises Damaged when it is not there.
        """
        ...
