"""What holds for every test: no screen, no network, no thread left, no warning in the log."""

import logging
import multiprocessing
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from typing import Final

import pytest
from hypothesis import HealthCheck, settings
from typing_extensions import override

# Set before any test is imported: Qt and the speech engine read it at their start.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.update(
    {
        "HF_HUB_OFFLINE": "1",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "QT_SCALE_FACTOR": "1",
        "TZ": "Asia/Shanghai",
    }
)
_HOME = tempfile.TemporaryDirectory(prefix="lingtai-tests-")
for _name in ("CONFIG", "DATA", "STATE", "CACHE"):
    os.environ[f"XDG_{_name}_HOME"] = os.path.join(_HOME.name, _name.lower())

if hasattr(time, "tzset"):
    time.tzset()

# A busy machine is not a defect of the law under test.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

GRACE_S: Final = 2.0  # a thread that was told to stop may need a moment


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_unexpected_warning_in_the_log(request: pytest.FixtureRequest) -> Iterator[None]:
    listener, root = _Listener(), logging.getLogger()
    root.addHandler(listener)
    yield
    root.removeHandler(listener)
    if listener.lines and request.node.get_closest_marker("expects_warning_log") is None:
        pytest.fail("logged:\n" + "\n".join(listener.lines), pytrace=False)


def _strangers(known: set[int]) -> list[threading.Thread]:
    """Return the threads that were not there before; Qt's own appear as dummies and end with Qt."""
    return [
        thread
        for thread in threading.enumerate()
        if thread.ident not in known and not isinstance(thread, threading._DummyThread)
    ]


@pytest.fixture(autouse=True)
def no_leaked_thread_or_process() -> Iterator[None]:
    threads = {thread.ident for thread in threading.enumerate() if thread.ident is not None}
    children = set(multiprocessing.active_children())
    yield
    deadline = time.monotonic() + GRACE_S
    for thread in _strangers(threads):
        thread.join(max(0.0, deadline - time.monotonic()))
    left = [thread.name for thread in _strangers(threads)]
    left += [child.name for child in set(multiprocessing.active_children()) - children]
    if left:
        pytest.fail("still running: " + ", ".join(left), pytrace=False)
