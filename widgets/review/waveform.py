"""Two lanes of sound, agent above customer: hits shaded, a cursor, click to hear."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from domain.calls import SoundGap
from domain.review import Peaks
from widgets.design.tokens import colours_of
from widgets.review.hits import AT_THE_END, Hit

HEIGHT: Final = 132
LANE: Final = 1.0  # distance of a lane's middle from the centre
LOUDEST: Final = 0.88  # of a lane's half height
STEP_S: Final = 5.0  # of the arrow keys
SHORTEST_VIEW_S: Final = 2.0


class Waveform(QWidget):
    """`place_chosen` carries seconds of the call."""

    place_chosen = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._duration_s = 0.0
        self._at_s = 0.0
        self._peaks: Peaks | None = None
        self._hits: Sequence[Hit] = ()
        self._gaps: Sequence[SoundGap] = ()
        self._regions: list[Any] = []
        self._view = pg.PlotWidget()
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setAccessibleName(self.tr("波形图"))
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.addWidget(self._view)
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("波形，左右键移动，空格播放"))
        plot = self._plot = self._view.getPlotItem()
        plot.hideAxis("left")
        plot.hideAxis("bottom")
        plot.hideButtons()
        plot.setMenuEnabled(False)
        plot.setMouseEnabled(x=True, y=False)
        plot.setContentsMargins(0, 0, 0, 0)
        self._lanes = [plot.plot(connect="pairs") for _ in range(2)]
        self._cursor = pg.InfiniteLine(0.0, angle=90)
        plot.addItem(self._cursor)
        self._view.scene().sigMouseClicked.connect(self._click)
        self._dress()

    @property
    def at_s(self) -> float:
        return self._at_s

    def show_call(self, peaks: Peaks | None, duration_s: float, hits: Sequence[Hit]) -> None:
        self._peaks, self._duration_s, self._hits = peaks, max(duration_s, 1.0), hits
        lanes = (None, None) if peaks is None else (peaks.agent, peaks.customer)
        for lane, middle, sound in zip(self._lanes, (LANE, -LANE), lanes, strict=True):
            if peaks is None or sound is None:
                lane.setData([], [])
            else:
                lane.setData(*pairs(sound, peaks.step_s, middle))
        view = self._plot.getViewBox()
        view.setLimits(
            xMin=0, xMax=self._duration_s, yMin=-2 * LANE, yMax=2 * LANE, minXRange=SHORTEST_VIEW_S
        )
        view.setRange(xRange=(0, self._duration_s), yRange=(-1.95 * LANE, 1.95 * LANE), padding=0)
        self._shade()
        self.show_place(0.0)

    def show_gaps(self, gaps: Sequence[SoundGap]) -> None:
        """Mark where sound is missing; the next show_call draws it."""
        self._gaps = gaps

    def show_place(self, at_s: float) -> None:
        self._at_s = min(max(at_s, 0.0), self._duration_s)
        self._cursor.setValue(self._at_s)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -STEP_S, Qt.Key.Key_Right: STEP_S}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.show_place(self._at_s + step)
        self.place_chosen.emit(self._at_s)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        colours = colours_of(self.palette())
        self._view.setBackground(colours.panel)
        for lane, colour in zip(self._lanes, (colours.agent, colours.customer), strict=True):
            lane.setPen(pg.mkPen(colour, width=1))
        self._cursor.setPen(pg.mkPen(colours.bad, width=1.5))
        self._shade()

    def _shade(self) -> None:
        plot, colours = self._plot, colours_of(self.palette())
        for region in self._regions:
            plot.removeItem(region)
        self._regions.clear()
        for hit in self._hits:
            if hit.start_s == AT_THE_END:
                continue
            fill = QColor(colours.bad_line if hit.is_red else colours.warn_line)
            fill.setAlpha(110)
            self._add_region(hit.evidence[0].start_s, hit.evidence[0].end_s, QBrush(fill))
        missing = QBrush(QColor(colours.mute), Qt.BrushStyle.BDiagPattern)
        for gap in self._gaps:
            self._add_region(gap.start_s, gap.end_s, missing)

    def _add_region(self, start_s: float, end_s: float, brush: QBrush) -> None:
        region = pg.LinearRegionItem(
            (start_s, end_s), movable=False, brush=brush, pen=pg.mkPen(None)
        )
        region.setZValue(-10)
        self._plot.addItem(region)
        self._regions.append(region)

    def _click(self, event: Any) -> None:
        self.setFocus()
        place: QPointF = self._plot.getViewBox().mapSceneToView(event.scenePos())
        self.show_place(place.x())
        self.place_chosen.emit(self._at_s)


def pairs(
    sound: NDArray[np.float32], step_s: float, middle: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return x and y of one upright stroke for each step, from its low to its high."""
    x = np.repeat(np.arange(len(sound), dtype=np.float32) * np.float32(step_s), 2)
    reach = max(float(np.abs(sound).max(initial=0.0)), 0.05)
    y = middle + sound.reshape(-1) / reach * LOUDEST
    return x, y.astype(np.float32)
