"""The knowledge base: articles, their full-text index, and the questions it could not answer.

SQLite's own tokenizers cannot cut Chinese, so words come cut (service.knowledge.tokens) and
go into FTS5 with spaces between; who searches passes a MATCH expression made the same way.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.store.clock import now_ms
from app.store.tables import ArticleRow, KnowledgeGapRow
from app.store.values import from_json, to_json
from domain.tickets import Article

Tokens: TypeAlias = Callable[[str], Sequence[str]]


def save_articles(session: Session, articles: Iterable[Article], tokens: Tokens) -> None:
    """Add or renew articles and index their words."""
    for article in articles:
        put_article(session, article)
    index_new(session, tokens)


def put_article(session: Session, article: Article, *, rev: int = 0) -> None:
    """Add or renew one article; index_new makes it findable."""
    old = session.get(ArticleRow, article.article_id)
    if old is not None and old.search_id is not None:
        session.execute(text("DELETE FROM article_search WHERE rowid = :n"), {"n": old.search_id})
    session.merge(
        ArticleRow(
            article_id=article.article_id,
            title=article.title,
            category=article.category,
            body=article.body,
            phrases_json=to_json(article.phrases),
            fault_code=article.fault_code,
            source=article.source,
            version=article.version,
            valid_until=article.valid_until,
            rev=rev,
            search_id=None,
        )
    )
    session.flush()


def remove_article(session: Session, article_id: str) -> None:
    row = session.get(ArticleRow, article_id)
    if row is None:
        return
    session.execute(text("DELETE FROM article_search WHERE rowid = :n"), {"n": row.search_id})
    session.delete(row)


def index_new(session: Session, tokens: Tokens) -> int:
    """Index the articles that are not yet findable; return how many."""
    rows = session.scalars(select(ArticleRow).where(ArticleRow.search_id.is_(None))).all()
    last = session.scalar(text("SELECT max(rowid) FROM article_search")) or 0
    for n, row in enumerate(rows, start=last + 1):
        phrases = " ".join(from_json(row.phrases_json, tuple[str, ...]))
        session.execute(
            text(
                "INSERT INTO article_search (rowid, title, phrases, body, fault_code)"
                " VALUES (:n, :title, :phrases, :body, :fault_code)"
            ),
            {
                "n": n,
                "title": " ".join(tokens(f"{row.title} {row.category}")),
                "phrases": " ".join(tokens(phrases)),
                "body": " ".join(tokens(row.body)),
                "fault_code": " ".join(tokens(row.fault_code)),
            },
        )
        row.search_id = n
    session.flush()
    return len(rows)


def search(
    session: Session, match: str, *, category: str = "", limit: int = 50
) -> tuple[tuple[Article, float], ...]:
    """Return articles with their BM25 score (larger is better), best first.

    match is an FTS5 expression of quoted words; an empty one finds nothing. A category
    also lets through articles that are of no category.
    """
    if not match.strip():
        return ()
    found = session.execute(
        text(
            "SELECT a.article_id, -bm25(article_search, 4.0, 6.0, 1.0, 8.0) AS score"
            " FROM article_search JOIN articles a ON a.search_id = article_search.rowid"
            " WHERE article_search MATCH :match"
            " AND (:category = '' OR a.category IN ('', :category))"
            " ORDER BY score DESC, a.article_id LIMIT :limit"
        ),
        {"match": match, "category": category, "limit": limit},
    ).all()
    rows = {
        row.article_id: row
        for row in session.scalars(
            select(ArticleRow).where(ArticleRow.article_id.in_([r.article_id for r in found]))
        )
    }
    return tuple((article_of(rows[r.article_id]), float(r.score)) for r in found)


def common_tokens(session: Session, *, share: float = 0.2) -> frozenset[str]:
    """Return the tokens that stand in more than this share of the articles."""
    found = session.scalars(
        text(
            "SELECT term FROM article_search_words"
            " WHERE doc > :share * (SELECT count(*) FROM articles)"
        ),
        {"share": share},
    )
    return frozenset(found)


def load_articles(session: Session) -> tuple[Article, ...]:
    rows = session.scalars(select(ArticleRow).order_by(ArticleRow.article_id))
    return tuple(article_of(row) for row in rows)


def article_of(row: ArticleRow) -> Article:
    return Article(
        article_id=row.article_id,
        title=row.title,
        category=row.category,
        body=row.body,
        phrases=from_json(row.phrases_json, tuple[str, ...]),
        fault_code=row.fault_code,
        source=row.source,
        version=row.version,
        valid_until=row.valid_until,
    )


def save_gap(session: Session, question: str, *, call_id: str | None = None) -> None:
    """Keep a question that found nothing."""
    session.add(KnowledgeGapRow(text=question, at_ms=now_ms(), call_id=call_id))


def load_gaps(session: Session, *, limit: int = 200) -> tuple[tuple[str, int], ...]:
    """Return (question, UTC ms), newest first."""
    rows = session.scalars(
        select(KnowledgeGapRow).order_by(KnowledgeGapRow.gap_id.desc()).limit(limit)
    )
    return tuple((row.text, row.at_ms) for row in rows)
