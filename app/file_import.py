"""Files that a site already has, queued to be heard: each content once."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from app.call_file import CallFile
from app.config import Config
from app.store import heard, imports, jobs
from app.store.database import Store
from app.store.values import to_plain
from domain.calls import Call, Customer
from domain.errors import AudioFileUnreadable
from domain.ids import new_id
from domain.review import ImportCounts, ImportRow
from speech.audio.decode import SUFFIXES, CallReader
from speech.audio.sealing import sha256_of


class FileImport:
    """Called off the GUI thread; the hearing itself is the quality worker's."""

    def __init__(self, store: Store, config: Config) -> None:
        self._store, self._config = store, config

    def queue(self, paths: Iterable[Path]) -> ImportCounts:
        """Queue files, and all recordings in folders; reads each file once (its hash).

        Raises StoreBusy, DiskFull, DataFolderReadOnly.
        """
        queued = known = 0
        unread: list[str] = []
        for path in recordings_in(paths):
            try:
                CallReader(path)
                is_new = self._queue(path)
            except (AudioFileUnreadable, OSError):
                unread.append(path.name)
                continue
            queued, known = queued + is_new, known + (not is_new)
        return ImportCounts(queued, known, tuple(unread))

    def rows(self) -> tuple[ImportRow, ...]:
        with self._store.read() as session:
            return imports.rows(session)

    def pause(self, call_id: str) -> None:
        with self._store.begin() as session:
            jobs.pause(session, jobs.HEAR, call_id)

    def resume(self, call_id: str) -> None:
        with self._store.begin() as session:
            jobs.resume(session, jobs.HEAR, call_id)

    def _queue(self, path: Path) -> bool:
        agent, call_id = self._config.agent, new_id()
        made_at_ms = round(path.stat().st_mtime * 1000)
        nobody = Customer(new_id(), "", "")
        call = Call(call_id, made_at_ms, agent.agent_id, agent.name, agent.queue, "in", nobody)
        sha256 = sha256_of(path)
        with self._store.begin() as session:
            is_new = heard.note_import(session, sha256, call_id, path.name)
            if is_new:
                args = to_plain(CallFile(str(path.resolve()), call))
                jobs.enqueue(session, jobs.HEAR, call_id, args=args)
        return is_new


def recordings_in(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield files as they are, and of folders all that look like recordings, by name."""
    for path in paths:
        if path.is_dir():
            inside = (one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES)
            yield from sorted(one for one in inside if one.is_file())
        else:
            yield path
