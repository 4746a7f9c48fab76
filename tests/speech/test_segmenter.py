import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.audio import SAMPLE_RATE_HZ, AudioBlock, Role, Samples
from speech.audio.decode import read_call
from speech.audio.replay import Replay
from speech.detection.loudness import Loudness
from speech.detection.silero import Silero
from speech.segmenter import Found, Segmenter, SegmenterSettings
from speech.utterance import OpenUtterance, Utterance
from tests.speech.sounds import DEMO_CALL, silence, tone

FRAME_S = 0.032


def hear(
    sound: Samples, step: int = 1600, settings: SegmenterSettings | None = None
) -> list[Found]:
    segmenter = Segmenter(Role.CUSTOMER, Loudness(), settings)
    found: list[Found] = []
    for start in range(0, len(sound), step):
        part = sound[start : start + step]
        found += segmenter.hear(AudioBlock(Role.CUSTOMER, start / SAMPLE_RATE_HZ, part))
    return found + segmenter.flush()


def finals(found: list[Found]) -> list[Utterance]:
    return [one for one in found if isinstance(one, Utterance)]


def partials(found: list[Found]) -> list[OpenUtterance]:
    return [one for one in found if isinstance(one, OpenUtterance)]


def said(*parts: tuple[bool, float]) -> Samples:
    """Return tones and silences, each sample with a value of its own so that it can be found."""
    sound = np.concatenate(
        [tone(seconds) if is_loud else silence(seconds) for is_loud, seconds in parts]
    )
    return sound + np.linspace(0, 1e-4, len(sound), dtype=np.float32)


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.booleans(), st.floats(0.01, 3.0)), min_size=1, max_size=6),
    st.sampled_from([256, 512, 1600, 5000]),
)
def test_no_sample_is_lost(parts: list[tuple[bool, float]], step: int) -> None:
    sound = said(*parts)
    end = 0
    for number, utterance in enumerate(finals(hear(sound, step=step))):
        assert utterance.number == number
        start = round(utterance.audio.start_s * SAMPLE_RATE_HZ)
        assert start >= end, "two utterances share sound"
        left_out = sound[end:start]
        assert _longest_loud_s(left_out) <= 0.13, "speech was left out"
        end = start + len(utterance.audio.samples)
        assert np.array_equal(utterance.audio.samples, sound[start:end])
    assert _longest_loud_s(sound[end:]) <= 0.13


def _longest_loud_s(sound: Samples) -> float:
    """Return the longest run of frames that are loud; a click may be left out."""
    longest = run = 0
    for start in range(0, len(sound) - 159, 160):
        run = run + 1 if np.abs(sound[start : start + 160]).max() > 0.1 else 0
        longest = max(longest, run)
    return longest / 100


@settings(max_examples=30)
@given(st.lists(st.tuples(st.booleans(), st.floats(0.01, 3.0)), min_size=1, max_size=5))
def test_the_size_of_blocks_changes_nothing(parts: list[tuple[bool, float]]) -> None:
    sound = said(*parts)
    coarse, fine = finals(hear(sound, step=8000)), finals(hear(sound, step=333))
    assert [one.audio.start_s for one in coarse] == pytest.approx(
        [one.audio.start_s for one in fine]
    )
    assert [len(one.audio.samples) for one in coarse] == [len(one.audio.samples) for one in fine]


@settings(max_examples=30)
@given(st.lists(st.tuples(st.booleans(), st.floats(0.1, 30.0)), min_size=1, max_size=4))
def test_no_utterance_is_longer_than_the_window(parts: list[tuple[bool, float]]) -> None:
    for utterance in finals(hear(said(*parts))):
        assert len(utterance.audio.samples) / SAMPLE_RATE_HZ <= 9.0


def test_an_utterance_begins_before_its_first_sound() -> None:
    (utterance,) = finals(hear(said((False, 1.0), (True, 1.0), (False, 1.0))))
    assert utterance.audio.start_s == pytest.approx(0.75, abs=FRAME_S)
    assert utterance.speech_end_s == pytest.approx(2.0, abs=FRAME_S)
    assert utterance.audio.end_s == pytest.approx(2.15, abs=2 * FRAME_S)
    assert not utterance.is_cut


