import numpy as np
import pytest

from domain.audio import Role
from domain.errors import AudioDeviceMissing
from domain.sound_devices import DeviceWish
from speech.audio.decode import CallAudio
from speech.audio.playback import Player
from speech.audio.tempo import at_speed
from tests.speech.sounds import block, tone


def stereo(seconds: float, pitch_hz: float) -> np.ndarray:
    return np.stack([tone(seconds, pitch_hz)] * 2, axis=1)


@pytest.mark.parametrize("speed", [0.5, 0.8, 1.0, 1.25, 2.0])
def test_speed_changes_the_length_and_keeps_the_pitch(speed: float) -> None:
    played = np.concatenate([part for _, part in at_speed(stereo(4.0, 250), speed)])
    assert len(played) / 16_000 == pytest.approx(4.0 / speed, abs=0.1)
    middle = played[8000:24_000, 0]
    assert np.argmax(np.abs(np.fft.rfft(middle))) == pytest.approx(250, abs=4)
    assert 0.4 < np.abs(middle).max() < 0.6


def test_the_place_follows_the_recording() -> None:
    places = [place for place, _ in at_speed(stereo(4.0, 250), 2.0)]
    assert places == sorted(places)
    assert places[-1] / 16_000 == pytest.approx(4.0, abs=0.1)


def test_nothing_to_play_is_no_error() -> None:
    assert sum(len(part) for _, part in at_speed(stereo(0.0, 250), 1.0)) == 0
    assert not np.concatenate([part for _, part in at_speed(stereo(0.0, 250), 2.0)]).any()


def test_a_device_that_is_not_there_is_told() -> None:
    sound = tone(0.1)
    audio = CallAudio(block(sound, role=Role.AGENT), block(sound), 16_000, 0.1)
    player = Player(DeviceWish("no such loudspeaker"))
    with pytest.raises(AudioDeviceMissing) as caught:
        player.play(audio, 0.0)
    assert " / " in str(caught.value)
    assert player.position_s() is None
    player.pause()
