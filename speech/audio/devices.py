"""Which microphone and loudspeaker this machine has."""

from types import ModuleType


def default_names() -> tuple[str, str]:
    """Return the names of the default input and output; "" where there is none.

    Asks the audio system, which may take a second.
    """
    try:
        # Imported here: without the PortAudio library the import itself fails with OSError.
        import sounddevice
    except OSError:
        return "", ""
    return _name(sounddevice, "input"), _name(sounddevice, "output")


def _name(sounddevice: ModuleType, kind: str) -> str:
    try:
        return str(sounddevice.query_devices(kind=kind)["name"])
    except (sounddevice.PortAudioError, ValueError):
        return ""
