"""Somebody at a desk: signed in, with ops to send."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec
from fastapi.testclient import TestClient

from domain.ids import new_id
from sync import wire
from tests.central.postgres import PASSWORD, PEOPLE

NOW_MS = 1_795_320_000_000  # 2026-11-22 noon in China


class Reply(Protocol):
    """An answer, as far as tests look at it."""

    @property
    def status_code(self) -> int: ...
    @property
    def content(self) -> bytes: ...
    @property
    def text(self) -> str: ...
    @property
    def headers(self) -> Mapping[str, str]: ...


@dataclass
class Person:
    client: TestClient
    name: str
    client_id: str = field(default_factory=new_id)
    access: str = ""
    refresh: str = ""

    def __post_init__(self) -> None:
        asked = wire.SignIn(name=self.name, password=PASSWORD, client_id=self.client_id)
        reply = self.client.post("/v1/sign-in", content=wire.encode(asked))
        token = wire.decode(reply.content, wire.Token)
        self.access, self.refresh = token.access, token.refresh

    @property
    def agent_id(self) -> str:
        return PEOPLE[self.name][0]

    def ask(self, method: str, path: str, **how: Any) -> Reply:
        headers = {"Authorization": f"Bearer {self.access}"} | how.pop("headers", {})
        return self.client.request(method, path, headers=headers, **how)

    def send(self, *ops: wire.Op, epoch: str = "") -> list[wire.OpResult]:
        request = wire.PushRequest(client_id=self.client_id, epoch=epoch, ops=list(ops))
        reply = self.ask(
            "POST",
            "/v1/sync/push",
            content=wire.pack(request),
            headers={"Content-Encoding": "gzip"},
        )
        assert reply.status_code == 200, reply.text
        return wire.decode(reply.content, wire.PushReply).results

    def send_one(self, op: wire.Op) -> wire.OpResult:
        (result,) = self.send(op)
        return result

    def pull(self, cursor: int = 0, limit: int = 500) -> wire.PullReply:
        reply = self.ask("GET", f"/v1/sync/pull?cursor={cursor}&limit={limit}")
        assert reply.status_code == 200, reply.text
        return wire.decode(reply.content, wire.PullReply)


def put(entity: str, key: str, payload: dict[str, Any], **more: Any) -> wire.Op:
    return wire.Op(op_id=new_id(), entity=entity, id=key, kind="put", payload=payload, **more)


def patch(key: str, payload: dict[str, Any], **more: Any) -> wire.Op:
    return wire.Op(
        op_id=new_id(), entity=wire.TICKET, id=key, kind="patch", payload=payload, **more
    )


def call(call_id: str, agent_id: str, **more: Any) -> wire.Op:
    payload = {
        "call_id": call_id,
        "started_at_ms": NOW_MS,
        "agent_id": agent_id,
        "agent_name": "安娜",
        "queue": "售后",
        "direction": "in",
        "customer": {"customer_id": "k1", "name": "王女士", "devices": [{"category": "空调"}]},
    }
    return put(wire.CALL, call_id, payload | more)


def call_end(call_id: str, ended_at_ms: int = NOW_MS + 60_000) -> wire.Op:
    payload = {"call_id": call_id, "ended_at_ms": ended_at_ms, "duration_s": 60.0}
    return put(wire.CALL_END, call_id, payload)


def segment(key: str, call_id: str, text: str = "空调不制冷") -> wire.Op:
    payload = {
        "segment_id": key,
        "call_id": call_id,
        "role": "customer",
        "start_s": 1.0,
        "end_s": 2.5,
        "text": text,
        "confidence": 0.9,
    }
    return put(wire.SEGMENT, key, payload)


def ticket(key: str, call_id: str, **more: Any) -> wire.Op:
    address = {"name": "地址", "value": "朝阳路 1 号", "source": "来电"}
    payload = {
        "ticket_id": key,
        "number": "G20261122-0001",
        "call_id": call_id,
        "customer_id": "k1",
        "state": "待受理",
        "fine": "维修",
        "level": "P2",
        "fields": [address, {"name": "电话", "value": "13800000000"}],
        "created_at_ms": NOW_MS,
        "due_at_ms": NOW_MS + 3_600_000,
        "created_by": "1001",
        "rev": 0,
    }
    return put(wire.TICKET, key, payload | more)


def verdict(key: str, call_id: str) -> wire.Op:
    payload = {
        "call_id": call_id,
        "criterion_id": "greeting",
        "is_correct": False,
        "note": "问候在第二句",
        "reviewer": "quin",
        "at_ms": NOW_MS,
    }
    return put(wire.VERDICT, key, payload)


def scorecard(key: str, call_id: str, final_score: float | None = 88.0, **more: Any) -> wire.Op:
    payload: dict[str, Any] = {
        "scorecard_id": key,
        "call_id": call_id,
        "rubric_id": "after_sales",
        "rubric_version": "1",
        "raw_score": final_score,
        "final_score": final_score,
        "lines": [],
        "red_lines": [],
        "confidence": 0.9,
        "scored_at_ms": NOW_MS,
    }
    return put(wire.SCORECARD, key, payload | more, actor=wire.MACHINE)


def picture(call_id: str, *, coarse: str = "投诉", level: str = "P1") -> wire.Op:
    payload = {
        "call_id": call_id,
        "intents": [
            {"fine": "投诉", "coarse": coarse, "confidence": 0.9, "evidence": [{"text": "要投诉"}]}
        ],
        "emotion": 0.8,
        "urgency": {"value": 91.0, "level": level},
    }
    return put(wire.PICTURE, call_id, payload)


def body(reply: Reply) -> wire.Problem:
    return msgspec.json.decode(reply.content, type=wire.Problem)
