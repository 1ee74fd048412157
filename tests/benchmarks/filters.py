"""Every filter of events beside the SQL that somebody who knows the tables would write for it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

from django.http import QueryDict

from events.api.pagination import Ordering, QuerySets, read_page
from events.choices import Collection
from events.filtersets import EventFilterSet, full_text
from events.filtersets.base import EXCLUDE_PREFIX
from events.models import Event
from tests.benchmarks.base_data import AT
from tests.benchmarks.distributions import STATISTICS
from tests.benchmarks.handwritten_sql import fetch_rows
from tests.benchmarks.sizes import Sizes

NEWEST = Ordering("start_earliest", descending=True)
LIMIT = 50
RELEVANCE = "ordering=relevance&"
"""Before a query: as its list is ordered, which is no filter."""

Cases = dict[str, str]
"""Conditions on an event `e`, by the query that asks for the same."""


def _part(table: str, condition: str = "1 = 1", join: str = "") -> str:
    """That a row of a part meets this."""
    return f'EXISTS (SELECT 1 FROM events_{table} t {join} WHERE t."event_id" = e."id" AND {condition})'


def _names_record(column: str, collection: str, slug: str) -> str:
    return f"""{column} = (SELECT "id" FROM events_{collection} WHERE "slug" = '{slug}')"""


def _actor(slug: str, role: str = "") -> str:
    limit = f" AND t.\"role\" = '{role}'" if role else ""
    return _part("participation", _names_record('t."actor_id"', "actor", slug) + limit)


def _at_scene(condition: str, join: str = "") -> str:
    """Of places that an event was only spoken from, or is about, none counts."""
    return _part("eventplace", f"t.\"role\" NOT IN ('spoken_from', 'about') AND {condition}", join)


_IN = 'JOIN events_locationancestor a ON a."location_id" = t."location_id"'
_AT = 'JOIN events_location l ON l."id" = t."location_id"'
_WHO = 'JOIN events_actor a ON a."id" = t."actor_id"'
_SAYS = 'JOIN events_figure_by b ON b."figure_id" = t."id"'
_ARTICLE = 'JOIN events_article a ON a."id" = t."article_id"'
_BEST = 'COALESCE(t."value", t."low", t."high")'
_DATED = "e.\"date_edtf\" <> ''"
_REPORTED = (
    "a.\"start_earliest\" <= '2015-06-30' AND a.\"end_latest\" >= '2015-06-01' AND a.\"date_edtf\" <> ''"
)


def _km_to(latitude: float, longitude: float) -> str:
    """The haversine from a place to a point."""
    return f"""6371.0088 * 2 * ASIN(SQRT(POWER(SIN(RADIANS(l."latitude" - {latitude}) / 2), 2)
        + COS(RADIANS(l."latitude")) * COS(RADIANS({latitude}))
        * POWER(SIN(RADIANS(l."longitude" - {longitude}) / 2), 2)))"""


def cases(sizes: Sizes) -> Cases:
    """At least one query for each filter, frequent and rare values, and what nothing meets."""
    town, actor = f"place-{sizes.locations // 2}", f"actor-{sizes.actors * 9 // 10}"
    article, other = f"article-{sizes.articles // 2}", f"event-{sizes.events // 2}"
    whole = f"event-{1 + 500 * (sizes.events // 1000)}"
    since = AT + timedelta(seconds=sizes.events // 2)
    home = Random(next(iter(STATISTICS["countries"])))  # where the world puts the first country
    south, west = round(home.uniform(-35, 60)), round(home.uniform(-120, 150))
    return {
        "": "1 = 1",
        "event_type=assault": "e.\"event_type\" = 'assault'",
        "event_type=retreat": "e.\"event_type\" = 'retreat'",
        "event_type=none": "e.\"event_type\" = ''",
        "mode=visit": _part("eventmode", "t.\"mode\" = 'visit'"),
        "mode=none": f"NOT {_part('eventmode')}",
        "context=military": _part("eventcontext", "t.\"context\" = 'military'"),
        "form=series": "e.\"form\" = 'series'",
        "factuality=planned": "e.\"factuality\" = 'planned'",
        "quad_class=2": 'e."quad_class" = 2',
        "id=event-1&id=event-2": "e.\"slug\" IN ('event-1', 'event-2')",
        "exclude_id=event-1": "e.\"slug\" NOT IN ('event-1')",
        "confidence=medium": "e.\"confidence\" = 'medium'",
        "depth=coded": "e.\"depth\" = 'coded'",
        "dataset=dataset-1": _names_record('e."dataset_id"', "dataset", "dataset-1"),
        "language=ar": "e.\"language\" = 'ar'",
        "date_basis=external": "e.\"date_basis\" = 'external'",
        "date=2015-06": f"{_DATED} AND e.\"start_earliest\" <= '2015-06-30' "
        "AND e.\"seen_until\" >= '2015-06-01'",
        "date=2015-06&date_match=certain": f"{_DATED} AND e.\"start_latest\" <= '2015-06-30' "
        "AND e.\"end_earliest\" >= '2015-06-01'",
        "date=2015-06&date_match=within": f"{_DATED} AND e.\"start_earliest\" >= '2015-06-01' "
        "AND e.\"end_latest\" <= '2015-06-30'",
        "date=1970&date_match=certain": f"{_DATED} AND e.\"start_latest\" <= '1970-12-31' "
        "AND e.\"end_earliest\" >= '1970-01-01'",
        "bucket=event_type:assault|month:2015-06": f"{_DATED} AND e.\"event_type\" = 'assault' "
        "AND e.\"start_earliest\" >= '2015-06-01' AND e.\"start_latest\" <= '2015-06-30'",
        "participant=actor-1": _actor("actor-1"),
        f"participant={actor}": _actor(actor),
        "participant=none": f"NOT {_part('participation')}",
        f"participant={actor}&participant_role=target": _actor(actor, "target"),
        "participant_role=initiator": _part("participation", "t.\"role\" = 'initiator'"),
        "participant_side=a": _part("participation", "t.\"side\" = 'a'"),
        "actor_kind=armed_group": _part("participation", "a.\"kind\" = 'armed_group'", _WHO),
        "actor_country=IQ": _part("participation", "a.\"country\" = 'IQ'", _WHO),
        "affiliated_with=actor-1": _part(
            "participation",
            _names_record('b."body_id"', "actor", "actor-1")
            + ' AND b."earliest" <= e."seen_until" AND b."latest" >= e."start_earliest"',
            'JOIN events_actorclosure b ON b."actor_id" = t."actor_id"',
        ),
        # No place is left out by a circle that is the whole globe.
        "near=0,0&radius_km=20015&place_match=possible": _at_scene('l."latitude" IS NOT NULL', _AT),
        f"near={south + 4},{west + 4}&radius_km=100": _at_scene(
            f'l."reach_certain" AND {_km_to(south + 4, west + 4)} + l."radius_m" / 1000.0 <= 100', _AT
        ),
        "initiator=actor-1": _actor("actor-1", "initiator"),
        f"target={actor}": _actor(actor, "target"),
        "location=place-1": _at_scene(_names_record('a."ancestor_id"', "location", "place-1"), _IN),
        f"location={town}": _at_scene(_names_record('a."ancestor_id"', "location", town), _IN),
        "country=IQ": _at_scene("l.\"country\" = 'IQ'", _AT),
        "place_role=scene": _part("eventplace", "t.\"role\" = 'scene'"),
        f"bbox={west},{south},{west + 8},{south + 4}": _at_scene(
            f'l."reach_certain" AND l."reach_west" >= {west} AND l."reach_east" <= {west + 8} '
            f'AND l."reach_south" >= {south} AND l."reach_north" <= {south + 4}',
            _AT,
        ),
        # Across all latitudes that places have, a circle touches the box wherever its own box does.
        "bbox=-170,-80,-60,80&place_match=possible": _at_scene(
            'l."reach_west" <= -60 AND l."reach_east" >= -170', _AT
        ),
        "bbox=170,-80,-170,80": "1 = 0",
        "measure=killed": _part("figure", "t.\"measure\" = 'killed'"),
        "measure=killed&figure_min=100": _part("figure", f"t.\"measure\" = 'killed' AND {_BEST} >= 100"),
        "measure=injured&figure_max=9": _part("figure", f"t.\"measure\" = 'injured' AND {_BEST} <= 9"),
        "attributed_to=actor-1": _part("figure", _names_record('b."actor_id"', "actor", "actor-1"), _SAYS),
        f"article={article}": _part("eventsource", _names_record('t."article_id"', "article", article)),
        "outlet=outlet-1": _part(
            "eventsource", _names_record('a."outlet_id"', "outlet", "outlet-1"), _ARTICLE
        ),
        "outlet=outlet-9": _part(
            "eventsource", _names_record('a."outlet_id"', "outlet", "outlet-9"), _ARTICLE
        ),
        "mention=background": _part("eventsource", "t.\"mention\" = 'background'"),
        "coding=cameo:190": _part("coding", "t.\"scheme\" = 'cameo' AND t.\"code\" = '190'"),
        "coding=cameo:19*": _part(
            "coding", "t.\"scheme\" = 'cameo' AND t.\"code\" >= '19' AND t.\"code\" < '1:'"
        ),
        "coding=none": f"NOT {_part('coding')}",
        "external_id=gdelt:400000002": _part(
            "externalid", "t.\"scheme\" = 'gdelt' AND t.\"value\" = '400000002'"
        ),
        f"part_of={whole}": _part("eventclosure", _names_record('t."whole_id"', "event", whole)),
        f"related_to={other}": _part("eventrelation", _names_record('t."other_id"', "event", other))
        + f""" OR e."id" IN (SELECT "other_id" FROM events_eventrelation
            WHERE {_names_record('"event_id"', "event", other)})""",
        f"related_to={other}&relation_type=follows": _part(
            "eventrelation",
            _names_record('t."other_id"', "event", other) + " AND t.\"type\" = 'follows'",
        ),
        "has_contradiction=true": f'e."id" IN ({_contradicted("left", "right")} '
        f"UNION {_contradicted('right', 'left')})",
        "missing=date": "e.\"date_edtf\" = ''",
        "missing=place": f"NOT {_part('eventplace')}",
        "missing=evidence": f"NOT {_part('evidence')}",
        "reported=2015-06": _part("eventsource", _REPORTED, _ARTICLE),
        f"updated_since={since:%Y-%m-%dT%H:%M:%SZ}": f"e.\"updated_at\" >= '{since:%Y-%m-%d %H:%M:%S}'",
        "participant=actor-1&country=IQ&date=2015": f"{_actor('actor-1')} AND "
        + _at_scene("l.\"country\" = 'IQ'", _AT)
        + f" AND {_DATED} AND e.\"start_earliest\" <= '2015-12-31' AND e.\"seen_until\" >= '2015-01-01'",
    }


_KEEPS_NULL = {"quad_class=2": '(e."quad_class" <> 2 OR e."quad_class" IS NULL)'}


def exclusion_cases(found: Cases) -> Iterator[tuple[str, str]]:
    """The first case of each filter that can exclude, turned round."""
    known = EventFilterSet.parameters()
    done = set()
    for query, condition in found.items():
        name = f"{EXCLUDE_PREFIX}{query.partition('=')[0]}"
        if name in known and name not in done and "&" not in query:
            done.add(name)
            yield f"{EXCLUDE_PREFIX}{query}", _KEEPS_NULL.get(query, f"NOT ({condition})")


def _contradicted(side: str, other: str) -> str:
    """The events of a figure, a date report or a claim that something public contradicts."""
    public = f"""(EXISTS (SELECT 1 FROM events_claim p WHERE p."id" = c."{other}_claim_id"
            AND p."review_status" = 'published')
        OR EXISTS (SELECT 1 FROM events_figure t JOIN events_event p ON p."id" = t."event_id"
            WHERE t."id" = c."{other}_figure_id" AND p."review_status" = 'published')
        OR EXISTS (SELECT 1 FROM events_datereport t JOIN events_event p ON p."id" = t."event_id"
            WHERE t."id" = c."{other}_date_report_id" AND p."review_status" = 'published')
        OR EXISTS (SELECT 1 FROM events_affiliation t JOIN events_actor p ON p."id" = t."actor_id"
            WHERE t."id" = c."{other}_affiliation_id" AND p."review_status" = 'published'))"""
    of_parts = " UNION ".join(
        f'SELECT t."event_id" FROM events_contradiction c JOIN events_{table} t '
        f'ON t."id" = c."{side}_{part}_id" WHERE {public}'
        for part, table in (("figure", "figure"), ("date_report", "datereport"))
    )
    of_claims = " UNION ".join(
        f'SELECT {column} FROM events_contradiction c JOIN events_claim m ON m."id" = c."{side}_claim_id" '
        f'JOIN events_claimsubject s ON s."claim_id" = m."id" {join} '
        f"WHERE m.\"review_status\" = 'published' AND {public}"
        for column, join in (
            ('s."event_id"', ""),
            ('t."event_id"', 'JOIN events_figure t ON t."id" = s."figure_id"'),
            ('t."event_id"', 'JOIN events_eventrelation t ON t."id" = s."relation_id"'),
            ('t."event_id"', 'JOIN events_participation t ON t."id" = s."participation_id"'),
        )
    )
    return f"{of_parts} UNION {of_claims}"


def pks_by_api(query: str) -> Callable[[], list[int]]:
    """The keys of the first page, as a view finds them: read, narrow down, page."""
    relevance = query.startswith(RELEVANCE)

    def run() -> list[int]:
        asked, wrong = EventFilterSet.read(QueryDict(query.removeprefix(RELEVANCE)))
        if wrong:
            raise ValueError(wrong)
        public = Event.objects.published()
        found: QuerySets
        if relevance:
            found = [
                public.filter(band) for band in full_text.relevance_tiers(Collection.EVENTS, asked["q"][0])
            ]
        else:
            found = public.filter(EventFilterSet.condition(asked))
        return read_page(found, NEWEST, None, LIMIT).pks

    return run


def pks_by_sql(condition: str) -> Callable[[], list[int]]:
    """The keys of the first page by one statement."""
    sql = (
        'SELECT e."start_earliest", e."id" FROM events_event e WHERE e."review_status" = \'published\' '
        f'AND ({condition}) ORDER BY e."start_earliest" DESC, e."slug" DESC LIMIT {LIMIT + 1}'
    )
    return lambda: [pk for _, pk in fetch_rows(sql)[:LIMIT]]
