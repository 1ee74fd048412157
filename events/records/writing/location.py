"""How places are written."""

from events.models import LocationName
from events.records.writing.columns import STANDING, same
from events.records.writing.parts import Parts
from events.records.writing.plan import Plan, external_ids

LOCATION = Plan(
    columns={
        **STANDING,
        **same("name", "kind", "local_type", "parent", "iso_code", "latitude", "longitude", "radius_m"),
        **{f"bbox_{edge}": f"bbox.{n}" for n, edge in enumerate(("west", "south", "east", "north"))},
    },
    parts=(
        external_ids("location"),
        Parts(
            "names",
            LocationName,
            "location",
            same("name", "kind", "language", "script"),
            named=("name",),
            many={"articles": "articles"},
        ),
    ),
    many={"also_in": "also_in"},
)
