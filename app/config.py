"""Config: one frozen value out of the settings file and the environment.

Environment beats file beats default. Every setting has a variable: LINGTAI_ and the
setting's path in capitals (LINGTAI_CENTRAL_URL for url under [central]); the two
folders have shorter names.

    LINGTAI_CONFIG   the settings file itself
    LINGTAI_DATA     data_folder: database, recordings, logs
    LINGTAI_MODEL    model_folder: the speech model
    LINGTAI_SPEECH_KEY   the key of speech.server_url; never in the file
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import platformdirs

from app import settings_file
from app.settings_schema import (
    Setting,
    convert,
    nearest,
    settings_of,
    time_zone,
    web_address,
    within,
)
from domain.errors import ConfigInvalid

APP: Final = "lingtai"
FILE_NAME: Final = "lingtai.toml"
AUTO: Final = "auto"
BUNDLED_MODEL: Final = (
    Path(__file__).resolve().parent.parent / "resources" / "models" / "lingtai-demo"
)

SPEECH_KEY: Final = "LINGTAI_SPEECH_KEY"  # a secret, so no setting: app.speech_engine

Language: TypeAlias = Literal["zh", "en"]
LogLevel: TypeAlias = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


@dataclass(frozen=True, slots=True)
class SpeechConfig:
    """Chances are 0 to 1. The defaults suit telephone speech."""

    start_chance: float = field(default=0.5, metadata=within(0, 1))
    end_chance: float = field(default=0.35, metadata=within(0, 1))
    end_silence_s: float = field(default=0.5, metadata=within(0.1, 10))
    max_utterance_s: float = field(default=9.0, metadata=within(1, 30))
    partial_every_s: float = field(default=0.4, metadata=within(0.1, 60))
    shows_partials: bool = True
    threads: int = field(default=0, metadata=within(0, 256))  # 0: as many as there are cores
    model: str = AUTO  # "auto", a name that `lingtai models` lists, or a folder
    device: Literal["auto", "cpu", "cuda"] = "auto"
    compute_type: Literal["auto", "int8", "int8_float32", "float32", "int8_float16", "float16"] = (
        "auto"
    )
    engine: Literal["faster-whisper", "server", "sherpa-onnx"] = "faster-whisper"
    server_url: str = field(default="", metadata=web_address())  # OpenAI-compatible, up to /v1
    server_model: str = ""  # "" = the first that the server names
    server_ca_file: str = ""  # the only authority trusted there, "" = the system's
    server_allows_http: bool = False  # in the clear, inside the own network
    server_has_stand_in: bool = False  # the local model hears while the server is away
    sherpa_folder: str = ""  # model.int8.onnx or model.onnx, and tokens.txt
    hotwords: str = ""
    microphone: str = ""  # name of the device; "" = the system's own choice
    microphone_api: str = ""  # its host API, such as "Windows WASAPI"; "" = any
    line: str = ""  # where the customer is heard; "" = what the default loudspeaker plays
    line_api: str = ""
    output: str = ""
    output_api: str = ""
    is_stereo: bool = False  # one device: microphone, with the agent left, the customer right


@dataclass(frozen=True, slots=True)
class ModelsConfig:
    """Where speech models are kept and fetched from.

    folder "" = models in the data folder; hub_url "" = HF_ENDPOINT, or the hub itself;
    proxy "" = HTTPS_PROXY, or none.
    """

    folder: str = ""
    hub_url: str = ""
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class RecordingConfig:
    """format: flac keeps each sample, opus a tenth of the bytes. kept_h: how long the raw frames
    stay after central holds the sealed file; without a central they go when it is proved."""

    format: Literal["flac", "opus"] = "flac"
    is_encrypted: bool = False
    kept_h: float = field(default=24.0, metadata=within(0, 24 * 365))


@dataclass(frozen=True, slots=True)
class CentralConfig:
    """url "" = start central on this machine at port; dsn "" = with its own PostgreSQL."""

    url: str = ""
    port: int = field(default=8765, metadata=within(0, 65_535))  # 0: any free one
    dsn: str = ""
    ca_file: str = ""
    is_enabled: bool = True


@dataclass(frozen=True, slots=True)
class AgentConfig:
    agent_id: str = "a-1"
    name: str = "座席一"
    queue: str = "默认"
    role: Literal["agent", "qa", "lead", "admin"] = "agent"


@dataclass(frozen=True, slots=True)
class SiteConfig:
    timezone: str = field(default="Asia/Shanghai", metadata=time_zone())


@dataclass(frozen=True, slots=True)
class Config:
    data_folder: Path = field(default_factory=lambda: Path(platformdirs.user_data_dir(APP, False)))
    model_folder: Path = BUNDLED_MODEL
    language: Language = "zh"
    log_level: LogLevel = "INFO"
    speech: SpeechConfig = field(default_factory=SpeechConfig)
    models: ModelsConfig = field(default_factory=ModelsConfig)
    recording: RecordingConfig = field(default_factory=RecordingConfig)
    central: CentralConfig = field(default_factory=CentralConfig)
    agent: AgentConfig = field(default_factory=AgentConfig)
    site: SiteConfig = field(default_factory=SiteConfig)

    @property
    def log_file(self) -> Path:
        return self.data_folder / "logs" / "lingtai.log"

    @property
    def recordings_folder(self) -> Path:
        return self.data_folder / "recordings"

    @property
    def models_folder(self) -> Path:
        named = self.models.folder
        return Path(named).expanduser() if named else self.data_folder / "models"

    @property
    def wanted_model(self) -> str:
        """ "auto", a name or a folder. model_folder is the older way to say speech.model."""
        if self.speech.model == AUTO and self.model_folder != BUNDLED_MODEL:
            return str(self.model_folder)
        return self.speech.model

    @classmethod
    def load(
        cls, environ: Mapping[str, str] = os.environ, *, forgives_unknown: bool = False
    ) -> "Config":
        """Return the settings that hold now.

        forgives_unknown: leave LINGTAI_ variables that set nothing to unknown_variables().

        Raises ConfigInvalid naming file or variable, key and line, and the nearest key.
        """
        strange = () if forgives_unknown else unknown_variables(environ)
        if strange:
            raise ConfigInvalid(unknown_variable(*strange[0]))
        values = settings_file.read(file_of(environ), SETTINGS)
        if "model_folder" in values:
            values.setdefault("speech.model", str(values["model_folder"]))
        for path, setting in SETTINGS.items():  # model_folder comes before speech.model
            name = variable_of(path)
            if environ.get(name, "") != "":
                values[path] = convert(environ[name], setting, where=name, is_variable=True)
                if path == "model_folder":
                    values["speech.model"] = str(values[path])
        return _built(values)


SETTINGS: Final[Mapping[str, Setting]] = settings_of(Config)
SHORT_NAMES: Final = {"data_folder": "LINGTAI_DATA", "model_folder": "LINGTAI_MODEL"}


def variable_of(path: str) -> str:
    """Return the environment variable of a setting, such as "central.url"."""
    return SHORT_NAMES.get(path, "LINGTAI_" + path.replace(".", "_").upper())


def file_of(environ: Mapping[str, str] = os.environ) -> Path:
    """Return where the settings file is, or would be."""
    named = environ.get("LINGTAI_CONFIG", "")
    if named:
        return Path(named).expanduser()
    return Path(platformdirs.user_config_dir(APP, False)) / FILE_NAME


def unknown_variables(environ: Mapping[str, str] = os.environ) -> tuple[tuple[str, str], ...]:
    """Return (name, nearest known name or "") of LINGTAI_ variables that set nothing."""
    known = {"LINGTAI_CONFIG", SPEECH_KEY, *(variable_of(path) for path in SETTINGS)}
    strange = sorted(name for name in environ if name.startswith("LINGTAI_") and name not in known)
    return tuple((name, nearest(name, known)) for name in strange)


def unknown_variable(name: str, meant: str) -> str:
    """Return the line that tells of a variable that sets nothing."""
    zh, en = (f"；是不是 {meant}？", f"; did you mean {meant}?") if meant else ("", "")
    return f"环境变量 {name} 不是聆台的配置项{zh} / unknown variable {name}{en}"


def save(changes: Mapping[str, object], environ: Mapping[str, str] = os.environ) -> None:
    """Write what the user changed, {"central.url": …}; comments in the file stay.

    Raises ConfigInvalid before anything is written, DataFolderReadOnly, DiskFull.
    """
    settings_file.change(file_of(environ), changes, SETTINGS)


def _built(values: Mapping[str, Any]) -> Config:
    """Return the config of {"central.url": …}."""
    parts = {
        "speech": SpeechConfig,
        "models": ModelsConfig,
        "recording": RecordingConfig,
        "central": CentralConfig,
        "agent": AgentConfig,
        "site": SiteConfig,
    }
    inner: dict[str, dict[str, Any]] = {name: {} for name in parts}
    outer: dict[str, Any] = {}
    for path, value in values.items():
        part, dot, key = path.rpartition(".")
        (inner[part] if dot else outer)[key] = value
    return Config(**outer, **{name: made(**inner[name]) for name, made in parts.items()})
