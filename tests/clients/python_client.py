"""Ask a site everything through the client of openapi-python-client, as a user of it would.

Run as a program with the generated package on the path; prints what it got as JSON.
"""

import json
import sys
from http import HTTPStatus
from typing import Any

from news_event_database_client import Client
from news_event_database_client.api.actors import get_actor, list_actors
from news_event_database_client.api.articles import get_article, list_articles
from news_event_database_client.api.claims import get_claim, list_claims
from news_event_database_client.api.datasets import get_dataset, list_datasets
from news_event_database_client.api.events import get_event, list_events, search_events
from news_event_database_client.api.locations import get_location, list_locations
from news_event_database_client.api.outlets import get_outlet, list_outlets
from news_event_database_client.models import (
    CountryOrNone,
    DateMatch,
    EventOrdering,
    EventSearch,
    EventTypeOrNone,
    EventWhere,
    MeasureOrNone,
    ParticipantRole,
    Problem,
    QuadClass,
    QuadClassOrNone,
)
from news_event_database_client.types import UNSET

LIMIT = 7
COLLECTIONS = {
    "articles": (list_articles, get_article),
    "actors": (list_actors, get_actor),
    "events": (list_events, get_event),
    "locations": (list_locations, get_location),
    "outlets": (list_outlets, get_outlet),
    "claims": (list_claims, get_claim),
    "datasets": (list_datasets, get_dataset),
}


def rows(client: Client, operation: Any, **filters: Any) -> list[Any]:
    """The rows of all pages."""
    found: list[Any] = []
    cursor: Any = UNSET
    while cursor is not None:
        page = operation.sync(client=client, limit=LIMIT, cursor=cursor, **filters)
        found += page.results
        cursor = page.next_cursor
    return found


def queries(client: Client) -> dict[str, list[str]]:
    """The ids that each query gives."""
    types = [EventTypeOrNone.CONSULT, EventTypeOrNone.ASSAULT]

    def asked(operation: Any, **filters: Any) -> list[str]:
        return [row.id for row in rows(client, operation, **filters)]

    return {
        "any of two types": asked(list_events, event_type=types),
        "any of two participants": asked(list_events, participant=["iraq", "united-states"]),
        "neither of two types": asked(list_events, exclude_event_type=types),
        "a type or none": asked(list_events, event_type=[EventTypeOrNone.CONSULT, EventTypeOrNone.NONE]),
        "an integer or none": asked(
            list_events, quad_class=[QuadClassOrNone.MATERIAL_CONFLICT, QuadClassOrNone.NONE]
        ),
        "one row, two keys": asked(
            list_events,
            participant=["islamic-resistance-in-iraq"],
            participant_role=[ParticipantRole.INITIATOR],
        ),
        "a number": asked(list_events, measure=[MeasureOrNone.INJURED, MeasureOrNone.KILLED], figure_min=1.5),
        "true": asked(list_events, has_contradiction=True),
        "a date and how": asked(list_events, date="2023-11", date_match=DateMatch.CERTAIN),
        "an ordering downwards": asked(list_events, ordering=EventOrdering.UPDATED_AT_DESCENDING),
        "no country": asked(list_actors, country=[CountryOrNone.NONE]),
        "two countries excluded": asked(list_actors, exclude_country=[CountryOrNone.IQ, CountryOrNone.US]),
        "two speakers": asked(list_claims, speaker=["iraq", "united-states"]),
    }


def search_rows(client: Client) -> list[str]:
    """The ids that a tree gives; every page holds the query as it was understood."""
    numbers = [QuadClass.MATERIAL_CONFLICT, "none"]
    elsewhere = EventWhere(not_=[EventWhere(location=["baghdad"])])
    talks = EventWhere(event_type=[EventTypeOrNone.CONSULT])
    tree = EventWhere(
        any_=[
            EventWhere(quad_class=numbers),
            EventWhere(all_=[talks, elsewhere]),
            EventWhere(measure=[MeasureOrNone.INJURED], figure_min=1.5),
        ]
    )
    found: list[str] = []
    cursor: Any = UNSET
    while cursor is not None:
        page = search_events.sync(client=client, body=EventSearch(where=tree, limit=LIMIT, cursor=cursor))
        assert page.query.where.any_[0].all_[0].to_dict() == talks.to_dict()
        found += [row.id for row in page.results]
        cursor = page.next_cursor
    return found


def main(base: str) -> None:
    """Fetch it all and print it."""
    client = Client(base_url=base, raise_on_unexpected_status=True)
    listed = {name: rows(client, operation) for name, (operation, _) in COLLECTIONS.items()}
    records = {
        name: [one.sync(row.id, client=client).to_dict() for row in listed[name]]
        for name, (_, one) in COLLECTIONS.items()
    }
    problem = get_event.sync("no-such-event", client=client)
    assert isinstance(problem, Problem)
    merged = get_actor.sync("merged-actor", client=client)
    assert isinstance(merged, Problem)
    assert merged.status == HTTPStatus.MOVED_PERMANENTLY
    follower = Client(base_url=base, follow_redirects=True)
    found = {
        "rows": {name: [row.to_dict() for row in rows] for name, rows in listed.items()},
        "records": records,
        "queries": queries(client) | {"a tree": search_rows(client)},
        "merged": get_actor.sync("merged-actor", client=follower).to_dict(),
        "problem": problem.to_dict(),
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
