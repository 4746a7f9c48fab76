"""What becomes of a row when an op meets it: written, merged, left alone or refused. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from sync import wire
from sync.merge import Lost, gather, merge, sides_of_patch, spread

Data: TypeAlias = dict[str, Any]
MayMove: TypeAlias = Callable[[str, str], bool]  # from state, to state

# The newest word counts: a state, not a document that people edit.
LATEST: Final = frozenset(
    {wire.CALL, wire.CALL_END, wire.PICTURE, wire.RECORDING, wire.AGENT_STATE}
)
CENTRALS_OWN: Final = frozenset({"rev"})  # fields that a desk may send and central decides


@dataclass(frozen=True, slots=True)
class Decision:
    """data is what to store, None to leave the row as it is."""

    status: wire.Status
    data: Data | None = None
    code: str = ""
    lost: tuple[Lost, ...] = ()


def decide(op: wire.Op, current: Data | None, base: Data, may_move: MayMove) -> Decision:
    """current is the row as it is, None when there is none; base what the desk knew of it."""
    payload = {name: value for name, value in op.payload.items() if name not in CENTRALS_OWN}
    if current is None:
        return _first(op, payload)
    if op.entity == wire.TICKET:
        return _edit(op, payload, current, base, may_move)
    if op.kind == "patch":
        return Decision("rejected", code="cannot_patch")
    if payload == current:
        return Decision("applied")
    if op.entity in LATEST:
        return Decision("applied", payload)
    return Decision("conflict", code="immutable")


def _first(op: wire.Op, payload: Data) -> Decision:
    if op.kind == "patch":
        return Decision("rejected", code="not_found")
    return Decision("applied", payload)


def _edit(op: wire.Op, payload: Data, current: Data, base: Data, may_move: MayMove) -> Decision:
    """Merge a ticket by fields; its state may only move as service.tickets allows."""
    if op.kind == "patch":
        try:
            known, mine = sides_of_patch(payload)
        except ValueError:
            return Decision("rejected", code="payload_invalid")
    else:
        known, mine = spread(base), spread(payload)
    merged = merge(known, mine, spread(current))
    if not merged.changed:
        return Decision("applied")
    if "state" in merged.changed and not _is_legal(current, merged.row, may_move):
        return Decision("conflict", code="illegal_move")
    status: wire.Status = "merged" if merged.lost else "applied"
    return Decision(status, gather(merged.row), lost=merged.lost)


def _is_legal(current: Mapping[str, Any], new: Mapping[str, Any], may_move: MayMove) -> bool:
    return may_move(str(current.get("state")), str(new.get("state")))
