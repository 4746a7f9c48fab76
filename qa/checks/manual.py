"""What only a person can judge."""

from dataclasses import dataclass

from qa.case import Case
from qa.checks.finding import Finding, not_applicable


@dataclass(frozen=True, slots=True)
class ManualRule:
    """No parameters: the machine has no say."""


def by_person(_case: Case, _rule: ManualRule) -> Finding:
    return not_applicable("需人工评定")
