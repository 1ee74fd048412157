"""How actors are written."""

from events.models import ActorName, ActorSector, Affiliation
from events.records.writing.columns import ATTRIBUTION, STANDING, same
from events.records.writing.parts import Parts
from events.records.writing.plan import Plan, external_ids

ACTOR = Plan(
    columns={**STANDING, **same("name", "kind", "description", "country", "size")},
    parts=(
        Parts("sectors", ActorSector, "actor", {"sector": ""}),
        external_ids("actor"),
        Parts(
            "names",
            ActorName,
            "actor",
            same("name", "kind", "language", "script"),
            named=("name",),
            many={"articles": "articles"},
        ),
        Parts(
            "affiliations",
            Affiliation,
            "actor",
            {
                **same("key", "type", "title", "status", "polarity"),
                "object_actor": "object",
                "object_location": "object",
                "date_edtf": "valid.edtf",
                **ATTRIBUTION,
            },
            many={"by": "attribution.by"},
            named=("key",),
            evidence="affiliation",
        ),
    ),
    quoted_by="affiliation__actor",
)
