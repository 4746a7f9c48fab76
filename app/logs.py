"""The log: one line per fact, in a file that rotates; never what people said.

What callers say, their numbers and our tokens must not reach the log. Callers of
logging pass ids and counts only; what slips in all the same is masked on its way out.
"""

import faulthandler
import logging
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from typing_extensions import override

from app.store.faults import of_system

MAX_BYTES: Final = 5 << 20
KEPT_FILES: Final = 5
FAULTS_FILE: Final = "faults.log"  # tracebacks of crashes in native code

_CHINESE: Final = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]+")
_UUID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{64}\b"
_NUMBER: Final = re.compile(rf"({_UUID})|\+?\d(?:[ -]?\d){{6,}}")
_SECRET: Final = re.compile(
    r"(?i)\b((?:authorization|bearer|token|password|secret)\b[\s:='\"]+(?:bearer\s+)?)[^\s'\"]+"
)


def mask(text: str) -> str:
    """Return the text without Chinese, without numbers as long as a phone's, without secrets.

    Ids and hashes stay: they say nothing by themselves.
    """
    text = _SECRET.sub(r"\1***", text)
    text = _CHINESE.sub(lambda found: f"<zh {len(found[0])}>", text)
    return _NUMBER.sub(lambda found: found[1] or "<number>", text)


class OneLine(logging.Formatter):
    """time level logger thread message, all on one line, a traceback too."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        parts = [record.getMessage()]
        if record.exc_info:
            parts.append(self.formatException(record.exc_info))
        if record.stack_info:
            parts.append(record.stack_info)
        message = mask("\n".join(parts)).replace("\r", "").replace("\n", " | ")
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        return f"{at} {record.levelname} {record.name} {record.threadName} {message}"


class MaskedRotatingFile(RotatingFileHandler):
    """When a line cannot be written, the standard handler shows its raw arguments on stderr."""

    @override
    def handleError(self, record: logging.LogRecord) -> None:
        error = sys.exc_info()[1]
        if sys.stderr is not None:  # there is none in a window without a console
            print(f"log: {record.name}: {type(error).__name__}", file=sys.stderr)


def start(file: Path, *, level: str = "INFO") -> Callable[[], None]:
    """Send all logging to this file from now on; return what ends it.

    Raises DataFolderReadOnly, DiskFull when the file cannot be made.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = MaskedRotatingFile(
            file, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8"
        )
        faults = (file.parent / FAULTS_FILE).open("a", encoding="utf-8")
    except OSError as error:
        raise of_system(error, file) from error
    handler.setFormatter(OneLine())
    root = logging.getLogger()
    level_before = root.level
    root.addHandler(handler)
    root.setLevel(level)
    faulthandler.enable(faults)

    def stop() -> None:
        faulthandler.disable()
        faults.close()
        root.removeHandler(handler)
        root.setLevel(level_before)
        handler.close()

    return stop
