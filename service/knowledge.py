"""Knowledge search: tokens for SQLite FTS5, safe queries, and a second look by n-grams.

FTS5 cannot cut Chinese, so text is cut before it goes in: single characters, character
pairs, and whole Latin words and numbers. On public support questions pairs with single
characters find as much as jieba's words (R@1 .500 against .493, language.md section 4)
and need no dictionary. The cosine of character n-grams then ranks what FTS5 found.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from math import log, sqrt
from pathlib import Path
from typing import Any, Final, TypeAlias

from domain.calls import Segment
from domain.errors import UserError
from domain.meaning import EntityKind, Fine, Understanding
from domain.tickets import Article, KnowledgeCard

FOLDER: Final = Path(__file__).parents[1] / "resources" / "knowledge"
LONGEST: Final = 200  # characters of a query that are searched
BM25_WEIGHT: Final = 0.6  # beside the cosine's 1; language.md section 4
LEAST_SCORE: Final = 0.18  # cards below are noise, chosen on tests/data
_PIECE: Final = re.compile(r"[\u3400-\u9fff]+|[a-z]+|[0-9]+|[^\W\u3400-\u9fffa-z0-9_]+")
_WORD: Final = re.compile(r"[a-z0-9]+")
# particles and politeness, which stand in every question and in every article
_STOP: Final = frozenset(
    "的了吗呢吧啊呀哦嗯我你您他她它们这那是在有就都也还很和跟与给把被让请问个一不要能可会到来去说"
    "么什怎"
)
_STOP_PAIRS: Final = frozenset(
    "我的 你好 您好 请问 一下 怎么 什么 可以 能不 不能 我家 家的 你们 我们 这个 那个 一个 是不 "
    "不是 就是 还是 有没 没有 麻烦 谢谢 的时 时候 现在 已经 知道 想问 一问 问下 我想 帮我 么办 "
    "为什 师傅 电话".split()
)
_GREETING: Final = re.compile("你好|您好|谢谢|多谢|再见|拜拜|好的|请问|嗯|哦|喂")
_NO_SEARCH: Final = frozenset({Fine.SMALL_TALK, Fine.OTHER, Fine.HUMAN})
_NO_SYMPTOM: Final = frozenset({"一般故障", "报故障码"})  # say nothing to search for
# what depends on the device; a fee or a complaint is the same for all of them
_OF_DEVICE: Final = frozenset(
    {Fine.REPAIR, Fine.INSTALL, Fine.CARE, Fine.PRODUCT, Fine.PARTS, Fine.RETURN}
)
_SEARCH_FROM: Final = 0.5
Vector: TypeAlias = dict[str, float]


class KnowledgeInvalid(UserError):
    """A knowledge file has a mistake; the text names file, entry and key."""


def tokens(text: str) -> tuple[str, ...]:
    """Return what goes into the FTS5 column, joined by spaces; empty for bare punctuation."""
    return tuple(_tokens(text.lower()))


def _tokens(text: str) -> Iterator[str]:
    yield from _WORD.findall(text)
    for piece in _PIECE.findall(text):
        if piece.isascii():
            yield piece  # kfr35gw gives kfr, 35 and gw too
            continue
        yield from piece
        yield from (piece[i : i + 2] for i in range(len(piece) - 1))


def query(text: str, *, too_common: Collection[str] = ()) -> str:
    """Return an FTS5 MATCH expression, "" when nothing is left to search for.

    Every token is quoted, so no input can be read as an operator. too_common: tokens that
    stand in more than a fifth of the rows, if the store counts them; they slow a long
    sentence down and find nothing.
    """
    wanted = dict.fromkeys(tokens(_GREETING.sub(" ", text[:LONGEST])))
    kept = [token for token in wanted if not _is_common(token) and token not in too_common]
    pairs = [token for token in kept if len(token) > 1]
    if len(pairs) >= 2:  # single characters are for two-character queries
        kept = pairs
    return " OR ".join(f'"{_escaped(token)}"' for token in kept)


def _is_common(token: str) -> bool:
    return token in _STOP or token in _STOP_PAIRS or (len(token) == 2 and set(token) <= _STOP)


def _escaped(token: str) -> str:
    return token.replace('"', '""')


def phrases_of(
    segment: Segment, understanding: Understanding, *, category: str = ""
) -> tuple[str, ...]:
    """Return what to look up for a customer's utterance, best first; () for small talk.

    category: what the call is about, for an utterance that only says 显示E4.
    """
    entities = understanding.entities
    named = [e.value for e in entities if e.kind is EntityKind.CATEGORY]
    about = named[0] if named else category
    codes = [e.value for e in entities if e.kind is EntityKind.FAULT_CODE]
    faults = [
        e.value for e in entities if e.kind is EntityKind.FAULT and e.value not in _NO_SYMPTOM
    ]
    wishes = [
        intent
        for intent in understanding.intents
        if intent.fine not in _NO_SEARCH and intent.confidence >= _SEARCH_FROM
    ]
    if not (codes or faults or wishes):
        return ()
    phrases = [f"{about}{code}故障码" for code in codes]
    is_named = about in segment.text or not (_OF_DEVICE & {intent.fine for intent in wishes})
    phrases.append(segment.text if is_named else f"{about} {segment.text}")
    phrases += [f"{about}{fault}" for fault in dict.fromkeys(faults)]
    return tuple(dict.fromkeys(phrase.strip()[:LONGEST] for phrase in phrases))


def rank(
    text: str, candidates: Sequence[tuple[Article, float]], *, limit: int = 3
) -> tuple[KnowledgeCard, ...]:
    """Order what FTS5 found by n-gram cosine joined with its own rank.

    candidates: (article, bm25); the sign does not matter, FTS5 gives minus, the store plus.
    The same text and candidates always give the same order.
    """
    if not candidates:
        return ()
    wanted = _grams(text[:LONGEST])
    weights = _idf([_grams(_searched(article)) for article, _ in candidates])
    best_bm25 = max(abs(bm25) for _, bm25 in candidates) or 1.0
    cards = []
    for article, bm25 in candidates:
        cosine, phrase = _closest(wanted, article, weights)
        score = (cosine + BM25_WEIGHT * abs(bm25) / best_bm25) / (1 + BM25_WEIGHT)
        if cosine > 0:
            cards.append(KnowledgeCard(article, round(score, 4), _because(text, phrase, article)))
    cards.sort(key=lambda card: (-card.score, card.article.article_id))
    return tuple(card for card in cards[:limit] if card.score >= LEAST_SCORE)


def _searched(article: Article) -> str:
    return " ".join((article.title, article.category, article.fault_code, *article.phrases))


def _closest(wanted: Counter[str], article: Article, weights: Vector) -> tuple[float, str]:
    category = _grams(article.category)
    if wanted.keys() <= category.keys():
        category = Counter()  # a search for the category itself
    shared = wanted.keys() & _grams(f"{_searched(article)} {article.body}").keys()
    if shared <= category.keys():
        return 0.0, ""  # of the same kind of device, and nothing else
    ways = (article.title, *article.phrases)
    extra = f"{article.category}{article.fault_code}"
    scored = [(_cosine(wanted, _grams(f"{extra} {way}"), weights), way) for way in ways]
    return max(scored, key=lambda pair: pair[0])


@lru_cache(maxsize=20_000)
def _grams(text: str) -> Counter[str]:
    """Character 1- to 3-grams of each piece, without the particles alone."""
    grams: Counter[str] = Counter()
    for piece in _PIECE.findall(text.lower()):
        if piece.isascii():
            grams[piece] += 2
            continue
        for size in (1, 2, 3):
            grams.update(piece[i : i + size] for i in range(len(piece) - size + 1))
    for particle in _STOP | _STOP_PAIRS:
        grams.pop(particle, None)
    return grams


def _idf(documents: Sequence[Counter[str]]) -> Vector:
    seen: Counter[str] = Counter()
    for document in documents:
        seen.update(document.keys())
    return {gram: log((1 + len(documents)) / (1 + n)) + 1 for gram, n in seen.items()}


def _cosine(one: Counter[str], other: Counter[str], weights: Vector) -> float:
    rare = log(2 + len(weights)) + 1  # for a gram that no candidate has
    dot = sum(
        (1 + log(n)) * (1 + log(other[gram])) * weights.get(gram, rare) ** 2
        for gram, n in one.items()
        if gram in other
    )
    if not dot:
        return 0.0
    return dot / (_norm(one, weights, rare) * _norm(other, weights, rare))


def _norm(grams: Counter[str], weights: Vector, rare: float) -> float:
    # what no candidate has says nothing about which of them is best, so it counts half
    return sqrt(
        sum(
            ((1 + log(n)) * weights[g]) ** 2 if g in weights else (rare / 4) ** 2
            for g, n in grams.items()
        )
    )


def _because(text: str, phrase: str, article: Article) -> str:
    """The fault code or the longest words that both share, else the article's phrase."""
    low, other = text.lower(), phrase.lower()
    if article.fault_code and article.fault_code.lower() in low:
        return article.fault_code
    for size in range(min(len(low), len(other), 12), 1, -1):
        for start in range(len(other) - size + 1):
            piece = other[start : start + size]
            if piece in low and not set(piece) <= _STOP and _PIECE.fullmatch(piece):
                return phrase[start : start + size]
    return phrase


