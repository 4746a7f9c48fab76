"""The models on this desk: which there are, how quick each is, which one is used and why."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

from app.config import AUTO, BUNDLED_MODEL, Config
from app.speech_models.speeds import Measured, SpeedBook
from domain.errors import ModelMissing
from domain.speech_models import ModelList, ModelRow
from speech.models.catalogue import CatalogueEntry, read_catalogue
from speech.models.choice import Candidate, Choice, choose
from speech.models.cost import Shape, estimated
from speech.models.hub import hub_url
from speech.models.incoming import read_lock
from speech.recognition.model_folder import ModelFacts, check_model
from speech.recognition.processor import decoding_threads, reason_of, this_processor

CATALOGUE: Final = BUNDLED_MODEL.parent / "catalogue.toml"
_UNKNOWN_RANKS: Final = ((3, 10), (6, 20), (12, 30), (24, 40))  # encoder layers → rank
_LARGE_RANK: Final = 50
_DEMO_NOTE: Final = (
    "随附的小模型，只懂合成的演示语言",
    "The bundled model: it knows the synthetic demo language only",
)
_NO_NOTE: Final = ("不在聆台的目录里，准确率未知", "Not in our catalogue: accuracy unknown")


@dataclass(frozen=True, slots=True)
class Found:
    """A folder that holds a model, or what looks like one. facts None: trouble says why."""

    name: str
    folder: Path
    facts: ModelFacts | None
    trouble: str = ""


class Shelf:
    """A look at the models as they are now; make a new one to look again. Tens of milliseconds."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._models = config.models_folder
        self.threads = config.speech.threads or decoding_threads(this_processor())
        self._book = SpeedBook(self._models)

    @cached_property
    def catalogue(self) -> Mapping[str, CatalogueEntry]:
        return read_catalogue(CATALOGUE)

    @cached_property
    def found(self) -> Mapping[str, Found]:
        """Return the bundled model, those of the models folder, and one that is named by path."""
        folders = [BUNDLED_MODEL]
        if self._models.is_dir():
            folders += sorted(
                one for one in self._models.iterdir() if one.is_dir() and one.name[0] != "."
            )
        wanted = self._wanted_folder()
        if wanted is not None and wanted not in folders:
            folders.append(wanted)
        return {one.name: one for one in map(_look, folders)}

    def folder_of(self, name: str) -> Path:
        """Return the folder of a name, or of a path.

        Raises ModelMissing when it is neither.
        """
        found = self.found.get(name)
        if found is not None:
            return found.folder
        if os.sep in name or "/" in name or Path(name).is_dir():
            return Path(name).expanduser()
        raise ModelMissing(
            f"没有名为 {name} 的语音模型；lingtai models list 列出有哪些"
            f" / there is no speech model {name}; see lingtai models list"
        )

    def chosen(self, *, for_recordings: bool = False) -> Path:
        """Return the folder of the model to use. Raises ModelMissing for an unknown name."""
        if self._config.wanted_model != AUTO:
            return self.folder_of(self._config.wanted_model)
        choice = self.choice
        return self.found[choice.recordings if for_recordings else choice.live].folder

    @cached_property
    def choice(self) -> Choice:
        """Return what "auto" means now, and why."""
        whole = [one for one in self.found.values() if one.facts is not None]
        if not whole:
            name = BUNDLED_MODEL.name
            return Choice(name, name, "没有完好的模型", "no model is whole")
        return choose([self._candidate(one) for one in whole], memory_mb())

    @property
    def why(self) -> tuple[str, str]:
        """Say in Chinese and in English why this model."""
        wanted = self._config.wanted_model
        if wanted != AUTO:
            return f"设置里指定了 {wanted}", f"the settings name {wanted}"
        return self.choice.zh, self.choice.en

    def measured(self, one: Found) -> Measured | None:
        """Return the measurement that holds for this model as it would run here."""
        if one.facts is None:
            return None
        rows = self._book.of(one.name, model_bytes(one.folder), this_processor().name, self.threads)
        device = self._config.speech.device
        return next((row for row in rows if device in (AUTO, row.device)), None)

    def listed(self) -> ModelList:
        """Return everything a person wants to know; the models here first."""
        here = [self._row(one) for one in self.found.values()]
        there = [self._offer(one) for one in self.catalogue.values() if one.name not in self.found]
        return ModelList(
            rows=(*here, *there),
            wanted=self._config.wanted_model,
            reason=self.why,
            machine=reason_of(this_processor(), self.threads),
            folder=str(self._models),
            hub=hub_url(self._config.models.hub_url),
        )

    def _row(self, one: Found) -> ModelRow:
        entry, measured = self.catalogue.get(one.name), self.measured(one)
        is_demo = one.folder == BUNDLED_MODEL
        note = (entry.note_zh, entry.note_en) if entry else _DEMO_NOTE if is_demo else _NO_NOTE
        row = ModelRow(
            name=one.name,
            size_mb=_size_mb(one.folder),
            languages="",
            note=note,
            licence=entry.licence if entry else "",
            is_installed=True,
            is_demo=is_demo,
            is_chosen=self._is(one, for_recordings=False),
            for_recordings=self._is(one, for_recordings=True),
            trouble=one.trouble,
        )
        if one.facts is None:
            return row
        languages = one.facts.languages
        return replace(
            row,
            languages=" ".join(languages) if len(languages) <= 3 else str(len(languages)),
            speed=measured.speed if measured else self._guess(_shape(one.facts)),
            is_measured=measured is not None,
            memory_mb=measured.memory_mb if measured else None,
        )

    def _offer(self, entry: CatalogueEntry) -> ModelRow:
        shape = Shape(entry.width, entry.encoder_layers, entry.decoder_layers)
        return ModelRow(
            name=entry.name,
            size_mb=entry.size_mb,
            languages=entry.languages,
            note=(entry.note_zh, entry.note_en),
            licence=entry.licence,
            can_fetch=True,
            speed=self._guess(shape),
            memory_mb=entry.memory_mb,
        )

    def _is(self, one: Found, *, for_recordings: bool) -> bool:
        try:
            return one.folder == self.chosen(for_recordings=for_recordings)
        except ModelMissing:
            return False

    def _candidate(self, one: Found) -> Candidate:
        assert one.facts is not None
        entry, measured = self.catalogue.get(one.name), self.measured(one)
        layers = one.facts.weights.encoder_layers
        rank = next((rank for most, rank in _UNKNOWN_RANKS if layers <= most), _LARGE_RANK)
        memory = entry.memory_mb if entry else 350 + one.facts.megabytes * 1.3
        return Candidate(
            one.name,
            entry.rank if entry else rank,
            one.folder == BUNDLED_MODEL,
            measured.speed if measured else self._guess(_shape(one.facts)),
            measured is not None,
            measured.memory_mb if measured else memory,
        )

    def _guess(self, shape: Shape) -> float | None:
        """Guess from the largest model that was measured on this machine; None without any."""
        known = [
            (_shape(one.facts), measured.speed)
            for one in self.found.values()
            if one.facts is not None and (measured := self.measured(one)) is not None
        ]
        if not known:
            return None
        measured_shape, speed = max(known, key=lambda pair: pair[0].width)
        return estimated(speed, measured_shape, shape)

    def _wanted_folder(self) -> Path | None:
        wanted = self._config.wanted_model
        if wanted == AUTO or not ("/" in wanted or os.sep in wanted):
            return None
        return Path(wanted).expanduser()


