"""How quick each model was measured to be, on which processor and how set up."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

FILE_NAME: Final = "speeds.json"


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement. speed: seconds of work per second of speech, final settings."""

    model: str
    model_bytes: int  # another model of the same name is another model
    processor: str
    threads: int
    device: str
    compute_type: str
    speed: float
    load_s: float
    memory_mb: float
    at: str  # 2026-11-22T20:00:00+08:00

    @property
    def setup(self) -> tuple[str, int, str, int, str]:
        return self.model, self.model_bytes, self.processor, self.threads, self.device


class SpeedBook:
    """Kept beside the models; a file that cannot be read counts as empty, to be measured anew."""

    def __init__(self, models: Path) -> None:
        self._file = models / FILE_NAME

    def all(self) -> tuple[Measured, ...]:
        try:
            rows = json.loads(self._file.read_text("utf-8"))
            return tuple(Measured(**row) for row in rows)
        except (OSError, ValueError, TypeError):
            return ()

    def add(self, fresh: Measured) -> None:
        """Raises OSError."""
        kept = [one for one in self.all() if one.setup != fresh.setup]
        self._file.parent.mkdir(parents=True, exist_ok=True)
        new = self._file.with_name(f"{FILE_NAME}.new")
        rows = [asdict(one) for one in (*kept, fresh)]
        new.write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")
        os.replace(new, self._file)

    def of(
        self, model: str, model_bytes: int, processor: str, threads: int
    ) -> tuple[Measured, ...]:
        """Return what holds for this model as it would run here, the quickest first."""
        asked = (model, model_bytes, processor, threads)
        return tuple(sorted((m for m in self.all() if m.setup[:4] == asked), key=lambda m: m.speed))
