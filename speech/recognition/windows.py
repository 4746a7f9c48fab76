"""The windows that the engine encodes: as long as what is in them, where its model allows it."""

from math import ceil
from typing import Any, Final

from faster_whisper import BatchedInferencePipeline, WhisperModel

# Below half a second behind the sound the bundled model lost letters (docs/decisions/0011).
_MARGIN_FRAMES: Final = 50
_FRAMES_PER_S: Final = 100


class Windows(BatchedInferencePipeline):  # type: ignore[misc]  # the package has no types
    """faster-whisper's own pipeline; is_snug: without the silence that fills up 30 s.

    Whisper's encoder costs what its window holds, filled or not. A model with Whisper's own
    30 s window was never shown a shorter one and needs the filling.

    passes and encoded_s count what was encoded since the start.
    """

    def __init__(self, model: WhisperModel, *, is_snug: bool) -> None:
        super().__init__(model)
        self._is_snug = is_snug
        self.passes = 0
        self.encoded_s = 0.0

    def forward(
        self, features: Any, tokenizer: Any, chunks_metadata: list[dict[str, Any]], options: Any
    ) -> Any:
        if self._is_snug:
            longest_s = ceil(max(one["duration"] for one in chunks_metadata))
            features = features[..., : longest_s * _FRAMES_PER_S + _MARGIN_FRAMES]
        self.passes += len(features)
        self.encoded_s += len(features) * features.shape[-1] / _FRAMES_PER_S
        return super().forward(features, tokenizer, chunks_metadata, options)