def settled(config: Config, *, for_recordings: bool = False) -> Config:
    """Return the config with the folder and the device of the model to use; doing so twice is
    doing so once.

    Raises ModelMissing for a name that no model has.
    """
    is_local = config.speech.engine == "faster-whisper" or config.speech.server_has_stand_in
    if not is_local and config.wanted_model == AUTO:
        return config
    shelf = Shelf(config)
    folder = shelf.chosen(for_recordings=for_recordings)
    found = next((one for one in shelf.found.values() if one.folder == folder), None)
    measured = shelf.measured(found) if found else None
    device = config.speech.device
    if device == AUTO:
        device = "cuda" if measured is not None and measured.device == "cuda" else "cpu"
    return replace(config, model_folder=folder, speech=replace(config.speech, device=device))


def model_bytes(folder: Path) -> int:
    return (folder / "model.bin").stat().st_size


def memory_mb() -> float:
    """Return the memory of this machine in 10^6 bytes; 4 GB where the system does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e6
    except (AttributeError, ValueError, OSError):
        return 4000.0


def _look(folder: Path) -> Found:
    lock = read_lock(folder)
    name = lock.name if lock is not None else folder.name
    try:
        return Found(name, folder, check_model(folder))
    except ModelMissing as error:
        return Found(name, folder, None, str(error))


def _shape(facts: ModelFacts) -> Shape:
    weights = facts.weights
    return Shape(weights.width, weights.encoder_layers, weights.decoder_layers, facts.window_s)


def _size_mb(folder: Path) -> float:
    if not folder.is_dir():
        return 0.0
    return sum(one.stat().st_size for one in folder.iterdir() if one.is_file()) / 1e6
