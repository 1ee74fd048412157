"""Writes across records that curators start."""

from events.actions.review import publish, refuse_unsound, withdraw

__all__ = ["publish", "refuse_unsound", "withdraw"]
