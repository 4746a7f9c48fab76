"""How scores are coloured, everywhere the same."""

GOOD_SCORE = 85.0
POOR_SCORE = 60.0
PLAIN_SCORE = 75.0


def tone_of_score(score: float | None) -> str:
    """Return the tone of a score: ok, "" (plain), warn or bad; faint when there is none."""
    if score is None:
        return "faint"
    if score >= GOOD_SCORE:
        return "ok"
    if score >= PLAIN_SCORE:
        return ""
    return "warn" if score >= POOR_SCORE else "bad"
