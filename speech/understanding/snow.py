"""snownlp's review polarity, as a second figure beside our own.

On service talk it is close to chance (AUC 0.53: docs of the language data), so it is
shown and never used alone. Its import reads every model of the package: 2 to 4 s and
400 MB once. So it is loaded on first use or not at all.
"""

import importlib
import re
import threading
import warnings
from collections.abc import Callable
from typing import Any, Final

NEUTRAL: Final = 0.5  # returned for text without a Chinese character
LONGEST: Final = 400  # characters; its cost grows with length
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")


class SnowPolarity:
    """0 negative to 1 positive, 1 to 7 ms a sentence. Safe from any thread."""

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._make: Callable[[str], Any] | None = None

    def load(self) -> None:
        """Read the models now, off the GUI thread, so that the first call does not wait."""
        with self._loading:
            if self._make is not None:
                return
            with warnings.catch_warnings():
                # snownlp leaves its stop-word file open at import
                warnings.simplefilter("ignore", ResourceWarning)
                self._make = importlib.import_module("snownlp").SnowNLP

    def score(self, text: str) -> float:
        han = "".join(_HAN.findall(text[:LONGEST]))
        if not han:
            return NEUTRAL
        self.load()
        assert self._make is not None
        value = float(self._make(han).sentiments)
        return round(value, 4) if 0.0 <= value <= 1.0 else NEUTRAL
