"""The call so far: intents and emotion over its utterances."""

from statistics import mean

from hypothesis import given
from hypothesis import strategies as st

from domain.meaning import Coarse, Fine, Mood
from speech.understanding.whole_call import emotion_so_far, emotion_trend, intents_so_far
from tests.speech.understanding.said import understood

SCORES = st.lists(st.floats(0, 1), min_size=1, max_size=12)


def _moods(scores: list[float]) -> list[tuple[float, Mood]]:
    return [(float(i), Mood(score, 0.5)) for i, score in enumerate(scores)]


def test_emotion_is_weighed_as_the_page_says() -> None:
    scores = [0.1, 0.2, 0.9, 0.3, 0.8, 0.7]
    expected = 0.5 * mean([0.9, 0.8, 0.7]) + 0.3 * mean([0.8, 0.7]) + 0.2 * mean(scores)
    assert abs(emotion_so_far(_moods(scores)) - expected) < 1e-12


def test_a_silent_customer_is_calm() -> None:
    assert emotion_so_far([]) == 0.0
    assert emotion_trend([]) == 0.0


@given(SCORES)
def test_emotion_stays_between_the_calmest_and_the_angriest(scores: list[float]) -> None:
    e = emotion_so_far(_moods(scores))
    assert min(scores) - 1e-9 <= e <= max(scores) + 1e-9


@given(SCORES, st.randoms(use_true_random=False))
def test_the_order_of_the_list_does_not_matter_only_time_does(scores, random) -> None:  # type: ignore[no-untyped-def]
    moods = _moods(scores)
    shuffled = random.sample(moods, len(moods))
    assert emotion_so_far(shuffled) == emotion_so_far(moods)


@given(SCORES, st.integers(0, 11), st.floats(0, 1))
def test_a_worse_utterance_never_makes_the_call_better(
    scores: list[float], index: int, score: float
) -> None:
    index %= len(scores)
    worse = [*scores]
    worse[index] = max(scores[index], score)
    assert emotion_so_far(_moods(worse)) >= emotion_so_far(_moods(scores)) - 1e-9


def test_the_trend_tells_worse_from_better() -> None:
    assert emotion_trend(_moods([0.1, 0.2, 0.9])) > 0
    assert emotion_trend(_moods([0.9, 0.2, 0.1])) < 0


def test_small_talk_never_outweighs_a_wish() -> None:
    said = ["我家空调不制冷", "好的", "对", "谢谢", "好的谢谢", "再见"]
    best = intents_so_far([understood(text) for text in said])[0]
    assert (best.fine, best.coarse) == (Fine.REPAIR, Coarse.REQUEST)


def test_a_complaint_about_a_fee_is_filed_under_the_fee() -> None:
    said = ["师傅多收了我二十块上门费", "我要投诉", "把钱退给我"]
    best = intents_so_far([understood(text) for text in said])[0]
    assert (best.fine, best.coarse) == (Fine.FEE, Coarse.COMPLAINT)


def test_a_call_without_words_is_of_another_kind() -> None:
    assert intents_so_far([])[0].fine is Fine.OTHER
