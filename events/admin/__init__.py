"""Curation: one file a screen, all of them found here by Django."""

from events.admin import accounts, actor, article, claim, dataset, event, location, outlet, revision

__all__ = ["accounts", "actor", "article", "claim", "dataset", "event", "location", "outlet", "revision"]
