"""The search box: what typed lines are read as, and that what is shown is the API's own answer."""

import html
import re

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events import changes
from events.models import Actor, Dataset, Event, Location
from events.pages.typed_dates import read_date
from events.snapshots import ALIAS
from tests.api.helpers import get_json

pytestmark = [pytest.mark.usefixtures("seeded"), pytest.mark.once]
KILLED_IN_2019 = "killing-and-injuring-of-protesters-in-dhi-qar-2019"


def _found(client: Client, line: str, prefix: str = "") -> str:
    response = client.get(f"{prefix}/", {"q": line})
    assert response.status_code == 200, line
    return response.content.decode()


def _explored(page: str) -> str:
    """The query of the list that the reading leads to."""
    return html.unescape(re.findall(r'class="button" href="/(?:ar/)?events/\?([^"]*)"', page)[0])


KILLED = "date=2019&location=dhi-qar&measure=killed&ordering=-killed"
ATTACKS = "attacks-on-us-forces-in-iraq-and-syria-2023-2024"
# Worked out by hand from the three articles: an event that answers a line, and what the line is read as.
QUESTIONS = {
    "How many were killed in Dhi Qar in 2019": (KILLED_IN_2019, KILLED),
    "How many were killed in Dhi Qar in 2019, and who says so?": (KILLED_IN_2019, KILLED),
    "killed in dhi qar 2019": (KILLED_IN_2019, KILLED),
    "injured Nasiriyah 18 October 2024": (
        "storming-of-the-protest-site-2024-10-18",
        "date=2024-10-18&location=nasiriyah&measure=injured&ordering=-injured",
    ),
    "protests Nasiriyah October": ("protests-in-nasiriyah-2024-10", "location=nasiriyah&event_type=protest"),
    "Iraqi resistance attacks": (ATTACKS, "event_type=assault&q=Iraqi+resistance"),
    "attacks on US forces since 2023": (
        ATTACKS,
        "date=2023%2F..&participant=us-armed-forces&event_type=assault",
    ),
    "arrested in Dhi Qar October 2024": (
        "arrests-in-dhi-qar-2024-10",
        "date=2024-10&location=dhi-qar&measure=arrested&ordering=-arrested",
    ),
    "talks Baghdad January 27 2024": (
        "first-session-of-us-iraq-talks-2024-01-27",
        "date=2024-01-27&location=baghdad&event_type=consult",
    ),
    "ISIS 2017": (
        "territorial-defeat-of-the-islamic-state-2017",
        "date=2017&participant=islamic-state",
    ),
    "كم عدد القتلى في ذي قار ٢٠١٩": (KILLED_IN_2019, KILLED),
}


@pytest.mark.parametrize("line", QUESTIONS)
def test_a_typed_question_leads_to_its_events(client: Client, line: str) -> None:
    event, query = QUESTIONS[line]
    page = _found(client, line)
    assert _explored(page) == query
    assert event in [one["id"] for one in get_json(client, f"events/?{query}")["results"]]
    assert f'href="/events/{event}/"' in page


def test_a_number_that_spans_the_year_is_told_and_not_added(client: Client) -> None:
    page = _found(client, "How many were killed in Dhi Qar in 2019")
    total = get_json(client, "events/aggregate/?date=2019&location=dhi-qar&metric=killed")["total"]["figures"]
    assert (total["events"], total["events_spanning"]) == (0, 1)
    assert "No number lies wholly in that time; 1 event reports one" in page
    assert "about 180" in page
    assert "not wholly in that time" in page
    assert "Civil organizations (unnamed)" in page
    assert "<mark>around 180 protesters were killed</mark>" in page
    assert (
        "over 5,000"
        not in re.sub(r"<blockquote.*?</blockquote>", "", page, flags=re.DOTALL).split('id="found-events"')[0]
    )


def test_a_sum_says_its_bounds(client: Client) -> None:
    page = _found(client, "injured 18 October 2024")
    total = get_json(client, "events/aggregate/?date=2024-10-18&metric=injured")["total"]["figures"]
    assert (total["low"], total["value"], total["events_spanning"]) == (24, 24, 1)
    assert "<b>at least 24</b> injured" in page
    assert "Not in this number: 1 event" in page


def test_a_month_of_no_year_offers_its_years(client: Client) -> None:
    page = html.unescape(_found(client, "protests Nasiriyah October"))
    assert "October of which year?" in page
    assert 'href="/events/?location=nasiriyah&event_type=protest&date=2024-10"' in page


@pytest.mark.parametrize("line", ["missiles AND drone", '"formal talks"', "troops NOT withdrawal", "sudan*"])
def test_the_grammar_of_full_text_is_left_as_it_is(client: Client, line: str) -> None:
    page = _found(client, line)
    assert "Read as" not in page
    for collection in ("events", "articles", "claims"):
        ids = [one["id"] for one in get_json(client, f"{collection}/?q={line}&limit=6")["results"]]
        shown = re.findall(rf'href="/{collection}/([^"/?]+)/"', page.partition("<main")[2])
        assert shown == ids


