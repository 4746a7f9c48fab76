from hypothesis import given
from hypothesis import strategies as st

from speech.endpointer import Edge, Endpointer, EndpointerSettings

FRAME_S = 0.032


def edges_of(chances: list[float], settings: EndpointerSettings | None = None) -> list[Edge]:
    endpointer = Endpointer(settings or EndpointerSettings())
    return [edge for chance in chances if (edge := endpointer.hear(chance, FRAME_S))]


@given(st.lists(st.floats(0, 1), max_size=300))
def test_start_and_end_alternate_and_begin_with_a_start(chances: list[float]) -> None:
    edges = [edge for edge in edges_of(chances) if edge is not Edge.PAUSE]
    assert edges == [Edge.START, Edge.END] * (len(edges) // 2) + [Edge.START] * (len(edges) % 2)


@given(st.lists(st.floats(0, 1), max_size=300))
def test_a_pause_lies_between_start_and_end(chances: list[float]) -> None:
    is_open = False
    for edge in edges_of(chances):
        assert edge is not Edge.PAUSE or is_open
        is_open = edge is not Edge.END


def test_a_short_breath_does_not_end_speech() -> None:
    endpointer = Endpointer(EndpointerSettings(end_silence_s=0.5))
    endpointer.hear(0.9, FRAME_S)
    assert Edge.END not in [endpointer.hear(0.0, FRAME_S) for _ in range(15)]  # 0.48 s
    assert endpointer.hear(0.0, FRAME_S) is Edge.END


def test_a_pause_is_told_once_per_silence() -> None:
    assert edges_of([0.9] + [0.0] * 10 + [0.9] + [0.0] * 10) == [
        Edge.START,
        Edge.PAUSE,
        Edge.PAUSE,
    ]


def test_a_wavering_chance_does_not_flicker() -> None:
    assert edges_of([0.6, 0.4, 0.6, 0.4, 0.36, 0.5] * 20) == [Edge.START]


def test_between_the_thresholds_nobody_starts() -> None:
    assert edges_of([0.4, 0.49, 0.36] * 20) == []
