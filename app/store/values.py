"""Domain values as canonical JSON text, and back."""

from typing import Any, TypeVar

import msgspec

from domain.errors import Damaged

T = TypeVar("T")


def to_json(value: object) -> str:
    """Return the same text for the same value: keys sorted, no spaces."""
    return msgspec.json.encode(value, order="sorted").decode()


def from_json(text: str, kind: type[T]) -> T:
    """Return the value that to_json wrote.

    Raises Damaged when the text is not one of these values.
    """
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.DecodeError as error:
        raise Damaged(
            f"数据库里的一条 {kind} 读不出：{error} / a stored {kind} cannot be read: {error}"
        ) from error


def to_plain(value: object) -> dict[str, Any]:
    """Return a dataclass as JSON would hold it: dicts, lists and scalars only."""
    return from_json(to_json(value), dict[str, Any])


def from_plain(plain: object, kind: type[T]) -> T | None:
    """Return the value that these dicts and lists make up; None when they do not fit."""
    try:
        return msgspec.convert(plain, kind)
    except msgspec.ValidationError:
        return None
