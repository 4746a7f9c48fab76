"""Three-way merge of one row by fields: what was agreed, what we wrote, what is there now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

NAMED: Final = ("name", "value")


@dataclass(frozen=True, slots=True)
class Lost:
    """A value that gave way to a later one; kept so that nothing a person wrote is gone."""

    field: str
    value: Any


@dataclass(frozen=True, slots=True)
class Merged:
    row: dict[str, Any]
    changed: tuple[str, ...]  # fields that now differ from what was there
    lost: tuple[Lost, ...]

    @property
    def is_mixed(self) -> bool:
        """Both sides had changed something: the row is neither's own."""
        return bool(self.lost)


def merge(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merged:
    """Return theirs with what I changed since base; where both changed a field, mine wins.

    "Mine" is who arrives later at the server. A field that mine lacks is left alone.
    Merging the same thing twice changes nothing the second time.
    """
    row, changed, lost = dict(theirs), [], []
    for name, value in mine.items():
        before, now = base.get(name), theirs.get(name)  # None = not there
        if value in (before, now):
            continue
        if now not in (before, None):
            lost.append(Lost(name, now))
        row[name] = value
        changed.append(name)
    return Merged(row, tuple(changed), tuple(lost))


def sides_of_patch(payload: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return base and mine of {field: [before, after]}.

    Raises ValueError when a field is not such a pair.
    """
    base, mine = {}, {}
    for name, pair in payload.items():
        if not isinstance(pair, list) or len(pair) != 2:
            raise ValueError(f"field {name}: expected [before, after]")
        base[name], mine[name] = pair
    return base, mine


def spread(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row with each list of {"name": …} objects laid out, one field per name.

    fields: [{"name": "地址", "value": "x", "source": "来电"}] becomes "fields/地址": "x" and
    "fields/地址#source": "来电": two people who edit different lines of a form do not meet.
    """
    flat: dict[str, Any] = {}
    for field, value in row.items():
        if is_named_list(value):
            for item in value:
                flat.update(_spread_item(f"{field}/{item['name']}", item))
        else:
            flat[field] = value
    return flat


def _spread_item(path: str, item: Mapping[str, Any]) -> dict[str, Any]:
    rest = {f"{path}#{name}": value for name, value in item.items() if name not in NAMED}
    return {path: item.get("value")} | rest


def gather(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Undo spread."""
    row: dict[str, Any] = {}
    items: dict[tuple[str, str], dict[str, Any]] = {}
    for path, value in flat.items():
        field, slash, tail = path.partition("/")
        if not slash:
            row[field] = value
            continue
        name, _, attribute = tail.partition("#")
        if (field, name) not in items:
            items[field, name] = {"name": name}
            row.setdefault(field, []).append(items[field, name])
        items[field, name][attribute or "value"] = value
    return row


def is_named_list(value: Any) -> bool:
    if not isinstance(value, list) or not value:
        return False
    names = [item.get("name") for item in value if isinstance(item, dict)]
    return len(names) == len(value) == len(set(names)) and all(map(_is_plain_name, names))


def _is_plain_name(name: Any) -> bool:
    return isinstance(name, str) and "/" not in name and "#" not in name
