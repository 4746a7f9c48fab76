"""Which states a ticket may go to: service.tickets, asked with what came over the wire."""

from domain.tickets import TicketState
from service.tickets import MOVES


def may_move(before: str, after: str) -> bool:
    """A state that we do not know leads nowhere."""
    try:
        return TicketState(after) in MOVES[TicketState(before)]
    except ValueError:
        return False
