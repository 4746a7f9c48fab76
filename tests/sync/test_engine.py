"""What the engine does at each kind of answer."""

import random
from collections.abc import Callable

import pytest
from typing_extensions import override

from domain.errors import CentralUnreachable, SignInFailed
from sync import wire
from sync.answers import CentralBusy, CentralRefused, SignInNeeded
from sync.engine import SyncEngine, SyncSettings, Trouble
from sync.ledger import Cursor
from tests.sync.simulation import BadLine, MemoryLedger, SimCentral, SimClock


class Desk:
    """A desk with a good line, whose next answers a test may spoil."""

    def __init__(self, **settings: int) -> None:
        self.clock = SimClock()
        self.central = SimCentral()
        self.ledger = MemoryLedger()
        self.line = SpoiltLine(self.central, random.Random(1), 0.0)
        self.engine = SyncEngine(
            self.ledger,
            self.line,
            "d1",
            monotonic_s=self.clock,
            rng=random.Random(1),
            settings=SyncSettings(**settings),
        )

    def make(self, count: int = 1) -> None:
        for n in range(count):
            self.ledger.make(
                wire.Op(op_id=f"o{n}", entity="segment", id=f"s{n}", kind="put", payload={"n": n})
            )

    def work(self) -> None:
        """Step until there is nothing to do at this moment."""
        for _ in range(200):
            if self.engine.step().wait_s > 0:
                return
        pytest.fail("the engine never rests")


class SpoiltLine(BadLine):
    """Raises the errors in line, in their order, before it works again."""

    def __init__(self, central: SimCentral, rng: random.Random, badness: float) -> None:
        super().__init__(central, rng, badness)
        self.errors: list[Exception] = []
        self.pushes: list[int] = []
        self.cannot_renew = False

    @override
    def push(self, request: wire.PushRequest) -> wire.PushReply:
        self.pushes.append(len(request.ops))
        if self.errors:
            raise self.errors.pop(0)
        return super().push(request)

    @override
    def renew(self) -> None:
        if self.cannot_renew:
            raise SignInFailed("")
        super().renew()


def acked(desk: Desk) -> int:
    return list(desk.ledger.state.values()).count("acked")


def test_facts_go_out_in_the_order_they_were_made() -> None:
    desk = Desk(max_ops=3)
    desk.make(8)
    desk.work()
    assert desk.central.applied == [f"o{n}" for n in range(8)]
    assert desk.line.pushes == [3, 3, 2]


def test_a_long_feed_does_not_hold_up_new_facts() -> None:
    desk = Desk(page=1)
    other = Desk()
    other.line.central = desk.central
    other.make(50)
    other.work()
    desk.make(1)
    desk.ledger.out[0] = wire.Op(op_id="mine", entity="segment", id="m", kind="put", payload={})
    for _ in range(3):
        desk.engine.step()
    assert desk.ledger.state == {"mine": "acked"}


def test_a_token_that_is_too_old_is_renewed_once_and_the_request_repeated() -> None:
    desk = Desk()
    desk.make()
    desk.line.errors = [SignInNeeded("")]
    desk.work()
    assert (acked(desk), desk.line.renewals) == (1, 1)


@pytest.mark.expects_warning_log
def test_without_sign_in_the_queue_is_kept_and_central_left_in_peace() -> None:
    desk = Desk()
    desk.make()
    desk.line.errors = [SignInNeeded("")]
    desk.line.cannot_renew = True
    desk.work()
    assert desk.engine.step().trouble is Trouble.SIGNED_OUT
    assert len(desk.line.pushes) == 1
    desk.line.cannot_renew = False
    desk.engine.wake()  # a person signed in
    desk.work()
    assert acked(desk) == 1


@pytest.mark.parametrize("status", [403, 422])
def test_an_op_that_central_cannot_take_is_found_and_parked(status: int) -> None:
    desk = Desk()
    desk.make(8)

    def choke(request: wire.PushRequest) -> wire.PushReply:
        if any(op.op_id == "o5" for op in request.ops):
            raise CentralRefused("", status=status, code="strange")
        return SimCentral.push(desk.central, request)

    desk.central.push = choke  # type: ignore[method-assign]
    desk.work()
    assert desk.ledger.state["o5"] == "parked"
    assert acked(desk) == 7


def test_a_batch_that_is_too_large_is_halved_and_grows_again() -> None:
    desk = Desk(max_ops=8)
    desk.make(24)
    desk.line.errors = [CentralRefused("", status=413)]
    desk.work()
    assert desk.line.pushes == [8, 4, 8, 8, 4]
    assert acked(desk) == 24