def test_an_utterance_ends_half_a_second_after_its_last_sound() -> None:
    segmenter = Segmenter(Role.CUSTOMER, Loudness())
    sound = said((True, 1.0), (False, 2.0))
    for start in range(0, len(sound), 160):
        block = AudioBlock(Role.CUSTOMER, start / SAMPLE_RATE_HZ, sound[start : start + 160])
        if finals(segmenter.hear(block)):
            assert block.end_s == pytest.approx(1.5, abs=0.05)
            return
    pytest.fail("never ended")


def test_who_goes_on_right_after_the_end_keeps_his_first_sound() -> None:
    first, second = finals(hear(said((True, 1.0), (False, 0.6), (True, 1.0), (False, 1.0))))
    assert second.audio.start_s == pytest.approx(1.35, abs=2 * FRAME_S)
    assert second.audio.start_s >= first.audio.end_s


def test_long_speech_is_cut_where_it_is_quietest() -> None:
    sound = said((True, 7.9), (False, 0.1), (True, 4.0), (False, 1.0))
    first, second = finals(hear(sound))
    assert first.is_cut
    assert first.audio.end_s == pytest.approx(7.95, abs=0.06)
    assert second.audio.start_s == pytest.approx(first.audio.end_s)
    assert not second.is_cut


def test_a_click_is_no_utterance() -> None:
    assert hear(said((False, 1.0), (True, 0.03), (False, 2.0))) == []


def test_an_open_utterance_is_told_again_and_again() -> None:
    told = SegmenterSettings(partial_every_s=1.0)
    found = partials(hear(said((True, 4.5), (False, 1.0)), settings=told))
    growing = [one for one in found if not one.is_pausing]
    assert [len(one.audio.samples) for one in growing] == sorted(
        len(one.audio.samples) for one in growing
    )
    assert len(growing) == 4


def test_what_is_told_at_the_pause_is_what_the_final_holds() -> None:
    found = hear(said((False, 0.5), (True, 2.0), (False, 0.3), (True, 1.0), (False, 1.0)))
    *_, last = (one for one in partials(found) if one.is_pausing)
    (final,) = finals(found)
    assert last.number == final.number
    assert last.audio.start_s == final.audio.start_s
    assert np.array_equal(last.audio.samples, final.audio.samples)


def test_the_end_of_the_call_ends_the_utterance() -> None:
    (utterance,) = finals(hear(said((False, 0.5), (True, 1.234))))
    assert utterance.audio.end_s == pytest.approx(1.734)
    assert utterance.speech_end_s == pytest.approx(1.734)


def test_a_hole_in_time_ends_the_utterance_where_it_begins() -> None:
    segmenter = Segmenter(Role.AGENT, Loudness())
    assert finals(segmenter.hear(AudioBlock(Role.AGENT, 0.0, tone(1.0)))) == []
    found = segmenter.hear(AudioBlock(Role.AGENT, 30.0, tone(1.0)))
    (before,) = finals(found)
    assert before.audio.end_s == pytest.approx(1.0)
    (after,) = finals(segmenter.flush())
    assert after.audio.start_s == pytest.approx(30.0, abs=FRAME_S)


def test_the_turns_of_the_demo_call_are_found() -> None:
    audio = read_call(DEMO_CALL)
    segmenters = {role: Segmenter(role, Silero()) for role in Role}
    found: list[Found] = []
    for agent, customer in Replay(audio, None).blocks():
        found += segmenters[Role.AGENT].hear(agent) + segmenters[Role.CUSTOMER].hear(customer)
    turns = sorted((one.audio.start_s, one.audio.role) for one in finals(found))
    assert len(turns) >= 20
    assert [role for _, role in turns[:4]] == [
        Role.AGENT,
        Role.CUSTOMER,
        Role.AGENT,
        Role.CUSTOMER,
    ]
