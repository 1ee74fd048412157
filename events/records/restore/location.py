"""How places are written."""

from events.models import LocationName
from events.records.restore.children import ChildSpec
from events.records.restore.columns import METADATA_COLUMNS, same_named
from events.records.restore.spec import RestoreSpec, external_ids_spec

LOCATION = RestoreSpec(
    columns={
        **METADATA_COLUMNS,
        **same_named("name", "kind", "local_type", "parent", "iso_code", "latitude", "longitude", "radius_m"),
        **{f"bbox_{edge}": f"bbox.{n}" for n, edge in enumerate(("west", "south", "east", "north"))},
    },
    parts=(
        external_ids_spec("location"),
        ChildSpec(
            "names",
            LocationName,
            "location",
            same_named("name", "kind", "language", "script"),
            named=("name",),
            many={"articles": "articles"},
        ),
    ),
    many={"also_in": "also_in"},
)
