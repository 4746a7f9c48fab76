"""Tells in the terminal what happens in a call, as it happens."""

import threading
import time
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
    TroubleMet,
    WorkerDied,
)
from domain.meaning import Urgency
from domain.quality import LedgerLine, Scorecard, Verdict

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
        self._call_id = ""  # the live one
        self._is_over = False
        self._scored_ms = 0
        self._lock = threading.Lock()

    def tell(self, event: Event) -> None:
        """Any thread."""
        with self._lock:
            self._tell(event)

    def _tell(self, event: Event) -> None:
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
            case CallEnded() if event.call_id == self._call_id:
                self._say(f"  挂断  {clock(event.duration_s)}  录音已落盘 {event.recording.path}")
            case CallScored() if event.scorecard.call_id == self._call_id:
                self._ledger(event.scorecard)
                self._is_over, self._scored_ms = True, time.time_ns() // 1_000_000
            case CallScored():
                self._score(event.scorecard)
            case SyncChanged():
                self._sync(event)
            case TroubleMet():
                self._say(f"  ⚠ {event.error}")
            case WorkerDied():
                self._say(f"  ⚠ {event.name}: {type(event.error).__name__}")
            case _:
                pass  # levels, partials and the like belong to the window

    def _open(self, event: CallStarted) -> None:
        self._urgency = self._intent = ""
        self._call_id, self._is_over = event.call.call_id, False
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
        if self._is_over and event.is_online and not event.waiting and not event.uploads_waiting:
            if (event.last_ok_ms or 0) < self._scored_ms:
                return  # word from before the score
            self._is_over = False
            self._say("  同步  通话、转写、工单、评分与录音已全部送达中心")

    def _score(self, card: Scorecard) -> None:
        """A call from the background: one line."""
        if card.final_score is None:
            self._say(f"  质检  不可评：{card.not_scorable_reason}")
            return
        lost = [line.name for line in card.lines if line.verdict is Verdict.FAILED]
        red = "".join(f"  红线 {one.name}" for one in card.red_lines)
        self._say(f"  质检  {card.final_score:g} 分{red}  {'、'.join(lost) or '没有失分项'}")

    def _ledger(self, card: Scorecard) -> None:
        for line in scorecard_lines(card):
            self._say(line)


def scorecard_lines(card: Scorecard) -> list[str]:
    """Return the score and its ledger, a line each; what did not apply is left out."""
    if card.final_score is None:
        return [f"  质检  不可评：{card.not_scorable_reason}"]
    head = (
        f"  质检  {card.final_score:g} 分（{card.rubric_id} {card.rubric_version}，"
        f"识别置信 {card.confidence:.2f}）"
    )
    lines = [_ledger_line(one) for one in card.lines if one.verdict is not Verdict.NOT_APPLICABLE]
    reds = [f"        ✗ 红线  {red.name}  {red.reason}" for red in card.red_lines]
    return [head, *lines, *reds]


def _ledger_line(line: LedgerLine) -> str:
    shown = line.evidence[:1]
    words = "".join(f"  {clock(one.start_s)} “{one.text}”" for one in shown)
    points = f"{line.points:5.2f}/{line.max_points:5.2f}"
    return f"        {MARK[line.verdict]} {points}  {line.name}  {line.reason}{words}"