def load_articles(folder: Path = FOLDER) -> tuple[Article, ...]:
    """Read every *.toml of the folder, in the order of their names.

    Raises KnowledgeInvalid.
    """
    articles: list[Article] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise KnowledgeInvalid(f"{path.name} 不是有效的 TOML：{error}") from error
        articles.extend(_articles_of(table, path.name))
    _check_ids(articles)
    return tuple(articles)


def _articles_of(table: dict[str, Any], name: str) -> Iterator[Article]:
    for index, row in enumerate(table.get("article", ()), start=1):
        for key in ("id", "title", "body"):
            if not isinstance(row.get(key), str) or not row[key].strip():
                raise KnowledgeInvalid(f"{name} 第 {index} 条缺少 {key}（应为非空文字）")
        yield Article(
            article_id=row["id"],
            title=row["title"],
            category=row.get("category", table.get("category", "")),
            body=row["body"].strip(),
            phrases=tuple(row.get("phrases", ())),
            fault_code=row.get("fault_code", ""),
            source=row.get("source", table.get("source", "")),
            version=str(row.get("version", table.get("version", "1"))),
            valid_until=row.get("valid_until", ""),
        )


def _check_ids(articles: Iterable[Article]) -> None:
    twice = [name for name, n in Counter(a.article_id for a in articles).items() if n > 1]
    if twice:
        raise KnowledgeInvalid(f"知识条目编号重复：{'、'.join(twice)}")
