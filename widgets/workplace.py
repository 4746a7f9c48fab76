"""What the windows need of the application: the roles of who sits here, and plain facts."""

from typing import Protocol

from app.roles import BoardRole, DeskRole, ModelsRole, ReviewRole, SoundRole
from domain.facts import StationFacts


class Workplace(Protocol):
    """A role that is None is not shown in the rail."""

    @property
    def desk(self) -> DeskRole | None: ...

    @property
    def review(self) -> ReviewRole | None: ...

    @property
    def board(self) -> BoardRole | None: ...

    @property
    def sound(self) -> SoundRole: ...

    @property
    def models(self) -> ModelsRole: ...

    def facts(self) -> StationFacts:
        """Off the GUI thread: asks the audio system."""
        ...

    def close(self) -> None:
        """Stop capture, drain, stop the workers, close the store; may take seconds."""
        ...
