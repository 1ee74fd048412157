"""Full text and suggestions: what is looked through, how that is kept right, and what was found where."""

from events.search.keeping import forget_deleted, rebuild, renew_changed, strays
from events.search.snippets import snippets
from events.search.suggest import suggest
from events.search.suggestions import count_uses, used
from events.search.texts import NAMED

__all__ = [
    "NAMED",
    "count_uses",
    "forget_deleted",
    "rebuild",
    "renew_changed",
    "snippets",
    "strays",
    "suggest",
    "used",
]
