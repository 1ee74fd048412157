"""The table of rules of entry, asked of plain records: which part breaks which rule, and its mark."""

from datetime import date
from typing import Any

import pytest

from events.choices import Collection
from events.rules.dates import EventDate
from events.rules.entry_rules import (
    GROUND_RULES,
    RULES,
    Problem,
    Severity,
    Surroundings,
    find_problems,
    mark_of,
)

TODAY = date(2026, 11, 30)
QUOTE = "On Saturday the army lost 41 of its members"
FIGURE = {"key": "killed", "qualifier": "exact", "value": "41", "evidence": [{"quote": QUOTE}]}
SAYS_WHO = {"voice": "attributed", "by": ["alice"]}
LOSS = {"title": "A loss", "date": {"edtf": "2024-01-27"}, "sources": [{"article": {"ref": "news"}}]}
EMPTY: dict[Collection, dict[str, Any]] = {
    Collection.EVENTS: LOSS,
    Collection.ACTORS: {"name": "Army"},
    Collection.LOCATIONS: {"name": "Place", "kind": "country"},
    Collection.ARTICLES: {"title": "News"},
    Collection.CLAIMS: {"proposition": "It is so."},
}
EVENTS, ACTORS, LOCATIONS, ARTICLES, CLAIMS = EMPTY


def problems(collection: Collection, published: str = "2024-01-27", **members: Any) -> list[Problem]:
    """What is wrong with a record of these members, whose article was published then."""
    around = Surroundings(TODAY, {"news": EventDate.parse(published).bounds} if published else {})
    return list(find_problems(collection, {"id": "one"} | EMPTY[collection] | members, around))


def figure(**members: Any) -> dict[str, Any]:
    """A member `figures` of one figure, of 41 as its quotation says."""
    return {"figures": [FIGURE | members]}


def loss(edtf: str, **members: Any) -> dict[str, Any]:
    """Members of an event of this date."""
    return {"date": {"edtf": edtf}} | members


