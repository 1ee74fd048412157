"""Spellings of names, inside the forms of the records that bear them."""

from events.admin.child_inlines import ChildTabularInline
from events.models import ActorName, LocationName


class _NameInline(ChildTabularInline):
    fields = ["name", "kind", "language", "script", "articles"]
    autocomplete_fields = ["articles"]
    verbose_name = "name"
    verbose_name_plural = "names and spellings"


class ActorNameInline(_NameInline):
    """The spellings of an actor's name."""

    model = ActorName


class LocationNameInline(_NameInline):
    """The spellings of a place's name."""

    model = LocationName
