"""Ask a site everything through the client of openapi-generator, as a user of it would.

Run as a program with the generated package on the path; prints what it got as JSON.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import news_events as client
from news_events import (
    CountryOrNone,
    DateMatch,
    EventOrdering,
    EventSearch,
    EventTypeOrNone,
    EventWhere,
    EventWhereQuadClassInner,
    MeasureOrNone,
    ParticipantRole,
    QuadClass,
    QuadClassOrNone,
)
from news_events.exceptions import NotFoundException

LIMIT = 7
Rows = Callable[..., Any]


def rows(operation: Rows, **filters: Any) -> list[Any]:
    """The rows of all pages."""
    found: list[Any] = []
    cursor = None
    while True:
        page = operation(limit=LIMIT, cursor=cursor, **filters)
        found += page.results
        cursor = page.next_cursor
        if cursor is None:
            return found


def queries(events: Rows, actors: Rows, claims: Rows) -> dict[str, list[str]]:
    """The ids that each query gives."""
    types = [EventTypeOrNone.CONSULT, EventTypeOrNone.ASSAULT]

    def asked(operation: Rows, **filters: Any) -> list[str]:
        return [row.id for row in rows(operation, **filters)]

    return {
        "any of two types": asked(events, event_type=types),
        "any of two participants": asked(events, participant=["iraq", "united-states"]),
        "neither of two types": asked(events, exclude_event_type=types),
        "a type or none": asked(events, event_type=[EventTypeOrNone.CONSULT, EventTypeOrNone.NONE]),
        "an integer or none": asked(
            events, quad_class=[QuadClassOrNone.MATERIAL_CONFLICT, QuadClassOrNone.NONE]
        ),
        "one row, two keys": asked(
            events, participant=["islamic-resistance-in-iraq"], participant_role=[ParticipantRole.INITIATOR]
        ),
        "a number": asked(events, measure=[MeasureOrNone.INJURED, MeasureOrNone.KILLED], figure_min=1.5),
        "true": asked(events, has_contradiction=True),
        "a date and how": asked(events, var_date="2023-11", date_match=DateMatch.CERTAIN),
        "an ordering downwards": asked(events, ordering=EventOrdering.UPDATED_AT_DESCENDING),
        "no country": asked(actors, country=[CountryOrNone.NONE]),
        "two countries excluded": asked(actors, exclude_country=[CountryOrNone.IQ, CountryOrNone.US]),
        "two speakers": asked(claims, speaker=["iraq", "united-states"]),
    }


def search_rows(events: client.EventsApi) -> list[str]:
    """The ids that a tree gives; every page holds the query as it was understood."""
    numbers = [EventWhereQuadClassInner(one) for one in (QuadClass.MATERIAL_CONFLICT, "none")]
    elsewhere = EventWhere(var_not=[EventWhere(location=["baghdad"])])
    talks = EventWhere(event_type=[EventTypeOrNone.CONSULT])
    tree = EventWhere(
        any=[
            EventWhere(quad_class=numbers),
            EventWhere(all=[talks, elsewhere]),
            EventWhere(measure=[MeasureOrNone.INJURED], figure_min=1.5),
        ]
    )
    found: list[str] = []
    cursor = None
    while True:
        page = events.search_events(EventSearch(where=tree, limit=LIMIT, cursor=cursor))
        assert page.query.where.any[0].all[0] == talks
        found += [row.id for row in page.results]
        cursor = page.next_cursor
        if cursor is None:
            return found


def problem(events: client.EventsApi) -> Any:
    """What is told of an id that there is not."""
    try:
        events.get_event("no-such-event")
    except NotFoundException as error:
        return error.data
    raise AssertionError("An event that there is not was found.")


def main(base: str) -> None:
    """Fetch it all and print it."""
    with client.ApiClient(client.Configuration(host=base)) as site:
        events, actors, claims = client.EventsApi(site), client.ActorsApi(site), client.ClaimsApi(site)
        articles, datasets = client.ArticlesApi(site), client.DatasetsApi(site)
        locations, outlets = client.LocationsApi(site), client.OutletsApi(site)
        collections: dict[str, tuple[Rows, Rows]] = {
            "articles": (articles.list_articles, articles.get_article),
            "actors": (actors.list_actors, actors.get_actor),
            "events": (events.list_events, events.get_event),
            "locations": (locations.list_locations, locations.get_location),
            "outlets": (outlets.list_outlets, outlets.get_outlet),
            "claims": (claims.list_claims, claims.get_claim),
            "datasets": (datasets.list_datasets, datasets.get_dataset),
        }
        listed = {name: rows(operation) for name, (operation, _) in collections.items()}
        found = {
            "rows": {name: [json.loads(row.to_json()) for row in rows] for name, rows in listed.items()},
            "records": {
                name: [json.loads(one(row.id).to_json()) for row in listed[name]]
                for name, (_, one) in collections.items()
            },
            "queries": queries(events.list_events, actors.list_actors, claims.list_claims)
            | {"a tree": search_rows(events)},
            "merged": json.loads(actors.get_actor("merged-actor").to_json()),
            "problem": json.loads(problem(events).to_json()),
        }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
