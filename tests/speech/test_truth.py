import numpy as np
import pytest

from domain.audio import AudioBlock, Role
from domain.calls import Doubt, Word
from speech.recognition.recognizer import Heard
from speech.truth import Neighbours, doubts_of
from tests.speech.sounds import block, silence, tone


def heard(
    text: str,
    confidence: float = 0.9,
    logprob: float = -0.2,
    no_speech: float = 0.0,
    compression: float = 1.0,
) -> Heard:
    return Heard(text, (), confidence, logprob, no_speech, compression)


@pytest.mark.parametrize(
    "text",
    [
        "你好，我家空调不制冷，已经两天了。",
        "好的好的好的，麻烦您了。",
        "对对对，就是这个。",
        "我的电话是13888888888。",
        "是的，是的，谢谢您。",
    ],
)
def test_plain_speech_is_believed(text: str) -> None:
    assert doubts_of(heard(text)) == ()


@pytest.mark.parametrize(
    "text", ["请不吝点赞订阅转发打赏支持明镜与点点栏目", "字幕由某某提供", "谢谢大家收看，再见"]
)
def test_subtitles_that_nobody_said_are_known(text: str) -> None:
    assert Doubt.KNOWN_HALLUCINATION in doubts_of(heard(text))


@pytest.mark.parametrize(
    "text",
    [
        "谢谢您谢谢您谢谢您谢谢您谢谢您",
        "啊啊啊啊啊啊啊啊",
        "我要退款，我要退款，我要退款，我要退款",
    ],
)
def test_a_loop_is_noticed(text: str) -> None:
    assert doubts_of(heard(text)) == (Doubt.REPETITION,)


def test_text_that_deflates_too_well_is_a_loop() -> None:
    text = "今天上午九点到十点上门维修空调好不好，今天上午九点到十点上门维修空调好不好"
    assert doubts_of(heard(text, compression=2.6)) == (Doubt.REPETITION,)
    assert doubts_of(heard("好的", compression=2.6)) == ()


@pytest.mark.parametrize(("confidence", "logprob"), [(0.3, -0.2), (0.9, -1.4)])
def test_an_unsure_engine_is_doubted(confidence: float, logprob: float) -> None:
    assert doubts_of(heard("空调", confidence, logprob)) == (Doubt.LOW_CONFIDENCE,)


def test_silence_that_was_given_words_is_doubted() -> None:
    assert Doubt.NO_SPEECH in doubts_of(heard("嗯。", 0.8, -1.2, no_speech=0.9))
    assert doubts_of(heard("嗯。", 0.8, -0.2, no_speech=0.9)) == ()


@pytest.mark.parametrize("text", ["", "。", "，，"])
def test_no_words_are_no_speech(text: str) -> None:
    assert Doubt.NO_SPEECH in doubts_of(heard(text))


def test_more_words_than_the_sound_can_hold_are_doubted() -> None:
    text = "请不要忘记检查一下您家里的燃气阀门是不是已经关好了"
    short = block(np.concatenate([silence(2.0), tone(0.5), silence(2.0)]))
    assert doubts_of(heard(text), sound=short) == (Doubt.IMPLAUSIBLE,)
    assert doubts_of(heard(text), sound=block(tone(4.0))) == ()
    assert doubts_of(heard("好的好的"), sound=short) == ()


def test_words_on_a_silent_stretch_are_no_speech() -> None:
    audio = block(np.concatenate([tone(1.0), silence(2.0)]))
    spoken = Heard("你好", (Word("你好", 0.2, 0.9, 0.9),), 0.9, -0.2)
    made_up = Heard("你好", (Word("你好", 1.5, 2.4, 0.9),), 0.9, -0.2)
    assert doubts_of(spoken, sound=audio) == ()
    assert doubts_of(made_up, sound=audio) == (Doubt.NO_SPEECH,)
    assert doubts_of(heard("你好"), sound=block(silence(1.0))) == (Doubt.NO_SPEECH,)


def at(start_s: float, role: Role = Role.CUSTOMER) -> AudioBlock:
    return block(tone(1.0), role=role, start_s=start_s)


def test_a_long_line_that_the_engine_tells_again_unsurely_is_an_echo() -> None:
    neighbours, line = Neighbours(), heard("今天上午九点到十点给您安排上门。", confidence=0.6)
    assert [neighbours.is_echo(line, at(second)) for second in (0.0, 3.0)] == [False, True]


def test_a_short_line_is_an_echo_the_third_time() -> None:
    neighbours, line = Neighbours(), heard("请问您说。", confidence=0.6)
    echoes = [neighbours.is_echo(line, at(second)) for second in (0.0, 3.0, 6.0)]
    assert echoes == [False, False, True]


def test_what_a_person_says_again_is_no_echo() -> None:
    neighbours = Neighbours()
    sure = heard("我要退货退款，你们听见了没有啊。", confidence=0.95)
    phone, yes = heard("13812345678", confidence=0.5), heard("对对", confidence=0.5)
    late = heard("今天上午九点到十点给您安排上门。", confidence=0.6)
    for line in (sure, phone, yes):
        assert not any(neighbours.is_echo(line, at(second)) for second in (0.0, 3.0, 6.0))
    assert not neighbours.is_echo(late, at(10.0))
    assert not neighbours.is_echo(late, at(10.0, Role.AGENT))
    assert not neighbours.is_echo(late, at(200.0))
