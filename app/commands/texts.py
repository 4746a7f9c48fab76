"""Verbs that read words: understand, lookup."""

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from app.assembly import new_understander
from app.blotting import blotted
from app.config import Config
from app.knowledge_desk import KnowledgeDesk
from app.store.database import open_store
from domain.audio import Role
from domain.calls import Customer, Segment
from domain.errors import UserError
from domain.meaning import Entity
from service.urgency import inputs_of_call, urgency
from speech.understanding.redaction import BLOT, redact
from speech.understanding.whole_call import emotion_so_far, intents_so_far


def understand(lines: Iterable[str], config: Config) -> Iterator[str]:
    """One JSON object in per line, {"text": …, "role": "customer"}, one out.

    No personal number comes out again, in whatever field.

    Raises UserError with the number of a line that is no such object.
    """
    understander = new_understander(config)
    nobody = Customer("", "", "")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        text, role = _asked(line, number)
        segment = Segment(f"line-{number}", "", role, 0.0, 0.0, text, 1.0)
        shown, found = blotted(segment, understander.understand(segment))
        found = replace(found, entities=tuple(map(_blotted_value, found.entities)))
        emotion = emotion_so_far([(0.0, found.mood)] if found.mood else [])
        answer = {
            "redacted": shown.text,
            "intents": to_builtins(intents_so_far([found])),
            "emotion": round(emotion, 4),
            "urgency": to_builtins(urgency(inputs_of_call([found], nobody, emotion))),
            "understanding": to_builtins(found),
        }
        yield json.dumps(_redacted(answer), ensure_ascii=False)


def _blotted_value(entity: Entity) -> Entity:
    text = entity.span.text
    return replace(entity, value=text) if BLOT in text else entity


def _redacted(value: Any) -> Any:
    """Evidence repeats the caller's words; blot them wherever they stand."""
    if isinstance(value, str):
        return redact(value).text
    if isinstance(value, dict):
        return {key: _redacted(one) for key, one in value.items()}
    return [_redacted(one) for one in value] if isinstance(value, list | tuple) else value


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
