"""What each page may ask of the application, by the role of who sits before it.

All methods are called off the GUI thread (widgets/tasks.py) unless they say
"returns at once". Results that arrive live come as events instead.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from domain.board import AgentStatus, BoardSnapshot
from domain.meaning import Fine
from domain.review import (
    CriterionVerdict,
    ImportCounts,
    ImportRow,
    OpenedCall,
    Peaks,
    ReviewRow,
)
from domain.sound_devices import DeviceChoice, LiveLevels, SoundDevice, SoundTest
from domain.speech_models import ModelJob, ModelList
from domain.tickets import KnowledgeCard, Ticket


class DeskRole(Protocol):
    """The agent's side."""

    def play_demo(self, name: str, *, pace: float | None = 1.0) -> None:
        """Start a demo call as if live; returns at once. pace None = as fast as it goes."""
        ...

    def demo_names(self) -> tuple[str, ...]: ...

    def start_call(self, number: str) -> None:
        """Begin a call of this number with what the chosen microphone and line hear.

        Raises AudioDeviceMissing and other UserErrors: nothing began, no other device is used.
        """
        ...

    def hang_up(self) -> None:
        """End the running call: drain, seal, queue its score; returns at once."""
        ...

    def hold(self, is_held: bool) -> None:
        """Returns at once."""
        ...

    def mute(self, is_muted: bool) -> None:
        """Returns at once."""
        ...

    def swap_channels(self) -> None:
        """The line was plugged in the wrong way round; returns at once."""
        ...

    def set_status(self, status: AgentStatus) -> None:
        """Returns at once."""
        ...

    def correct_intent(self, call_id: str, segment_id: str, fine: Fine) -> None:
        """Keep the agent's word as a training row."""
        ...

    def create_ticket(self, call_id: str, values: Mapping[str, str]) -> Ticket:
        """Store a ticket of the call's draft; values are the fields as the agent left them.

        A second call for the same call returns the ticket that is there.
        """
        ...

    def look_up(self, text: str, *, limit: int = 10) -> tuple[KnowledgeCard, ...]:
        """Search the knowledge base. An empty result is kept as a gap."""
        ...


class SoundRole(Protocol):
    """Microphone, customer line and loudspeaker of this desk."""

    @property
    def choice(self) -> DeviceChoice:
        """What the settings hold; returns at once."""
        ...

    def devices(self) -> tuple[SoundDevice, ...]: ...

    def choose(self, choice: DeviceChoice) -> None:
        """Keep it in the settings; the next call uses it."""
        ...

    def listen(self) -> None:
        """Begin to hear both inputs for levels(). Raises AudioDeviceMissing, UserError."""
        ...

    def levels(self) -> LiveLevels:
        """Returns at once."""
        ...

    def stop_listening(self) -> None: ...

    def try_input(self, use: str, choice: DeviceChoice) -> SoundTest:
        """Record "microphone" or "line" of a choice, saved or not, for 3 s and play it back.

        Raises AudioDeviceMissing, UserError.
        """
        ...

    def try_output(self, choice: DeviceChoice) -> SoundTest:
        """Play a tone and look for it in the microphone. Raises AudioDeviceMissing, UserError."""
        ...


class ReviewRole(Protocol):
    """The supervisor's side."""

    def rows(self, *, only: str = "", limit: int = 500) -> tuple[ReviewRow, ...]:
        """Return calls, newest first. only: "", "to_review", "red_line" or "appealed"."""
        ...

    def open(self, call_id: str) -> OpenedCall: ...

    def peaks(self, call_id: str, *, steps: int = 1600) -> Peaks | None:
        """Return the waveform to draw; None when the recording is not on this desk."""
        ...

    def play(self, call_id: str, from_s: float, *, speed: float = 1.0) -> None:
        """Let the recording be heard; returns at once.

        Raises AudioDeviceMissing when this machine has no output.
        """
        ...

    def pause(self) -> None:
        """Returns at once."""
        ...

    def position_s(self) -> float | None:
        """Return where the sound is now, None when silent; returns at once."""
        ...

    def import_files(self, paths: Sequence[str]) -> ImportCounts:
        """Queue recordings, and all of folders, to be heard and scored; each content once."""
        ...

    def imports(self) -> tuple[ImportRow, ...]: ...

    def pause_import(self, call_id: str) -> None:
        """Leave a file alone; what was heard of it is kept."""
        ...

    def resume_import(self, call_id: str) -> None: ...

    def swap_channels(self, call_id: str) -> None:
        """Left was the customer: exchange the speakers, score anew. Again: undone."""
        ...

    def save_verdict(self, verdict: CriterionVerdict) -> None: ...

    def override_score(self, call_id: str, score: float, reason: str) -> None: ...

    def sign(self, call_id: str) -> None:
        """Publish the score to the agent."""
        ...


class ModelsRole(Protocol):
    """The speech models of this machine, whoever sits before it."""

    def listed(self) -> ModelList: ...

    def job(self) -> ModelJob | None:
        """Return the work under way, or the last; returns at once."""
        ...

    def fetch(self, name: str) -> None:
        """Blocks for minutes; job() tells how far it is."""
        ...

    def bring(self, source: Path) -> None:
        """Bring a model in from a folder or archive; blocks for up to minutes."""
        ...

    def measure(self, name: str) -> None:
        """Blocks for 3 s to a minute."""
        ...

    def cancel(self) -> None:
        """Returns at once; what arrived is kept."""
        ...

    def use(self, name: str) -> bool:
        """Choose a model, or "auto"; return whether the running desk uses it at once."""
        ...

    def remove(self, name: str) -> None: ...

    def close(self) -> None:
        """End the work under way and begin nothing more; returns at once."""
        ...


class BoardRole(Protocol):
    """The team lead's side."""

    def snapshot(self) -> BoardSnapshot:
        """Return the team's state from central, or this desk's own when central is away."""
        ...
