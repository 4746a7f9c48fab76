"""Merging by fields: laws for any rows, and the examples that people argue about."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.merge import gather, merge, sides_of_patch, spread

names = st.sampled_from(["a", "b", "c", "d"])
rows = st.dictionaries(names, st.integers(0, 3))


@given(base=rows, mine=rows, theirs=rows)
def test_merging_again_changes_nothing(
    base: dict[str, int], mine: dict[str, int], theirs: dict[str, int]
) -> None:
    once = merge(base, mine, theirs)
    again = merge(base, mine, once.row)
    assert again.row == once.row
    assert again.changed == ()


@given(base=rows, mine=rows, theirs=rows)
def test_each_value_is_one_that_somebody_wrote_and_a_lone_writer_wins(
    base: dict[str, int], mine: dict[str, int], theirs: dict[str, int]
) -> None:
    merged = merge(base, mine, theirs)
    for name, value in merged.row.items():
        assert value in (mine.get(name), theirs.get(name))
        if mine.get(name, base.get(name)) == base.get(name):
            assert value == theirs[name]
        if theirs.get(name) == base.get(name) and name in mine:
            assert value == mine[name]


@given(base=rows, mine=rows, theirs=rows)
def test_what_gives_way_is_kept(
    base: dict[str, int], mine: dict[str, int], theirs: dict[str, int]
) -> None:
    merged = merge(base, mine, theirs)
    gone = {(name, value) for name, value in theirs.items() if merged.row[name] != value}
    kept = {(lost.field, lost.value) for lost in merged.lost}
    replaced_our_own_base = {(name, value) for name, value in gone if base.get(name) == value}
    assert kept == gone - replaced_our_own_base


def test_lines_of_a_form_are_fields_of_their_own() -> None:
    row = {
        "level": "P2",
        "fields": [
            {"name": "地址", "value": "一号", "source": "来电"},
            {"name": "电话", "value": "138"},
        ],
    }
    assert spread(row) == {
        "level": "P2",
        "fields/地址": "一号",
        "fields/地址#source": "来电",
        "fields/电话": "138",
    }


plain_names = st.text(min_size=1).filter(lambda name: "/" not in name and "#" not in name)
items = st.fixed_dictionaries({"value": st.text(), "source": st.text()})


@given(
    plain=st.dictionaries(plain_names, st.integers()),
    fields=st.dictionaries(plain_names, items, min_size=1),
)
def test_gather_undoes_spread(plain: dict[str, Any], fields: dict[str, Any]) -> None:
    row = plain | {"fields": [{"name": name} | item for name, item in fields.items()]}
    assert gather(spread(row)) == row


def test_a_list_that_is_no_form_stays_as_it_is() -> None:
    for value in ([], [1, 2], [{"name": "a"}, {"name": "a"}], [{"name": "a/b"}], [{"x": 1}]):
        assert spread({"list": value}) == {"list": value}


@pytest.mark.parametrize("pair", ["new", ["only"], {"before": 1}, None])
def test_a_patch_needs_pairs(pair: object) -> None:
    with pytest.raises(ValueError, match="field level"):
        sides_of_patch({"level": pair})
