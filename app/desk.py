"""The agent's side of the workstation: one call at a time, tickets, knowledge."""

import logging
import threading
import time
from collections import deque
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from app.call_file import CallFile
from app.config import Config
from app.demo import demo_names, load_demo
from app.incoming import DemoCall, Incoming, OpenSound, device_call
from app.knowledge_desk import KnowledgeDesk
from app.live_call import CallParts, LiveCall
from app.store import agents, jobs, segments, tickets
from app.store.clock import now_ms
from app.store.database import Store
from app.store.values import to_plain
from app.worker import Worker
from domain.board import AgentStatus
from domain.calls import Call
from domain.errors import UserError, WorkstationError
from domain.events import Publish, TicketSaved, TroubleMet
from domain.ids import new_id
from domain.meaning import Fine, Level
from domain.tickets import KnowledgeCard, Ticket, TicketDraft
from service.tickets import open_ticket

log = logging.getLogger(__name__)


IDLE_S: Final = 0.5
DRAIN_S: Final = 30.0
CLOSING_S: Final = 8.0  # for words that still wait when the window closes
LOOK_S: Final = 0.1
WRAP_UP_S: Final = 60.0  # the score waits so long for the ticket of the call


class NoDraft(UserError):
    """There is no call to make a ticket of."""


class CallRuns(UserError):
    """One call at a time."""


