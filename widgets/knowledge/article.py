"""One knowledge article: title, where it comes from, its text."""

from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from domain.tickets import Article
from widgets.design.labels import PlainLabel, wrapped


class ArticleView(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._title = wrapped(PlainLabel(size="name", bold=True))
        self._about = wrapped(PlainLabel(tone="mute", size="small"))
        self._body = wrapped(PlainLabel())
        self._phrases = wrapped(PlainLabel(tone="faint", size="small"))
        inside = QWidget()
        inside.setProperty("surface", "panel")
        text = QVBoxLayout(inside)
        text.setContentsMargins(0, 0, 8, 0)
        text.setSpacing(10)
        for part in (self._title, self._about, self._body, self._phrases):
            text.addWidget(part)
        text.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName(self.tr("知识条目"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def show_article(self, article: Article) -> None:
        self._title.setText(article.title)
        about = [article.category, article.fault_code, article.source, f"v{article.version}"]
        if article.valid_until:
            about.append(self.tr("有效至 {day}").format(day=article.valid_until))
        self._about.setText(" · ".join(part for part in about if part))
        self._body.setText(article.body)
        asked = "、".join(article.phrases)
        self._phrases.setText(self.tr("客户常说：{words}").format(words=asked) if asked else "")
