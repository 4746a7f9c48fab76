"""Who calls: name, number and tags; devices with warranty; earlier contacts."""

from datetime import date

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from domain.calls import Contact, Customer, Device
from widgets.design.cards import Card, clear, column, row, rule
from widgets.design.chips import Avatar
from widgets.design.clock import day_and_time
from widgets.design.flow import FlowLayout
from widgets.design.labels import ElidedLabel, PlainLabel, wrapped
from widgets.design.tokens import colours_of
from widgets.design.words import word
from widgets.desk.warranty import warranty_of

REPEAT_FROM = 2  # contacts in 30 days that earn the red tag
PHONE_DIGITS = 11


class CustomerCard(Card):
    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("客户"))
        self.avatar = Avatar()
        self.name = PlainLabel(size="name", bold=True)
        self.phone = PlainLabel()
        self._tags = FlowLayout(gap=4)
        words = column(gap=4)
        words.addLayout(row(self.name, self.phone, None, gap=12))
        words.addLayout(self._tags)
        line = row(self.avatar, gap=12)
        line.addLayout(words, 1)
        self.body.addLayout(line)

    def show_customer(self, customer: Customer) -> None:
        self.avatar.show_name(customer.name)
        self.name.setText(customer.name or self.tr("未知来电"))
        self.phone.setText(masked(customer.phone))
        tags: list[QWidget] = [PlainLabel("VIP", chip="vip")] if customer.is_vip else []
        tags += [PlainLabel(tag, chip="tag") for tag in customer.tags if tag != "VIP"]
        if customer.contacts_30_days >= REPEAT_FROM:
            text = self.tr("30 天内第 {n} 次来电").format(n=customer.contacts_30_days)
            tags.append(PlainLabel(text, chip="hot"))
        self._tags.refill(tags)


class DevicesCard(Card):
    def __init__(self) -> None:
        super().__init__()
        self.title(self.tr("设备"))
        self._list = QVBoxLayout()
        self._list.setSpacing(7)
        self.body.addLayout(self._list)

    def show_devices(self, devices: tuple[Device, ...], today: date) -> None:
        self.aside.setText(str(len(devices)))
        clear(self._list)
        if not devices:
            self._list.addWidget(PlainLabel(self.tr("档案里没有设备"), tone="faint"))
        for place, device in enumerate(devices):
            if place:
                self._list.addWidget(rule())
            self._list.addLayout(self._entry(device, today))

    def _entry(self, device: Device, today: date) -> QVBoxLayout:
        name = ElidedLabel(f"{device.category} {device.model}", bold=True)
        warranty = warranty_of(device, today)
        if warranty is None:
            state = PlainLabel(self.tr("保修未知"), tone="faint")
            bought = self.tr("购买日期未知")
        else:
            text = self.tr("保内 {n} 天") if warranty.is_in else self.tr("出保 {n} 天")
            tone = "ok" if warranty.is_in else "warn"
            state = PlainLabel(text.format(n=warranty.days), tone=tone)
            bought = self.tr("{day} 购").format(day=device.bought_on)
        top = row(name, state)
        top.setStretch(0, 1)
        entry = column(gap=2)
        entry.addLayout(top)
        entry.addWidget(PlainLabel(bought, tone="mute", size="tiny"))
        return entry


class ContactsCard(Card):
    """Earlier contacts through all channels, newest first."""

    def __init__(self) -> None:
        super().__init__()
        self.title(self.tr("往来"), self.tr("全部渠道"))
        inside = QWidget()
        inside.setProperty("surface", "panel")
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(self.tr("往来记录"))
        self.body.addWidget(area, 1)

    def show_contacts(self, contacts: tuple[Contact, ...]) -> None:
        clear(self._list)
        if not contacts:
            self._list.addWidget(PlainLabel(self.tr("第一次来电，没有往来记录"), tone="faint"))
        for contact in contacts:
            self._list.addWidget(TimelineEntry(contact))
        self._list.addStretch(1)


class TimelineEntry(QWidget):
    """A contact with its dot on the line; red and in words when it is still open."""

    def __init__(self, contact: Contact) -> None:
        super().__init__()
        self._is_open = contact.is_open
        text = f"{contact.channel} · {contact.text}"
        channel = PlainLabel(word(contact.channel), bold=True)
        words = row(channel, wrapped(PlainLabel(contact.text)), gap=6)
        words.setStretch(1, 1)
        words.setAlignment(channel, Qt.AlignmentFlag.AlignTop)
        when = day_and_time(contact.at_ms)
        if contact.is_open:
            when += self.tr(" · 未了结")
        small = PlainLabel(when, tone="faint", size="tiny")
        stack = column(gap=1)
        stack.addLayout(words)
        stack.addWidget(small)
        stack.setContentsMargins(19, 0, 0, 10)
        self.setLayout(stack)
        self.setAccessibleName(f"{text} {when}")

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colours = colours_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(5, 0, 2, self.height()), QColor(colours.line))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.bad if self._is_open else colours.faint))
        painter.drawEllipse(QRectF(2, 5, 8, 8))


def masked(phone: str) -> str:
    """Return a number with its middle hidden, as others may look over a shoulder."""
    if len(phone) < PHONE_DIGITS:
        return phone
    return f"{phone[:3]}****{phone[-4:]}"
