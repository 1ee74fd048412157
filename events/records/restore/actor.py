"""How actors are written."""

from events.models import ActorName, ActorSector, Affiliation
from events.records.restore.children import ChildSpec
from events.records.restore.columns import ATTRIBUTION_COLUMNS, METADATA_COLUMNS, same_named
from events.records.restore.spec import RestoreSpec, external_ids_spec

ACTOR = RestoreSpec(
    columns={**METADATA_COLUMNS, **same_named("name", "kind", "description", "country", "size")},
    parts=(
        ChildSpec("sectors", ActorSector, "actor", {"sector": ""}),
        external_ids_spec("actor"),
        ChildSpec(
            "names",
            ActorName,
            "actor",
            same_named("name", "kind", "language", "script"),
            named=("name",),
            many={"articles": "articles"},
        ),
        ChildSpec(
            "affiliations",
            Affiliation,
            "actor",
            {
                **same_named("key", "type", "title", "status", "polarity"),
                "object_actor": "object",
                "object_location": "object",
                "date_edtf": "valid.edtf",
                **ATTRIBUTION_COLUMNS,
            },
            many={"by": "attribution.by"},
            named=("key",),
            evidence="affiliation",
        ),
    ),
    quoted_by="affiliation__actor",
)
