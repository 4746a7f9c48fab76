"""The one stylesheet of the windows, generated from the tokens."""

from dataclasses import asdict
from string import Template

from widgets.design import tokens
from widgets.design.icons import RESOURCES
from widgets.design.tokens import Colours

SHEET = Template("""
QWidget { color: $ink; }
QMainWindow, QDialog, QWidget[surface="bg"] { background: $bg; }
QWidget[surface="panel"] { background: $panel; }
QFrame[surface="card"] {
    background: $panel; border: 1px solid $line; border-radius: ${radius_card}px;
}
QFrame[surface="top"] { background: $panel; border: none; border-bottom: 1px solid $line; }
QFrame[surface="status"] { background: $panel; border: none; border-top: 1px solid $line; }
QFrame[surface="rail"] { background: $rail; border: none; }
QFrame[surface="rule"] { background: $line_soft; border: none; }
QFrame[surface="warn"] {
    background: $warn_soft; border: 1px solid $warn_line; border-radius: ${radius_m}px;
}
QFrame[surface="bad"] {
    background: $bad_soft; border: 1px solid $bad_line; border-radius: ${radius_card}px;
}
QToolTip { background: $panel; color: $ink; border: 1px solid $line; padding: 4px 6px; }

QLabel[tone="mute"] { color: $mute; }
QLabel[tone="faint"] { color: $faint; }
QLabel[tone="ok"] { color: $ok; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="warn_ink"] { color: $warn_ink; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="accent"] { color: $accent_ink; }
QLabel[type="tiny"] { font-size: ${type_tiny}px; }
QLabel[type="small"] { font-size: ${type_small}px; }
QLabel[type="title"] { font-size: ${type_title}px; }
QLabel[type="name"] { font-size: ${type_name}px; }
QLabel[type="tile"] { font-size: ${type_tile}px; }
QLabel[type="big"] { font-size: 20px; }
QLabel[weight="bold"] { font-weight: bold; }
QLabel[type="wall"] { font-size: ${type_wall}px; font-weight: bold; }
QLabel[type="wall_name"] { font-size: 28px; }

QLabel[chip="tag"], QLabel[chip="vip"], QLabel[chip="hot"] {
    border-radius: ${radius_s}px; padding: 1px 6px; font-size: ${type_tiny}px;
    background: $neutral_soft; color: $p4_ink;
}
QLabel[chip="vip"] { background: $gold_soft; color: $gold; }
QLabel[chip="hot"] { background: $bad_soft; color: $bad; }
QLabel[chip="P1"], QLabel[chip="P2"], QLabel[chip="P3"], QLabel[chip="P4"] {
    border-radius: ${radius_s}px; padding: 1px 5px; font-size: ${type_tiny}px;
}
QLabel[chip="P1"] { background: $p1; color: $on_accent; }
QLabel[chip="P2"] { background: $p2; color: $on_accent; }
QLabel[chip="P3"] { background: $p3; color: $p3_ink; }
QLabel[chip="P4"] { background: $p4; color: $p4_ink; }
QLabel[chip="key"] {
    border: 1px solid $line; border-bottom-width: 2px; border-radius: ${radius_s}px;
    padding: 0 4px; color: $mute; background: $panel; font-size: ${type_tiny}px;
    font-family: "Cascadia Mono", Consolas, Menlo, "DejaVu Sans Mono", monospace;
}
QLabel[chip="cell_ok"], QLabel[chip="cell_warn"], QLabel[chip="cell_bad"] {
    border-radius: 5px; padding: 4px; background: $ok_soft;
}
QLabel[chip="cell_warn"] { background: $warn_soft; }
QLabel[chip="cell_bad"] { background: $bad_line; }
QLabel[chip="state"] {
    background: $neutral_soft; color: $mute; border-radius: 14px; padding: 5px 12px;
}
QLabel[chip="state_stale"] {
    background: $bad_soft; color: $bad; border-radius: 14px; padding: 5px 12px;
}

QPushButton, QToolButton {
    background: $panel; border: 1px solid $line; border-radius: ${radius_m}px;
    padding: 5px 12px; color: $ink;
}
QPushButton:hover, QToolButton:hover { background: $line_soft; }
QPushButton:pressed, QToolButton:pressed { background: $line; }
QPushButton:focus, QToolButton:focus { border: 1px solid $accent; }
QPushButton:disabled, QToolButton:disabled { color: $faint; background: $field; }
QPushButton:checked { background: $accent_soft; border-color: $accent; color: $accent_ink; }
QProgressBar { background: $line_soft; border: none; border-radius: 2px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QPushButton[tone="primary"] { background: $accent; border-color: $accent; color: $on_accent; }
QPushButton[tone="primary"]:focus { border: 2px solid $ink; padding: 4px 11px; }
QPushButton[tone="primary"]:disabled {
    background: $accent_soft; border-color: $accent_line; color: $faint;
}
QPushButton[tone="danger"] { background: $p1; border-color: $p1; color: $on_accent; }
QPushButton[tone="danger"]:focus { border: 2px solid $ink; padding: 4px 11px; }
QPushButton[tone="danger"]:disabled {
    background: $field; border-color: $line; color: $faint;
}
QPushButton[tone="primary"] QLabel[chip="caption"]:enabled,
QPushButton[tone="danger"] QLabel[chip="caption"]:enabled { color: $on_accent; }
QLabel[chip="caption"]:disabled { color: $faint; }
QLabel[chip="key"]:disabled { color: $faint; background: transparent; }
QPushButton[tone="flat"] { border-color: transparent; background: transparent; color: $faint; }
QPushButton[tone="flat"]:hover { background: $line_soft; }
QPushButton[tone="flat"]:focus { border-color: $accent; }
QPushButton[tone="flat"] QLabel[chip="caption"] { color: $faint; }
QPushButton[tone="time"] {
    border: none; background: transparent; color: $accent_ink;
    font-size: ${type_tiny}px; padding: 2px 0; text-align: left;
}
QPushButton[tone="time"]:hover, QPushButton[tone="time"]:focus { text-decoration: underline; }
QPushButton[tone="time"]:disabled { color: $faint; }
QPushButton[tone="chip"], QPushButton[tone="chip_hot"] {
    border: 1px solid $accent_line; background: $accent_soft; color: $accent_ink;
    border-radius: 12px; padding: 0 10px; font-size: ${type_small}px;
    min-height: 22px; max-height: 22px;
}
QPushButton[tone="chip_hot"] { border-color: $bad_line; background: $bad_soft; color: $bad; }
QPushButton[tone="chip"]:hover, QPushButton[tone="chip"]:focus { border-color: $accent; }
QPushButton[tone="chip_hot"]:hover, QPushButton[tone="chip_hot"]:focus { border-color: $bad; }
QPushButton[tone="chip"]:checked {
    background: $accent; color: $on_accent; border-color: $accent;
}
QPushButton[tone="chip_hot"]:checked { background: $p1; color: $on_accent; border-color: $p1; }
QPushButton[tone="card"] {
    border: none; border-radius: ${radius_m}px; background: transparent;
    padding: 0; text-align: left;
}
QPushButton[tone="card"]:hover { background: $line_soft; }
QPushButton[tone="card"]:focus { background: $accent_soft; }
QPushButton[tone="evidence"] {
    border: none; background: transparent; color: $mute;
    font-size: ${type_tiny}px; padding: 1px 6px; border-radius: ${radius_s}px;
}
QPushButton[tone="evidence_bad"] {
    border: none; background: $bad_soft; color: $bad;
    font-size: ${type_tiny}px; padding: 1px 6px; border-radius: ${radius_s}px;
}
QPushButton[tone="evidence"]:hover, QPushButton[tone="evidence"]:focus { color: $accent_ink; }
QPushButton[tone="evidence_bad"]:hover, QPushButton[tone="evidence_bad"]:focus {
    background: $bad_line;
}

QLineEdit, QPlainTextEdit {
    background: $field; border: 1px solid $line; border-radius: 5px; padding: 3px 8px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:focus, QPlainTextEdit:focus { border-color: $accent; }
QLineEdit[state="miss"] { background: $warn_soft; border-color: $warn; color: $warn_ink; }
QLineEdit:read-only { color: $mute; }
QMenu { background: $panel; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 22px; border-radius: ${radius_s}px; }
QMenu::item:selected { background: $accent_soft; color: $accent_ink; }

QListView, QTableView, QTreeView, QScrollArea {
    background: $panel; border: none; outline: none; selection-background-color: $accent_soft;
    selection-color: $ink;
}
QScrollArea[surface="clear"] { background: transparent; }
QListView[surface="plain"]::item { padding: 7px 10px; border-radius: ${radius_m}px; }
QListView[surface="plain"]::item:selected { background: $accent_soft; color: $ink; }
QListView[surface="plain"]::item:hover { background: $line_soft; }
QTableView { gridline-color: transparent; }
QTableView::item { border-bottom: 1px solid $line_soft; padding: 0 4px; }
QTableView::item:selected { background: $accent_soft; color: $ink; }
QHeaderView { background: $field; }
QHeaderView::section {
    background: $field; color: $mute; border: none; border-bottom: 1px solid $line;
    padding: 6px 4px; font-size: ${type_tiny}px;
}
QCheckBox { spacing: 6px; color: $mute; }
QCheckBox:focus { color: $accent_ink; }
QCheckBox::indicator {
    width: 14px; height: 14px; border: 1px solid $faint; border-radius: 3px; background: $field;
}
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$tick"); }

QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 3px; margin: 2px; min-height: 28px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QToolButton[tone="rail"] {
    background: transparent; border: 1px solid transparent; border-radius: 8px;
    color: $rail_ink; font-size: ${type_tiny}px; padding: 6px 0 4px 0;
}
QToolButton[tone="rail"]:hover { background: $rail_on; }
QToolButton[tone="rail"]:checked { background: $rail_on; color: $rail_on_ink; }
QToolButton[tone="rail"]:focus { border-color: $rail_ink; }
QLabel[chip="logo"] {
    background: $accent; color: $on_accent; border-radius: 9px; font-size: 16px;
    font-weight: bold;
}
""")


def stylesheet(colours: Colours) -> str:
    """Return Qt's stylesheet text of one scheme."""
    sizes = {name.lower(): value for name, value in vars(tokens).items() if isinstance(value, int)}
    tick = (RESOURCES / "icons" / "check_white.svg").as_posix()
    return SHEET.substitute(asdict(colours), **sizes, tick=tick)
