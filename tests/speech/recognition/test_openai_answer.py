"""Answers of several servers, as they write them, and what is made of them."""

import msgspec
import pytest

from speech.recognition.openai_answer import Answer, Asked, heard_of
from speech.recognition.recognizer import Heard

OPENAI = b"""{"task": "transcribe", "language": "chinese", "duration": 2.4, "text":
 "\xe7\xa9\xba\xe8\xb0\x83\xe4\xb8\x8d\xe5\x86\xb7\xef\xbc\x8c\xe4\xb8\xa4\xe5\xa4\xa9\xe4\xba\x86\xe3\x80\x82",
 "words": [{"word": "\xe7\xa9\xba\xe8\xb0\x83", "start": 0.1, "end": 0.5},
 {"word": "\xe4\xb8\x8d\xe5\x86\xb7", "start": 0.5, "end": 0.9},
 {"word": "\xe4\xb8\xa4\xe5\xa4\xa9\xe4\xba\x86", "start": 1.2, "end": 9.9}],
 "segments": [{"id": 0, "seek": 0, "start": 0.0, "end": 2.4, "text": "", "tokens": [1],
 "temperature": 0.0, "avg_logprob": -0.2, "compression_ratio": 0.9, "no_speech_prob": 0.01}],
 "usage": {"type": "duration", "seconds": 3}}"""


def heard(body: bytes | str, *, is_final: bool = True) -> Heard:
    raw = body.encode() if isinstance(body, str) else body
    asked = Asked(start_s=30.0, duration_s=2.4, is_final=is_final, engine="server:x", decode_s=0.2)
    return heard_of(msgspec.json.decode(raw, type=Answer), asked)


def test_words_get_back_the_marks_of_the_text_and_the_times_of_the_call() -> None:
    said = heard(OPENAI)
    assert said.text == "空调不冷，两天了。"
    assert [word.text for word in said.words] == ["空调", "不冷，", "两天了。"]
    assert [word.start_s for word in said.words] == pytest.approx([30.1, 30.5, 31.2])
    assert said.words[-1].end_s == pytest.approx(32.4)  # not beyond the utterance
    assert said.confidence == pytest.approx(0.819, abs=0.001)
    assert said.avg_logprob == pytest.approx(-0.2)
    assert said.no_speech == pytest.approx(0.01)
    assert (said.engine, said.decode_s) == ("server:x", 0.2)


def test_text_alone_is_spread_over_the_utterance_and_not_trusted() -> None:
    said = heard('{"text": " 空调不冷 "}')
    assert said.text == "空调不冷"
    assert [round(word.start_s, 1) for word in said.words] == [30.0, 30.6, 31.2, 31.8]
    assert said.words[-1].end_s == pytest.approx(32.4)
    assert said.confidence == 0.5
    assert {word.confidence for word in said.words} == {0.5}


def test_chances_of_tokens_are_used_where_there_are_no_segments() -> None:
    said = heard('{"text": "好", "logprobs": [{"token": "x", "logprob": -0.1, "bytes": [1]}]}')
    assert said.confidence == pytest.approx(0.905, abs=0.001)


def test_words_inside_segments_are_found_and_their_chances_kept() -> None:
    words = '[{"word": " 好", "start": 0, "end": 1, "probability": 0.25}]'
    said = heard('{"text": "好", "words": null, "segments": [{"words": ' + words + "}]}")
    assert [word.confidence for word in said.words] == [0.25]
    assert said.confidence == 0.25


def test_latin_words_keep_their_blank() -> None:
    words = ", ".join(
        f'{{"word": "{one}", "start": {n}, "end": {n + 1}}}' for n, one in enumerate(("E1", "ok"))
    )
    said = heard('{"text": "E1 ok", "words": [' + words + "]}")
    assert said.text == "E1 ok"
    assert [word.text for word in said.words] == ["E1", " ok"]


def test_a_word_that_the_text_does_not_have_is_kept_as_it_is() -> None:
    words = '[{"word": "甲", "start": 0, "end": 1}, {"word": "乙", "start": 1, "end": 2}]'
    said = heard('{"text": "甲丙", "words": ' + words + "}")
    assert said.text == "".join(word.text for word in said.words)


@pytest.mark.parametrize("text", ["", "  ", "。", "…"])
def test_nothing_said_is_no_text(text: str) -> None:
    said = heard(f'{{"text": "{text}"}}')
    assert (said.text, said.words) == ("", ())


def test_words_of_an_engine_that_thinks_nobody_spoke_are_dropped() -> None:
    segment = '{"text": "谢谢观看", "avg_logprob": -1.4, "no_speech_prob": 0.9}'
    assert heard('{"text": "谢谢观看", "segments": [' + segment + "]}").text == ""


def test_a_partial_has_no_words() -> None:
    said = heard(OPENAI, is_final=False)
    assert said.words == ()
    assert said.text == "空调不冷，两天了。"


def test_a_loop_is_seen_by_its_compression() -> None:
    assert heard(f'{{"text": "{"好的" * 40}"}}').compression > 2.4


def test_chances_that_are_none_are_not_believed() -> None:
    words = '[{"word": "好", "start": 0, "end": 1, "probability": 7.5}]'
    assert heard('{"text": "好", "words": ' + words + "}").confidence == 1.0
