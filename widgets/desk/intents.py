"""The intents of the call as chips, best first; a click opens the list to correct it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from domain.meaning import Coarse, Fine, Intent
from widgets.design.cards import row
from widgets.design.labels import plain_tip, restyle
from widgets.design.words import fine_word

SHOWN = 3


class IntentChips(QWidget):
    """`corrected` carries the intent that was wrong and the Fine that is right."""

    corrected = Signal(object, object)  # Intent, Fine

    def __init__(self) -> None:
        super().__init__()
        self._intents: tuple[Intent, ...] = ()
        self._chips = [QPushButton() for _ in range(SHOWN)]
        self.setLayout(row(*self._chips, gap=6))
        for chip in self._chips:
            chip.hide()
            chip.clicked.connect(partial(self._ask, chip))

    def show_intents(self, intents: tuple[Intent, ...]) -> None:
        self._intents = intents[:SHOWN]
        for place, chip in enumerate(self._chips):
            if place >= len(self._intents):
                chip.hide()
                continue
            intent = self._intents[place]
            name = f"{fine_word(intent.fine)} {intent.confidence:.2f}"
            chip.setText(name)
            chip.setAccessibleName(self.tr("意图 {name}，可改").format(name=name))
            words = "、".join(f"“{span.text}”" for span in intent.evidence)
            tip = self.tr("依据：{words}\n点按可改正").format(words=words or "—")
            chip.setToolTip(plain_tip(tip))
            is_hot = intent.coarse is Coarse.COMPLAINT
            restyle(chip, tone="chip_hot" if is_hot else "chip")
            chip.show()

    def _ask(self, chip: QPushButton) -> None:
        intent = self._intents[self._chips.index(chip)]
        menu = QMenu(self)
        for fine in Fine:
            action = QAction(fine_word(fine), menu)
            action.setCheckable(True)
            action.setChecked(fine is intent.fine)
            action.triggered.connect(partial(self._correct, intent, fine))
            menu.addAction(action)
        menu.popup(chip.mapToGlobal(chip.rect().bottomLeft()))

    def _correct(self, intent: Intent, fine: Fine, _is_checked: bool = False) -> None:
        if fine is not intent.fine:
            self.corrected.emit(intent, fine)
