"""Articles are found by the words that service.knowledge cuts."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from app.store import knowledge
from app.store.database import Store
from domain.tickets import Article
from service.knowledge import load_articles, query, tokens

LEAK = Article(
    "k-1", "空调漏水怎么办", "空调", "先关机，检查排水管。", ("空调滴水", "室内机漏水"), "", "手册"
)
E5 = Article("k-2", "故障码 E5 处理", "空调", "压缩机电流保护。", ("显示E5",), "E5")
WASHER = Article("k-3", "洗衣机不脱水", "洗衣机", "检查排水。", ("不甩干",))
GENERAL = Article("k-4", "保修政策", "", "整机保修三年，漏水也在内。")


@pytest.fixture
def filled(store: Store) -> Store:
    with store.begin() as session:
        knowledge.save_articles(session, (LEAK, E5, WASHER, GENERAL), tokens)
    return store


def found(store: Store, words: str, *, category: str = "") -> list[str]:
    with store.read() as session:
        hits = knowledge.search(session, query(words), category=category)
    return [article.article_id for article, _ in hits]


@pytest.mark.parametrize(
    ("words", "best"),
    [("我家空调一直漏水", "k-1"), ("显示E5", "k-2"), ("洗衣机不脱水", "k-3"), ("保修", "k-4")],
)
def test_the_best_article_comes_first(filled: Store, words: str, best: str) -> None:
    assert found(filled, words)[0] == best


def test_a_category_lets_through_its_own_and_general_articles(filled: Store) -> None:
    assert set(found(filled, "漏水排水", category="空调")) == {"k-1", "k-4"}


def test_scores_fall_and_are_comparable(filled: Store) -> None:
    with filled.read() as session:
        scores = [score for _, score in knowledge.search(session, query("空调漏水"))]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0


@pytest.mark.parametrize(
    "words", ["", "，。", '"', 'a" OR "b', "NEAR(漏水 排水)", "title:漏水 *", "-漏水"]
)
def test_no_input_is_read_as_an_operator(filled: Store, words: str) -> None:
    found(filled, words)


def test_a_renewed_article_is_found_by_its_new_words_only(filled: Store) -> None:
    renewed = replace(LEAK, title="遥控器失灵", body="换电池。", phrases=(), version="2")
    with filled.begin() as session:
        knowledge.save_articles(session, (renewed,), tokens)
    assert found(filled, "遥控器失灵")[0] == "k-1"
    assert "k-1" not in found(filled, "室内机滴水")


def test_a_removed_article_is_not_found(filled: Store) -> None:
    with filled.begin() as session:
        knowledge.remove_article(session, "k-1")
    assert "k-1" not in found(filled, "空调漏水")
    with filled.read() as session:
        assert [article.article_id for article in knowledge.load_articles(session)] == [
            "k-2",
            "k-3",
            "k-4",
        ]


def test_articles_come_back_as_they_were_saved(filled: Store) -> None:
    with filled.read() as session:
        assert knowledge.load_articles(session) == (LEAK, E5, WASHER, GENERAL)


def test_saving_the_same_articles_again_changes_no_result(filled: Store) -> None:
    before = found(filled, "空调漏水")
    with filled.begin() as session:
        knowledge.save_articles(session, (LEAK, E5, WASHER, GENERAL), tokens)
    assert found(filled, "空调漏水") == before
    with filled.read() as session:
        assert session.scalar(text("SELECT count(*) FROM article_search")) == 4


def test_tokens_of_many_articles_are_known_as_common(filled: Store) -> None:
    with filled.read() as session:
        common = knowledge.common_tokens(session, share=0.5)
    assert "排水" not in common
    assert "水" in common


def test_a_question_without_answer_is_kept_newest_first(store: Store) -> None:
    with store.begin() as session:
        knowledge.save_gap(session, "第一个")
        knowledge.save_gap(session, "第二个")
    with store.read() as session:
        assert [question for question, _ in knowledge.load_gaps(session)] == ["第二个", "第一个"]


def test_the_knowledge_base_that_we_ship_can_be_searched(store: Store) -> None:
    articles = load_articles()
    with store.begin() as session:
        knowledge.save_articles(session, articles, tokens)
    assert len(articles) >= 40
    own = sum(found(store, article.title)[0] == article.article_id for article in articles)
    assert own / len(articles) >= 0.9
