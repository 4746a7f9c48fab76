"""The ticket form, filled from what was said: each field knows its words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from domain.audio import Role
from domain.calls import Call, Device, Segment
from domain.meaning import Coarse, Entity, EntityKind, Fine, Intent, Understanding
from domain.tickets import DraftField, TicketDraft
from service.form_values import completed, readable, warranty_end

SAID: Final = "原话"
CALLER: Final = "来电"
RECORD: Final = "客户档案"
SITE_ZONE: Final = "Asia/Shanghai"
_NO_SYMPTOM: Final = frozenset(
    {Fine.INSTALL, Fine.CARE, Fine.INVOICE, Fine.FEE, Fine.POLICY, Fine.EXTENDED, Fine.TRADE_IN,
     Fine.DELIVERY, Fine.PRODUCT, Fine.CHASE, Fine.PARTS, Fine.HUMAN, Fine.SMALL_TALK, Fine.OTHER}
)  # fmt: skip
_ON_SITE: Final = frozenset({Fine.REPAIR, Fine.INSTALL, Fine.CARE, Fine.COMPLAINT, Fine.CHASE})
_VISIT: Final = re.compile(
    r"上门|师傅|工程师|安排|预约|过来|来修|来装|来看|联系|回电|在家|送货|改到"
)


@dataclass(frozen=True, slots=True)
class Said:
    """An entity and where in the call it was heard."""

    entity: Entity
    segment: Segment

    def field(self, name: str, value: str, *, is_required: bool = True) -> DraftField:
        return DraftField(
            name, value, self.segment.segment_id, self.segment.start_s, SAID, is_required
        )


def draft(
    call: Call,
    segments: Sequence[Segment],
    understandings: Iterable[Understanding],
    intents: Sequence[Intent],
    *,
    site_zone: str = SITE_ZONE,
) -> TicketDraft:
    """Fill the form from the call so far; later words win over earlier ones."""
    said = _Heard(tuple(_said(segments, understandings)))
    best = intents[0] if intents else Intent(Fine.OTHER, Coarse.NONE, 0.0)
    device = _device(call, said)
    fields = (
        _kind(best, segments),
        device.field,
        _symptom(said, best.fine),
        said.last("故障码", EntityKind.FAULT_CODE, is_required=False),
        _address(said, best.fine),
        _phone(call, said),
        _visit(said, best.fine),
        _liability(call, device.known, site_zone),
    )
    return TicketDraft(call.call_id, best.fine, fields)


def _said(segments: Sequence[Segment], understandings: Iterable[Understanding]) -> Iterator[Said]:
    by_id = {segment.segment_id: segment for segment in segments}
    found = [
        Said(entity, by_id[turn.segment_id])
        for turn in understandings
        if turn.segment_id in by_id
        for entity in turn.entities
    ]
    found.sort(key=lambda said: (said.segment.start_s, said.entity.span.start))
    yield from found


@dataclass(frozen=True, slots=True)
class _Heard:
    everything: tuple[Said, ...]

    def of(self, kind: EntityKind) -> tuple[Said, ...]:
        return tuple(said for said in self.everything if said.entity.kind is kind)

    def by_customer(self, kind: EntityKind) -> tuple[Said, ...]:
        return tuple(said for said in self.of(kind) if said.segment.role is Role.CUSTOMER)

    def last(self, name: str, kind: EntityKind, *, is_required: bool = True) -> DraftField:
        """The customer's last word on it, else the agent's."""
        heard = self.by_customer(kind) or self.of(kind)
        if not heard:
            return DraftField(name, "", is_required=is_required)
        return heard[-1].field(name, heard[-1].entity.value, is_required=is_required)


def _kind(best: Intent, segments: Sequence[Segment]) -> DraftField:
    value = best.fine.value
    if best.coarse is Coarse.COMPLAINT and best.fine is not Fine.COMPLAINT:
        value = f"投诉 › {best.fine.value}"
    if best.fine is Fine.OTHER:
        value = ""
    words = best.evidence[0].segment_id if best.evidence else ""
    at = next((segment.start_s for segment in segments if segment.segment_id == words), None)
    return DraftField("类型", value, words if at is not None else "", at, SAID if value else "")


@dataclass(frozen=True, slots=True)
class _DeviceFound:
    field: DraftField
    known: Device | None  # the customer's own device, when one fits


def _letters(model: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", model.upper())


def _device(call: Call, said: _Heard) -> _DeviceFound:
    devices = call.customer.devices
    models, categories = said.of(EntityKind.MODEL), said.by_customer(EntityKind.CATEGORY)
    categories = categories or said.of(EntityKind.CATEGORY)
    if models:
        spoken = models[-1].entity.value
        known = next((d for d in devices if _letters(d.model).startswith(_letters(spoken))), None)
        # a category heard first names the device of the call; the record knows better
        category = known.category if known else _category(categories)
        model = known.model if known else spoken
        return _DeviceFound(models[-1].field("设备", f"{category} {model}".strip()), known)
    if categories:
        category = _category(categories)
        fitting = [device for device in devices if _fits(device.category, category)]
        known = fitting[0] if len(fitting) == 1 else None
        value = f"{known.category} {known.model}" if known else category
        return _DeviceFound(categories[0].field("设备", value), known)
    if len(devices) == 1:
        value = f"{devices[0].category} {devices[0].model}".strip()
        return _DeviceFound(DraftField("设备", value, source=RECORD), devices[0])
    return _DeviceFound(DraftField("设备", ""), None)


def _category(categories: Sequence[Said]) -> str:
    """The first named, in the closest form that was named for it (热水器 → 燃气热水器)."""
    if not categories:
        return ""
    first = categories[0].entity.value
    names = [said.entity.value for said in categories]
    return max((name for name in names if _fits(name, first)), key=len)


def _fits(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one)


def _symptom(said: _Heard, fine: Fine) -> DraftField:
    faults = said.by_customer(EntityKind.FAULT)
    labels = list(dict.fromkeys(fault.entity.value for fault in faults))
    if "一般故障" in labels and len(labels) > 1:
        labels.remove("一般故障")
    is_required = fine not in _NO_SYMPTOM
    if not labels:
        return DraftField("现象", "", is_required=is_required)
    return faults[0].field("现象", "，".join(labels[:3]), is_required=is_required)


def _phone(call: Call, said: _Heard) -> DraftField:
    heard = said.last("电话", EntityKind.PHONE)
    if heard.value or not call.customer.phone:
        return heard
    return DraftField("电话", call.customer.phone, source=CALLER)


def _address(said: _Heard, fine: Fine) -> DraftField:
    """Later words win; a later 三号楼一单元 completes the street that was named before."""
    is_required = fine in _ON_SITE
    value, last = "", None
    for heard in said.of(EntityKind.ADDRESS):
        value, last = completed(value, heard.entity.value), heard
    if last is None:
        return DraftField("地址", "", is_required=is_required)
    return last.field("地址", value, is_required=is_required)


def _visit(said: _Heard, fine: Fine) -> DraftField:
    """The last date that was told about a visit or a call back, whoever said it."""
    is_required = fine in _ON_SITE
    times = [heard for heard in said.of(EntityKind.DATE) if _VISIT.search(heard.segment.text)]
    timed = [heard for heard in times if "T" in heard.entity.value]
    firm = [heard for heard in timed if heard.segment.role is Role.AGENT] or timed or times
    if not firm:
        return DraftField("上门", "", is_required=is_required)
    return firm[-1].field("上门", readable(firm[-1].entity.value), is_required=is_required)


def _liability(call: Call, device: Device | None, site_zone: str) -> DraftField:
    """In or out of warranty by the customer's record; the agent decides in the end."""
    if device is None or not device.bought_on:
        return DraftField("责任", "", is_required=False)
    today = datetime.fromtimestamp(call.started_at_ms / 1000, UTC).astimezone(ZoneInfo(site_zone))
    end = warranty_end(date.fromisoformat(device.bought_on), device.warranty_months)
    state = "保修期内" if today.date() <= end else "已过保修期"
    return DraftField("责任", f"{state}（至 {end.isoformat()}）", source=RECORD, is_required=False)
