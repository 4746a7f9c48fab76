"""Customers with their devices and earlier contacts."""

from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.store.tables import ContactRow, CustomerRow, DeviceRow
from app.store.values import from_json, to_json
from domain.calls import Contact, Customer, Device

MONTH_MS: Final = 30 * 86_400_000
CONTACTS_SHOWN: Final = 50


def save_customer(session: Session, customer: Customer) -> None:
    """Add or renew a customer; contacts that are calls of this desk stay."""
    session.merge(
        CustomerRow(
            customer_id=customer.customer_id,
            name=customer.name,
            phone=customer.phone,
            tags_json=to_json(customer.tags),
            is_vip=customer.is_vip,
        )
    )
    session.flush()
    own = customer.customer_id
    session.execute(delete(DeviceRow).where(DeviceRow.customer_id == own))
    session.execute(
        delete(ContactRow).where(ContactRow.customer_id == own, ContactRow.call_id.is_(None))
    )
    calls = _call_times(session, own)
    session.add_all(_device_row(own, device) for device in customer.devices)
    session.add_all(
        _contact_row(own, contact) for contact in customer.contacts if contact.at_ms not in calls
    )
    session.flush()


def _call_times(session: Session, customer_id: str) -> frozenset[int]:
    """A customer that was loaded and is saved again brings our own calls back: not twice."""
    times = session.scalars(
        select(ContactRow.at_ms).where(
            ContactRow.customer_id == customer_id, ContactRow.call_id.is_not(None)
        )
    )
    return frozenset(times)


def _device_row(customer_id: str, device: Device) -> DeviceRow:
    return DeviceRow(
        customer_id=customer_id,
        category=device.category,
        model=device.model,
        bought_on=device.bought_on,
        warranty_months=device.warranty_months,
    )


def _contact_row(customer_id: str, contact: Contact) -> ContactRow:
    return ContactRow(
        customer_id=customer_id,
        at_ms=contact.at_ms,
        channel=contact.channel,
        text=contact.text,
        is_open=contact.is_open,
    )


def load_customer(session: Session, phone: str, now_ms: int) -> Customer | None:
    """Return who owns this number; contacts newest first, counted with the call of now."""
    row = session.scalar(
        select(CustomerRow).where(CustomerRow.phone == phone).order_by(CustomerRow.customer_id)
    )
    if row is None:
        return None
    recent = session.scalar(
        select(func.count()).where(
            ContactRow.customer_id == row.customer_id, ContactRow.at_ms > now_ms - MONTH_MS
        )
    )
    return Customer(
        customer_id=row.customer_id,
        name=row.name,
        phone=row.phone,
        tags=from_json(row.tags_json, tuple[str, ...]),
        is_vip=row.is_vip,
        devices=_devices(session, row.customer_id),
        contacts=_contacts(session, row.customer_id),
        contacts_30_days=1 + (recent or 0),
    )


def _devices(session: Session, customer_id: str) -> tuple[Device, ...]:
    rows = session.scalars(
        select(DeviceRow).where(DeviceRow.customer_id == customer_id).order_by(DeviceRow.device_id)
    )
    return tuple(Device(r.category, r.model, r.bought_on, r.warranty_months) for r in rows)


def _contacts(session: Session, customer_id: str) -> tuple[Contact, ...]:
    rows = session.scalars(
        select(ContactRow)
        .where(ContactRow.customer_id == customer_id)
        .order_by(ContactRow.at_ms.desc(), ContactRow.contact_id.desc())
        .limit(CONTACTS_SHOWN)
    )
    return tuple(Contact(r.at_ms, r.channel, r.text, r.is_open) for r in rows)
