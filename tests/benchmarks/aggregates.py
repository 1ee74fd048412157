"""Aggregates beside the SQL that somebody who knows the tables would write for the same numbers."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client

from tests.benchmarks.handwritten_sql import fetch_rows

Numbers = dict[tuple[str, ...], Any]
"""The number of each bucket by the ids of its key."""
_IN_DATASET = 'e."dataset_id" = (SELECT "id" FROM events_dataset WHERE "slug" = \'dataset-2\')'
"""Of one dataset: several are never added up."""
_DONE = f"e.\"review_status\" = 'published' AND e.\"factuality\" IN ('occurred', 'ongoing') AND {_IN_DATASET}"
_DATED = "e.\"date_edtf\" <> ''"
_COUNTRIES = """(SELECT DISTINCT t."event_id", l."country" FROM events_eventplace t
    JOIN events_location l ON l."id" = t."location_id"
    WHERE t."role" NOT IN ('spoken_from', 'about') AND l."country" <> '')"""
# Of each event and group the preferred figure, else the only one; an event with others is disputed.
_KILLED = """(SELECT g."event_id", SUM(g."value") AS "value", COUNT(g."value") = COUNT(*) AS "known" FROM (
        SELECT f."event_id", COALESCE(MAX(CASE WHEN f."preferred" THEN f."value" END),
            CASE WHEN COUNT(*) = 1 THEN MAX(f."value") END) AS "value",
            CASE WHEN COUNT(*) = 1 OR MAX(CASE WHEN f."preferred" THEN 1 ELSE 0 END) = 1 THEN 0 ELSE 1 END
                AS "disputed"
        FROM events_figure f
        WHERE f."measure" = '{}' AND NOT f."derived" AND f."subset_of_id" IS NULL
        GROUP BY f."event_id", f."counted_group") g
    GROUP BY g."event_id" HAVING MAX(g."disputed") = 0)"""


def _period(unit: str, column: str = "start_earliest") -> str:
    """The year, month or ISO week of a bound, as a text."""
    day = f'e."{column}"'
    if connection.vendor == "postgresql":
        form = {"year": "YYYY", "month": "YYYY-MM", "week": 'IYYY-"W"IW'}[unit]
        return f"to_char({day}, '{form}')"
    if unit == "week":
        thursday = f"date({day}, '-3 days', 'weekday 4')"
        return (
            f"strftime('%%Y', {thursday}) || '-W' "
            f"|| printf('%%02d', (strftime('%%j', {thursday}) - 1) / 7 + 1)"
        )
    return f"substr({day}, 1, {4 if unit == 'year' else 7})"


def _certain_period(unit: str) -> str:
    return f"{_DATED} AND {_period(unit)} = {_period(unit, 'start_latest')}"


def _not_subset_of(measured: str) -> str:
    """Not part of a whole that has the measure itself."""
    return f"""e."id" NOT IN (SELECT c."event_id" FROM events_eventclosure c
        JOIN events_figure f ON f."event_id" = c."whole_id" AND f."measure" = '{measured}'
            AND NOT f."derived" AND f."subset_of_id" IS NULL
        JOIN events_event w ON w."id" = c."whole_id" AND {_DONE.replace('e."', 'w."')})"""


AGGREGATES: dict[str, str] = {
    "group_by=year&group_by=country": f"""SELECT {_period("year")}, l."country", COUNT(*)
        FROM events_event e JOIN {_COUNTRIES} l ON l."event_id" = e."id"
        WHERE {_DONE} AND {_certain_period("year")} GROUP BY 1, 2""",
    "group_by=month": f"""SELECT {_period("month")}, COUNT(*) FROM events_event e
        WHERE {_DONE} AND {_certain_period("month")} GROUP BY 1""",
    "group_by=country&metric=killed": f"""SELECT l."country", SUM(k."value")
        FROM events_event e JOIN {_COUNTRIES} l ON l."event_id" = e."id"
        JOIN {_KILLED.format("killed")} k ON k."event_id" = e."id" AND k."known"
        WHERE {_DONE} AND {_not_subset_of("killed")} GROUP BY 1""",
    "group_by=initiator&top=20": f"""SELECT a."slug", COUNT(DISTINCT e."id") FROM events_event e
        LEFT JOIN events_participation t ON t."event_id" = e."id" AND t."role" = 'initiator'
        LEFT JOIN events_actor a ON a."id" = t."actor_id"
        WHERE {_DONE} GROUP BY 1 ORDER BY 2 DESC LIMIT 20""",
    "group_by=week&metric=acts": f"""SELECT {_period("week")},
            SUM(CASE WHEN e."form" = 'action' THEN 1 ELSE k."value" END)
        FROM events_event e LEFT JOIN {_KILLED.format("acts")} k ON k."event_id" = e."id" AND k."known"
        WHERE {_DONE} AND {_certain_period("week")} AND e."form" IN ('action', 'series')
          AND {_not_subset_of("acts")}
        GROUP BY 1""",
    "group_by=coding:cameo&group_by=factuality&coding=cameo:19*&factuality=any": f"""SELECT t."code",
            e."factuality", COUNT(*)
        FROM events_event e JOIN events_coding t ON t."event_id" = e."id" AND t."scheme" = 'cameo'
        WHERE e."review_status" = 'published' AND {_IN_DATASET} AND EXISTS (SELECT 1 FROM events_coding c
            WHERE c."event_id" = e."id" AND c."scheme" = 'cameo' AND c."code" >= '19' AND c."code" < '1:')
        GROUP BY 1, 2""",
}


def numbers_by_api(query: str) -> Callable[[], Numbers]:
    """The numbers that the API tells, of buckets with a key and anything in them."""
    client = Client()
    path = f"/api/v1/events/aggregate/?dataset=dataset-2&{query}"

    def run() -> Numbers:
        answer = client.get(path, headers={"host": "localhost"})
        if answer.status_code != 200:
            raise AssertionError(f"{path}: {answer.status_code}")
        found: Numbers = {}
        for bucket in answer.json()["buckets"]:
            key = tuple(part["id"] for part in bucket["key"])
            sums = bucket["figures"] or bucket["acts"]
            number = sums["value"] if sums else bucket["records"]
            if number and None not in key:
                found[key] = number
        return found

    return run


def numbers_by_sql(sql: str) -> Callable[[], Numbers]:
    """The same numbers by one statement."""

    def run() -> Numbers:
        found = {tuple(map(str, key)): number for *key, number in fetch_rows(sql) if None not in key}
        return {key: int(number) for key, number in found.items() if number}

    return run


def equal_numbers(ours: Numbers, hand: Numbers) -> bool:
    """Whether two answers agree; which of several with one number end a list is nobody's business."""
    return sorted(ours.values()) == sorted(hand.values()) if len(hand) <= 20 else ours == hand