def test_a_request_stays_below_the_limit_in_bytes() -> None:
    desk = Desk()
    for n in range(4):
        text = "x" * (wire.MAX_REQUEST_BYTES // 2)
        desk.ledger.make(
            wire.Op(op_id=f"o{n}", entity="segment", id=f"s{n}", kind="put", payload={"t": text})
        )
    desk.work()
    assert desk.line.pushes == [1, 1, 1, 1]


def test_central_names_the_time_and_is_not_asked_before() -> None:
    desk = Desk()
    desk.make()
    desk.line.errors = [CentralBusy("", 42.0)]
    desk.work()
    desk.clock.now_s = 41.9
    assert desk.engine.step().wait_s == pytest.approx(0.1)
    assert len(desk.line.pushes) == 1
    desk.clock.now_s = 42.1
    desk.work()
    assert acked(desk) == 1


def test_the_same_op_is_offered_again_after_a_lost_answer() -> None:
    desk = Desk()
    desk.make()
    real = desk.line.central.push
    answers: list[Callable[[wire.PushReply], wire.PushReply]] = [_lose, lambda reply: reply]
    desk.central.push = lambda request: answers.pop(0)(real(request))  # type: ignore[method-assign]
    desk.work()
    assert desk.ledger.waiting().ops == 1
    desk.clock.now_s = 400.0
    desk.work()
    assert acked(desk) == 1
    assert desk.central.applied == ["o0"]


def _lose(_reply: wire.PushReply) -> wire.PushReply:
    raise CentralUnreachable("the answer got lost")


def test_the_back_off_grows_to_five_minutes_and_starts_anew() -> None:
    desk = Desk()
    desk.make()
    waits = []
    for _ in range(40):
        desk.line.errors = [CentralUnreachable("")]
        desk.clock.now_s += 1000.0
        desk.engine.pull_soon()
        desk.engine.step()
        step = desk.engine.step()
        waits.append(step.wait_s)
    assert all(1.0 <= wait <= 300.0 for wait in waits)
    assert max(waits[:2]) <= 4.0
    assert max(waits) > 150.0
    desk.clock.now_s += 1000.0
    desk.work()
    desk.make()
    desk.line.errors = [CentralUnreachable("")]
    desk.ledger.make(wire.Op(op_id="x", entity="segment", id="x", kind="put", payload={}))
    assert desk.engine.step().wait_s <= 2.0


@pytest.mark.expects_warning_log
def test_a_central_of_another_epoch_is_offered_all_again() -> None:
    desk = Desk()
    desk.make(3)
    backup = desk.central.backup()
    desk.work()
    desk.central.restored_from(backup)
    desk.clock.now_s += 60.0
    for _ in range(10):
        desk.work()
        desk.clock.now_s += 60.0
    assert desk.central.applied == ["o0", "o1", "o2"]
    assert desk.ledger.at == Cursor("e1+", 3)


def test_a_cursor_that_is_too_old_is_rewound_and_the_outbox_kept() -> None:
    desk = Desk()
    desk.make(2)
    desk.work()
    real = desk.central.pull
    answers = [CentralRefused("", status=410, code="cursor_expired")]

    def pull(cursor: Cursor, limit: int) -> wire.PullReply:
        if answers:
            raise answers.pop()
        return real(cursor, limit)

    desk.central.pull = pull  # type: ignore[method-assign]
    desk.clock.now_s += 60.0
    desk.work()
    assert desk.ledger.at.pos == 0
    desk.clock.now_s += 60.0
    desk.work()
    assert desk.ledger.at.pos == 2
    assert desk.ledger.waiting().ops == 0


def test_a_desk_that_is_too_old_keeps_its_queue() -> None:
    desk = Desk()
    desk.make()
    desk.engine.step()
    desk.line.errors = [CentralRefused("", status=426, code="update_needed")]
    step = desk.engine.step()
    assert (step.trouble, step.wait_s) == (Trouble.UPDATE_NEEDED, 300.0)
    assert desk.ledger.waiting().ops == 1


def test_a_reply_that_speaks_of_other_ops_settles_nothing() -> None:
    desk = Desk()
    desk.make()
    alien = wire.OpResult(op_id="alien", status="applied", rev=1)

    def push(request: wire.PushRequest) -> wire.PushReply:
        assert request.ops
        return wire.PushReply(epoch="e1", results=[alien])

    desk.central.push = push  # type: ignore[method-assign]
    desk.work()
    assert desk.ledger.state == {}


def test_an_idle_desk_polls_in_its_rhythm() -> None:
    desk = Desk()
    desk.work()
    waits = []
    for _ in range(50):
        desk.clock.now_s += 20.0
        desk.work()
        waits.append(desk.engine.step().wait_s)
    assert 11.9 < min(waits) < max(waits) < 18.1
