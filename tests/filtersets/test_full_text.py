"""The records that a full text query finds, and in which tier of their texts."""

import pytest

from events.choices import Collection
from events.filtersets import EventFilterSet
from events.filtersets.full_text import full_text_filter, matches_q, relevance_tiers
from events.models import Event, SearchTier
from events.rules.full_text_query import parse_query
from tests import factories as make

pytestmark = pytest.mark.django_db
PUBLIC = "published"
EVENTS = Collection.EVENTS


@pytest.fixture(autouse=True)
def events() -> None:
    """An event for each tier, one that has a word twice, and one whose article alone has it."""
    with make.change():
        actor = make.actor("sudani", name="Sudani", review_status=PUBLIC)
        article = make.article("open", "They met. Sudani spoke.", access="open", review_status=PUBLIC)
        made = {
            slug: make.event(slug, title=title, review_status=PUBLIC)
            for slug, title in {
                "title": "Sudani met",
                "name": "Premier",
                "quoted": "Somebody",
                "text": "Anybody",
                "both": "Sudani again",
                "nothing": "Nothing",
            }.items()
        }
        make.participation(made["name"], actor)
        make.participation(made["both"], actor)
        make.evidence(article, "Sudani", event=made["quoted"])
        made["text"].sources.create(article=article)


def ids(text: str, tier: SearchTier = SearchTier.TEXT, *, negated: bool = False) -> list[str]:
    condition = matches_q(EVENTS, parse_query(text), tier, negated=negated)
    return sorted(Event.objects.filter(condition).values_list("slug", flat=True))


def test_a_word_is_found_in_the_texts_of_a_tier_and_those_before_it() -> None:
    assert ids("sudani", SearchTier.TITLE) == ["both", "title"]
    assert ids("sudani", SearchTier.NAMES) == ["both", "name", "title"]
    assert ids("sudani", SearchTier.QUOTATIONS) == ["both", "name", "quoted", "title"]
    assert ids("sudani") == ["both", "name", "quoted", "title"]
    anywhere = Event.objects.filter(matches_q(EVENTS, parse_query("sudani")))
    assert anywhere.count() == len(ids("sudani", SearchTier.TEXT))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sudani AND met", ["title"]),
        ("sudani OR nothing", ["both", "name", "nothing", "quoted", "title"]),
        ("sudani NOT met", ["both", "name", "quoted"]),
        ("NOT sudani", ["nothing", "text"]),
        ("premier OR (sudani NOT met)", ["both", "name", "quoted"]),
        ('"sudani met"', ["title"]),
        ("NOT (sudani AND met)", ["both", "name", "nothing", "quoted", "text"]),
        ("NOT (sudani OR nothing)", ["text"]),
        ("NOT (NOT nothing)", ["nothing"]),
    ],
)
def test_operators_join_sets_of_records_and_a_negation_is_the_complement(text: str, found: list[str]) -> None:
    everything = Event.objects.values_list("slug", flat=True)
    assert ids(text) == found
    assert ids(text, negated=True) == sorted(set(everything) - set(found))


def test_each_record_is_in_the_tier_of_its_most_telling_text() -> None:
    tiers = relevance_tiers(EVENTS, parse_query("sudani"))
    found = [sorted(Event.objects.filter(one).values_list("slug", flat=True)) for one in tiers]
    assert found == [["both", "title"], ["name"], ["quoted"]]


def test_the_parameter_takes_one_query() -> None:
    assert EventFilterSet.base_filters["q"].single
    parameter = full_text_filter(EVENTS, "its title", "sudani")
    assert parameter.single
    assert "Full text: its title." in str(parameter.label)
    found = Event.objects.filter(parameter.condition(parameter.read(["premier"]), {}))
    assert [event.slug for event in found] == ["name"]
