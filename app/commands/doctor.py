"""The doctor verb: what this machine has and lacks, one line each."""

import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from typing_extensions import override

from app.assembly import load_engine, meet_server
from app.config import Config, unknown_variable, unknown_variables
from app.speech_engine import engine_name
from app.speech_models.shelf import Shelf, settled
from app.station import facts_of
from app.store.database import open_store
from domain.errors import ModelMissing, WorkstationError
from speech.recognition.model_folder import check_model

LOW_DISK_GB = 2.0


@dataclass(frozen=True, slots=True)
class Finding:
    is_well: bool
    name: str
    text: str
    is_needed: bool = True  # without it the desk does not work at all

    @override
    def __str__(self) -> str:
        return f"{'✓' if self.is_well else '✗'} {self.name}  {self.text}"


def examine(config: Config) -> Iterator[Finding]:
    """Look at each part; nothing is changed but the data folder, which is made."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(sys.version_info >= (3, 11), "Python", version)
    for name, meant in unknown_variables():
        yield Finding(False, "环境变量 / variable", unknown_variable(name, meant))
    yield _model(config)
    yield _store(config)
    yield _disk(config)
    facts = facts_of(config, central_url="")
    none = "没有，只能播放录音文件 / none: only recordings can be heard"
    yield Finding(bool(facts.microphone), "麦克风 / microphone", facts.microphone or none, False)
    none = "没有，录音不能试听 / none: recordings cannot be played"
    yield Finding(bool(facts.speaker), "扬声器 / speaker", facts.speaker or none, False)


def _model(config: Config) -> Finding:
    name = "语音模型 / speech model"
    if config.speech.engine == "server":
        return _server(config)
    if config.speech.engine == "sherpa-onnx":
        return _sherpa(config, name)
    try:
        found = check_model(settled(config).model_folder)
        reason = " / ".join(Shelf(config).why)
    except ModelMissing as error:
        return Finding(False, name, str(error))
    return Finding(True, name, f"{found.name}, {found.megabytes:.1f} MB；{reason}")


def _server(config: Config) -> Finding:
    """Ask it: one exchange of a few seconds at most, no sound is sent."""
    name, url = "转写服务器 / transcription server", config.speech.server_url
    begun_s = time.perf_counter()
    try:
        model = meet_server(config)
    except WorkstationError as error:
        return Finding(False, name, str(error))
    took_ms = 1000 * (time.perf_counter() - begun_s)
    text = f"{model} @ {url}, {took_ms:.0f} ms；通话语音会发到这里 / calls are sent there"
    return Finding(True, name, text)


def _sherpa(config: Config, name: str) -> Finding:
    try:
        text = engine_name(config)
        load_engine(config)
    except WorkstationError as error:
        return Finding(False, name, str(error))
    return Finding(True, name, text)


def _store(config: Config) -> Finding:
    name = "数据目录 / data folder"
    try:
        open_store(config.data_folder).close()
    except WorkstationError as error:
        return Finding(False, name, str(error))
    return Finding(True, name, str(config.data_folder))


def _disk(config: Config) -> Finding:
    name, folder = "磁盘 / disk", config.data_folder.absolute()
    try:
        there = next((one for one in (folder, *folder.parents) if one.exists()), None)
        if there is None:  # such as a drive that Windows does not have
            return Finding(False, name, f"{folder.anchor} 不存在 / does not exist")
        free_gb = shutil.disk_usage(there).free / 1e9
    except OSError as error:
        return Finding(False, name, f"{folder}: {error.strerror}")
    return Finding(free_gb > LOW_DISK_GB, name, f"{free_gb:.0f} GB")
