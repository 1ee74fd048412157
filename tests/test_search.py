"""Full text search: its matches, their order, and the upkeep of the index with every change."""

from functools import partial
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events import changes, search
from events.actions.redact import redact_text
from events.choices import Collection
from events.models import ActorName, Article, Event, EventPlace, EventSource, Figure, SearchText
from tests import factories as make
from tests.api.helpers import error_codes, get_json, walk_pages
from tests.shared_data import shared_fixture

pytestmark = pytest.mark.django_db
PUBLIC = "published"
BEST_FIRST = "ordering=relevance"


def search_ids(client: Client, text: str, more: str = "", collection: str = "events") -> list[str]:
    """The ids that match a full text query, over pages of two."""
    path = f"{collection}/?limit=2&q={quote(text)}&{more}"
    return [slug for page in walk_pages(client, path) for slug in page]


def indexed_rows() -> list[tuple[str, int, int]]:
    """The rows of the index, by record and tier."""
    rows = SearchText.objects.order_by("collection", "object_pk", "tier", "pk")
    return list(rows.values_list("collection", "object_pk", "tier"))


@partial(shared_fixture, seeds=False)
def tiers() -> None:
    """Events that match a word in each of the tiers, and a draft that does."""
    with make.change():
        sudani = make.actor("sudani", name="Mohammed Shia al-Sudani", review_status=PUBLIC)
        for name in ("السوداني", "the premier"):
            kind = "description" if name == "the premier" else "transliteration"
            ActorName(actor=sudani, name=name, kind=kind).save()
        place = make.location("baghdad", name="Baghdad", review_status=PUBLIC)
        text = "Al Sudani spoke of Iraq's future. He met nobody."
        article = make.article("open", text, access="open", review_status=PUBLIC)
        closed = make.article("closed", "A secret of al-Sudani.", access="closed", review_status=PUBLIC)
        events = {
            slug: make.event(slug, title=title, review_status=PUBLIC, date_edtf=date)
            for slug, title, date in (
                ("in-title", "Al-Sudani meets a delegation", "2024-01-01"),
                ("later-title", "Delegation of al Sudani", "2024-01-02"),
                ("by-name", "Premier visits troops", "2024-02-01"),
                ("for-him", "Premier's tour", "2024-02-02"),
                ("quoted", "Somebody spoke", "2024-03-01"),
                ("reported", "Something else", "2024-04-01"),
                ("secret", "Nothing to see", "2024-05-01"),
            )
        }
        make.participation(events["by-name"], sudani)
        host = make.actor("host", name="Somebody", review_status=PUBLIC)
        make.participation(events["for-him"], host, acts_for=sudani, described_as="the envoy")
        EventPlace.objects.create(event=events["by-name"], location=place)
        make.evidence(article, "Al Sudani spoke", event=events["quoted"])
        make.evidence(closed, event=events["secret"])
        EventSource.objects.create(event=events["reported"], article=article)
        make.event("draft", title="A draft on al-Sudani")


@pytest.fixture
def events_by_tier(tiers: None) -> dict[str, Event]:  # noqa: ARG001
    """Those that are public."""
    return {event.slug: event for event in Event.objects.published()}


ALL = ["in-title", "later-title", "by-name", "for-him", "quoted"]


@pytest.mark.parametrize(
    "text", ["sudani", "al Sudani", "AL-SUDANI", "el-sudani", "Sūdānī", "sudan*", "Sudani's"]
)
def test_any_spelling_finds_the_same(client: Client, events_by_tier: dict[str, Event], text: str) -> None:
    assert events_by_tier
    assert set(search_ids(client, text)) == set(ALL)


@pytest.mark.parametrize("text", ["السوداني", "سودانى", "السودا*"])
def test_another_script_finds_whom_it_names(
    client: Client, events_by_tier: dict[str, Event], text: str
) -> None:
    assert events_by_tier
    assert set(search_ids(client, text)) == {"by-name", "for-him"}
    assert search_ids(client, text, collection="actors") == ["sudani"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sudani delegation", {"in-title", "later-title"}),
        ('"sudani meets"', {"in-title"}),
        ('"meets sudani"', set()),
        ("sudani NOT (delegation OR troops)", {"for-him", "quoted"}),
        ("baghdad troops", {"by-name"}),
        ("envoy", {"for-him"}),
        ("NOT sudani", {"secret", "reported"}),
        ('"future he met"', set()),
        ('"sudani premier"', set()),
        ("secret", set()),
        ("draft", set()),
        ("iraq", set()),
    ],
)
def test_words_phrases_and_operators(
    client: Client, events_by_tier: dict[str, Event], text: str, expected: set[str]
) -> None:
    assert events_by_tier
    assert set(search_ids(client, text)) == expected


