"""The recording half of a running call: sound into the ring, a worker that writes, the seal."""

import logging

from app.recording_shelf import Ended, RecordingShelf
from app.worker import Worker
from domain.audio import AudioBlock
from domain.calls import Call, Recording
from domain.errors import StoreBusy, WorkstationError
from domain.events import Publish, TroubleMet
from speech.audio.recorder import Recorder
from speech.audio.running_sound import RunningSound

log = logging.getLogger(__name__)

STOP_S = 5.0


class CallRecorder:
    """put() and finish() belong to the capture thread, which never waits for the disk in put()."""

    def __init__(self, shelf: RecordingShelf, call: Call, publish: Publish) -> None:
        """Raises DiskFull, DataFolderReadOnly when not even the call's name can be put down."""
        self._shelf, self._call_id, self._publish = shelf, call.call_id, publish
        self._told: set[type[WorkstationError]] = set()
        files = shelf.begin(call)
        self.sound = RunningSound(files)  # what is on disk so far
        self._recorder = Recorder(files, must_narrow=shelf.guard.must_narrow, tell=self._tell)
        self._worker = Worker("recorder", self._recorder.step, publish)
        self._is_finished = False
        self._worker.start()

    def put(self, agent: AudioBlock, customer: AudioBlock) -> None:
        self._recorder.put(agent.samples, customer.samples, agent.start_s)

    def finish(self) -> Recording:
        """Write the rest and seal; may be called again when it raised.

        Raises Damaged, DiskFull, DataFolderReadOnly, and StoreBusy while the disk does not answer.
        """
        if not self._is_finished:
            if not self._worker.stop(wait_s=STOP_S):
                raise StoreBusy(
                    "磁盘没有回应，录音还在写 / The disk does not answer; the recording is written"
                )
            self._recorder.finish()
            self._is_finished = True
            self._shelf.ended(self._call_id)
        recording = self._shelf.seal(self._call_id, Ended(until=self._recorder.end))
        if recording is None:  # the disk refused all of it, and there is nothing to seal
            return self._shelf.seal_sound(self._call_id, ())
        return recording

    def close(self) -> None:
        """Let go of the thread; what is on disk is found again at the next start."""
        self._worker.stop(wait_s=STOP_S)
        self._shelf.ended(self._call_id)

    def _tell(self, error: WorkstationError) -> None:
        """Say each kind of trouble once per call."""
        if type(error) not in self._told:
            self._told.add(type(error))
            log.warning("recording of call %s: %s", self._call_id, type(error).__name__)
            self._publish(TroubleMet(error))
