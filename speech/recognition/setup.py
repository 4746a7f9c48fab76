"""What a loaded engine really runs on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EngineSetup:
    device: str  # "cpu" or "cuda"
    compute_type: str  # such as "int8": what it computes in, whatever was asked for
    cards: int  # graphics cards that the engine could use
