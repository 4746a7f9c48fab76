"""Tokens and queries that FTS5 takes, ranking, the starter articles, and how well it finds."""

import sqlite3
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.audio import Role
from domain.meaning import Coarse, Entity, EntityKind, Fine, Intent, Span, Understanding
from domain.tickets import Article, KnowledgeCard
from service.knowledge import (
    KnowledgeInvalid,
    load_articles,
    phrases_of,
    query,
    rank,
    tokens,
)
from tests.service.made import line

QUESTIONS = Path(__file__).parents[1] / "data" / "lookup_questions.toml"
ARTICLES = load_articles()


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    """An FTS5 table weighed as the store weighs it."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE found USING fts5(title, phrases, body, fault_code)")
    for row, article in enumerate(ARTICLES):
        texts = (
            f"{article.title} {article.category}",
            " ".join(article.phrases),
            article.body,
            article.fault_code,
        )
        cut = [" ".join(tokens(text)) for text in texts]
        database.execute("INSERT INTO found(rowid, title, phrases, body, fault_code)"
                         " VALUES (?, ?, ?, ?, ?)", (row, *cut))  # fmt: skip
    yield database
    database.close()


def _cards(index: sqlite3.Connection, text: str, limit: int = 3) -> tuple[KnowledgeCard, ...]:
    match = query(text)
    if not match:
        return ()
    rows = index.execute(
        "SELECT rowid, -bm25(found, 4.0, 6.0, 1.0, 8.0) FROM found WHERE found MATCH ?"
        " ORDER BY 2 DESC LIMIT 60",
        (match,),
    ).fetchall()
    return rank(text, [(ARTICLES[row], score) for row, score in rows], limit=limit)


def test_the_starter_set_is_large_enough_and_complete() -> None:
    assert len(ARTICLES) >= 40
    assert all(article.phrases and article.source and article.body for article in ARTICLES)
    assert {"空调", "冰箱", "洗衣机", "油烟机", "电视", ""} <= {a.category for a in ARTICLES}


def test_questions_are_answered_among_the_first_three(index: sqlite3.Connection) -> None:
    asked = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))["ask"]
    assert len(asked) >= 60
    first = third = 0
    missed = []
    for row in asked:
        found = [card.article.article_id for card in _cards(index, row["text"])]
        first += bool(found) and found[0] in row["of"]
        hit = bool(set(found) & set(row["of"]))
        third += hit
        if not hit:
            missed.append(row["text"])
    print(f"\nlookup: n={len(asked)} R@1={first / len(asked):.3f} R@3={third / len(asked):.3f}")
    # measured .90 and .81; these floors leave room for a changed article, not for a fault
    assert third / len(asked) >= 0.85, missed
    assert first / len(asked) >= 0.75, missed


@pytest.mark.parametrize("text", ["漏水", "遥控", "延保", "E4", "移机", "镁棒"])
def test_two_characters_are_enough(index: sqlite3.Connection, text: str) -> None:
    assert _cards(index, text)


@pytest.mark.parametrize("text", ["", " ", "？！", "😀", "你好", "嗯嗯", "谢谢"])
def test_small_talk_finds_nothing(index: sqlite3.Connection, text: str) -> None:
    assert _cards(index, text) == ()


@pytest.mark.parametrize(
    "text",
    ['" OR 1', "NEAR(漏水 空调)", "漏水*", "title:漏水", "a AND NOT b", "'; DROP TABLE found;--",
     "^漏水", "{title}", "漏水 - 空调", "\x00漏水", "漏" * 5_000],
)  # fmt: skip
def test_no_input_is_read_as_an_operator(index: sqlite3.Connection, text: str) -> None:
    _cards(index, text)
    assert index.execute("SELECT count(*) FROM found").fetchone()[0] == len(ARTICLES)


@given(st.text(max_size=80))
def test_any_text_makes_a_query_that_fts5_takes(text: str) -> None:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE found USING fts5(words)")
    if match := query(text):
        assert (
            database.execute("SELECT * FROM found WHERE found MATCH ?", (match,)).fetchall() == []
        )
    database.close()


def test_a_sentence_loses_its_common_words() -> None:
    assert '"我的"' not in query("请问我的空调怎么不制冷")
    assert '"制冷"' in query("请问我的空调怎么不制冷")
    assert '"空调"' not in query("我的空调不制冷", too_common={"空调"})


def test_words_are_cut_the_same_way_for_index_and_query() -> None:
    assert {"kfr35gw", "kfr", "35", "gw", "漏水", "漏", "水"} <= set(tokens("KFR35GW漏水"))


def test_a_card_tells_the_words_that_fetched_it(index: sqlite3.Connection) -> None:
    assert _cards(index, "我家空调漏水了")[0].because == "空调漏水"


def test_the_same_search_gives_the_same_order(index: sqlite3.Connection) -> None:
    assert _cards(index, "洗衣机漏水") == _cards(index, "洗衣机漏水")


def test_no_candidate_no_card() -> None:
    assert rank("漏水", []) == ()


def _heard(text: str, fine: Fine, *entities: tuple[EntityKind, str]) -> Understanding:
    span = Span("s1", 0, 1, text[0])
    return Understanding(
        "s1",
        intents=(Intent(fine, Coarse.REQUEST, 0.8),),
        entities=tuple(Entity(kind, value, span) for kind, value in entities),
    )


def test_a_fault_code_is_looked_up_for_the_calls_category() -> None:
    said = "有，显示E4，开机十分钟就报。"
    heard = _heard(said, Fine.REPAIR, (EntityKind.FAULT_CODE, "E4"))
    assert phrases_of(line(said), heard, category="空调")[0] == "空调E4故障码"


def test_small_talk_looks_nothing_up() -> None:
    assert phrases_of(line("好的"), _heard("好的", Fine.SMALL_TALK)) == ()
    assert phrases_of(line("好的", Role.AGENT), Understanding("s1")) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[article]]\nid = 'a'\ntitle = ''\nbody = 'b'", "title"),
        ("[[article]]\nid = 'a'\ntitle = 't'", "body"),
        ("[[article]]\nid = 'a'\ntitle = 't'\nbody = 'b'\n" * 2, "重复"),
        ("[[article", "TOML"),
    ],
)
def test_a_mistake_in_an_article_is_named(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "wrong.toml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeInvalid, match=told):
        load_articles(tmp_path)


def test_an_article_without_the_words_is_no_card() -> None:
    assert rank("漏水", [(Article("a", "电视黑屏", "电视", "…"), 1.0)]) == ()
