"""Capture on a real sound server: each voice on its own side, and never on the other's."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from domain.audio import SAMPLE_RATE_HZ, Role, Samples
from domain.errors import AudioDeviceMissing
from domain.sound_devices import DeviceWish, SoundDevice
from speech.audio.capture import Capture, Change, Side
from speech.audio.devices import Use, chosen, list_devices
from tests.speech.audio.pulse import (
    AGENT_IN,
    AGENT_SINK,
    CUSTOMER_IN,
    CUSTOMER_SINK,
    SoundServer,
    likeness,
    loudest_likeness,
    sound_server,
    speech_like,
    write,
)

LONG_S = 120.0
PIECE = SAMPLE_RATE_HZ // 2


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    with sound_server(tmp_path / "pulse", monkeypatch) as made:
        yield made


class Listening:
    """A capture being listened to in a thread of its own, as a call does."""

    def __init__(self, *sides: Side) -> None:
        self.changes: list[Change] = []
        self._changed = threading.Condition()
        self.capture = Capture(sides, self._hear_change)
        self._agent: list[Samples] = []
        self._customer: list[Samples] = []
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def wait_changes(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.changes) >= count, LONG_S)

    def wait_heard(self, seconds: float) -> None:
        """Until so much of the call was handed out."""
        give_up_at = time.monotonic() + LONG_S
        while len(self._agent) * 0.1 < seconds:
            assert time.monotonic() < give_up_at
            time.sleep(0.05)

    @property
    def heard_s(self) -> float:
        return len(self._agent) * 0.1

    @property
    def gap_s(self) -> float:
        return sum(gap.end_s - gap.start_s for gap in self.capture.gaps)

    def finish(self) -> tuple[Samples, Samples]:
        self.capture.finish()
        self._thread.join(LONG_S)
        assert not self._thread.is_alive()
        return np.concatenate(self._agent), np.concatenate(self._customer)

    def _hear_change(self, change: Change) -> None:
        with self._changed:
            self.changes.append(change)
            self._changed.notify_all()

    def _listen(self) -> None:
        end_s = 0.0
        for agent, customer in self.capture.blocks():
            assert agent.role is Role.AGENT
            assert customer.role is Role.CUSTOMER
            assert agent.start_s == customer.start_s == pytest.approx(end_s)
            assert len(agent.samples) == len(customer.samples)
            end_s = agent.end_s
            self._agent.append(agent.samples)
            self._customer.append(customer.samples)


def device(name: str) -> SoundDevice:
    return next(one for one in list_devices() if one.name == name)


def both_sides() -> tuple[Side, Side]:
    return (
        Side(device(AGENT_IN), (Role.AGENT,)),
        Side(device(CUSTOMER_IN), (Role.CUSTOMER,)),
    )


def likeness_of_pieces(heard: Samples, said: Samples) -> float:
    """Return how like the half seconds of what was said are to what was heard, the median.

    A server without a sound card may stumble now and then on a busy machine.
    """
    pieces = [said[at : at + PIECE] for at in range(0, len(said) - PIECE, PIECE)]
    found = [likeness(heard, piece)[0] for piece in pieces]
    print(f"correlation {np.median(found):.4f}, least {min(found):.4f}")
    return float(np.median(found))


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 44_100, 48_000])
def test_each_voice_is_on_its_own_side(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rate_hz: int
) -> None:
    agent_said, customer_said = speech_like(4, 16_000, seed=1), speech_like(4, 16_000, seed=2)
    with sound_server(tmp_path / "pulse", monkeypatch, rate_hz=rate_hz) as server:
        assert device(AGENT_IN).rate_hz == rate_hz
        listening = Listening(*both_sides())
        server.play(AGENT_SINK, write(tmp_path / "a.wav", agent_said, 16_000))
        server.play(CUSTOMER_SINK, write(tmp_path / "c.wav", customer_said, 16_000))
        server.wait_played()
        agent, customer = listening.finish()
    assert len(agent) == len(customer)
    assert likeness_of_pieces(agent, agent_said) > 0.99
    assert likeness_of_pieces(customer, customer_said) > 0.99
    assert loudest_likeness(agent, customer_said) < 0.1
    assert loudest_likeness(customer, agent_said) < 0.1
    assert listening.capture.gaps == ()
    assert listening.changes == []


def test_both_channels_of_one_stereo_device_are_a_side_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, right = speech_like(4, 16_000, seed=1), speech_like(4, 16_000, seed=2)
    with sound_server(tmp_path / "pulse", monkeypatch, channels=2) as server:
        listening = Listening(Side(device(CUSTOMER_IN), (Role.AGENT, Role.CUSTOMER)))
        both = np.stack([left, right], axis=1)
        server.play(CUSTOMER_SINK, write(tmp_path / "both.wav", both, 16_000))
        server.wait_played()
        agent, customer = listening.finish()
    assert likeness_of_pieces(agent, left) > 0.99
    assert likeness_of_pieces(customer, right) > 0.99
    assert loudest_likeness(agent, right) < 0.1


def test_an_unplugged_microphone_is_told_and_never_becomes_the_customer(
    server: SoundServer, tmp_path: Path
) -> None:
    customer_said = speech_like(20, 16_000, seed=2)
    file = write(tmp_path / "c.wav", customer_said, 16_000)
    listening = Listening(*both_sides())
    server.play(CUSTOMER_SINK, file)
    listening.wait_heard(2.0)
    unplugged_at = time.monotonic()
    server.unplug(AGENT_IN)
    listening.wait_changes(1)
    alarm_s = time.monotonic() - unplugged_at
    print(f"alarm after {alarm_s:.2f} s")
    server.wait_played()
    agent, customer = listening.finish()
    gone = listening.changes[0]
    assert (gone.roles, gone.is_there, gone.device.name) == ((Role.AGENT,), False, AGENT_IN)
    assert alarm_s < 10.0  # about 0.3 s; a loaded machine may take its time
    assert np.abs(agent).max() == 0.0  # nobody spoke into the microphone: not one sample strayed
    assert likeness_of_pieces(customer, customer_said) > 0.99
    assert listening.gap_s > 10.0


def test_a_microphone_that_is_plugged_in_again_goes_on(server: SoundServer, tmp_path: Path) -> None:
    agent_said = speech_like(4, 16_000, seed=1)
    listening = Listening(*both_sides())
    listening.wait_heard(1.0)
    server.unplug(AGENT_IN)
    listening.wait_changes(1)
    server.plug(AGENT_SINK, AGENT_IN)
    listening.wait_changes(2)
    begin_s = listening.changes[1].at_s
    server.play(AGENT_SINK, write(tmp_path / "a.wav", agent_said, 16_000))
    server.wait_played()
    agent, customer = listening.finish()
    assert [change.is_there for change in listening.changes] == [False, True]
    assert likeness_of_pieces(agent, agent_said) > 0.99
    _, place = likeness(agent, agent_said[:PIECE])
    assert place / SAMPLE_RATE_HZ > begin_s - 0.5
    assert np.abs(customer).max() == 0.0
    gap_s = listening.changes[1].at_s - listening.changes[0].at_s
    assert gap_s - 2.0 < listening.gap_s < gap_s + 30.0  # a starved machine comes late


def test_a_sound_server_that_ends_is_told_and_taken_back(server: SoundServer) -> None:
    listening = Listening(*both_sides())
    listening.wait_heard(1.0)
    server.stop()
    listening.wait_changes(2)
    before_s = listening.heard_s
    listening.wait_heard(before_s + 1.0)  # the call goes on in silence
    server.start()
    listening.wait_changes(4)
    listening.finish()
    assert sorted(change.is_there for change in listening.changes) == [False, False, True, True]


def test_a_device_that_is_gone_before_the_call_is_told_by_name(server: SoundServer) -> None:
    microphone = device(AGENT_IN)
    server.unplug(AGENT_IN)
    with pytest.raises(AudioDeviceMissing, match="AGENT_IN"):
        Capture([Side(microphone, (Role.AGENT,)), Side(device(CUSTOMER_IN), (Role.CUSTOMER,))])
    with pytest.raises(AudioDeviceMissing, match=AGENT_IN):
        chosen(list_devices(), DeviceWish(AGENT_IN, "PulseAudio"), Use.MICROPHONE)


def test_the_servers_devices_are_listed_with_what_they_are(server: SoundServer) -> None:
    del server
    known = {one.name: one for one in list_devices()}
    microphone = known[AGENT_IN]
    assert (microphone.title, microphone.host_api) == ("AGENT_IN", "PulseAudio")
    assert (microphone.inputs, microphone.outputs, microphone.rate_hz) == (1, 0, 16_000)
    assert not microphone.is_loopback
    assert known[f"{CUSTOMER_SINK}.monitor"].is_loopback
    assert known[CUSTOMER_SINK].outputs == 1


def test_the_lines_own_choice_is_what_the_default_loudspeaker_plays(server: SoundServer) -> None:
    server.pactl("set-default-sink", CUSTOMER_SINK)
    server.pactl("set-default-source", AGENT_IN)
    known = list_devices()
    assert chosen(known, DeviceWish(), Use.LINE).name == f"{CUSTOMER_SINK}.monitor"
    assert chosen(known, DeviceWish(), Use.MICROPHONE).name == AGENT_IN
    assert chosen(known, DeviceWish(), Use.OUTPUT).name == CUSTOMER_SINK