BROKEN: list[tuple[Collection, dict[str, Any], str, str]] = [
    (EVENTS, figure(low="40"), "numbers_are_those_of_the_qualifier", "figures/killed"),
    (EVENTS, figure(qualifier="between"), "numbers_are_those_of_the_qualifier", "figures/killed"),
    (
        EVENTS,
        figure(qualifier="between", value=None, low="43", high="41"),
        "bounds_are_in_order",
        "figures/killed",
    ),
    (EVENTS, figure(value="43"), "number_stands_in_the_wording", "figures/killed"),
    (EVENTS, figure(value="0"), "number_stands_in_the_wording", "figures/killed"),
    (
        EVENTS,
        figure(value="43", attribution={"basis": "text"}),
        "number_stands_in_the_wording",
        "figures/killed",
    ),
    (
        EVENTS,
        figure(value="43", attribution={"basis": "caption"}),
        "number_stands_in_the_wording",
        "figures/killed",
    ),
    (EVENTS, figure(wording="a loss of 41"), "wording_stands_in_the_quotation", "figures/killed"),
    (
        EVENTS,
        {"places": [{"key": "a", "wording": "Baghdad", "evidence": [{"quote": None}, {"quote": QUOTE}]}]},
        "wording_stands_in_the_quotation",
        "places/a",
    ),
    (EVENTS, {"title": "…"}, "text_has_a_letter", "title"),
    (ACTORS, {"name": "…"}, "text_has_a_letter", "name"),
    (CLAIMS, {"proposition": "…"}, "text_has_a_letter", "proposition"),
    (ACTORS, {"names": [{"name": "…"}]}, "text_has_a_letter", "names/…"),
    (ACTORS, {"names": [{"name": "Army", "language": "EN"}]}, "language_is_a_tag", "names/Army"),
    (ACTORS, {"names": [{"name": "Army", "script": "arab"}]}, "script_is_a_code", "names/Army"),
    (EVENTS, {"language": "EN"}, "language_is_a_tag", ""),
    (ARTICLES, {"translated_from": "EN"}, "language_is_a_tag", "translated_from"),
    (EVENTS, {"codings": [{"scheme": "cameo", "code": "36"}]}, "code_is_of_its_scheme", "codings"),
    (
        ACTORS,
        {"external_ids": [{"scheme": "wikidata", "value": "q1"}]},
        "id_is_of_its_scheme",
        "external_ids",
    ),
    (LOCATIONS, {"iso_code": "XX"}, "iso_code_is_of_its_kind", ""),
    (LOCATIONS, {"kind": "region", "iso_code": "IQ"}, "iso_code_is_of_its_kind", ""),
    (LOCATIONS, {"latitude": 0.0, "longitude": 0.0}, "point_is_not_zero", ""),
    (ARTICLES, {"publication_date": {"edtf": "2026-12-02"}}, "past_is_not_to_come", "publication_date"),
    (CLAIMS, {"said_on": "2026-12-02"}, "past_is_not_to_come", "said_on"),
    (EVENTS, loss("2024-01-27") | {"date": {"last_reported": "2026-12-02"}}, "past_is_not_to_come", "date"),
    (EVENTS, loss("2024-01-29"), "event_is_not_after_its_news", "date"),
    (EVENTS, loss("2024-01-29", factuality="ongoing"), "event_is_not_after_its_news", "date"),
    (EVENTS, loss("2024-01-29", factuality="alleged"), "event_is_not_after_its_news", "date"),
    (EVENTS, loss("1923-01-27"), "event_is_not_long_before_its_news", "date"),
    *(
        (
            EVENTS,
            {name: [{"key": "a", "attribution": attribution}]},
            "voice_is_that_of_the_speakers",
            f"{name}/a",
        )
        for name in ("participants", "places", "date_reports", "relations", "affiliations")
        for attribution in ({"by": ["alice"]}, {"voice": "attributed"})
    ),
    (
        EVENTS,
        figure(attribution={"voice": "coder", "by": ["a"]}),
        "voice_is_that_of_the_speakers",
        "figures/killed",
    ),
    (CLAIMS, {"voice": "unknown", "speakers": ["alice"]}, "voice_is_that_of_the_speakers", ""),
    (CLAIMS, {"voice": "attributed", "speakers": []}, "voice_is_that_of_the_speakers", ""),
]
KEPT: list[tuple[Collection, dict[str, Any]]] = [
    *((collection, {}) for collection in EMPTY),
    (EVENTS, figure()),
    (EVENTS, figure(low="41", high="41")),
    (EVENTS, figure(qualifier=None)),
    (EVENTS, figure(qualifier="between", value=None, low="41", high="43")),
    (EVENTS, figure(value="43", derived=True)),
    (EVENTS, figure(value="43", attribution={"basis": "inferred"})),
    (EVENTS, figure(value="43", attribution={"basis": "external"})),
    (EVENTS, figure(qualifier="dozens", value=None)),
    (EVENTS, figure(qualifier="dozens", value=None, low="24", wording="41")),
    (EVENTS, figure(wording="41 of its members")),
    (EVENTS, figure(value="43", wording="forty-three", evidence=[])),
    (EVENTS, figure(value="43", evidence=[{"quote": "Two of 41"}, {"quote": "43 in all"}])),
    (EVENTS, {"places": [{"key": "a", "wording": "Baghdad", "evidence": [{"quote": None}]}]}),
    (EVENTS, {"participants": [{"key": "a", "attribution": SAYS_WHO}, {"key": "b", "attribution": None}]}),
    (EVENTS, {"participants": [{"key": "a", "attribution": {"voice": "attributed", "relayed_by": ["x"]}}]}),
    (EVENTS, {"participants": [{"key": "a", "attribution": {"voice": "unknown"}}]}),
    (CLAIMS, SAYS_WHO | {"speakers": ["alice"]}),
    (CLAIMS, {"by": ["alice"]}),  # no member of claims
    (EVENTS, {"language": "en"}),
    (EVENTS, {"language": ""}),
    (LOCATIONS, {"kind": "country", "iso_code": "IQ"}),
    (LOCATIONS, {"kind": "country", "iso_code": ""}),
    (LOCATIONS, {"latitude": 0.0, "longitude": 44.4}),
    (LOCATIONS, {"latitude": 33.3, "longitude": 0.0}),
    (ACTORS, {"latitude": 0.0, "longitude": 0.0}),  # a rule of another collection
    (ARTICLES, {"publication_date": {"edtf": "2026-12-01"}}),
    (ARTICLES, {"said_on": "2942"}),
    (CLAIMS, {"said_on": date(2026, 12, 1)}),
    (EVENTS, loss("2024-01-28")),
    (EVENTS, loss("2024-01-29", factuality="planned")),
    (EVENTS, loss("2024-01-29", sources=[])),
    (EVENTS, loss("2024-01-29", sources=[{"article": {"ref": "undated"}}])),
    (EVENTS, loss("", factuality="planned")),
    (EVENTS, loss("1924-01-27")),
]


