"""The end of a call: anything else, rating, farewell, and who hangs up."""

from dataclasses import dataclass

from domain.audio import Role
from qa.case import Case
from qa.checks.finding import Finding, earned, must_say, not_applicable
from qa.plain import Phrases


@dataclass(frozen=True, slots=True)
class NearEndRule:
    last_turns: int  # of the agent
    phrases: Phrases


def said_near_end(case: Case, rule: NearEndRule) -> Finding:
    if case.customer_left_early:
        return not_applicable("客户先挂断，没有机会")
    scope = case.last_agent(rule.last_turns)
    missing = f"末 {rule.last_turns} 轮未见"
    return must_say(scope, rule.phrases, found="已说", missing=missing)


def farewell(case: Case, rule: NearEndRule) -> Finding:
    """The words earn all points if the agent did not hang up first, else half of them."""
    finding = said_near_end(case, rule)
    if finding.fraction == 1.0 and case.finished.hung_up_by == Role.AGENT.value:
        return earned(0.5, "有结束语，但座席先挂断", *finding.evidence)
    return finding
