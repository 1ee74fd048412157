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
from events.records.restore.children import ChildSpec
from events.records.restore.columns import ATTRIBUTION_COLUMNS, METADATA_COLUMNS, same_named
from events.records.restore.references import ResolvedReferences
from events.records.restore.spec import RestoreSpec, external_ids_spec

_BY = {"by": "attribution.by"}


def _other(item: dict[str, Any], found: ResolvedReferences) -> int:
    other = found.key(item["event"]["ref"])
    if other == found.pk:
        raise ValidationError(f"{found.own} would be related to itself: what it named became one with it.")
    return other


EVENT = RestoreSpec(
    columns={
        **METADATA_COLUMNS,
        **same_named("title", "summary", "form", "event_type", "factuality", "confidence", "language"),
        "date_edtf": "date.edtf",
        "date_basis": "date.basis",
        "date_source": "date.source",
        "last_reported": "date.last_reported",
        **{f"narrowed_{bound}": f"narrowed.{bound}" for bound in BOUNDS},
        "narrowing_reason": "narrowed.reason",
    },
    parts=(
        ChildSpec("modes", EventMode, "event", {"mode": ""}),
        ChildSpec("contexts", EventContext, "event", {"context": ""}),
        external_ids_spec("event"),
        ChildSpec(
            "sources",
            EventSource,
            "event",
            same_named("article", "mention"),
            named=("article",),
            order=("article__start_earliest", "pk"),
        ),
        ChildSpec(
            "codings",
            Coding,
            "event",
            same_named("scheme", "code", "match", "status", "note"),
            named=("scheme", "code"),
        ),
        ChildSpec(
            "places",
            EventPlace,
            "event",
            {**same_named("key", "role", "position", "primary", "location"), **ATTRIBUTION_COLUMNS},
            many=_BY,
            named=("key",),
            evidence="place",
            order=("-primary", "pk"),
            rank=lambda item: item["primary"],
            unset={"primary": False},
        ),
        ChildSpec(
            "participants",
            Participation,
            "event",
            {
                **same_named("key", "role", "side", "actor", "acts_for", "described_as", "count", "status"),
                **ATTRIBUTION_COLUMNS,
            },
            many=_BY,
            named=("key",),
            evidence="participation",
        ),
        ChildSpec(
            "figures",
            Figure,
            "event",
            {
                **same_named("key", "measure", "unit", "value", "low", "high", "qualifier", "wording"),
                **same_named("of_wording", "derived", "preferred"),
                **ATTRIBUTION_COLUMNS,
            },
            many={"of": "of", **_BY},
            named=("key",),
            evidence="figure",
            within="subset_of",
            unset={"preferred": False, "counted_group": "", "subset_of": None},
        ),
        ChildSpec(
            "relations",
            EventRelation,
            "event",
            {**same_named("key", "type", "polarity"), "other": _other, **ATTRIBUTION_COLUMNS},
            many=_BY,
            named=("key",),
            evidence="relation",
        ),
        ChildSpec(
            "date_reports",
            DateReport,
            "event",
            {
                **same_named(
                    "key", "article", "aspect", "wording", "edtf", "weekday", "time_of_day", "duration"
                ),
                **ATTRIBUTION_COLUMNS,
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
