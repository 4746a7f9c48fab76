"""Verbs that read words: understand, lookup."""

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import to_builtins

from app.knowledge_desk import KnowledgeDesk
from app.store.database import open_store
from domain.audio import Role
from domain.calls import Customer, Segment
from domain.errors import UserError
from service.urgency import inputs_of_call, urgency
from speech.understanding.redaction import redact
from speech.understanding.understand import Understander
from speech.understanding.whole_call import emotion_so_far, intents_so_far


def understand(lines: Iterable[str]) -> Iterator[str]:
    """One JSON object in per line, {"text": …, "role": "customer"}, one out.

    Raises UserError with the number of a line that is no such object.
    """
    understander = Understander.load()
    nobody = Customer("", "", "")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        text, role = _asked(line, number)
        segment = Segment(f"line-{number}", "", role, 0.0, 0.0, text, 1.0)
        found = understander.understand(segment)
        emotion = emotion_so_far([(0.0, found.mood)] if found.mood else [])
        answer = {
            "text": text,
            "redacted": redact(text).text,
            "intents": to_builtins(intents_so_far([found])),
            "emotion": round(emotion, 4),
            "urgency": to_builtins(urgency(inputs_of_call([found], nobody, emotion))),
            "understanding": to_builtins(found),
        }
        yield json.dumps(answer, ensure_ascii=False)


def _asked(line: str, number: int) -> tuple[str, Role]:
    try:
        row = json.loads(line)
        return str(row["text"]), Role(row.get("role", "customer"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f'第 {number} 行不是 {{"text": …}} 形式的 JSON / line {number} is not {{"text": …}}'
        ) from error


def lookup(text: str, *, as_json: bool, limit: int) -> None:
    """Search the articles that the product ships; leaves no trace."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder))
        try:
            desk = KnowledgeDesk(store)
            desk.fill()
            cards = desk.look_up(text, limit=limit)
        finally:
            store.close()
    if as_json:
        json.dump(to_builtins(cards), sys.stdout, ensure_ascii=False)
        print()
        return
    for card in cards:
        print(
            f"{card.score:.2f}  {card.article.title}   “{card.because}”\n      {card.article.body}"
        )
    if not cards:
        print("没有找到 / nothing found")
