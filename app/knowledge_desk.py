"""Knowledge lookup: what a customer says, or an agent types, to the articles that answer it."""

from typing import Final

from app.store import knowledge
from app.store.database import Store
from domain.calls import Segment
from domain.meaning import Understanding
from domain.tickets import KnowledgeCard
from service.knowledge import load_articles, phrases_of, query, rank, tokens

LIVE_CARDS: Final = 3
CANDIDATES: Final = 50


class KnowledgeDesk:
    """Safe from any thread. A search takes a few milliseconds."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def fill(self) -> None:
        """Bring in the articles that the product ships, unless they are there in this version."""
        with self._store.begin() as session:
            known = {one.article_id: one.version for one in knowledge.load_articles(session)}
            new = [one for one in load_articles() if known.get(one.article_id) != one.version]
            if new:
                knowledge.save_articles(session, new, tokens)
            else:
                knowledge.index_new(session, tokens)

    def look_up(self, text: str, *, limit: int = 10) -> tuple[KnowledgeCard, ...]:
        """Return the best articles; a question that finds none is kept as a gap.

        An empty question lets the shelf be seen: articles by their number.
        """
        if not text.strip():
            with self._store.read() as session:
                shelf = knowledge.load_articles(session)[:limit]
            return tuple(KnowledgeCard(article, 0.0, "") for article in shelf)
        cards = self._search(text, limit)
        if not cards:
            with self._store.begin() as session:
                knowledge.save_gap(session, text.strip())
        return cards

    def cards_for(
        self, segment: Segment, understanding: Understanding, category: str
    ) -> tuple[KnowledgeCard, ...]:
        """Return at most three cards for what a customer just said."""
        best: dict[str, KnowledgeCard] = {}
        for phrase in phrases_of(segment, understanding, category=category):
            for card in self._search(phrase, LIVE_CARDS):
                known = best.get(card.article.article_id)
                if known is None or card.score > known.score:
                    best[card.article.article_id] = card
        ordered = sorted(best.values(), key=lambda card: -card.score)
        return tuple(ordered[:LIVE_CARDS])

    def _search(self, text: str, limit: int) -> tuple[KnowledgeCard, ...]:
        with self._store.read() as session:
            found = knowledge.search(session, query(text), limit=CANDIDATES)
        return rank(text, found, limit=limit)
