"""The filters of the collections other than events, one by one, over the seeds."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from events import changes, write_guard
from events.choices import IdState
from events.filtersets import (
    ActorFilterSet,
    ArticleFilterSet,
    ClaimFilterSet,
    DatasetFilterSet,
    LocationFilterSet,
    OutletFilterSet,
)
from events.models import (
    Actor,
    Article,
    Claim,
    ClaimSubject,
    Dataset,
    EventRelation,
    ExternalId,
    Location,
    Outlet,
    PublicId,
)
from tests import factories as make
from tests.api.helpers import error_codes, event_ids, get_json, walk_pages

pytestmark = pytest.mark.usefixtures("seeded")

SUDANI = "mohammed-shia-al-sudani"
TALKS_A = "iraq-us-begin-formal-talks-to-end-coalition-mission"
TALKS_B = "united-states-and-iraq-began-talks-to-end-coalition"
PROTESTS = "widespread-protests-in-southern-iraq-over-arrest-of-activists"
CAMPAIGN = "attacks-on-us-forces-in-iraq-and-syria-2023-2024"
RETALIATION = "islamic-resistance-attacks-are-retaliation"
JUSTIFIED_ARRESTS = "authorities-arrests-were-under-judicial-warrants"
JUSTIFIED_INVASION = "bush-invasion-to-prevent-weapons-of-mass-destruction"
IN_BAGHDAD = {"baghdad", "baghdad-international-airport"}
IN_NASIRIYAH = {"nasiriyah", "central-nasiriyah", "al-habboubi-square"}
IN_IRAQ = {"baghdad-governorate", "dhi-qar", "najaf-governorate", "southern-iraq"}
REGIONS = {"bases-of-us-troops", "europe", "middle-east"}
"""What lies in no single country, and bases that the text does not place."""


def matching_ids(client: Client, path: str) -> set[str]:
    """Returns the ids that match a query of any collection, each once."""
    collection, _, query = path.partition("?")
    pages = list(walk_pages(client, f"{collection}/?limit=200&{query}"))
    ids = [slug for page in pages for slug in page]
    assert len(ids) == len(set(ids)), path
    return set(ids)


def ids_where(client: Client, collection: str, keeps: Callable[[dict[str, Any]], bool]) -> set[str]:
    """Returns the ids of the rows that meet a condition."""
    rows = get_json(client, f"{collection}/?limit=200")["results"]
    return {row["id"] for row in rows if keeps(row)}


@pytest.mark.parametrize(
    "spelling",
    [
        "Mohammed Shia al-Sudani",
        "mohammed shia al sudani",
        "MOHAMMED SHIA AL-SUDANI",
        "Moḥammed Shīʿa al-Sūdānī",
        "Mohammed Shia Sudani",
        "Mohammed%20Al%20Sudani",
        "  Mohammed  al  Sudani ",
    ],
)
def test_an_actor_is_found_by_any_spelling_of_a_whole_name(client: Client, spelling: str) -> None:
    assert matching_ids(client, f"actors?name={spelling}") == {SUDANI}


@pytest.mark.parametrize("part", ["sudani", "Mohammed", "Shia al-Sudani", "Mohammed Shia al-Sudani II"])
def test_a_part_of_a_name_or_more_than_it_finds_nobody(client: Client, part: str) -> None:
    assert matching_ids(client, f"actors?name={part}") == set()


def test_a_description_is_found_as_a_name(client: Client) -> None:
    assert matching_ids(client, "actors?name=Iraqi Prime Minister") == {"mohammed-shia-al-sudani"}
    assert matching_ids(client, "locations?name=the Arab country") == {"iraq"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("actors?name=United States&name=iraq", {"united-states", "iraq"}),
        ("actors?name=United States of America", {"united-states"}),
        ("actors?name=Washington", {"united-states"}),
        ("actors?kind=armed_group&country=PS", {"hamas"}),
        ("actors?kind=person&country=US&exclude_name=George W Bush", {"alina-romanowski"}),
        ("actors?sector=leg", {"parliament-of-iraq"}),
        ("actors?sector=leg&sector=med", {"parliament-of-iraq", "reuters", "asharq-al-awsat"}),
        ("actors?sector=uaf&exclude_sector=mil&country=PS", {"hamas"}),
        ("actors?kind=armed_group&country=none", {"islamic-state"}),
        ("actors?kind=coalition&exclude_sector=gov", {"us-led-coalition"}),
        ("locations?name=gaza", {"gaza-strip"}),
        ("locations?name=The Gaza Strip", set()),
        ("locations?kind=territory", {"palestine"}),
        ("locations?country=PS", {"palestine", "gaza-strip"}),
        ("locations?country=PS&exclude_kind=territory", {"gaza-strip"}),
        ("locations?iso_code=IQ-BG", {"baghdad-governorate"}),
        (
            "locations?iso_code=none",
            {*IN_BAGHDAD, *IN_NASIRIYAH, *REGIONS, "najaf", "southern-iraq", "gaza-strip", "southern-israel"},
        ),
        ("locations?parent=iraq", IN_IRAQ),
        ("locations?parent=none", {"iran", "iraq", "israel", "palestine", "syria", *REGIONS}),
        ("locations?parent=iraq&parent=palestine", {*IN_IRAQ, "gaza-strip"}),
        ("locations?within=iraq", {"iraq", *IN_IRAQ, *IN_BAGHDAD, *IN_NASIRIYAH, "najaf"}),
        ("locations?within=southern-iraq", {"southern-iraq", "dhi-qar", *IN_NASIRIYAH}),
        ("locations?within=baghdad", IN_BAGHDAD),
        ("locations?within=iraq&exclude_within=baghdad", {"iraq", *IN_IRAQ, *IN_NASIRIYAH, "najaf"}),
        ("locations?external_id=icao:ORBI", {"baghdad-international-airport"}),
        ("locations?external_id=icao:orbi", set()),
        ("articles?outlet=asharq-al-awsat", {TALKS_A, PROTESTS}),
        ("articles?outlet=none", {TALKS_B}),
        ("articles?outlet=none&outlet=asharq-al-awsat", {TALKS_A, TALKS_B, PROTESTS}),
        ("articles?exclude_outlet=asharq-al-awsat", {TALKS_B}),
        ("articles?publication_date=2024-01", {TALKS_A, TALKS_B}),
        ("articles?publication_date=2024-01-28/..", {PROTESTS}),
        ("articles?publication_date=../2024-01-27", {TALKS_A, TALKS_B}),
        ("articles?publication_date=2023", set()),
        ("articles?translated_from=es", {TALKS_B}),
        ("articles?translated_from=none", {TALKS_A, PROTESTS}),
        ("articles?exclude_translated_from=none", {TALKS_B}),
        ("articles?language=en&access=open", {TALKS_A, TALKS_B, PROTESTS}),
        ("articles?access=closed", set()),
        ("outlets?name=asharq al awsat", {"asharq-al-awsat"}),
        ("outlets?name=Asharq", set()),
        ("outlets?kind=newspaper&country=GB&language=ar", {"asharq-al-awsat"}),
        ("outlets?language=none", set()),
        ("claims?speaker=george-w-bush", {JUSTIFIED_INVASION}),
        ("claims?stance=justifies", {JUSTIFIED_INVASION, RETALIATION, JUSTIFIED_ARRESTS}),
        ("claims?stance=justifies&exclude_speaker=george-w-bush", {RETALIATION, JUSTIFIED_ARRESTS}),
        ("claims?relayed_by=reuters", {"cessation-of-attacks-was-a-precondition"}),
        (f"claims?about={CAMPAIGN}&stance=justifies", {RETALIATION}),
        ("claims?about_actor=coalition-partner-countries", {"talks-b-future-of-other-troops-is-unclear"}),
        (
            "claims?about=us-iraq-dialogues-after-the-first-round",
            {"talks-b-dialogues-will-last-several-months"},
        ),
        ("datasets?kind=curated", {"curated"}),
        ("datasets?kind=imported", set()),
    ],
)
def test_a_filter_gives_what_its_words_say(client: Client, query: str, expected: set[str]) -> None:
    assert matching_ids(client, query) == expected


@pytest.mark.parametrize(
    ("query", "keeps"),
    [
        ("actors?country=IQ", lambda row: row["country"] == "IQ"),
        ("actors?country=none", lambda row: row["country"] is None),
        ("actors?exclude_country=IQ", lambda row: row["country"] != "IQ"),
        ("actors?exclude_country=none", lambda row: row["country"] is not None),
        ("actors?kind=person&kind=state", lambda row: row["kind"] in ("person", "state")),
        ("actors?sector=none", lambda row: not row["sectors"]),
        ("actors?exclude_sector=gov", lambda row: "gov" not in row["sectors"]),
        ("locations?kind=country&country=IQ", lambda row: row["id"] == "iraq"),
        ("locations?exclude_parent=iraq", lambda row: not row["parent"] or row["parent"]["id"] != "iraq"),
        ("locations?exclude_parent=none", lambda row: row["parent"] is not None),
        ("claims?speaker=none", lambda row: not row["speakers"]),
        (f"claims?speaker={SUDANI}", lambda row: SUDANI in [one["id"] for one in row["speakers"]]),
        (
            f"claims?speaker={SUDANI}&speaker=none",
            lambda row: {one["id"] for one in row["speakers"]} <= {SUDANI},
        ),
        (
            f"claims?exclude_speaker={SUDANI}",
            lambda row: SUDANI not in [one["id"] for one in row["speakers"]],
        ),
        ("claims?exclude_speaker=none", lambda row: row["speakers"]),
        ("claims?relayed_by=none", lambda row: row["relayed_by"] is None),
        ("claims?exclude_relayed_by=reuters", lambda row: (row["relayed_by"] or {}).get("id") != "reuters"),
        ("claims?directness=both", lambda row: row["directness"] == "both"),
        ("claims?stance=denies&stance=fears", lambda row: row["stance"] in ("denies", "fears")),
        ("claims?exclude_stance=asserts", lambda row: row["stance"] != "asserts"),
        ("claims?has_contradiction=true", lambda row: row["contradicts"]),
        ("claims?has_contradiction=false", lambda row: not row["contradicts"]),
        (
            f"claims?about={CAMPAIGN}",
            lambda row: CAMPAIGN in [one["id"].partition("/")[0] for one in row["about"]],
        ),
        (
            f"claims?exclude_about={CAMPAIGN}",
            lambda row: CAMPAIGN not in [one["id"].partition("/")[0] for one in row["about"]],
        ),
    ],
)
def test_a_filter_gives_the_rows_that_show_it(
    client: Client, query: str, keeps: Callable[[dict[str, Any]], bool]
) -> None:
    expected = ids_where(client, query.partition("?")[0], keeps)
    assert matching_ids(client, query) == expected
    total = get_json(client, query.replace("?", "/?") + "&count=exact")["count"]
    assert total == len(expected)


def test_a_claim_is_found_by_the_articles_that_it_is_quoted_from(client: Client) -> None:
    quoted = {
        claim: {quote["article"]["id"] for quote in get_json(client, f"claims/{claim}/")["evidence"]}
        for claim in matching_ids(client, "claims?")
    }
    for article in (TALKS_A, TALKS_B):
        expected = {claim for claim, articles in quoted.items() if article in articles}
        assert matching_ids(client, f"claims?article={article}") == expected != set()
        assert matching_ids(client, f"claims?exclude_article={article}") == quoted.keys() - expected


@pytest.mark.parametrize("collection", ["actors", "locations", "articles", "outlets", "claims"])
def test_records_are_found_by_their_dataset(client: Client, collection: str) -> None:
    everything = matching_ids(client, f"{collection}?")
    assert matching_ids(client, f"{collection}?dataset=curated") == everything != set()
    assert matching_ids(client, f"{collection}?exclude_dataset=curated") == set()
    assert error_codes(client, f"{collection}/?dataset=nothing") == {"dataset": "unknown_id"}


@pytest.mark.parametrize("model", [Actor, Location, Article, Outlet, Claim, Dataset])
def test_what_changed_at_a_time_or_later_is_found(client: Client, model: Any) -> None:
    collection = model.COLLECTION.value
    with write_guard.suspended():
        moment = timezone.now().replace(year=2020, microsecond=250_000)
        model._base_manager.update(updated_at=moment)
        newest = model._base_manager.order_by("slug")[0]
        model._base_manager.filter(pk=newest.pk).update(updated_at=F("created_at"))
    everything = matching_ids(client, f"{collection}?")
    assert matching_ids(client, f"{collection}?updated_since=2020-01-01") == everything
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    assert matching_ids(client, f"{collection}?updated_since={text}.250000Z") == everything
    assert matching_ids(client, f"{collection}?updated_since={text}.250001Z") == {newest.slug}
    assert matching_ids(client, f"{collection}?updated_since=2021-01-01T00:00%2B14:00") == {newest.slug}
    assert error_codes(client, f"{collection}/?updated_since={text}") == {"updated_since": "invalid_time"}


def test_also_in_holds_as_the_tree_does(client: Client) -> None:
    with changes.changeset("tester", "draw_regions"):
        region = Location(
            slug="region",
            name="Region",
            kind="region",
            dataset=Dataset.objects.get(),
            review_status="published",
        )
        region.save()
        Location.objects.get(slug="baghdad-governorate").also_in.add(region)
    assert matching_ids(client, "locations?within=region") == {"region", "baghdad-governorate", *IN_BAGHDAD}
    assert matching_ids(client, "locations?parent=region") == set()


def test_external_ids_of_actors_and_articles_match_whole_and_exactly(client: Client) -> None:
    with changes.changeset("tester", "identify"):
        ExternalId.objects.create(actor=Actor.objects.get(slug=SUDANI), scheme="wikidata", value="Q1:2")
        ExternalId.objects.create(article=Article.objects.get(slug=TALKS_A), scheme="wikidata", value="Q1")
    assert matching_ids(client, "actors?external_id=wikidata:Q1:2") == {SUDANI}
    assert matching_ids(client, "actors?external_id=wikidata:Q1") == set()
    assert matching_ids(client, "articles?external_id=wikidata:Q1&external_id=ucdp:y") == {TALKS_A}
    assert matching_ids(client, "articles?exclude_external_id=wikidata:Q1") == {TALKS_B, PROTESTS}
    assert error_codes(client, "articles/?external_id=wikidata") == {"external_id": "invalid_pair"}


def test_a_merged_id_stands_for_its_successor(client: Client) -> None:
    with write_guard.suspended():
        for collection, successor in (("actors", SUDANI), ("locations", "baghdad")):
            PublicId.objects.create(
                collection=collection, slug="old", object_pk=10**6, state=IdState.MERGED, successor=successor
            )
    assert (
        matching_ids(client, "claims?speaker=old")
        == matching_ids(client, f"claims?speaker={SUDANI}")
        != set()
    )
    assert matching_ids(client, "locations?within=old") == IN_BAGHDAD


def test_what_is_wrong_in_other_collections_is_named(client: Client) -> None:
    assert error_codes(client, "actors/?name=...") == {"name": "invalid_name"}
    assert error_codes(client, "actors/?kind=robot") == {"kind": "invalid_choice"}
    assert error_codes(client, "actors/?kind=none") == {"kind": "invalid_choice"}
    assert error_codes(client, "actors/?country=Xq") == {"country": "invalid_choice"}
    assert error_codes(client, "locations/?within=atlantis") == {"within": "unknown_id"}
    assert error_codes(client, "articles/?publication_date=2024-13") == {"publication_date": "invalid_date"}
    assert error_codes(client, "articles/?publication_date=2024&publication_date=2023") == {
        "publication_date": "repeated"
    }
    assert error_codes(client, "articles/?exclude_publication_date=2024") == {
        "exclude_publication_date": "unknown_parameter"
    }
    assert error_codes(client, "claims/?has_contradiction=yes") == {"has_contradiction": "invalid_choice"}
    assert error_codes(client, "claims/?stance=says&about=nothing") == {
        "stance": "invalid_choice",
        "about": "unknown_id",
    }


def test_every_filter_of_every_other_collection_takes_its_own_example(client: Client) -> None:
    for filters in (
        *(ActorFilterSet, LocationFilterSet, ArticleFilterSet),
        *(OutletFilterSet, ClaimFilterSet, DatasetFilterSet),
    ):
        collection = filters._meta.model.COLLECTION.value
        for name, filter_ in filters.parameters().items():
            get_json(client, f"{collection}/?{name}={filter_.example}")


def test_none_finds_the_events_without_any(client: Client) -> None:
    names = ("coding", "external_id", "part_of", "related_to")
    everything = set(event_ids(client, ""))
    without = {name: set(event_ids(client, f"{name}=none")) for name in names}
    for name in names:
        assert set(event_ids(client, f"exclude_{name}=none")) == everything - without[name]
    for event in everything:
        record = get_json(client, f"events/{event}/")
        outgoing = [r for r in record["relations"] if r["direction"] == "outgoing"]
        has = {
            "coding": record["codings"],
            "external_id": record["external_ids"],
            "part_of": [r for r in outgoing if (r["type"], r["polarity"]) == ("part_of", "affirmed")],
            "related_to": record["relations"],
        }
        assert {name for name in names if event in without[name]} == {name for name in names if not has[name]}


def test_a_claim_is_about_an_event_by_the_event_or_by_any_of_its_parts(client: Client) -> None:
    with make.change():
        event, other = (make.event(slug, review_status="published") for slug in ("one-event", "other-event"))
        actor = make.actor("somebody", review_status="published")
        parts = {
            "event": event,
            "figure": event.figures.create(key="f", measure="killed"),
            "participation": make.participation(event, actor),
            "relation": EventRelation.objects.create(event=event, other=other, type="follows"),
        }
        for kind, part in parts.items():
            claim = make.claim(f"about-{kind}", review_status="published")
            ClaimSubject.objects.create(claim=claim, **{kind: part})
    assert matching_ids(client, "claims?about=one-event") == {f"about-{kind}" for kind in parts}
    assert matching_ids(client, "claims?about=other-event") == set()


OTHERS = ("denied", "based", "late")
TIES = ("member_of", "backed_by", "opposed_to", "independent_of", "part_of")


@pytest.fixture
def tied() -> None:
    """A guard that belongs to a state, and actors that are tied to either in all sorts of ways."""
    with make.change():
        state, guard = make.actor("state"), make.actor("guard")
        guard.affiliations.create(type="part_of", object_actor=state, date_edtf="2000/2010")
        for kind in TIES:
            make.actor(f"{kind}-state").affiliations.create(type=kind, object_actor=state)
            make.actor(f"{kind}-guard").affiliations.create(type=kind, object_actor=guard, date_edtf="2005")
        make.actor("denied").affiliations.create(type="backed_by", object_actor=state, polarity="denied")
        make.actor("based").affiliations.create(
            type="based_in", object_location=make.location(review_status="published")
        )
        make.actor("late").affiliations.create(type="backed_by", object_actor=guard, date_edtf="2015")
        Actor.objects.update(review_status="published")


def called(*ties: str, others: tuple[str, ...] = ()) -> set[str]:
    """The actors that are tied so to the state and to its guard."""
    return {f"{tie}-{to}" for tie in ties for to in ("state", "guard")} | {*others}


@pytest.mark.django_db
@pytest.mark.usefixtures("tied")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("affiliated_with=state", called("member_of", "backed_by", "part_of", others=("guard", "late"))),
        ("affiliated_with=state&affiliation_type=backed_by", called("backed_by", others=("late",))),
        ("affiliated_with=state&affiliation_type=opposed_to", called("opposed_to")),
        (
            "affiliated_with=state&affiliation_type=backed_by&affiliation_type=independent_of",
            called("backed_by", "independent_of", others=("late",)),
        ),
        ("affiliation_type=based_in", {"based"}),
        # The guard belonged to the state until 2010; a tie without a date leaves any day open.
        ("affiliated_with=state&affiliation_type=backed_by&affiliated_on=2005", called("backed_by")),
        ("affiliated_with=state&affiliation_type=backed_by&affiliated_on=2015", {"backed_by-state"}),
        ("affiliated_with=guard&affiliation_type=backed_by&affiliated_on=2015", {"late"}),
        ("affiliated_with=guard&affiliation_type=backed_by&affiliated_on=2014", set()),
        ("affiliated_with=none", {"state", "denied", "based", *called("opposed_to", "independent_of")}),
    ],
)
def test_actors_are_found_by_their_ties(client: Client, query: str, found: set[str]) -> None:
    rows = get_json(client, f"actors/?{query}&limit=200")["results"]
    assert {row["id"] for row in rows} & called(*TIES, others=(*OTHERS, "guard", "state")) == found


@pytest.mark.django_db
@pytest.mark.usefixtures("tied")
def test_claims_are_found_by_the_bodies_of_their_speakers(client: Client) -> None:
    with make.change():
        for speaker in ("state", "guard", "member_of-guard", "backed_by-state"):
            make.claim(f"by-{speaker}", review_status="published").by.add(Actor.objects.get(slug=speaker))
    found = {row["id"] for row in get_json(client, "claims/?affiliated_with=state")["results"]}
    assert found == {"by-guard", "by-member_of-guard"}
