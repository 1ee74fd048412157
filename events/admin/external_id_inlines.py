"""Ids in other databases, inside the forms of the records that have them."""

from events.admin.child_inlines import ChildTabularInline
from events.models import ExternalId


class _IdInline(ChildTabularInline):
    model = ExternalId
    fields = ["scheme", "value"]
    collapse_when_empty = True
    verbose_name = "id elsewhere"
    verbose_name_plural = "ids in other databases"


class EventIdInline(_IdInline):
    """Those of an event."""

    fk_name = "event"


class ActorIdInline(_IdInline):
    """Those of an actor."""

    fk_name = "actor"


class LocationIdInline(_IdInline):
    """Those of a place."""

    fk_name = "location"


class ArticleIdInline(_IdInline):
    """Those of an article."""

    fk_name = "article"
