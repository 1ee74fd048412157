"""Filters of events beside the SQL that somebody who knows the tables would write for the same events."""

from collections.abc import Callable

from django.http import QueryDict

from events.api.pagination import Ordering, read_page
from events.filtersets import EventFilterSet
from events.models import Event
from tests.benchmarks.by_hand import rows

NEWEST = Ordering("start_earliest", descending=True)
LIMIT = 50

_SCENE = """EXISTS (SELECT 1 FROM events_eventplace p {} WHERE p."event_id" = e."id"
    AND p."role" NOT IN ('spoken_from', 'about') AND {})"""
_ACTOR = """EXISTS (SELECT 1 FROM events_participation p WHERE p."event_id" = e."id"
    AND p."actor_id" = (SELECT "id" FROM events_actor WHERE "slug" = '{}'){})"""
_HELD = 'JOIN events_locationancestor a ON a."location_id" = p."location_id"'
_INSIDE = """a."ancestor_id" = (SELECT "id" FROM events_location WHERE "slug" = '{}')"""
_PLACE = 'JOIN events_location l ON l."id" = p."location_id"'

FILTERS: dict[str, tuple[str, str]] = {
    "no filter": ("", "1 = 1"),
    "event_type": ("event_type=assault", "e.\"event_type\" = 'assault'"),
    "exclude_event_type": (
        "exclude_event_type=assault&exclude_event_type=consult",
        "e.\"event_type\" NOT IN ('assault', 'consult')",
    ),
    "mode none": (
        "mode=none",
        'NOT EXISTS (SELECT 1 FROM events_eventmode m WHERE m."event_id" = e."id")',
    ),
    "participant + role, frequent": (
        "participant=actor-1&participant_role=target",
        _ACTOR.format("actor-1", " AND p.\"role\" = 'target'"),
    ),
    "participant + role, rare": (
        "participant=actor-2900&participant_role=target",
        _ACTOR.format("actor-2900", " AND p.\"role\" = 'target'"),
    ),
    "exclude_participant": ("exclude_participant=actor-1", f"NOT {_ACTOR.format('actor-1', '')}"),
    "location, a country": ("location=place-3", _SCENE.format(_HELD, _INSIDE.format("place-3"))),
    "location, a town": ("location=place-1900", _SCENE.format(_HELD, _INSIDE.format("place-1900"))),
    "place_role, most events": (
        "place_role=scene",
        'EXISTS (SELECT 1 FROM events_eventplace p WHERE p."event_id" = e."id" AND p."role" = \'scene\')',
    ),
    "country": ("country=IQ", _SCENE.format(_PLACE, "l.\"country\" = 'IQ'")),
    "bbox certain": (
        "bbox=-168,-59,-160,-55",
        _SCENE.format(
            _PLACE,
            'l."reach_certain" AND l."reach_west" >= -168 AND l."reach_east" <= -160 '
            'AND l."reach_south" >= -59 AND l."reach_north" <= -55',
        ),
    ),
    "date possible": (
        "date=2015-06",
        "e.\"date_edtf\" <> '' AND e.\"start_earliest\" <= '2015-06-30' AND e.\"seen_until\" >= '2015-06-01'",
    ),
    "date certain": (
        "date=2015-06&date_match=certain",
        "e.\"date_edtf\" <> '' AND e.\"start_latest\" <= '2015-06-30' AND e.\"end_earliest\" >= '2015-06-01'",
    ),
    "date certain, none": (
        "date=2030&date_match=certain",
        "e.\"date_edtf\" <> '' AND e.\"start_latest\" <= '2030-12-31' AND e.\"end_earliest\" >= '2030-01-01'",
    ),
    "measure + figure_min": (
        "measure=killed&figure_min=900",
        'EXISTS (SELECT 1 FROM events_figure f WHERE f."event_id" = e."id" AND f."measure" = \'killed\' '
        'AND COALESCE(f."value", f."low", f."high") >= 900)',
    ),
    "coding, a branch": (
        "coding=cameo:19*",
        'EXISTS (SELECT 1 FROM events_coding c WHERE c."event_id" = e."id" AND c."scheme" = \'cameo\' '
        "AND c.\"code\" >= '19' AND c.\"code\" < '1:')",
    ),
    "article": (
        "article=article-77",
        'EXISTS (SELECT 1 FROM events_eventsource s WHERE s."event_id" = e."id" AND s."article_id" = '
        '(SELECT "id" FROM events_article WHERE "slug" = \'article-77\'))',
    ),
}


def by_api(query: str) -> Callable[[], list[int]]:
    """The keys of the first page, as a view finds them: read, narrow down, page."""

    def run() -> list[int]:
        asked, wrong = EventFilterSet.read(QueryDict(query))
        if wrong:
            raise ValueError(wrong)
        matching = Event.objects.published().filter(EventFilterSet.condition(asked))
        return read_page(matching, NEWEST, None, LIMIT).pks

    return run


def by_sql(condition: str) -> Callable[[], list[int]]:
    """The keys of the first page by one statement."""
    sql = (
        'SELECT e."start_earliest", e."id" FROM events_event e WHERE e."review_status" = \'published\' '
        f'AND {condition} ORDER BY e."start_earliest" DESC, e."id" DESC LIMIT {LIMIT + 1}'
    )
    return lambda: [pk for _, pk in rows(sql)[:LIMIT]]