def test_relevance_is_title_then_names_then_quotations_and_then_date(
    client: Client, events_by_tier: dict[str, Event]
) -> None:
    assert events_by_tier
    best = ["later-title", "in-title", "for-him", "by-name", "quoted"]
    assert search_ids(client, "sudani") == best
    assert search_ids(client, "sudani", BEST_FIRST) == best
    assert search_ids(client, "sudani", "ordering=-relevance") == best[::-1]
    assert search_ids(client, "sudani", f"{BEST_FIRST}&event_type=none&count=exact") == best
    page = get_json(client, f"events/?q=sudani&limit=2&{BEST_FIRST}")
    last = list(walk_pages(client, f"events/?q=sudani&limit=2&{BEST_FIRST}"))[-1]
    assert last == ["quoted"]
    second = client.get(page["next"]).json()
    third = client.get(second["next"]).json()
    back = list(walk_pages(client, third["previous"].partition("/api/v1/")[2], "previous"))
    assert back == [["for-him", "by-name"], ["later-title", "in-title"]]


def test_relevance_needs_words_and_a_broken_query_says_where(client: Client) -> None:
    assert error_codes(client, "events/?ordering=relevance") == {"ordering": "missing_key"}
    assert error_codes(client, "events/?q=(sudani") == {"q": "invalid_query"}
    assert error_codes(client, "events/?q=a1&q=b1") == {"q": "repeated"}
    assert "character 1 is never closed" in get_json(client, "actors/?q=(sudani", 400)["detail"]


def test_every_change_keeps_it_right(client: Client, events_by_tier: dict[str, Event]) -> None:
    event = events_by_tier["in-title"]
    with make.change():
        event.title = "An ordinary delegation"
        event.save()
        name = ActorName.objects.get(kind="transliteration")
        name.name = "Soudani"
        name.save()
    assert "in-title" not in search_ids(client, "sudani")
    assert set(search_ids(client, "soudani")) == {"by-name", "for-him"}
    assert search_ids(client, "السوداني") == []
    with make.change():
        event.review_status, event.withdrawn_reason = "withdrawn", "A hoax."
        event.save()
    assert search_ids(client, "ordinary") == []
    assert not SearchText.objects.filter(collection=Collection.EVENTS, object_pk=event.pk).exists()


def test_what_an_article_lets_be_read_decides_on_quotations(
    client: Client, events_by_tier: dict[str, Event]
) -> None:
    assert events_by_tier
    article = Article.objects.get(slug="closed")
    for access, events, articles in (("quotes", ["secret"], []), ("open", ["secret"], ["closed"])):
        with make.change():
            article.access = access
            article.save()
        assert search_ids(client, "secret") == events
        assert search_ids(client, "secret", collection="articles") == articles
    with make.change():
        article.access = "closed"
        article.save()
    assert search_ids(client, "secret") == []


def test_a_long_text_is_searched_to_its_end_and_phrases_over_every_cut(client: Client) -> None:
    text = " ".join(f"w{number}x" for number in range(3000)) + " again" * 600
    with make.change():
        make.article("long", text, access="open", review_status=PUBLIC)
    for start in (0, 217, 218, 230, 248, 249, 250, 1000, 2990):
        words = " ".join(f"w{number}x" for number in range(start, min(3000, start + 32)))
        assert search_ids(client, f'"{words}"', collection="articles") == ["long"], start
    assert search_ids(client, '"w2999x again again"', collection="articles") == ["long"]
    assert search_ids(client, '"w1x w3x"', collection="articles") == []


def test_rebuilding_makes_what_changes_made_and_stales_what_was_answered(
    client: Client, events_by_tier: dict[str, Event]
) -> None:
    assert events_by_tier
    before = indexed_rows()
    mark = client.get("/api/v1/events/?q=sudani")["ETag"]
    SearchText.objects.all().delete()
    assert not search_ids(client, "sudani")
    call_command("rebuild_search", verbosity=0)
    assert indexed_rows() == before
    assert set(search_ids(client, "sudani")) == set(ALL)
    assert client.get("/api/v1/events/?q=sudani")["ETag"] != mark
    assert changes.rebuild_search()[Collection.EVENTS] == len(events_by_tier)


