"""Tells in the terminal what happens in a call, as it happens."""

from collections.abc import Callable

from domain.audio import Role
from domain.events import (
    AlertRaised,
    CallEnded,
    CallScored,
    CallStarted,
    CardsFound,
    Event,
    PictureChanged,
    SegmentHeard,
    SyncChanged,
    TicketSaved,
)
from domain.meaning import Urgency
from domain.quality import Scorecard, Verdict

SPEAKER = {Role.AGENT: "座席", Role.CUSTOMER: "客户"}
MARK = {
    Verdict.PASSED: "✓",
    Verdict.PARTLY: "◐",
    Verdict.FAILED: "✗",
    Verdict.NOT_APPLICABLE: "–",
}


def clock(seconds: float) -> str:
    """Return minutes and seconds as 01:23."""
    return f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"


def urgency_sum(urgency: Urgency) -> str:
    """Return the urgency as the sum that makes it: 损坏 33.8 + 情绪 16.4 = 50.2 (P3)."""
    terms = [f"{term.name} {term.points:.1f}" for term in urgency.terms if term.points]
    return f"{' + '.join(terms) or '0'} = {urgency.value:.1f} ({urgency.level})"


class Story:
    """Prints each event once; `say` is print in the terminal, a list in tests."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._urgency = ""
        self._intent = ""
        self._cards: set[str] = set()

    def tell(self, event: Event) -> None:
        match event:
            case CallStarted():
                self._open(event)
            case SegmentHeard():
                heard = event.segment
                doubt = "  ⚠ 存疑" if heard.doubts else ""
                self._say(
                    f"  {clock(heard.start_s)} {SPEAKER[heard.role]}  {heard.text}{doubt}"
                    f"   [{event.delay_s:.1f} s]"
                )
            case PictureChanged():
                self._picture(event)
            case AlertRaised():
                self._say(f"        ⚠ {event.text}")
                for line in event.script:
                    self._say(f"          · {line}")
            case CardsFound():
                self._knowledge(event)
            case TicketSaved():
                ticket = event.ticket
                self._say(f"  工单  {ticket.number}  {ticket.fine}  {ticket.level}  {ticket.state}")
                for field in ticket.fields:
                    self._say(f"        {field.name}: {field.value or '（待填）'}")
            case CallEnded():
                self._say(f"  挂断  {clock(event.duration_s)}  录音已落盘 {event.recording.path}")
            case CallScored():
                self._ledger(event.scorecard)
            case SyncChanged():
                self._sync(event)
            case _:
                pass  # levels, partials and the like belong to the window

    def _open(self, event: CallStarted) -> None:
        self._urgency = self._intent = ""
        self._cards.clear()
        caller = event.call.customer
        masked = f"{caller.phone[:3]}****{caller.phone[-4:]}"
        tags = f"  {'、'.join(caller.tags)}" if caller.tags else ""
        self._say(f"\n来电  {caller.name}  {masked}{tags}  30 天内第 {caller.contacts_30_days} 次")

    def _picture(self, event: PictureChanged) -> None:
        intent = " · ".join(f"{i.fine} {i.confidence:.2f}" for i in event.intents[:3])
        if intent and intent != self._intent:
            self._say(f"        意图  {intent}")
            self._intent = intent
        line = urgency_sum(event.urgency)
        if line != self._urgency:
            self._say(f"        紧急度  {line}")
            self._urgency = line

    def _knowledge(self, event: CardsFound) -> None:
        for card in event.cards:
            if card.article.article_id not in self._cards:
                self._cards.add(card.article.article_id)
                self._say(f"        知识  {card.article.title}   因“{card.because}”")

    def _sync(self, event: SyncChanged) -> None:
        if event.is_online and event.waiting == 0 and event.uploads_waiting == 0:
            self._say("  同步  已全部送达中心")

    def _ledger(self, card: Scorecard) -> None:
        if card.final_score is None:
            self._say(f"  质检  不可评：{card.not_scorable_reason}")
            return
        self._say(
            f"  质检  {card.final_score:g} 分（{card.rubric_id} {card.rubric_version}，"
            f"识别置信 {card.confidence:.2f}）"
        )
        for line in card.lines:
            if line.verdict is Verdict.NOT_APPLICABLE:
                continue
            words = f"  “{line.evidence[0].text}”" if line.evidence else ""
            at = f" {clock(line.evidence[0].start_s)}" if line.evidence else ""
            self._say(
                f"        {MARK[line.verdict]} {line.points:5.2f}/{line.max_points:5.2f}"
                f"  {line.name}  {line.reason}{at}{words}"
            )
        for red in card.red_lines:
            self._say(f"        ✗ 红线  {red.name}  {red.reason}")
