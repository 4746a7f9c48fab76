"""Fetch, bring in, measure, choose and remove speech models: one piece of work at a time."""

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event, Lock
from typing import Protocol

import app.config
from app.config import AUTO, BUNDLED_MODEL, Config
from app.speech_models.shelf import Found, Shelf, model_bytes
from app.speech_models.speeds import Measured, SpeedBook
from app.speech_models.trial import MakeMeasurable, Outcome, try_out
from domain.audio import AudioBlock
from domain.errors import ModelMissing, UserError, WorkstationError
from domain.speech_models import JobKind, ModelJob, ModelList
from speech.models.bring import bring
from speech.models.download import of_disk
from speech.models.fetch import fetch
from speech.models.hub import Hub, hub_url
from speech.models.incoming import place
from speech.recognition.processor import this_processor


class MakeLoader(Protocol):
    """What loads a model; the result can be sent to a process."""

    def __call__(
        self, folder: Path, *, threads: int, compute_type: str, device: str
    ) -> MakeMeasurable: ...


class ModelShop:
    """The ModelsRole of a desk, and what the verbs use.

    clips: speech to measure with. changed(config): a model was chosen, the desk shall use it;
    returns whether it does so at once.
    """

    def __init__(
        self,
        config: Config,
        make: MakeLoader,
        clips: Callable[[], Sequence[AudioBlock]],
        *,
        changed: Callable[[Config], bool] = lambda _config: False,
        is_live: Callable[[], bool] = lambda: False,
    ) -> None:
        self._config = config
        self._make = make
        self._clips = clips
        self._changed = changed
        self._is_live = is_live
        self._lock = Lock()  # guards _job and _config
        self._job: ModelJob | None = None
        self._stopping = Event()
        self._is_closed = False

    # what a page asks

    def listed(self) -> ModelList:
        return Shelf(self._config).listed()

    def job(self) -> ModelJob | None:
        """Return the work under way, or the last; returns at once."""
        with self._lock:
            return self._job

    def cancel(self) -> None:
        """Returns at once; the work ends within a second or two."""
        self._stopping.set()

    def close(self) -> None:
        """End what is under way and begin nothing more."""
        self._is_closed = True
        self._stopping.set()

    def fetch(self, name: str) -> None:
        """Fetch a model of the catalogue, try it out, put it in its place. Blocks: minutes.

        Raises WorkstationError; job() says so too.
        """
        self._work("fetch", name, partial(self._fetch, name))

    def bring(self, source: Path, *, name: str = "") -> None:
        """Bring a model in from a folder or archive, try it out. Blocks: up to minutes."""
        self._work("import", name or source.name, partial(self._bring, source, name))

    def measure(self, name: str) -> None:
        """Measure a model on this machine. Blocks: 3 s to a minute."""
        self._work("bench", name, partial(self._measure, name))

    def use(self, name: str) -> bool:
        """Choose a model, or "auto"; return whether the running desk uses it at once.

        Raises ModelMissing, ConfigInvalid, DataFolderReadOnly.
        """
        if name != AUTO:
            found = Shelf(self._config).found.get(name)
            if found is not None and found.facts is None:
                raise ModelMissing(found.trouble)
            if found is None:
                Shelf(self._config).folder_of(name)
        app.config.save({"speech.model": name})
        with self._lock:
            speech = replace(self._config.speech, model=name)
            self._config = replace(self._config, speech=speech, model_folder=BUNDLED_MODEL)
        return self._changed(self._config)

    def remove(self, name: str) -> None:
        """Delete a model that was fetched or brought in.

        Raises UserError for the bundled one and the one in use.
        """
        shelf = Shelf(self._config)
        folder = shelf.folder_of(name)
        if folder.parent != self._config.models_folder:
            raise UserError(
                f"{name} 不在模型文件夹里，聆台不删除它 / {name} is not ours to delete: {folder}"
            )
        if folder == shelf.chosen() and self._config.wanted_model != AUTO:
            raise UserError(
                f"{name} 正在使用，先换一个模型再删除 / {name} is in use: choose another first"
            )
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise of_disk(error, folder) from error
        if self._config.wanted_model == AUTO:
            self._changed(self._config)

    # the work itself

    def _fetch(self, name: str) -> str:
        shelf = Shelf(self._config)
        entry = shelf.catalogue.get(name)
        if entry is None:
            names = "、".join(shelf.catalogue)
            raise ModelMissing(f"目录里没有 {name}；有：{names} / not in the catalogue: {name}")
        settings = self._config.models
        hub = Hub(hub_url(settings.hub_url), proxy=settings.proxy)
        begun_s, first = time.monotonic(), [-1]

        def moved(done: int, total: int) -> None:
            if first[0] < 0:
                first[0] = done  # what an earlier fetch left says nothing about this line
            speed = (done - first[0]) / max(0.1, time.monotonic() - begun_s)
            self._tell(done=done, total=total, bytes_per_s=speed)

        try:
            gathered = fetch(
                hub, entry, self._config.models_folder, moved=moved, stopping=self._stopping
            )
        finally:
            hub.close()
        told = self._try(gathered.folder, name)
        place(gathered.folder, self._config.models_folder, gathered.lock)
        note = "" if gathered.lock.is_verified else "；镜像没有给出校验值 / no checksum was given"
        return told + note

    def _bring(self, source: Path, name: str) -> str:
        told: list[str] = []

        def tried(folder: Path, meant: str) -> None:
            told.append(self._try(folder, meant))

        known = Shelf(self._config).catalogue.values()
        home = bring(source, self._config.models_folder, known, name=name, tried=tried)
        return f"{home.name}: {told[0]}"

    def _measure(self, name: str) -> str:
        if self._is_live():
            raise UserError("通话中不测速，挂断后再试 / not during a call; try after it")
        shelf = Shelf(self._config)
        found = next(
            (one for one in shelf.found.values() if name in (one.name, str(one.folder))), None
        )
        if found is None:
            found = Found(Path(name).name, shelf.folder_of(name), None)
        return self._try(found.folder, found.name)

    def _try(self, folder: Path, name: str) -> str:
        """Measure on the processor, and on a graphics card where there is one."""
        threads = Shelf(self._config).threads
        asked = self._config.speech.device
        best = self._trial(folder, name, threads, "cuda" if asked == "cuda" else "cpu")
        if asked == AUTO and best.setup.cards:
            try:
                card = self._trial(folder, name, threads, "cuda")
            except ModelMissing as error:
                return f"{_figures(best)}；显卡用不了 / the card cannot be used: {error}"
            best = min(best, card, key=lambda outcome: outcome.speed)
        return _figures(best)

    def _trial(self, folder: Path, name: str, threads: int, device: str) -> Outcome:
        make = self._make(
            folder, threads=threads, compute_type=self._config.speech.compute_type, device=device
        )
        outcome = try_out(make, self._clips(), folder, self._stopping)
        row = Measured(
            model=name,
            model_bytes=model_bytes(folder),
            processor=this_processor().name,
            threads=threads,
            device=outcome.setup.device,
            compute_type=outcome.setup.compute_type,
            speed=round(outcome.speed, 4),
            load_s=round(outcome.load_s, 2),
            memory_mb=round(outcome.memory_mb, 1),
            at=datetime.now().astimezone().isoformat(timespec="seconds"),
        )
        try:
            SpeedBook(self._config.models_folder).add(row)
        except OSError as error:
            raise of_disk(error, self._config.models_folder / "speeds.json") from error
        return outcome

    def _work(self, kind: JobKind, name: str, work: Callable[[], str]) -> None:
        with self._lock:
            if self._is_closed or (self._job is not None and not self._job.is_over):
                raise UserError("另一项模型操作还没有完成 / another model is being worked on")
            self._job = ModelJob(kind, name)
            self._stopping.clear()
        text, has_failed = "", True
        try:
            text, has_failed = work(), False
        except WorkstationError as error:
            text = str(error)
            raise
        finally:
            self._tell(is_over=True, has_failed=has_failed, text=text)
        if self._config.wanted_model == AUTO:
            self._changed(self._config)

    def _tell(self, **changes: object) -> None:
        with self._lock:
            assert self._job is not None
            self._job = replace(self._job, **changes)  # type: ignore[arg-type]


def _figures(outcome: Outcome) -> str:
    setup = outcome.setup
    return (
        f"≈ {outcome.speed:.2f}× 实时 / of real time · {setup.device} {setup.compute_type}"
        f" · {outcome.memory_mb:.0f} MB · 载入 / load {outcome.load_s:.1f} s"
    )
