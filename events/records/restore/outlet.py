"""How outlets are written."""

from events.records.restore.columns import METADATA_COLUMNS, same_named
from events.records.restore.spec import RestoreSpec

OUTLET = RestoreSpec(
    columns={**METADATA_COLUMNS, **same_named("name", "kind", "country", "language", "url", "actor")}
)