@pytest.mark.parametrize(("collection", "members", "rule", "part"), BROKEN)
def test_a_record_breaks_this_rule_and_no_other(
    collection: Collection, members: dict[str, Any], rule: str, part: str
) -> None:
    assert [(one.rule, one.part) for one in problems(collection, **members)] == [(rule, part)]


@pytest.mark.parametrize(("collection", "members"), KEPT)
def test_a_record_keeps_all_rules(collection: Collection, members: dict[str, Any]) -> None:
    assert [str(one) for one in problems(collection, **members)] == []


def test_every_rule_is_broken_here() -> None:
    assert {rule for _, _, rule, _ in BROKEN} == {rule.name for rule in RULES} > set(GROUND_RULES)


def test_what_may_be_true_is_doubtful_and_what_cannot_be_is_refused() -> None:
    doubtful = {rule.name for rule in RULES if rule.severity == Severity.DOUBTFUL}
    assert doubtful == {
        *("bounds_are_in_order", "number_stands_in_the_wording", "wording_stands_in_the_quotation"),
        *("point_is_not_zero", "event_is_not_long_before_its_news"),
    }
    (refused,) = problems(EVENTS, title="…")
    assert refused.severity == Severity.REFUSED


@pytest.mark.parametrize(
    ("collection", "members", "message"),
    [
        (
            EVENTS,
            figure(qualifier="between", value=None, low="43", high="41"),
            "figures/killed: The low number 43 is above the high number 41."
            " Keep it only if the source prints it so.",
        ),
        (EVENTS, figure(value="43"), f"figures/killed: Its number does not stand in “{QUOTE}”."),
        (
            EVENTS,
            figure(value="43", wording="41 of its members"),
            "figures/killed: Its number does not stand in “41 of its members”.",
        ),
        (
            EVENTS,
            figure(wording="a loss of 41"),
            f"figures/killed: “a loss of 41” does not stand in its quotation “{QUOTE}”.",
        ),
        (
            CLAIMS,
            {"speakers": ["alice"]},
            "The voice is “article”, and somebody is named who says so: make it “attributed”.",
        ),
        (ACTORS, {"names": [{"name": "A", "language": "EN"}]}, "names/A: Write the language “EN” as “en”."),
        (CLAIMS, {"said_on": "2942"}, "said_on: 2942-01-01 is still to come."),
        (
            EVENTS,
            loss("2024-01-29"),
            "date: It cannot be “occurred”: it begins on 2024-01-29,"
            " after the last of its articles was published on 2024-01-27.",
        ),
        (
            EVENTS,
            loss("1923-01-27"),
            "date: Is the date right? It began more than 100 years before the first of its articles.",
        ),
    ],
)
def test_a_problem_says_what_is_wrong(collection: Collection, members: dict[str, Any], message: str) -> None:
    assert [str(one) for one in problems(collection, **members)] == [message]


def test_a_problem_keeps_its_mark_until_a_value_that_was_asked_about_is_another() -> None:
    (mark,) = (one.mark for one in problems(EVENTS, **figure(value="43")))
    (same,) = (
        one.mark for one in problems(EVENTS, **figure(value="43", of_wording="soldiers"), title="Loss")
    )
    others = [
        problems(EVENTS, **figure(value="44")),
        problems(EVENTS, **figure(value="43", key="injured")),
        problems(EVENTS, **figure(value="43"), id="other"),
        problems(EVENTS, **figure(value="43", evidence=[{"quote": "41 left"}])),
    ]
    assert same == mark
    assert len({mark, *(one.mark for found in others for one in found)}) == 5
    assert mark_of({"a": 1, "b": date(2024, 1, 27)}) == mark_of({"b": date(2024, 1, 27), "a": 1})
