"""Ids in other databases, inside the forms of the records that have them."""

from events.admin.child_inlines import ChildTabularInline
from events.models import ExternalId


class _ExternalIdInline(ChildTabularInline):
    model = ExternalId
    fields = ["scheme", "value"]
    collapse_when_empty = True
    verbose_name = "id elsewhere"
    verbose_name_plural = "ids in other databases"


class EventIdInline(_ExternalIdInline):
    """The ids of an event."""

    fk_name = "event"


class ActorIdInline(_ExternalIdInline):
    """The ids of an actor."""

    fk_name = "actor"


class LocationIdInline(_ExternalIdInline):
    """The ids of a place."""

    fk_name = "location"


class ArticleIdInline(_ExternalIdInline):
    """The ids of an article."""

    fk_name = "article"
