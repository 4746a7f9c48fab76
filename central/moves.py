"""Which states a ticket may go to."""

from typing import Final

from domain.tickets import TicketState

_S: Final = TicketState
_LEGAL: Final[dict[str, frozenset[str]]] = {
    _S.NEW: frozenset({_S.ACCEPTED, _S.CANCELLED}),
    _S.ACCEPTED: frozenset({_S.DISPATCHED, _S.WAITING, _S.DONE, _S.CANCELLED}),
    _S.DISPATCHED: frozenset({_S.ON_SITE, _S.WAITING, _S.CANCELLED}),
    _S.ON_SITE: frozenset({_S.WAITING, _S.DONE, _S.CANCELLED}),
    _S.WAITING: frozenset({_S.ACCEPTED, _S.DISPATCHED, _S.ON_SITE, _S.CANCELLED}),
    _S.DONE: frozenset({_S.CLOSED, _S.ON_SITE}),
    _S.CLOSED: frozenset(),
    _S.CANCELLED: frozenset(),
}


def may_move(before: str, after: str) -> bool:
    return after in _LEGAL.get(before, frozenset())
