"""Plain facts of this desk for the status bar, the settings page and doctor."""

import os
import sys
import time
from collections import deque
from statistics import median
from typing import Final

from app.config import BUNDLED_MODEL, Config, file_of
from app.speech_engine import engine_name
from app.speech_models.shelf import settled
from domain.errors import ConfigInvalid, ModelMissing
from domain.events import Event, SegmentHeard
from domain.facts import StationFacts
from speech.audio.devices import default_names

KEPT: Final = 50  # finals that the speed is told of


def has_display() -> bool:
    """Return whether a window can open here, or Qt was told how to do without."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def use_site_time(zone: str) -> None:
    """Let this process tell the site's time, whatever the machine's own zone is.

    Not on Windows, which knows no TZ: there the machine's zone is shown. Call it before any
    thread starts.
    """
    os.environ["TZ"] = zone
    if hasattr(time, "tzset"):
        time.tzset()


class DecodeSpeed:
    """How long finals took here, as a share of real time; fed by events of any thread."""

    def __init__(self) -> None:
        self._shares: deque[float] = deque(maxlen=KEPT)

    def hear(self, event: Event) -> None:
        if isinstance(event, SegmentHeard) and event.decode_s > 0:
            spoken_s = event.segment.end_s - event.segment.start_s
            self._shares.append(event.decode_s / max(0.5, spoken_s))

    @property
    def realtime_factor(self) -> float | None:
        """The median of the latest; None before anything was heard."""
        shares = list(self._shares)
        return median(shares) if shares else None


def facts_of(
    config: Config, *, central_url: str, realtime_factor: float | None = None
) -> StationFacts:
    """Ask disk and audio system; may take a second."""
    config = _settled(config)
    microphone, speaker = default_names()
    speech = config.speech
    is_local = speech.engine == "faster-whisper"
    sends_to = speech.server_url if speech.engine == "server" else ""
    return StationFacts(
        agent=f"{config.agent.name} · {config.agent.agent_id}",
        model=_model_name(config),
        model_folder=str(config.model_folder) if is_local else sends_to or speech.sherpa_folder,
        sends_sound_to=sends_to,
        is_demo_model=is_local and config.model_folder == BUNDLED_MODEL,
        realtime_factor=realtime_factor,
        microphone=config.speech.microphone or microphone,
        speaker=config.speech.output or speaker,
        central_url=central_url,
        data_folder=str(config.data_folder),
        config_file=str(file_of(os.environ)),
    )


def _settled(config: Config) -> Config:
    try:
        return settled(config)
    except ModelMissing:  # a name that no model has: shown as none
        return config


def _model_name(config: Config) -> str:
    try:
        return engine_name(config)
    except (ModelMissing, ConfigInvalid):
        return ""
