"""The team lead's side of the workstation: the board, from central or from this desk alone."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from app.central_line import CentralLine
from app.config import Config
from app.store import board
from app.store.clock import now_ms
from app.store.database import Store
from domain.board import BoardSnapshot
from domain.errors import WorkstationError


class Board:
    """Implements app.roles.BoardRole."""

    def __init__(self, store: Store, line: CentralLine, config: Config) -> None:
        self._store, self._line = store, line
        self._zone = ZoneInfo(config.site.timezone)

    def snapshot(self) -> BoardSnapshot:
        try:
            return self._line.board()
        except WorkstationError:  # away, busy or signed out: the status bar says which
            with self._store.read() as session:
                return board.snapshot(session, now_ms(), self._day_began_ms())

    def _day_began_ms(self) -> int:
        today = datetime.now(UTC).astimezone(self._zone).date()
        return round(datetime.combine(today, time(), self._zone).timestamp() * 1000)
