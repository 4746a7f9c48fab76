"""Desks, one central and a bad line, from many seeds: nothing lost, nothing doubled, all agree."""

import logging
import random
from collections import Counter

import pytest

from sync.engine import SyncEngine, SyncSettings, Trouble
from tests.sync.simulation import BadLine, MemoryLedger, SimCentral, SimClock, an_op, digest

SEEDS = 150
OPS = 60
HEALED_STEPS = 400


class World:
    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.clock = SimClock()
        self.central = SimCentral()
        desks = self.rng.randint(2, 4)
        self.ledgers = [MemoryLedger() for _ in range(desks)]
        self.lines = [
            BadLine(self.central, self.rng, self.rng.uniform(0.05, 0.4)) for _ in range(desks)
        ]
        settings = SyncSettings(
            max_ops=self.rng.choice([1, 7, 200]), page=self.rng.choice([3, 500])
        )
        self.engines = [
            SyncEngine(
                ledger, line, f"d{n}", monotonic_s=self.clock, rng=self.rng, settings=settings
            )
            for n, (ledger, line) in enumerate(zip(self.ledgers, self.lines, strict=True))
        ]

    def run(self) -> None:
        backup = self.central.backup()
        for number in range(OPS):
            desk = self.rng.randrange(len(self.ledgers))
            op = an_op(self.rng, f"d{desk}", number)
            self.ledgers[desk].make(op)
            if self.rng.random() < 0.03:
                self.central.poison.add(op.op_id)
            if self.rng.random() < 0.1:
                self.ledgers[desk].uploads[f"{self.rng.choice(['gone', 'blob'])}{number}"] = "new"
            if number == OPS // 3:
                backup = self.central.backup()
            if number == OPS // 2 and self.rng.random() < 0.5:
                self.central.restored_from(backup)
            for _ in range(self.rng.randint(0, 6)):
                self.step()

    def step(self) -> None:
        engine = self.rng.choice(self.engines)
        done = engine.step()
        if done.trouble is Trouble.SIGNED_OUT:
            engine.wake()
        self.clock.now_s += self.rng.uniform(0, min(done.wait_s, 20.0) + 0.1)

    def heal(self) -> None:
        """The line is good from now on; all desks work until they have nothing left to do."""
        for line in self.lines:
            line.badness = 0.0
            line.is_signed_in = True
        for _ in range(HEALED_STEPS):
            self.clock.now_s += 30.0
            for engine in self.engines:
                engine.wake()
                engine.pull_soon()
                while engine.step().wait_s == 0:
                    pass
            if all(self._is_quiet(ledger) for ledger in self.ledgers):
                return
        pytest.fail("the desks never came to rest")

    def _is_quiet(self, ledger: MemoryLedger) -> bool:
        waiting = ledger.waiting()
        is_read = ledger.at.pos == len(self.central.feed) and ledger.at.epoch == self.central.epoch
        return is_read and not waiting.ops and not waiting.uploads


@pytest.fixture(autouse=True)
def quiet_log() -> None:
    logging.getLogger("sync").setLevel(logging.ERROR)


def world(seed: int) -> World:
    made = World(seed)
    made.run()
    made.heal()
    return made


@pytest.mark.parametrize("seed", range(SEEDS))
def test_after_any_storm_nothing_is_lost_and_nothing_doubled(seed: int) -> None:
    w = world(seed)
    made = {op.op_id: op for ledger in w.ledgers for op in ledger.out}
    counted = Counter(w.central.applied)
    assert set(counted) == made.keys() - w.central.poison
    assert set(counted.values()) <= {1}
    for ledger in w.ledgers:
        parked = {op_id for op_id, what in ledger.state.items() if what == "parked"}
        assert parked == {op.op_id for op in ledger.out} & w.central.poison
        assert ledger.rows == w.central.rows
        for sha256, what in ledger.uploads.items():
            assert what == ("parked: file_missing" if sha256.startswith("gone") else "acked")
            assert sha256.startswith("gone") or sha256 in w.central.blobs
    for (entity, _), (_, row) in w.central.rows.items():
        if entity == "ticket":  # each field holds what somebody wrote
            assert all(made[value].payload[name][1] == value for name, value in row.items())


def test_the_same_seed_is_the_same_story() -> None:
    first, second = world(7), world(7)
    assert digest((first.central, first.ledgers)) == digest((second.central, second.ledgers))
