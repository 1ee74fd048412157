"""How datasets are written."""

from events.records.writing.columns import STANDING, same
from events.records.writing.plan import Plan

DATASET = Plan(
    columns={
        **{name: source for name, source in STANDING.items() if name != "dataset"},
        **same("name", "kind", "licence", "attribution", "version", "description", "url"),
    }
)
