"""The error tree: the branch says who acts.

WorkstationError
├─ UserError      the user can act: the text is shown as it is
│  ├─ AudioFileUnreadable
│  ├─ AudioDeviceMissing
│  ├─ ConfigInvalid
│  ├─ DataFolderReadOnly
│  ├─ DiskFull
│  ├─ DiskLow
│  ├─ DisplayMissing
│  ├─ FontMissing
│  ├─ KeyMissing
│  ├─ MemoryShort
│  ├─ ModelMissing
│  ├─ PortInUse
│  ├─ RubricInvalid
│  └─ SignInFailed
├─ Unavailable    passing: try again later, say so in the status bar
│  ├─ CentralUnreachable
│  ├─ RecognizerDown
│  │  └─ SoundFatal
│  └─ StoreBusy
├─ Refused        central said no: do not repeat, keep the record
└─ Damaged        not what we wrote: stop, keep the evidence

Anything else is a bug. It is caught at three doors only: the worker loop,
widgets.tasks and sys.excepthook.
"""

from typing import ClassVar


class WorkstationError(Exception):
    """Base of all errors that we raise on purpose. Text: what happened, who acts, how (zh / en)."""

    exit_code: ClassVar[int] = 1


class UserError(WorkstationError):
    """The user can act; the text is shown as it is."""

    exit_code = 2


class AudioFileUnreadable(UserError):
    """A file holds no sound that we can decode."""


class AudioDeviceMissing(UserError):
    """The chosen microphone or line is not plugged in."""


class ConfigInvalid(UserError):
    """A configuration file or variable names an unknown key or a wrong value."""


class DataFolderReadOnly(UserError):
    """The data folder cannot be written."""


class DiskFull(UserError):
    """No space is left for what must be stored."""


class DiskLow(UserError):
    """Space runs out: recordings go on, smaller when there is little left."""


class DisplayMissing(UserError):
    """This machine has no screen to open a window on."""


class FontMissing(UserError):
    """No font on this machine can draw Chinese."""


class KeyMissing(UserError):
    """A recording is encrypted with a key that this computer does not have."""


class MemoryShort(UserError):
    """The speech model does not fit into the memory that is left."""


class ModelMissing(UserError):
    """The speech model's folder is missing or incomplete."""


class PortInUse(UserError):
    """Another program listens on the port that the central service was given."""


class RubricInvalid(UserError):
    """A rubric file has a mistake; the text names file, key and what is expected."""


class SignInFailed(UserError):
    """Central does not know this name and password."""


class Unavailable(WorkstationError):
    """Passing: try again later, say so in the status bar."""

    exit_code = 3


class CentralUnreachable(Unavailable):
    """No answer from the central service."""


class RecognizerDown(Unavailable):
    """The recognition process died again and again; the recording goes on."""


class SoundFatal(RecognizerDown):
    """The recognition process died again and again over one and the same sound."""


class StoreBusy(Unavailable):
    """Another process holds the desk's database."""


class Refused(WorkstationError):
    """Central said no: do not repeat, keep the record."""

    exit_code = 4


class Damaged(WorkstationError):
    """Data is not what we wrote: stop, keep the evidence."""

    exit_code = 5
