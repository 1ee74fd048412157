"""Filters of the lists: by who made a record, and by what it lacks."""

from typing import Any

from django.contrib import admin
from django.db.models import CharField, Q, QuerySet
from django.http import HttpRequest

from events.admin.list_columns import has_many
from events.models import Revision
from events.models.record import Record


def first_revisions_by(user: Any, model: type[Record]) -> QuerySet[Revision]:
    """The first revisions of the records of this kind that the curator made."""
    return Revision.objects.filter(user=user.pk, collection=model.COLLECTION, version=1)


class CreatedByMeFilter(admin.SimpleListFilter):
    """Records that the curator made; those of others are found in the revisions."""

    title = "who made it"
    parameter_name = "made_by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The curator alone."""
        return [("me", "I")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        """The records that the curator made."""
        if self.value() != "me":
            return None
        own = first_revisions_by(request.user, queryset.model)
        return queryset.filter(pk__in=own.values("object_pk"))


class MissingFilter(admin.SimpleListFilter):
    """Records that lack something of what their list says they need."""

    title = "what is missing"
    parameter_name = "missing"

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.missing_labels = model_admin.missing_labels
        super().__init__(request, params, model, model_admin)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What can be missing."""
        return list(self.missing_labels.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        """The records that lack it."""
        name = self.value() or ""
        if name not in self.missing_labels:
            return None
        if has_many(queryset.model, name):
            return queryset.exclude(**{f"{name}__isnull": False})  # as NOT EXISTS, never as a join
        field: Any = queryset.model._meta.get_field(name)
        empty = Q(**{f"{name}__isnull": True}) if field.null else Q(**{name: ""})
        return queryset.filter(empty | Q(**{name: ""}) if isinstance(field, CharField) else empty)
