"""Personal numbers are blotted before a segment is stored or shown; the ticket keeps its own."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from domain.calls import Segment, Word
from domain.meaning import Entity, Span, Understanding
from speech.understanding.redaction import redact


def blotted(segment: Segment, understanding: Understanding) -> tuple[Segment, Understanding]:
    """Return both with blots for personal numbers; every span still fits.

    The values of entities stay: the ticket form is filled with them.
    """
    text = redact(segment.text).text
    if text == segment.text:
        return segment, understanding
    words = tuple(_words(segment.words, text)) if _fit(segment) else ()
    entities = tuple(_entity(one, text) for one in understanding.entities)
    return replace(segment, text=text, words=words), replace(understanding, entities=entities)


def _fit(segment: Segment) -> bool:
    return "".join(word.text for word in segment.words) == segment.text


def _words(words: Iterable[Word], text: str) -> Iterator[Word]:
    place = 0
    for word in words:
        end = place + len(word.text)
        yield replace(word, text=text[place:end])
        place = end


def _entity(entity: Entity, text: str) -> Entity:
    span = entity.span
    return replace(
        entity, span=Span(span.segment_id, span.start, span.end, text[span.start : span.end])
    )
