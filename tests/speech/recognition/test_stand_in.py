"""The engine that helps out gets no more sound at once than it can take."""

from functools import partial

import pytest

from speech.recognition import stand_in
from tests.speech.tone_recognizer import ToneRecognizer


@pytest.mark.parametrize(("local_window_s", "expected_s"), [(10.0, 10.0), (60.0, 30.0)])
def test_sound_comes_no_longer_than_both_engines_take(
    local_window_s: float, expected_s: float
) -> None:
    engine = stand_in.load(
        partial(ToneRecognizer, window_s=30.0), ToneRecognizer, local_window_s=local_window_s
    )
    assert engine.window_s == expected_s