def suggestion_uses(client: Client, text: str) -> dict[str, int]:
    """The use counts of the suggestions, by id."""
    return {
        suggestion["id"]: suggestion["uses"]
        for suggestion in get_json(client, f"suggest/?q={text}")["results"]
    }


def test_every_change_keeps_suggestions_right(client: Client, events_by_tier: dict[str, Event]) -> None:
    assert suggestion_uses(client, "السودا") == {"sudani": 1}
    assert suggestion_uses(client, "bagdad") == {"baghdad": 1}
    event = events_by_tier["by-name"]
    with make.change():
        sudani = event.participants.get().actor
        make.participation(events_by_tier["quoted"], sudani)
        make.participation(Event.objects.get(slug="draft"), sudani, role="target")
        event.places.all().delete()
        sudani.name = "Muhammad Shia"
        sudani.save()
        make.actor("nobody", name="Sudanese nobody")
    assert suggestion_uses(client, "sudan") == {"sudani": 2}, "its former name"
    assert suggestion_uses(client, "muhamad") == {"sudani": 2}
    assert suggestion_uses(client, "bagdad") == {"baghdad": 0}
    assert suggestion_uses(client, "nobody") == {}
    with make.change():
        event.review_status, event.withdrawn_reason = "withdrawn", "A hoax."
        event.event_type = "consult"
        event.save()
        events_by_tier["quoted"].event_type = "consult"
        events_by_tier["quoted"].save()
    assert suggestion_uses(client, "muhamad") == {"sudani": 1}
    assert suggestion_uses(client, "consult") == {"consult": 1}
    assert list(search.find_drift()) == []


def test_snippets_show_nothing_of_closed_articles(client: Client, events_by_tier: dict[str, Event]) -> None:
    assert events_by_tier
    rows = get_json(client, "events/?q=sudani OR nothing&snippets=true&ordering=relevance")["results"]
    snippets = {
        row["id"]: [(snippet["where"], snippet["record"]) for snippet in row["snippets"]] for row in rows
    }
    actor = {"id": "sudani", "name": "Mohammed Shia al-Sudani", "kind": "actor"}
    article = {"id": "open", "name": "open", "kind": "article"}
    assert snippets == {
        "in-title": [("title", None)],
        "later-title": [("title", None)],
        "by-name": [("name", actor)],
        "for-him": [("name", actor)],
        "quoted": [("quotation", article)],
        "secret": [("title", None)],
    }


def test_a_snippet_of_a_long_text_shows_each_word_in_its_surroundings(client: Client) -> None:
    text = "al-Alpha " + "word " * 200 + "BETA\u2019s " + "word " * 200
    with make.change():
        make.article("long", text, access="open", review_status=PUBLIC)
    snippets = get_json(client, "articles/?q=alpha beta&snippets=true")["results"][0]["snippets"]
    marked = [
        snippet["text"][mark["start"] : mark["end"]] for snippet in snippets for mark in snippet["marks"]
    ]
    assert marked == ["Alpha", "BETA\u2019s"]
    assert all(len(snippet["text"]) < 260 and snippet["text"] in text for snippet in snippets)


def test_a_word_finds_its_forms_in_the_language_of_a_text_and_a_phrase_itself(client: Client) -> None:
    with make.change():
        make.event("english", title="They talked of strikes", review_status=PUBLIC)
        make.event("french", title="Des attaques", language="fr", review_status=PUBLIC)
    assert search_ids(client, "talk strike") == ["english"]
    assert search_ids(client, "attaque") == ["french"]
    assert search_ids(client, '"talk"') == search_ids(client, '"attaque"') == []
    assert search_ids(client, "NOT talk") == ["french"]
    (snippet,) = get_json(client, "events/?q=striking&snippets=true")["results"][0]["snippets"]
    assert [snippet["text"][mark["start"] : mark["end"]] for mark in snippet["marks"]] == ["strikes"]
    assert list(search.find_drift()) == []


def test_an_event_is_found_by_the_words_of_articles_for_its_figures_and_times(client: Client) -> None:
    with make.change():
        event = make.event("attack", title="An attack", review_status=PUBLIC)
        Figure.objects.create(
            event=event,
            key="a",
            measure="injured",
            wording="dozens of casualties",
            of_wording="traumatic brain injuries",
        )
        make.event("other", title="Another", review_status=PUBLIC)
    assert search_ids(client, "dozens") == ["attack"]
    assert search_ids(client, '"traumatic brain injuries"') == ["attack"]
    (snippet,) = get_json(client, "events/?q=traumatic&snippets=true")["results"][0]["snippets"]
    assert (snippet["where"], snippet["text"]) == ("wording", "traumatic brain injuries")


