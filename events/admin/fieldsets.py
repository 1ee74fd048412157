"""Fieldsets of the screens, written in a line."""

from typing import Any

FOLDED = "folded"
"""The class of a fieldset that stays folded whatever it holds."""


def fieldset(name: str | None, *fields: Any, classes: str = "") -> Any:
    """A fieldset as Django takes it; fields in one tuple stand in one line."""
    return name, {"fields": [*fields], "classes": classes.split()}


ATTRIBUTION_FIELDSET = fieldset(
    "Who says so", ("voice", "basis"), "by", "relayed_by", "source", classes="collapse"
)
KEY_FIELDSET = fieldset("Key", "key", classes=f"collapse {FOLDED}")
"""The key of a child row, which is made for it."""
QUOTATION_FIELDSET = fieldset(
    "Add a quotation for it", "quote_text", ("quote_article", "quote_start"), classes="collapse"
)
"""The fields that add a quotation together with the row that it supports."""