class Desk:
    """Implements app.roles.DeskRole. The capture worker owns the running call."""

    def __init__(
        self,
        config: Config,
        parts: CallParts,
        knowledge: KnowledgeDesk,
        open_sound: OpenSound,
        publish: Publish,
    ) -> None:
        self._config, self._parts, self._knowledge = config, parts, knowledge
        self._open_sound, self._publish = open_sound, publish
        self._store: Store = parts.store
        self._lock = threading.Lock()  # guards _next
        self._next: Incoming | None = None
        self._live: LiveCall | None = None  # set by the capture worker only
        self._last: LiveCall | None = None  # its ticket may still be made
        self._wraps_up_until = 0.0  # monotonic seconds
        self._statuses: deque[tuple[AgentStatus, int]] = deque()  # not yet stored
        self._has_ended = threading.Event()
        self._has_ended.set()
        self._capture = Worker("capture", self._step, publish)

    def start(self) -> None:
        self._capture.start()
        self.set_status(AgentStatus.READY)

    def stop(self) -> None:
        """End a running call as if it were hung up, with its tail."""
        with self._lock:
            if self._next is not None:  # rang, and nobody will answer
                _let_go(self._next)
                self._next = None
                self._has_ended.set()
        give_up_at = time.monotonic() + DRAIN_S
        while not self.wait_until_idle(LOOK_S):
            self._hurry(CLOSING_S)
            self.hang_up()
            if time.monotonic() > give_up_at:
                log.warning("the running call was not sealed in time; the next start does it")
                break
        self._capture.stop()
        live = self._live
        if live is not None:  # else its recorder would keep the program from ending
            live.abandon()
            live.close()
        self._save_statuses()

    def is_live(self) -> bool:
        """Return whether a call runs or is about to."""
        return not self._has_ended.is_set()

    def is_busy(self) -> bool:
        """Return whether a call runs, or its agent still writes the ticket."""
        return self.is_live() or time.monotonic() < self._wraps_up_until

    def import_demo(self, name: str, started_at_ms: int) -> str:
        """Queue a demo call as a recording that the site already had; return its call_id."""
        demo, agent = load_demo(name, now_ms=started_at_ms), self._config.agent
        call = Call(
            new_id(), started_at_ms, agent.agent_id, agent.name, agent.queue, "in", demo.customer
        )
        job = to_plain(CallFile(str(demo.sound), call))
        with self._store.begin() as session:
            jobs.enqueue(session, jobs.HEAR, call.call_id, args=job)
        return call.call_id

    def demo_names(self) -> tuple[str, ...]:
        return demo_names()

    def play_demo(self, name: str, *, pace: float | None = 1.0) -> None:
        self._ring(DemoCall(name, pace))
        self._capture.wake()

    def start_call(self, number: str) -> None:
        live = self._live
        if self.is_live() and (live is None or not live.is_hung_up):
            raise CallRuns("还有通话没有结束，请先挂断 / A call still runs: hang up first")
        self._ring(device_call(number, self._store, self._open_sound, self._publish))
        self._capture.wake()

    def _ring(self, incoming: Incoming) -> None:
        with self._lock:
            _let_go(self._next)
            self._next = incoming
            self._has_ended.clear()
        self._hurry(0.0)  # nobody waits for the words of the call before

    def wait_until_idle(self, timeout_s: float) -> bool:
        """Return whether no call runs any more."""
        return self._has_ended.wait(timeout_s)

    def hang_up(self) -> None:
        live = self._live
        if live is not None:
            live.hang_up()

    def _hurry(self, hearing_s: float) -> None:
        live = self._live
        if live is not None:
            live.hurry(hearing_s)

    def hold(self, is_held: bool) -> None:
        live = self._live
        if live is not None:
            live.is_held = is_held
            self.set_status(AgentStatus.HOLDING if is_held else AgentStatus.TALKING)

    def mute(self, is_muted: bool) -> None:
        live = self._live
        if live is not None:
            live.is_muted = is_muted

    def swap_channels(self) -> None:
        live = self._live
        if live is not None:
            live.is_swapped = not live.is_swapped

    def set_status(self, status: AgentStatus) -> None:
        if status is not AgentStatus.WRAP_UP:
            self._wraps_up_until = 0.0
        self._statuses.append((status, now_ms()))
        self._capture.wake()

    def _save_statuses(self) -> None:
        """Store what the agent set; what the disk refuses waits for the next time."""
        agent = self._config.agent
        while self._statuses:
            status, since_ms = self._statuses[0]
            try:
                with self._store.begin() as session:
                    agents.save_agent_state(session, agent.agent_id, agent.name, status, since_ms)
            except WorkstationError as error:
                log.warning("status not stored: %s", type(error).__name__)
                return
            self._statuses.popleft()

    def correct_intent(self, call_id: str, segment_id: str, fine: Fine) -> None:
        with self._store.begin() as session:
            segments.save_correction(
                session, call_id, segment_id, fine, by=self._config.agent.agent_id
            )

    def create_ticket(self, call_id: str, values: Mapping[str, str]) -> Ticket:
        with self._store.begin() as session:
            known = tickets.ticket_of_call(session, call_id)
            if known is not None:
                return known
            ticket = self._ticket(call_id, values, tickets.next_number(session, self._today()))
            tickets.save_ticket(session, ticket)
        log.info("ticket %s made", ticket.ticket_id)
        self._wraps_up_until = 0.0
        self._publish(TicketSaved(ticket))
        return ticket

    def look_up(self, text: str, *, limit: int = 10) -> tuple[KnowledgeCard, ...]:
        return self._knowledge.look_up(text, limit=limit)

    def _ticket(self, call_id: str, values: Mapping[str, str], number: str) -> Ticket:
        draft, customer_id, level = self._draft(call_id)
        return open_ticket(
            draft,
            values,
            number,
            level,
            now_ms(),
            ticket_id=new_id(),
            customer_id=customer_id,
            created_by=self._config.agent.agent_id,
        )

    def _draft(self, call_id: str) -> tuple[TicketDraft, str, Level]:
        live = next(
            (one for one in (self._live, self._last) if one and one.call.call_id == call_id), None
        )
        if live is None:
            raise NoDraft("这通电话没有工单草稿 / There is no ticket draft for this call")
        picture = live.picture.picture
        level = picture.urgency.level if picture is not None else Level.P4
        return live.picture.draft, live.call.customer.customer_id, level

    def _today(self) -> str:
        return datetime.now(UTC).astimezone(ZoneInfo(self._config.site.timezone)).strftime("%Y%m%d")

    def _step(self) -> float | None:
        """Drive the running call a tenth of a second, or wait for the next."""
        self._save_statuses()
        live = self._live
        if live is None:
            return self._answer()
        goes_on = False
        try:
            goes_on = live.step()
        except WorkstationError as error:  # what is on disk is found again at the next start
            log.warning("call %s: %s", live.call.call_id, type(error).__name__)
            self._publish(TroubleMet(error))
            live.abandon()
        if not goes_on:
            live.close()
            self._wraps_up_until = time.monotonic() + WRAP_UP_S
            self._last, self._live = live, None
            self.set_status(AgentStatus.WRAP_UP)
            self._tell_idle()
        return None

    def _answer(self) -> float | None:
        with self._lock:
            waiting, self._next = self._next, None
        if waiting is None:
            return IDLE_S
        try:
            call, blocks = waiting.call(self._config.agent), waiting.blocks()
            live = LiveCall(call, blocks, self._parts, self._publish, sound=waiting.sound)
            live.begin()
        except WorkstationError as error:
            _let_go(waiting)
            self._publish(TroubleMet(error))
            self._tell_idle()
            return None
        self._live = live
        self.set_status(AgentStatus.TALKING)
        return None

    def _tell_idle(self) -> None:
        with self._lock:
            if self._next is None:
                self._has_ended.set()


def _let_go(incoming: Incoming | None) -> None:
    """Close the devices of a call that will not be answered."""
    if incoming is not None and incoming.sound is not None:
        incoming.sound.close()