def test_a_record_is_found_by_its_own_name_its_former_ones_and_descriptions(client: Client) -> None:
    with make.change():
        actor = make.actor("brigade", name="Kataib Testbrigade", review_status=PUBLIC)
        ActorName(actor=actor, name="the rocket men", kind="description").save()
        make.location("town", name="Oldtown", review_status=PUBLIC)
        draft = make.actor("draft", name="Secret Band")

    def found(text: str) -> list[bool]:
        return [
            search_ids(client, text, collection="actors") == ["brigade"],
            [row["id"] for row in get_json(client, f"actors/?name={quote(text)}")["results"]] == ["brigade"],
            list(suggestion_uses(client, quote(text))) == ["brigade"],
        ]

    assert found("Kataib Testbrigade") == [True] * 3
    assert found("the rocket men") == [True] * 3
    with make.change():
        actor.name = "Army of Tests"
        actor.save()
        draft.name, draft.review_status = "Open Band", PUBLIC
        draft.save()
    for name in ("Kataib Testbrigade", "Army of Tests", "the rocket men"):
        assert found(name) == [True] * 3, name
    assert search_ids(client, "army OR testbrigade OR rocket", collection="actors") == ["brigade"]
    assert search_ids(client, "secret", collection="actors") == []
    assert suggestion_uses(client, "secret") == {}
    assert list(search.find_drift()) == []
    rows = indexed_rows()
    call_command("rebuild_search", verbosity=0)
    assert indexed_rows() == rows


def test_a_former_name_may_be_a_number(client: Client) -> None:
    with make.change():
        renamed = make.actor("renamed", name="1500", review_status=PUBLIC)
    with make.change():
        renamed.name = "Group of 1500"
        renamed.save()
    with make.change():
        renamed.name = "Aaa"
        renamed.save()
    assert search_ids(client, "1500", collection="actors") == ["renamed"]


def test_names_of_today_come_before_former_ones(client: Client) -> None:
    with make.change():
        renamed = make.actor("renamed", name="Band of Mars", review_status=PUBLIC)
        make.actor("todays", name="Mars Company", review_status=PUBLIC)
    with make.change():
        renamed.name = "Aaa"
        renamed.save()
    assert search_ids(client, "mars", collection="actors") == ["todays", "renamed"]


@pytest.mark.usefixtures("events_by_tier")
def test_what_finds_nothing_is_told_the_names_near_it(client: Client) -> None:
    def hint(path: str) -> Any:
        body = get_json(client, path)
        assert body["results"] == []
        return body.get("did_you_mean")

    assert hint("events/?q=Soodani") == hint("actors/?q=Soodani") == ["sudani"]
    assert hint("events/?q=Mohamad Soodani") == ["mohammed sudani"]
    assert hint("events/?q=Soodani&count=exact&snippets=true&ordering=relevance") == ["sudani"]
    assert hint("events/?q=zzzz") is None
    assert hint("events/?q=sudani&country=ZW") is None, "the other filters leave nothing"
    for operators in ("Soodani OR zzzz", "soodan*", "NOT NOT Soodani", "three words Soodani"):
        assert hint(f"events/?q={operators}") is None
    assert hint("actors/?name=Mohamad Soodani") == ["Mohammed Shia al-Sudani"]
    assert hint("locations/?name=Bagdad") == ["Baghdad"]
    assert hint("actors/?name=zzzz") is hint("actors/?name=Somebody&kind=state") is None
    with make.change():
        make.actor("hidden", name="Khafajee")
    assert hint("actors/?q=Khafaji") is None, "its name is not public"


@pytest.mark.usefixtures("events_by_tier")
def test_a_hint_costs_a_few_queries_more(client: Client) -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            get_json(client, path)
        return len(queries)

    assert cost("events/?q=Mohamad Soodani") <= cost("events/?q=sudani&country=ZW") + 2 * 2


def test_a_redacted_name_finds_nothing(client: Client) -> None:
    with make.change():
        actor = make.actor("witness", name="Hidden Person", review_status=PUBLIC)
    with make.change():
        actor.name = "A witness"
        actor.save()
    assert search_ids(client, "hidden", collection="actors") == ["witness"]
    redact_text("Hidden Person", "cli", "A source at risk.", "asked for")
    assert search_ids(client, "hidden", collection="actors") == []
    assert suggestion_uses(client, "hidden") == {}
    assert list(search.find_drift()) == []
