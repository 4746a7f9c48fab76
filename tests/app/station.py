"""A whole workstation on a folder of its own, without central, that knows a demo by heart."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from app.assembly import Workstation, assemble
from app.config import AgentConfig, CentralConfig, Config
from app.recognition_process import MakeRecognizer
from domain.events import Event, TroubleMet, WorkerDied
from tests.app.script_recognizer import ScriptRecognizer

E = TypeVar("E")
LONG_S = 300.0  # of a machine that does ten things at once


class Heard:
    """Keeps every event; waits for one without sleeping."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._arrived = threading.Condition()
        self.on_event: Callable[[Event], None] = lambda _event: None

    def publish(self, event: Event) -> None:
        self.on_event(event)
        with self._arrived:
            self.events.append(event)
            self._arrived.notify_all()

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    def wait_for(self, is_there: Callable[[], bool]) -> None:
        with self._arrived:
            assert self._arrived.wait_for(is_there, LONG_S), f"never came; {self.of(TroubleMet)}"

    def assert_no_trouble(self) -> None:
        assert not self.of(TroubleMet)
        assert not self.of(WorkerDied)


def config_in(folder: Path) -> Config:
    return Config(
        data_folder=folder,
        central=CentralConfig(is_enabled=False),
        agent=AgentConfig("3025", "周敏", "综合售后", "lead"),
    )


@contextmanager
def station(folder: Path, name: str) -> Iterator[tuple[Workstation, Heard]]:
    with bare_station(folder, partial(ScriptRecognizer, name)) as (workstation, heard):
        assert workstation.transcriber.wait_ready(LONG_S)
        yield workstation, heard


@contextmanager
def bare_station(folder: Path, make: MakeRecognizer) -> Iterator[tuple[Workstation, Heard]]:
    """Does not wait for the model, which may never come."""
    heard = Heard()
    workstation = assemble(config_in(folder), heard.publish, make=make)
    try:
        yield workstation, heard
    finally:
        workstation.close()
