"""How events are written."""

from typing import Any

from django.core.exceptions import ValidationError

from events.models import (
    Coding,
    DateReport,
    EventContext,
    EventMode,
    EventPlace,
    EventRelation,
    EventSource,
    Figure,
    Participation,
)
from events.models.dated import BOUNDS
from events.records.writing.columns import ATTRIBUTION, STANDING, same
from events.records.writing.found import Found
from events.records.writing.parts import Parts
from events.records.writing.plan import Plan, external_ids

_BY = {"by": "attribution.by"}


def _other(item: dict[str, Any], found: Found) -> int:
    other = found.key(item["event"]["ref"])
    if other == found.pk:
        raise ValidationError(f"{found.own} would be related to itself: what it named became one with it.")
    return other


EVENT = Plan(
    columns={
        **STANDING,
        **same("title", "summary", "form", "event_type", "factuality", "confidence", "language"),
        "date_edtf": "date.edtf",
        "date_basis": "date.basis",
        "date_source": "date.source",
        "last_reported": "date.last_reported",
        **{f"narrowed_{bound}": f"narrowed.{bound}" for bound in BOUNDS},
        "narrowing_reason": "narrowed.reason",
    },
    parts=(
        Parts("modes", EventMode, "event", {"mode": ""}),
        Parts("contexts", EventContext, "event", {"context": ""}),
        external_ids("event"),
        Parts(
            "sources",
            EventSource,
            "event",
            same("article", "mention"),
            named=("article",),
            order=("article__start_earliest", "pk"),
        ),
        Parts(
            "codings",
            Coding,
            "event",
            same("scheme", "code", "match", "status", "note"),
            named=("scheme", "code"),
        ),
        Parts(
            "places",
            EventPlace,
            "event",
            {**same("key", "role", "position", "primary", "location"), **ATTRIBUTION},
            many=_BY,
            named=("key",),
            evidence="place",
            order=("-primary", "pk"),
            rank=lambda item: item["primary"],
            unset={"primary": False},
        ),
        Parts(
            "participants",
            Participation,
            "event",
            {
                **same("key", "role", "side", "actor", "acts_for", "described_as", "count", "status"),
                **ATTRIBUTION,
            },
            many=_BY,
            named=("key",),
            evidence="participation",
        ),
        Parts(
            "figures",
            Figure,
            "event",
            {
                **same("key", "measure", "unit", "value", "low", "high", "qualifier", "wording"),
                **same("of_wording", "derived", "preferred"),
                **ATTRIBUTION,
            },
            many={"of": "of", **_BY},
            named=("key",),
            evidence="figure",
            within="subset_of",
            unset={"preferred": False, "counted_group": "", "subset_of": None},
        ),
        Parts(
            "relations",
            EventRelation,
            "event",
            {**same("key", "type", "polarity"), "other": _other, **ATTRIBUTION},
            many=_BY,
            named=("key",),
            evidence="relation",
        ),
        Parts(
            "date_reports",
            DateReport,
            "event",
            {
                **same("key", "article", "aspect", "wording", "edtf", "weekday", "time_of_day", "duration"),
                **ATTRIBUTION,
            },
            many=_BY,
            named=("key",),
            evidence="date_report",
        ),
    ),
    many={"factuality_by": "factuality_by"},
    quoted_by="event",
    quoted_as="",
)
