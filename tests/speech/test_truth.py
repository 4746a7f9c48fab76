import pytest

from domain.calls import Doubt
from speech.recognition.recognizer import Heard
from speech.truth import doubts_of


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
