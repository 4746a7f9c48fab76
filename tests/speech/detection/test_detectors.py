"""One suite for every detector, the real one and the simple one."""

from collections.abc import Callable

import numpy as np
import pytest

from speech.audio.decode import read_call
from speech.detection.detector import FRAME_SAMPLES, SpeechDetector
from speech.detection.loudness import Loudness
from speech.detection.silero import Silero
from tests.speech.sounds import DEMO_CALL, silence, tone

DETECTORS = [Silero, Loudness]


@pytest.fixture(params=DETECTORS)
def detector(request: pytest.FixtureRequest) -> SpeechDetector:
    make: Callable[[], SpeechDetector] = request.param
    return make()


def call(seconds: float = 20.0) -> np.ndarray:
    whole = round(seconds * 16_000) // FRAME_SAMPLES * FRAME_SAMPLES
    return read_call(DEMO_CALL).agent.samples[:whole]


def test_there_is_one_chance_per_frame(detector: SpeechDetector) -> None:
    chances = detector.chances(call())
    assert chances.shape == (len(call()) // FRAME_SAMPLES,)
    assert ((chances >= 0) & (chances <= 1)).all()


def test_no_sound_gives_no_chance(detector: SpeechDetector) -> None:
    assert len(detector.chances(silence(0.0))) == 0


def test_pieces_give_what_the_whole_gives(detector: SpeechDetector) -> None:
    sound = call()
    whole = detector.chances(sound)
    detector.reset()
    pieces = [
        detector.chances(sound[start : start + 3 * FRAME_SAMPLES])
        for start in range(0, len(sound), 3 * FRAME_SAMPLES)
    ]
    assert np.concatenate(pieces) == pytest.approx(whole, abs=1e-4)


def test_a_reset_forgets_the_past(detector: SpeechDetector) -> None:
    first = detector.chances(call())
    detector.reset()
    assert detector.chances(call()) == pytest.approx(first, abs=1e-5)


def test_silence_is_no_speech(detector: SpeechDetector) -> None:
    assert detector.chances(silence(3.2)).max() < 0.1


def test_a_turn_of_the_demo_call_is_speech(detector: SpeechDetector) -> None:
    # The agent greets from 0.6 to 5.7 s; until 10.6 s the customer speaks, in the other channel.
    chances = detector.chances(call())
    times_s = np.arange(len(chances)) * FRAME_SAMPLES / 16_000
    assert np.mean(chances[(times_s > 1) & (times_s < 5)] > 0.5) > 0.6
    assert np.mean(chances[(times_s > 7) & (times_s < 10)] > 0.5) < 0.05


def test_a_steady_tone_does_not_sound_like_speech_to_silero() -> None:
    assert np.mean(Silero().chances(tone(6.4)[: 200 * FRAME_SAMPLES]) > 0.5) < 0.2


def test_two_channels_may_share_one_session() -> None:
    one, sound = Silero(), call(4.0)
    alone = one.chances(sound)
    both = [Silero(one._session), Silero(one._session)]
    for start in range(0, len(sound), FRAME_SAMPLES):
        both[1].chances(silence(0.032))
        chance = both[0].chances(sound[start : start + FRAME_SAMPLES])
        assert chance[0] == pytest.approx(alone[start // FRAME_SAMPLES], abs=1e-4)
