"""Lists find records by any spelling, id or quotation, and say what is missing."""

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.admin import lists
from events.models import Actor, Claim, Dataset, Event, Evidence, ExternalId, Location, Outlet
from tests import factories
from tests.admin.form_data import admin_url

pytestmark = pytest.mark.usefixtures("seeded")
CAMPAIGN = "attacks-on-us-forces-in-iraq-and-syria-2023-2024"


@pytest.fixture
def dataset(seeded: None) -> Dataset:  # noqa: ARG001 - the seeds must stand
    """The dataset of the seeds."""
    return Dataset.objects.get(slug="curated")


def get_list(site: Client, model: Any, **query: str) -> str:
    """A list, as text."""
    answer = site.get(admin_url(model), query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("model", "term", "slug"),
    [
        (Actor, "PMF", "popular-mobilization-forces"),
        (Actor, "popular mobilization", "popular-mobilization-forces"),
        (Actor, "POPULAR-mobilization-fo", "popular-mobilization-forces"),
        (Actor, "Muhamad Soudany", "mohammed-shia-al-sudani"),
        (Location, "Baghdad", "baghdad"),
        (Location, "Bagdad", "baghdad"),
        (Event, "scores of us personnel", CAMPAIGN),
        (Event, "'attacks on us forces in iraq'", CAMPAIGN),
        (Event, "syria forces attacks", CAMPAIGN),
        (Event, CAMPAIGN, CAMPAIGN),
        (Claim, "Bush", "bush-invasion-to-prevent-weapons-of-mass-destruction"),
    ],
)
def test_a_record_is_found(site: Client, model: Any, term: str, slug: str) -> None:
    assert slug in get_list(site, model, q=term)


def test_a_record_is_found_by_the_id_that_another_database_gave_it(site: Client) -> None:
    with factories.change():
        event = Event.objects.get(slug=CAMPAIGN)
        ExternalId.objects.create(event=event, scheme="acled", value="IRQ-4711")
    page = get_list(site, Event, q="irq-4711")
    assert CAMPAIGN in page
    assert "1 result" in page


def test_what_nobody_wrote_is_not_found(site: Client) -> None:
    assert "0 results" in get_list(site, Event, q="zebra")
    assert "0 results" in get_list(site, Event, q="attacks zebra")


def test_many_that_are_found_are_kept_as_a_query(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    one_by_one = get_list(site, Event, q="iraq").count("field-what")
    monkeypatch.setattr(lists, "MAX_KEYS", 2)
    assert get_list(site, Event, q="iraq").count("field-what") == one_by_one > 2


def test_the_list_of_events_tells_dates_in_words_evidence_and_status(site: Client) -> None:
    page = get_list(site, Event, q=CAMPAIGN)
    event = Event.objects.get(slug=CAMPAIGN)
    quotations = Evidence.objects.filter(event=event).count()
    assert f">{quotations} in 2<" in page
    assert 'title="began between 7 October 2023 and 20 October 2023, and goes on"' in page
    assert 'class="status status-published"' in page
    assert "Islamic Resistance in Iraq" in page
    assert '<span class="lack">' not in page


def test_lists_say_what_is_missing_and_filter_by_it(site: Client, dataset: Dataset) -> None:
    with factories.change():
        factories.event("bare", dataset=dataset)
        factories.claim("said-by-nobody", dataset=dataset)
        factories.outlet("unread", dataset=dataset)
    page = get_list(site, Event, q="bare")
    for label in ("type", "date", "place", "participant", "article", "quotation"):
        assert f'<span class="lack">no {label}</span>' in page
    for model, missing, slug in (
        (Event, ["event_type", "date_edtf", "places", "evidence", "sources"], "bare"),
        (Claim, ["by", "subjects", "evidence"], "said-by-nobody"),
        (Outlet, ["articles", "country"], "unread"),
    ):
        for name in missing:
            page = get_list(site, model, missing=name, review_status__exact="draft")
            assert slug in page, (model, name)
    assert CAMPAIGN not in get_list(site, Event, missing="evidence")


def autocomplete(
    site: Client, model: Any, term: str, field: str = "participation.actor", page: int = 1
) -> Any:
    """What a field offers."""
    holder, _, name = field.partition(".")
    query: dict[str, Any] = {
        "app_label": "events",
        "model_name": holder,
        "field_name": name,
        "term": term,
        "page": page,
    }
    return site.get(admin_url(model, "choose"), query).json()


def test_choices_that_begin_so_come_first(site: Client, dataset: Dataset) -> None:
    with factories.change():
        factories.actor("a-late-zeppelin", name="A late Zeppelin", dataset=dataset)
        named = factories.actor("count", name="The count", dataset=dataset)
        named.names.create(name="Zeppelin, Count")
    texts = [one["text"] for one in autocomplete(site, Actor, "zeppelin")["results"]]
    assert [text.split(" · ")[0] for text in texts] == ["The count", "A late Zeppelin"]


def test_choices_come_in_pages_without_being_counted(site: Client, dataset: Dataset) -> None:
    with factories.change():
        for number in range(25):
            factories.actor(f"zebra-{number}", name=f"Zebra {number}", dataset=dataset)
    site.get("/admin/")
    with CaptureQueriesContext(connection) as queries:
        first = autocomplete(site, Actor, "zebra")
    assert "COUNT(" not in " ".join(query["sql"] for query in queries)
    second = autocomplete(site, Actor, "zebra", page=2)
    assert (len(first["results"]), first["pagination"]["more"]) == (20, True)
    assert (len(second["results"]), second["pagination"]["more"]) == (5, False)
    assert len({one["id"] for one in first["results"] + second["results"]}) == 25


def test_a_page_is_found_by_its_keys_before_whole_rows_are_read(site: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        get_list(site, Event)
    selected = [
        sql.partition(" FROM ")[0]
        for query in queries
        if ' FROM "events_event"' in (sql := query["sql"]) and "ORDER BY" in sql and "LIMIT" in sql
    ]
    assert selected == ['SELECT "events_event"."id" AS "pk"']
