"""Queries of full text: what they mean, and where they break."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.rules.full_text_query import AllOf, AnyOf, Not, Phrase, QueryError, QueryNode, parse_query
from events.rules.stems import query_stems
from events.rules.words import JOINED


def written(*words: str, prefix: bool = False, quoted: bool = False, joined: str = "") -> Phrase:
    """A phrase, and what it may be written as with its words joined, or with the stem of its only word."""
    others = {(joined,), (JOINED + joined,)} if joined else set()
    if len(words) == 1 and not (prefix or quoted):
        others |= {(stem,) for stem in query_stems(words[0])}
    return Phrase(words, prefix, quoted, frozenset(others))


def thousands(word: str) -> Phrase:
    """A part of a number that may be written without a space."""
    return Phrase((word,), others=frozenset({("10500",), (JOINED + "10500",)}))


A, B, C = Phrase(("a1",)), Phrase(("b1",)), Phrase(("c1",))


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("a1", A),
        ("a1 b1", AllOf((A, B))),
        ("a1 AND b1", AllOf((A, B))),
        ("a1 OR b1 c1", AnyOf((A, AllOf((B, C))))),
        ("(a1 OR b1) c1", AllOf((AnyOf((A, B)), C))),
        ("NOT a1", Not(A)),
        ("a1 NOT (b1 OR c1)", AllOf((A, Not(AnyOf((B, C)))))),
        ("NOT NOT a1 b1", AllOf((Not(Not(A)), B))),
        ("a1 and b1", AllOf((A, written("and"), B))),
        ("al-Sudani", Phrase(("sudani",), others=frozenset({("alsudani",), (JOINED + "alsudani",)}))),
        ("al Sudani", written("sudani")),
        ("السوداني", Phrase(("سوداني",), others=frozenset((one,) for one in query_stems("السوداني")))),
        ("pro-up", written("pro", "up", joined="proup")),
        ('"the  U.S. Army\'s"', written("the", "us", "army", quoted=True)),
        ("\u201cnew us\u201d", written("new", "us", quoted=True)),
        ('a1"b1"', AllOf((A, written("b1", quoted=True)))),
        ("ab*", Phrase(("ab",), prefix=True)),
        ("al*", Phrase(("al",), prefix=True)),
        ("a1 -", A),
        (" ".join(["a1"] * 32), AllOf((A,) * 32)),
        ("Bagh*", Phrase(("bagh",), prefix=True)),
        ("pro-go*", written("pro", "go", prefix=True, joined="progo")),
        ("10 500", AllOf((thousands("10"), thousands("500")))),
        ("1,500", Phrase(("1500",))),
        ("l'Irak", written("irak", joined="lirak")),
        ('צה"ל', written("צהל")),
        ('"צה"ל"', written("צהל", quoted=True)),
        ("停火", Phrase(("停火",))),
        ("巴格达", Phrase(("巴格", "格达"))),
        ("火", Phrase(("火",), prefix=True)),
        ("火*", Phrase(("火",), prefix=True)),
        ("a1 & b1 \u2013", AllOf((A, B))),
    ],
)
def test_a_query_is_read(text: str, node: QueryNode) -> None:
    assert parse_query(text) == node


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("...", "no word to search for; write letters or digits."),
        ("*", "Before the * at character 1 stand"),
        ("pro-g*", "Before the * at character 6 stand"),
        ("*a1", "The * at character 1 does not end its word"),
        ("(OR a1)", "OR at character 2 has no word before it"),
        ("()", "The parentheses at character 1 hold no word"),
        ("al", "no word to search for"),
        ("a1 AND", "AND at character 4 has no word after it"),
        ("AND a1", "AND at character 1 has no word before it"),
        ("a1 OR OR b1", "OR at character 4 has no word after it"),
        ("a1 NOT", "NOT at character 4 has no word after it"),
        ("(a1", "parenthesis at character 1 is never closed"),
        ("a1)", "parenthesis at character 3 was never opened"),
        (")", ") at character 1 was never opened"),
        ("a1 ()", "parentheses at character 4 hold no word"),
        ('a1 "b1', "quotation mark at character 4 is never closed"),
        ('a1 ""', "phrase at character 4 holds no word"),
        ('"a1*"', "phrase at character 1 holds a *"),
        ("a1*b1", "* at character 3 does not end its word"),
        ("a*", "Before the * at character 2"),
        ("a1 -b1", "- at character 4 means nothing here; write NOT"),
        ("(" * 21 + "a1" + ")" * 21, "At character 21 the query is nested more than 20 deep"),
        ("NOT " * 21 + "a1", "nested more than 20 deep"),
        ("a1 " * 33, "at most 32 words"),
    ],
)
def test_a_malformed_query_is_refused_with_where_it_breaks(text: str, sentence: str) -> None:
    with pytest.raises(QueryError) as refusal:
        parse_query(text)
    assert sentence in str(refusal.value)


def test_a_long_word_may_be_two_and_two_words_one() -> None:
    whole = parse_query("ceasefire")
    assert isinstance(whole, Phrase)
    assert ("cease", "fire") in set(whole.spellings())
    assert ("ceasefir", "e") not in set(whole.spellings())
    divided = parse_query('"cease fire now"')
    assert isinstance(divided, Phrase)
    assert ("ceasefire", "now") in set(divided.spellings())
    maybe = parse_query("maybe")
    assert isinstance(maybe, Phrase)
    assert ("may", "be") not in set(maybe.spellings())


@given(st.one_of(st.text(max_size=400), st.text('aAl-*"()NOTRD ', max_size=60)))
def test_whatever_is_asked_is_read_or_refused(text: str) -> None:
    with suppress(QueryError):
        parse_query(text)


def test_a_query_is_at_most_twenty_deep() -> None:
    node = parse_query("NOT " * 20 + "a1")
    for _ in range(20):
        assert isinstance(node, Not)
        node = node.node
    assert node == parse_query("(" * 20 + "a1" + ")" * 20) == A
