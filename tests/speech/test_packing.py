from hypothesis import given
from hypothesis import strategies as st

from domain.calls import Word
from speech.packing import GAP_S, pack
from speech.recognition.recognizer import Heard
from speech.utterance import Utterance
from tests.speech.sounds import block, tone


def utterances(lengths_s: list[float]) -> list[Utterance]:
    found, at_s = [], 3.0
    for number, length_s in enumerate(lengths_s):
        audio = block(tone(length_s), start_s=at_s)
        found.append(Utterance(number, audio, audio.end_s))
        at_s = audio.end_s + 2.0
    return found


@given(st.lists(st.floats(0.2, 9.0), max_size=12), st.sampled_from([0.0, 10.0, 30.0]))
def test_every_utterance_is_in_one_pack_in_order(lengths_s: list[float], window_s: float) -> None:
    packs = list(pack(utterances(lengths_s), window_s))
    numbers = [one.number for each in packs for one in each.utterances]
    assert numbers == list(range(len(lengths_s)))
    for each in packs:
        assert len(each.utterances) == 1 or len(each.samples) / 16_000 <= window_s + 0.01


def test_without_a_window_each_goes_alone() -> None:
    assert [len(one.utterances) for one in pack(utterances([1.0, 2.0]), 0.0)] == [1, 1]


def test_words_go_back_to_their_utterance_with_the_times_of_the_call() -> None:
    (one,) = pack(utterances([1.0, 2.0]), 10.0)
    second_s = 1.0 + GAP_S
    words = (
        Word("好", 0.2, 0.9, 0.8),
        Word("的", 0.9, 1.3, 0.6),
        Word("谢", second_s - 0.05, second_s + 0.4, 0.5),
    )
    first, second = one.sort_out(Heard("好的谢", words, 0.6))
    assert (first.text, second.text) == ("好的", "谢")
    assert first.words[0].start_s == 3.2
    assert first.words[1].end_s == 4.0, "a word does not outlast its utterance"
    assert second.words[0].end_s == 6.4
    assert second.confidence == 0.5
