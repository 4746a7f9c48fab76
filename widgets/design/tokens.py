"""Design tokens: every colour, distance, radius and size of type that windows use."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QPalette

GAP_XS: Final = 4
GAP_S: Final = 8
GAP_M: Final = 12
GAP_L: Final = 16
GAP_CARDS: Final = 10

RADIUS_S: Final = 4
RADIUS_M: Final = 6
RADIUS_CARD: Final = 8
RADIUS_BUBBLE: Final = 10

TYPE_TINY: Final = 11  # px: times, hints
TYPE_SMALL: Final = 12  # px: second lines, chips
TYPE_BODY: Final = 13
TYPE_TITLE: Final = 15
TYPE_NAME: Final = 16
TYPE_TIMER: Final = 18
TYPE_LEVEL: Final = 22
TYPE_TILE: Final = 30
TYPE_WALL: Final = 72  # px on the wallboard, 54 pt

RAIL_WIDTH: Final = 58
TOP_HEIGHT: Final = 52
STATUS_HEIGHT: Final = 26

DARK_LIGHTNESS: Final = 128


@dataclass(frozen=True, slots=True)
class Colours:
    """One scheme. *_soft colours lie under text of the colour without the suffix."""

    bg: str
    panel: str
    field: str
    line: str
    line_soft: str
    ink: str
    mute: str
    faint: str
    accent: str
    accent_ink: str
    accent_soft: str
    accent_line: str
    on_accent: str
    agent: str
    customer: str
    ok: str
    ok_soft: str
    ok_line: str
    warn: str
    warn_ink: str
    warn_soft: str
    warn_line: str
    bad: str
    bad_soft: str
    bad_line: str
    p1: str
    p2: str
    p3: str
    p3_ink: str
    p4: str
    p4_ink: str
    bubble_agent: str
    bubble_customer: str
    bubble_angry: str
    bubble_partial: str
    mark_warm: str
    mark_severe: str
    mark_entity: str
    neutral_soft: str
    gold: str
    gold_soft: str
    rail: str
    rail_ink: str
    rail_on: str
    rail_on_ink: str
    track: str


LIGHT: Final = Colours(
    bg="#f3f5f8",
    panel="#ffffff",
    field="#fbfcfe",
    line="#e3e8ef",
    line_soft="#f0f3f7",
    ink="#1b2733",
    mute="#5d6c80",
    faint="#7c8a9e",
    accent="#1f6feb",
    accent_ink="#174ea6",
    accent_soft="#e8f0fe",
    accent_line="#cfe0fb",
    on_accent="#ffffff",
    agent="#1f6feb",
    customer="#0e9f8a",
    ok="#12875a",
    ok_soft="#e6f6f0",
    ok_line="#bfe8d8",
    warn="#e8710a",
    warn_ink="#8a4b00",
    warn_soft="#fff4e5",
    warn_line="#ffd9a8",
    bad="#d92d20",
    bad_soft="#fdecea",
    bad_line="#f7c9c4",
    p1="#d92d20",
    p2="#e8710a",
    p3="#ffe9b8",
    p3_ink="#7a5500",
    p4="#eef2f7",
    p4_ink="#4a5a70",
    bubble_agent="#eaf1fe",
    bubble_customer="#e8f6f3",
    bubble_angry="#fde9e4",
    bubble_partial="#f3f6f9",
    mark_warm="#ffd9b8",
    mark_severe="#ffc9c4",
    mark_entity="#d3e3ff",
    neutral_soft="#eef2f7",
    gold="#8a6100",
    gold_soft="#fff3d6",
    rail="#152033",
    rail_ink="#9fb0c7",
    rail_on="#24344f",
    rail_on_ink="#ffffff",
    track="#e8edf3",
)

DARK: Final = Colours(
    bg="#0e141c",
    panel="#17202b",
    field="#1c2734",
    line="#2b3847",
    line_soft="#222e3b",
    ink="#e6ecf3",
    mute="#a3b1c2",
    faint="#7f8fa3",
    accent="#2a69cf",
    accent_ink="#9cc2ff",
    accent_soft="#1b2f4f",
    accent_line="#2c4a78",
    on_accent="#ffffff",
    agent="#5b9bff",
    customer="#34c3ab",
    ok="#4cc38a",
    ok_soft="#14362a",
    ok_line="#2a6a51",
    warn="#f08c3a",
    warn_ink="#ffc48a",
    warn_soft="#3a2812",
    warn_line="#6b4a1e",
    bad="#ff7a70",
    bad_soft="#44201f",
    bad_line="#763531",
    p1="#d4382c",
    p2="#c9650d",
    p3="#5c4711",
    p3_ink="#ffdf94",
    p4="#273443",
    p4_ink="#b4c1d1",
    bubble_agent="#1d2f4d",
    bubble_customer="#15352f",
    bubble_angry="#42231f",
    bubble_partial="#1e2833",
    mark_warm="#744a17",
    mark_severe="#83322c",
    mark_entity="#2b4d82",
    neutral_soft="#263241",
    gold="#ffd76e",
    gold_soft="#453612",
    rail="#0a0f17",
    rail_ink="#93a4ba",
    rail_on="#1d2b42",
    rail_on_ink="#ffffff",
    track="#2a3645",
)


def colours_of(palette: QPalette) -> Colours:
    """Return the scheme that a widget is drawn in, told by its palette."""
    return LIGHT if palette.window().color().lightness() >= DARK_LIGHTNESS else DARK
