"""Who may write and read what: role × entity × whose row. Pure, and the only place that decides."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sync import wire


class Role(StrEnum):
    AGENT = "agent"
    QA = "qa"
    LEAD = "lead"
    ADMIN = "admin"  # keeps accounts; reads, but neither listens nor writes calls


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    agent_id: str
    team: str
    roles: frozenset[Role]


FACTS: Final = frozenset(
    {
        wire.CALL,
        wire.CALL_END,
        wire.SEGMENT,
        wire.PICTURE,
        wire.ALERT,
        wire.RECORDING,
        wire.AGENT_STATE,
        wire.CORRECTION,
    }
)
JUDGEMENTS: Final = frozenset({wire.VERDICT, wire.OVERRIDE, wire.SIGNATURE, wire.CHANNEL_SWAP})
SHARED: Final = frozenset({wire.TICKET, wire.TICKET_MOVE, wire.AGENT_STATE})
KNOWN: Final = FACTS | JUDGEMENTS | SHARED | {wire.SCORECARD}
REVIEWERS: Final = frozenset({Role.QA, Role.LEAD, Role.ADMIN})


def refusal(account: Account, entity: str, *, actor: str, owner: str, team: str) -> str:
    """Return why this account may not write such a row, "" when it may.

    owner is the agent whom the row is about, team where it belongs.
    """
    if entity not in KNOWN:
        return "unknown_entity"
    if team != account.team:
        return "not_yours"
    if entity in JUDGEMENTS:
        return "" if account.roles & REVIEWERS else "role"
    if Role.LEAD in account.roles:
        return ""
    if Role.AGENT not in account.roles:
        return "role"
    if entity in (wire.TICKET, wire.TICKET_MOVE):
        return ""
    if entity == wire.SCORECARD and actor != wire.MACHINE:
        return "role"  # people judge through verdicts and overrides
    return "" if owner == account.agent_id else "not_yours"


def may_read(account: Account, entity: str, *, owner: str, team: str) -> bool:
    if Role.ADMIN in account.roles:
        return True
    if team != account.team:
        return False
    if account.roles & {Role.QA, Role.LEAD}:
        return True
    return owner == account.agent_id or entity in SHARED


def may_listen(account: Account, *, owner: str, team: str) -> bool:
    """Recordings: an admin without another role may not (separation of duties)."""
    if team != account.team:
        return False
    if account.roles & {Role.QA, Role.LEAD}:
        return True
    return Role.AGENT in account.roles and owner == account.agent_id


def may_see_board(account: Account) -> bool:
    return bool(account.roles & {Role.LEAD, Role.QA, Role.ADMIN})
