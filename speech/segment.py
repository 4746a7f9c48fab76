"""What the engine heard of an utterance made into the segment that is stored."""

from collections.abc import Iterator
from dataclasses import replace

from domain.audio import AudioBlock
from domain.calls import Doubt, Segment, Word
from domain.ids import new_id
from speech.hot_words import HotWords
from speech.punctuation import punctuate, punctuated
from speech.recognition.recognizer import Heard
from speech.simplified import simplified
from speech.truth import Neighbours, doubts_of
from speech.wording import edits_of, pieces, written


class Scribe:
    """Writes down one call, live or from a file, in the order in which it is heard.

    Pure text, well below 1 ms a segment. Not thread-safe: one call has one.
    """

    def __init__(self, call_id: str, hot_words: HotWords | None = None) -> None:
        self._call_id, self._hot_words = call_id, hot_words
        self._neighbours = Neighbours()

    def write(self, heard: Heard, utterance: AudioBlock) -> Segment | None:
        """Return the segment, doubted when it repeats its neighbours; None for no words."""
        segment = segment_of(
            heard,
            utterance,
            call_id=self._call_id,
            segment_id=new_id(),
            hot_words=self._hot_words,
        )
        if segment is None or not self._neighbours.is_echo(heard, utterance):
            return segment
        doubts = dict.fromkeys((*segment.doubts, Doubt.REPETITION))
        return replace(segment, doubts=tuple(doubts))


def segment_of(
    heard: Heard,
    utterance: AudioBlock,
    *,
    call_id: str,
    segment_id: str,
    hot_words: HotWords | None = None,
) -> Segment | None:
    """Return the segment; None when nothing was said.

    Simplified characters, marks, hot words, digits, in this order. The texts of its words
    join to its text. Its times are those of the words, or of the utterance when the engine
    gave none; hot words need words to be put right, since the engine's own must be kept.
    """
    if not heard.text:
        return None
    heard = _simplified(heard)
    words = punctuate(heard.words)
    if hot_words is not None:
        words = hot_words.put_right(words)
    words = write_words(words)
    return Segment(
        segment_id=segment_id,
        call_id=call_id,
        role=utterance.role,
        start_s=round(words[0].start_s if words else utterance.start_s, 3),
        end_s=round(words[-1].end_s if words else utterance.end_s, 3),
        text="".join(word.text for word in words) or written(punctuated(heard.text)),
        confidence=heard.confidence,
        words=words,
        doubts=doubts_of(heard, sound=utterance),
        engine=heard.engine,
    )


def _simplified(heard: Heard) -> Heard:
    simple = simplified(heard.text)
    if simple == heard.text:
        return heard
    places, words = 0, []
    for word in heard.words:  # from the whole text, since a word's neighbours tell how to write it
        words.append(replace(word, text=simple[places : places + len(word.text)]))
        places += len(word.text)
    return replace(heard, text=simple, words=tuple(words))


def write_words(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words as written; those of one number become one word with their whole time."""
    text = "".join(word.text for word in words)
    owners = [word for word in words for _ in word.text]  # of each character
    done: list[Word] = []
    for start, end, new in pieces(text, edits_of(text)):
        run = owners[start:end]
        if done and len(run) == 1 and start and owners[start - 1] is run[0]:
            done[-1] = _joined([done[-1], run[0]], done[-1].text + new)
        else:
            done.append(_joined(run, new))
    return tuple(done)


def _joined(words: list[Word], text: str) -> Word:
    distinct = list(_distinct(words))
    return Word(
        text=text,
        start_s=words[0].start_s,
        end_s=max(word.end_s for word in words),
        confidence=sum(word.confidence for word in distinct) / len(distinct),
        heard=distinct[-1].heard,
    )


def _distinct(words: list[Word]) -> Iterator[Word]:
    for before, word in zip([None, *words], words, strict=False):
        if word is not before:
            yield word
