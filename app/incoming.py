"""A call that is about to run: who calls, and where its sound comes from."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from app.config import AgentConfig
from app.demo import load_demo
from app.live_call import Blocks, LiveSound
from app.store import customers
from app.store.clock import now_ms
from app.store.database import Store
from domain.calls import Call, Customer
from domain.events import DeviceChanged, Publish
from domain.ids import new_id
from speech.audio.capture import Capture, Change, Tell
from speech.audio.decode import read_call
from speech.audio.replay import Replay

OpenSound = Callable[[Tell], Capture]  # raises AudioDeviceMissing, UserError


class Incoming(Protocol):
    """What the desk answers."""

    def call(self, agent: AgentConfig) -> Call: ...

    def blocks(self) -> Blocks:
        """Return the sound, both channels. Raises AudioFileUnreadable."""
        ...

    @property
    def sound(self) -> LiveSound | None:
        """What brings live sound, None for a recording that is played as if live."""
        ...


@dataclass(frozen=True, slots=True)
class DemoCall:
    """A recorded demo at its pace; None as fast as it goes."""

    demo: str
    pace: float | None

    def call(self, agent: AgentConfig) -> Call:
        now = now_ms()
        caller = load_demo(self.demo, now_ms=now).customer
        return Call(new_id(), now, agent.agent_id, agent.name, agent.queue, "in", caller)

    def blocks(self) -> Blocks:
        return Replay(read_call(load_demo(self.demo, now_ms=now_ms()).sound), self.pace).blocks()

    @property
    def sound(self) -> LiveSound | None:
        return None


@dataclass(frozen=True, slots=True)
class DeviceCall:
    """What microphone and line hear; its devices are open."""

    call_id: str
    customer: Customer
    capture: Capture

    def call(self, agent: AgentConfig) -> Call:
        return Call(
            self.call_id, now_ms(), agent.agent_id, agent.name, agent.queue, "in", self.customer
        )

    def blocks(self) -> Blocks:
        return self.capture.blocks()

    @property
    def sound(self) -> LiveSound:
        return self.capture


def device_call(number: str, store: Store, open_sound: OpenSound, publish: Publish) -> DeviceCall:
    """Open the chosen devices for a call with the owner of this number, who may be unknown.

    Raises AudioDeviceMissing, UserError, StoreBusy.
    """
    phone = "".join(number.split())
    with store.read() as session:
        known = customers.load_customer(session, phone, now_ms()) if phone else None
    call_id = new_id()
    capture = open_sound(partial(_tell, call_id, publish))
    return DeviceCall(call_id, known or Customer(new_id(), "", phone), capture)


def _tell(call_id: str, publish: Publish, change: Change) -> None:
    name = change.device.title
    publish(DeviceChanged(call_id, change.roles, name, change.is_there, change.at_s))
