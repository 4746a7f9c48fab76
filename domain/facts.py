"""What a desk runs on: plain facts for the status bar, the settings page and doctor."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StationFacts:
    agent: str = ""  # 周敏 · 302
    model: str = ""  # name and type, "" when none is loaded
    model_folder: str = ""
    sends_sound_to: str = ""  # the server that hears for this desk, "" = nothing leaves it
    is_demo_model: bool = False  # knows only the synthetic demo language
    realtime_factor: float | None = None  # measured here: seconds of work per second of sound
    microphone: str = ""  # "" = no input device
    speaker: str = ""  # "" = no output device
    central_url: str = ""  # "" = stand-alone
    data_folder: str = ""
    config_file: str = ""
