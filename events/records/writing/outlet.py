"""How outlets are written."""

from events.records.writing.columns import STANDING, same
from events.records.writing.plan import Plan

OUTLET = Plan(columns={**STANDING, **same("name", "kind", "country", "language", "url", "actor")})