def test_groups_are_the_answers_of_the_api_with_the_words_marked(client: Client) -> None:
    page = _found(client, "coalition talks")
    shown = re.findall(r'id="found-events".*?</section>', page, re.DOTALL)[0]
    ids = [one["id"] for one in get_json(client, "events/?q=coalition talks&limit=6")["results"]]
    assert re.findall(r'href="/events/([^"/?]+)/"', shown) == ids
    assert "<mark>talks</mark>" in page


def test_words_that_nothing_has_together_find_some_and_say_so(client: Client) -> None:
    assert "None has all of these words; these have some:" in _found(
        client, "drones parliament Gaza warrants"
    )
    nothing = _found(client, "Who attacked Ain al-Asad")
    assert "Nothing has these words." in nothing
    assert "No such event has the words “Ain al-Asad”; they are left out here." in nothing


def test_what_is_no_fact_says_so_beside_its_title(client: Client) -> None:
    page = _found(client, "withdrawal of coalition forces")
    line = re.findall(r'href="/events/withdrawal-of-coalition-forces-from-iraq/".*?</li>', page, re.DOTALL)[0]
    assert ">Planned</span>" in line


def test_a_misspelt_name_is_offered(client: Client) -> None:
    assert 'href="/?q=soleimani"' in _found(client, "Suleimani")
    assert 'href="/places/baghdad/"' in _found(client, "bagdad")


@pytest.mark.parametrize(
    "line", ["?", "al", "the al killed", "2019-13-45", "may", "who", "a " * 200, "<b>x</b>", "قتل"]
)
def test_odd_lines_are_answered(client: Client, line: str) -> None:
    response = client.get("/", {"q": line})
    assert response.status_code in (200, 400)
    assert b"<b>x</b>" not in response.content
    assert b'id="q"' in response.content


@pytest.mark.parametrize(
    ("words", "edtf", "count"),
    [
        ("2019 dhi qar", "2019", 1),
        ("october 2019", "2019-10", 2),
        ("18 october 2024", "2024-10-18", 3),
        ("18th oct 2024", "2024-10-18", 3),
        ("october 18 2024", "2024-10-18", 3),
        ("2024-10-18", "2024-10-18", 1),
        ("تشرين الأول 2019", "2019-10", 3),
        ("أكتوبر 2019", "2019-10", 2),
        ("october", "", 1),
    ],
)
def test_dates_are_read_as_people_write_them(words: str, edtf: str, count: int) -> None:
    date = read_date(words.split())
    assert date is not None
    assert (date.edtf, date.words) == (edtf, count)


@pytest.mark.parametrize("words", ["dhi qar", "578", "0042", "2024-13", "2024-02-30", "18", "18 people"])
def test_what_is_no_date_is_left(words: str) -> None:
    assert read_date(words.split()) is None


def test_drafts_and_closed_texts_are_never_found(client: Client) -> None:
    lines = ("Zanzibarian", "Zanzibarian killed 2019", "who attacked Zanzibarian", "unspeakable")
    before = [client.get("/", {"q": line}).content for line in lines]
    home = client.get("/").content
    dataset = Dataset.objects.get(slug="curated")
    with changes.changeset("carla", "create", "Not public."):
        Actor.objects.create(slug="zanzibarian", name="Zanzibarian", kind="police", dataset=dataset)
        Event.objects.create(
            slug="zanzibarian-event", title="Zanzibarian unspeakable", form="action", dataset=dataset
        )
    assert [client.get("/", {"q": line}).content for line in lines] == before
    assert client.get("/").content == home


def test_a_search_asks_the_database_a_bounded_number_of_times(client: Client) -> None:
    line = "How many were killed in Dhi Qar in 2019"
    client.get("/", {"q": line})
    with CaptureQueriesContext(connections[ALIAS]) as few:
        client.get("/", {"q": line})
    dataset = Dataset.objects.get(slug="curated")
    with changes.changeset("carla", "create", "Many."):
        for n in range(12):
            event = Event.objects.create(
                slug=f"killed-{n}",
                title=f"{n} killed in Dhi Qar in 2019",
                form="action",
                event_type="assault",
                factuality="occurred",
                date_edtf="2019-11-05",
                review_status="published",
                dataset=dataset,
            )
            event.places.create(location=Location.objects.get(slug="dhi-qar"), role="scene", key=f"place-{n}")
            event.figures.create(
                measure="killed",
                unit="persons",
                value=n + 1,
                low=n + 1,
                high=n + 1,
                wording=str(n),
                key="killed",
            )
    with CaptureQueriesContext(connections[ALIAS]) as many:
        page = client.get("/", {"q": line}).content.decode()
    assert "<b>78</b> killed" in page  # 1 to 12
    # Three events are read whole instead of one; no more, however many there are.
    assert len(many) < 3 * len(few)
    assert len(many) < 400
