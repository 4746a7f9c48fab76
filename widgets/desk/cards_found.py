"""Knowledge for this call: three cards at most, each with the words that fetched it."""

from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout
from typing_extensions import override

from domain.tickets import Article, KnowledgeCard
from widgets.design.cards import Card, clear, column, rule
from widgets.design.labels import ElidedLabel, PlainLabel, plain_tip
from widgets.knowledge.article import ArticleView

POPUP_WIDTH = 420
POPUP_HEIGHT = 320


class CardsFoundCard(Card):
    """New cards wait while the mouse is on the old ones: nothing moves under a hand."""

    def __init__(self) -> None:
        super().__init__()
        self.title(self.tr("知识"))
        self._waiting: tuple[KnowledgeCard, ...] | None = None
        self._shown: tuple[KnowledgeCard, ...] = ()
        self._is_under_mouse = False
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        self.body.addLayout(self._list)
        self._draw(())

    @property
    def shown(self) -> tuple[KnowledgeCard, ...]:
        return self._shown

    def show_cards(self, cards: tuple[KnowledgeCard, ...]) -> None:
        if self._is_under_mouse:
            self._waiting = cards
            self.aside.setText(self.tr("有新结果，移开鼠标后更新"))
            return
        self._draw(cards)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._is_under_mouse = True
        super().enterEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._is_under_mouse = False
        if self._waiting is not None:
            self._draw(self._waiting)
        super().leaveEvent(event)

    def _draw(self, cards: tuple[KnowledgeCard, ...]) -> None:
        self._waiting = None
        is_same = self._ids(cards) == self._ids(self._shown) and self._list.count() > 0
        self._shown = cards
        if cards:
            self.aside.setText(self.tr("因“{words}”").format(words=cards[0].because))
        else:
            self.aside.setText("")
        if is_same:
            return
        clear(self._list)
        if not cards:
            text = self.tr("听到问题后，这里给出最多三条")
            self._list.addWidget(PlainLabel(text, tone="faint"))
        for place, card in enumerate(cards):
            if place:
                self._list.addWidget(rule())
            self._list.addWidget(self._entry(card))

    def _entry(self, card: KnowledgeCard) -> QPushButton:
        article = card.article
        entry = QPushButton()
        entry.setProperty("tone", "card")
        entry.setAccessibleName(article.title)
        entry.setToolTip(plain_tip(self.tr("因“{words}”").format(words=card.because)))
        about = [article.category, article.source, self._validity(article)]
        lines = (
            ElidedLabel(article.title, bold=True),
            ElidedLabel(" · ".join(part for part in about if part), tone="mute", size="tiny"),
        )
        for line in lines:
            line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        stack = column(*lines, gap=1)
        stack.setContentsMargins(2, 2, 2, 2)
        entry.setLayout(stack)
        entry.setMinimumHeight(40)
        entry.clicked.connect(partial(self._open, entry, article))
        return entry

    def _validity(self, article: Article) -> str:
        if article.valid_until:
            return self.tr("v{v}，有效至 {day}").format(v=article.version, day=article.valid_until)
        return f"v{article.version}"

    def _open(self, entry: QPushButton, article: Article) -> None:
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.setProperty("surface", "card")
        view = ArticleView()
        view.show_article(article)
        QVBoxLayout(popup).addWidget(view)
        popup.resize(POPUP_WIDTH, POPUP_HEIGHT)
        corner = entry.mapToGlobal(entry.rect().topLeft())
        popup.move(corner.x() - POPUP_WIDTH - 24, corner.y() - 40)
        popup.show()

    @staticmethod
    def _ids(cards: tuple[KnowledgeCard, ...]) -> list[str]:
        return [card.article.article_id for card in cards]
