"""Pictures of each page, light and dark, as the window draws them now."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QEventLoop, QTimer

from widgets.design.theme import Scheme
from widgets.window import Window

SIZE: Final = (1440, 900)
SETTLE_MS: Final = 700  # lists and waveforms come from pool threads


def take_screenshots(
    window: Window, folder: Path, *, keys: tuple[str, ...] | None = None
) -> list[Path]:
    """Write page-light.png and page-dark.png for each page; return the files.

    Runs the event loop while pages settle; leaves the window as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    was_scheme, was_page, was_size = window.theme.scheme, window.page_key, window.size()
    window.resize(*SIZE)
    files = []
    for key in keys or window.page_keys:
        window.show_page(key)
        _settle(SETTLE_MS)
        for scheme in (Scheme.LIGHT, Scheme.DARK):
            window.theme.choose(scheme)
            _settle(50)
            file = folder / f"{key}-{scheme}.png"
            if not window.grab().save(str(file)):
                raise OSError(f"cannot write {file}")
            files.append(file)
    window.theme.choose(was_scheme)
    window.show_page(was_page)
    window.resize(was_size)
    return files


def _settle(wait_ms: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(wait_ms, loop.quit)
    loop.exec()
