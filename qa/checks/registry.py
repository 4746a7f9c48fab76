"""All checks by the name that rubrics use. To add one: a function, and its line here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from qa.case import Case
from qa.checks import attitude, closing, diagnosis, manual, opening, process, red_lines, waiting
from qa.checks.finding import Finding


@dataclass(frozen=True, slots=True)
class Check:
    """version rises when the same words may get another verdict.

    is_about_speaker: says nothing of a call in which nobody can tell who spoke.
    """

    run: Callable[[Case, Any], Finding]  # the second argument is a value of rule
    rule: type[Any]  # frozen dataclass of parameters
    version: str = "1"
    is_about_speaker: bool = True


CHECKS: Final[dict[str, Check]] = {
    "greeting": Check(opening.greeting, opening.GreetingRule),
    "identity_verified": Check(opening.identity_verified, opening.IdentityRule),
    "customer_addressed": Check(opening.customer_addressed, opening.NameRule),
    "no_interruption": Check(attitude.no_interruption, attitude.InterruptionRule),
    "speed": Check(attitude.speed, attitude.SpeedRule),
    "no_forbidden_words": Check(attitude.no_forbidden_words, attitude.ForbiddenRule),
    "comfort_given": Check(attitude.comfort_given, attitude.ComfortRule),
    "key_questions": Check(diagnosis.key_questions, diagnosis.KeyQuestionsRule),
    "warranty_judged": Check(diagnosis.warranty_judged, diagnosis.WarrantyRule),
    "ticket_complete": Check(process.ticket_complete, process.TicketRule, is_about_speaker=False),
    "statements_true": Check(process.statements_true, process.StatementRule),
    "repeated_back": Check(process.repeated_back, process.RepeatRule),
    "silence_handled": Check(waiting.silence_handled, waiting.SilenceRule),
    "said_near_end": Check(closing.said_near_end, closing.NearEndRule),
    "farewell": Check(closing.farewell, closing.NearEndRule),
    "never_said": Check(red_lines.never_said, attitude.ForbiddenRule),
    "hazard_advised": Check(red_lines.hazard_advised, red_lines.HazardRule),
    "agent_stayed": Check(red_lines.agent_stayed, red_lines.HangUpRule),
    "disclosed_after_check": Check(red_lines.disclosed_after_check, red_lines.DisclosureRule),
    "manual": Check(manual.by_person, manual.ManualRule, is_about_speaker=False),
}
