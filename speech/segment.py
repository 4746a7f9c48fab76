"""What the engine heard of an utterance made into the segment that is stored."""

from collections.abc import Iterator

from domain.audio import AudioBlock
from domain.calls import Segment, Word
from speech.punctuation import punctuate
from speech.recognition.recognizer import Heard
from speech.truth import doubts_of
from speech.wording import edits_of, pieces


def segment_of(
    heard: Heard, utterance: AudioBlock, *, call_id: str, segment_id: str
) -> Segment | None:
    """Return the segment; None when nothing was said.

    The texts of its words join to its text. Its times are those of the words,
    or of the utterance when the engine gave none.
    """
    if not heard.text:
        return None
    words = write_words(punctuate(heard.words))
    return Segment(
        segment_id=segment_id,
        call_id=call_id,
        role=utterance.role,
        start_s=round(words[0].start_s if words else utterance.start_s, 3),
        end_s=round(words[-1].end_s if words else utterance.end_s, 3),
        text="".join(word.text for word in words) if words else heard.text,
        confidence=heard.confidence,
        words=words,
        doubts=doubts_of(heard),
        engine=heard.engine,
    )


def write_words(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the words as written; those of one number become one word with their whole time."""
    text = "".join(word.text for word in words)
    owners = [word for word in words for _ in word.text]  # of each character
    written: list[Word] = []
    for start, end, new in pieces(text, edits_of(text)):
        run = owners[start:end]
        if written and len(run) == 1 and start and owners[start - 1] is run[0]:
            written[-1] = _joined([written[-1], run[0]], written[-1].text + new)
        else:
            written.append(_joined(run, new))
    return tuple(written)


def _joined(words: list[Word], text: str) -> Word:
    distinct = list(_distinct(words))
    return Word(
        text=text,
        start_s=words[0].start_s,
        end_s=max(word.end_s for word in words),
        confidence=sum(word.confidence for word in distinct) / len(distinct),
    )


def _distinct(words: list[Word]) -> Iterator[Word]:
    for before, word in zip([None, *words], words, strict=False):
        if word is not before:
            yield word
