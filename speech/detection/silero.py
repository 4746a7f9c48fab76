"""Silero VAD, from the file that lies inside the faster-whisper wheel.

Source: snakers4/silero-vad v6 (MIT); the streaming call with carried state
follows its own OnnxWrapper.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from domain.audio import Samples
from domain.errors import ModelMissing
from speech.detection.detector import FRAME_SAMPLES, Chances

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_CONTEXT: Final = 64  # samples of the frame before that the model wants to see again
_STATE_SHAPE: Final = (1, 1, 128)
_BATCH_FRAMES: Final = 250  # 8 s at once: 2000 took 20 MB more and no less time


class Silero:
    """About 0.7 % of one core per live channel. The session may be shared by channels."""

    def __init__(self, session: "InferenceSession | None" = None) -> None:
        self._session = session or open_session()
        self.reset()

    def reset(self) -> None:
        self._h = np.zeros(_STATE_SHAPE, np.float32)
        self._c = np.zeros(_STATE_SHAPE, np.float32)
        self._context = np.zeros(_CONTEXT, np.float32)

    def chances(self, samples: Samples) -> Chances:
        frames = samples.reshape(-1, FRAME_SAMPLES)
        found = [
            self._run(frames[start : start + _BATCH_FRAMES])
            for start in range(0, len(frames), _BATCH_FRAMES)
        ]
        return np.concatenate(found) if found else np.zeros(0, np.float32)

    def _run(self, frames: Samples) -> Chances:
        before = np.vstack([self._context, frames[:-1, -_CONTEXT:]])
        self._context = frames[-1, -_CONTEXT:].copy()
        output, self._h, self._c = self._session.run(
            None,
            {
                "input": np.hstack([before, frames]).astype(np.float32, copy=False),
                "h": self._h,
                "c": self._c,
            },
        )
        return np.asarray(output, np.float32).reshape(-1)


def open_session() -> "InferenceSession":
    """Load the network (about 0.05 s) on one thread.

    Raises ModelMissing when the faster-whisper package is not whole.
    """
    # Imported here: onnxruntime takes 0.2 s, and the window opens without it.
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.inter_op_num_threads = 1
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    return InferenceSession(str(_asset()), options, providers=["CPUExecutionProvider"])


def _asset() -> Path:
    # find_spec finds the folder without importing faster_whisper, which would cost 1 s.
    spec = find_spec("faster_whisper")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "assets" / "silero_vad_v6.onnx"
        if path.is_file():
            return path
    raise ModelMissing(
        "缺少语音检测文件 silero_vad_v6.onnx，请重新安装 faster-whisper"
        " / silero_vad_v6.onnx is missing: install faster-whisper again"
    )
