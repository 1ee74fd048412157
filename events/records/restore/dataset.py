"""How datasets are written."""

from events.records.restore.columns import METADATA_COLUMNS, same_named
from events.records.restore.spec import RestoreSpec

DATASET = RestoreSpec(
    columns={
        **{name: source for name, source in METADATA_COLUMNS.items() if name != "dataset"},
        **same_named("name", "kind", "licence", "attribution", "version", "description", "url"),
    }
)
