"""Writes across records that curators start."""

from events.actions.needs import MOST_AT_ONCE, unpublished_needs
from events.actions.review import STARTS, hand_in, publish, refuse_unsound, reject, withdraw

__all__ = [
    "MOST_AT_ONCE",
    "STARTS",
    "hand_in",
    "publish",
    "refuse_unsound",
    "reject",
    "unpublished_needs",
    "withdraw",
]
