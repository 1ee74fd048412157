"""What people of other databases type is told what it is called here."""

from collections import Counter

import pytest
from django.test import Client

from events.api.parameters import PAGE_PARAMETERS
from events.filtersets import EventFilterSet, foreign_parameters
from events.filtersets.foreign_parameters import FOREIGN_NAMES, unknown_name_hint
from tests.api.helpers import get_json

KNOWN = (*EventFilterSet.parameters(), *PAGE_PARAMETERS)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("fatalities", "measure=killed&figure_min=1"),
        ("query", "q="),
        ("search", "q="),
        ("query[value]", "q="),
        ("sort", "ordering="),
        ("order_by", "ordering="),
        ("sort[]", "ordering="),
        ("page", "cursor="),
        ("offset", "cursor="),
        ("per_page", "limit="),
        ("per-page", "limit="),
        ("perPage", "limit="),
        ("size", "limit="),
        ("start_date", "date="),
        ("EndDate", "date="),
        ("event_date", "date="),
        ("event_date_where", "date="),
        ("publication_date", "reported="),
        ("published_after", "reported="),
        ("victim", "participant=iraq&participant_role=victim"),
        ("role", "participant_role="),
        ("participant_kind", "actor_kind="),
        ("participant_country", "actor_country="),
        ("speaker", "attributed_to="),
        ("name", "q="),
        ("within", "location="),
        ("member_of", "affiliated_with="),
        ("fl", "fields="),
        ("year", "date="),
        ("fatalities__gte", "measure=killed"),
        ("iso", "country="),
        ("admin1", "location="),
        ("actor1", "initiator="),
        ("side_b", "target="),
        ("TypeOfViolence", "coding=ucdp:1"),
        ("event_id_cnty", "external_id="),
        ("SQLDATE", "date="),
        ("maxrecords", "limit="),
        ("select", "fields="),
        ("group_by[]", ""),
        ("event_type[]", "event_type=…&event_type=…"),
        ("event_type[0]", "event_type=…&event_type=…"),
        ("country__in", "country=…&country=…"),
        ("date[gte]", "date"),
        ("eventtype", "event_type"),
        ("Event-Type", "event_type"),
        ("participants", "participant"),
        ("ordring", "ordering"),
        ("meaure", "measure"),
        ("attributed_to_", "attributed_to"),
        ("publication_date", "reported=2024-01"),
        ("published-after", "reported=2024-01/.."),
        ("appname", ""),
        ("api_key", ""),
        ("id2", ""),
        ("x", ""),
        ("qqqqqqqqqqq", ""),
        ("mailto", ""),
    ],
)
def test_a_parameter_of_another_database_is_told_what_it_is_called_here(typed: str, written: str) -> None:
    hint = unknown_name_hint(typed, KNOWN)
    assert f"“{written}" in hint if written else not hint, hint


def test_no_name_stands_in_two_lines_of_the_table_and_each_is_plain() -> None:
    names = Counter(name for line in FOREIGN_NAMES.values() for name in line.split())
    assert [name for name, times in names.items() if times > 1] == []
    assert all(name.isalnum() and name == name.lower() for name in names)


@pytest.mark.usefixtures("seeded")
def test_what_the_table_offers_is_understood_and_needs_nothing_more(client: Client) -> None:
    for query in (query for queries in FOREIGN_NAMES for query in queries.split()):
        if query in ("cursor=...", "format=csv") or "=" not in query:  # the place of a page, a stream, names
            continue
        collections = "events events/aggregate articles actors locations outlets claims contradictions"
        answers = [client.get(f"/api/v1/{one}/?{query}").status_code for one in collections.split()]
        assert 200 in answers, query


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("events/aggregate/?fatalities=3", "metric=killed"),
        ("events/aggregate/?sum=killed", "metric=killed"),
        ("events/aggregate/?count=exact", "metric=records"),
        ("events/aggregate/?limit=3", "top=20"),
        ("articles/?date=2024-01", "publication_date=2024-01"),
        ("claims/?attributed_to=reuters", "speaker=united-states"),
        ("claims/?event=arrests", "about=war-between-israel-and-hamas"),
        ("locations/?type=country", "kind"),
        ("locations/?in=iraq", "within=baghdad"),
        ("suggest/?type=actor&q=iraq", "kind"),
        ("contradictions/?type=numeric", "how=numeric"),
        ("changes/?updated_since=2024-01-01", "since"),
    ],
)
@pytest.mark.usefixtures("seeded")
def test_each_address_is_told_a_parameter_of_its_own(client: Client, asked: str, written: str) -> None:
    assert get_json(client, asked, 400)["detail"].endswith(f"Did you mean “{written}”?")


@pytest.mark.usefixtures("seeded")
def test_what_is_counted_elsewhere_is_told_where(client: Client) -> None:
    for query in ("group_by=country", "metric=killed"):
        assert "/api/v1/events/aggregate/" in get_json(client, f"events/?{query}", 400)["detail"]


@pytest.mark.usefixtures("seeded")
def test_near_matches_are_looked_for_only_so_often(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    query = "&".join(f"ordering{number:03}x=1" for number in range(900))
    compared: list[str] = []

    def record(name: str, _known: object) -> str:
        compared.append(name)
        return ""

    monkeypatch.setattr(foreign_parameters, "did_you_mean", record)
    problem = get_json(client, f"events/?{query}", 400)
    assert [error["parameter"] for error in problem["errors"]] == [
        f"ordering{number:03}x" for number in range(21)
    ]
    assert problem["errors"][-1]["detail"].endswith(", and 879 more are not here either.")
    assert len(compared) == 20
    few = "&".join(f"ordering{number:03}x=1" for number in range(21))
    assert get_json(client, f"events/?{few}", 400)["errors"][-1]["detail"].endswith("“ordering020x” here.")


@pytest.mark.usefixtures("seeded")
def test_several_values_in_one_are_told_to_repeat_the_key(client: Client) -> None:
    for query, written in (
        ("event_type=assault,protest", "event_type=assault&event_type=protest"),
        ("participant=iraq|hamas", "participant=iraq&participant=hamas"),
        ("event_type=[assault;protest]", "event_type=assault&event_type=protest"),
        ("fields=id,title", "fields=id&fields=title"),
    ):
        assert f"repeat the key: “{written}”" in get_json(client, f"events/?{query}", 400)["detail"]
