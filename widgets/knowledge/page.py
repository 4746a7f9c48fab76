"""知识库: search as you type, read the article."""

from html import escape
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.roles import DeskRole
from domain.tickets import Article, KnowledgeCard
from widgets.design.cards import Card
from widgets.design.labels import PlainLabel, wrapped
from widgets.design.tokens import GAP_CARDS
from widgets.design.top_bar import TopBar
from widgets.knowledge.article import ArticleView
from widgets.tasks import Task, Tasks

PAUSE_MS: Final = 150
LIMIT: Final = 30
SHELF: Final = 500  # articles that are listed before a question is asked
LIST_WIDTH: Final = 400


class KnowledgePage(QWidget):
    search_wanted = Signal()

    def __init__(self, desk: DeskRole, tasks: Tasks) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._search: Task[tuple[KnowledgeCard, ...]] | None = None
        self.box = QLineEdit()
        self.box.setPlaceholderText(self.tr("用客户的话问，例如：外机滴水、E4、怎么开发票"))
        self.box.setAccessibleName(self.tr("搜索知识"))
        self.box.setClearButtonEnabled(True)
        self.found = QListWidget()
        self.found.setProperty("surface", "plain")
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.found.setAccessibleName(self.tr("搜索结果"))
        self.told = wrapped(PlainLabel(tone="faint"))
        self.article = ArticleView()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._look_up)
        self._lay_out()
        self.box.textChanged.connect(self._wait)
        self.found.currentItemChanged.connect(self._choose)
        self._look_up()

    def show_article(self, article: Article) -> None:
        self.article.show_article(article)
        self.article.show()

    def _lay_out(self) -> None:
        bar = TopBar(self.tr("知识库"))
        bar.search_wanted.connect(self.search_wanted)
        left, right = Card(), Card()
        left.setFixedWidth(LIST_WIDTH)
        for part in (self.box, self.told):
            left.body.addWidget(part)
        left.body.addWidget(self.found, 1)
        right.body.addWidget(self.article)
        self.article.hide()
        line = QHBoxLayout()
        line.setContentsMargins(GAP_CARDS, GAP_CARDS, GAP_CARDS, GAP_CARDS)
        line.setSpacing(GAP_CARDS)
        line.addWidget(left)
        line.addWidget(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(bar)
        whole.addLayout(line, 1)

    @Slot(str)
    def _wait(self, _text: str) -> None:
        self._pause.start()

    @Slot()
    def _look_up(self) -> None:
        text = self.box.text().strip()
        if self._search is not None:
            self._search.cancel()
        self._search = self._tasks.run(
            lambda: self._desk.look_up(text, limit=LIMIT if text else SHELF),
            lambda cards: self._show_found(cards, is_shelf=not text),
        )

    def _show_found(self, cards: tuple[KnowledgeCard, ...], *, is_shelf: bool) -> None:
        self.found.clear()
        for card in cards:
            item = QListWidgetItem(_named(card.article))
            item.setToolTip(escape(card.article.title))
            item.setData(Qt.ItemDataRole.UserRole, card.article)
            self.found.addItem(item)
        if is_shelf:
            told = self.tr("共 {n} 条。输入几个字就开始找；没有答案的问题会记下来，作为知识缺口。")
            self._tell(told.format(n=len(cards)))
        elif cards:
            self._tell(self.tr("找到 {n} 条").format(n=len(cards)))
        else:
            self._tell(self.tr("没有找到。这个问题已记为知识缺口。"))
        if cards and (not is_shelf or self.article.isHidden()):
            self.found.setCurrentRow(0)

    @Slot(QListWidgetItem, QListWidgetItem)
    def _choose(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None:
            self.show_article(item.data(Qt.ItemDataRole.UserRole))

    def _tell(self, text: str) -> None:
        self.told.setText(text)


def _named(article: Article) -> str:
    """The title, with its product in front unless it begins with it."""
    category = article.category
    if not category or article.title.startswith(category):
        return article.title
    return f"{category} · {article.title}"
