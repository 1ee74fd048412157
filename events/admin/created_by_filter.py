"""Whose a record is: whoever made its first revision."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from events.models import Revision
from events.models.record import Record


def first_revisions_by(user: Any, model: type[Record]) -> models.QuerySet[Revision]:
    """The first revisions of the records of this kind that the curator made."""
    return Revision.objects.filter(user=user.pk, collection=model.COLLECTION, number=1)


class CreatedByMeFilter(admin.SimpleListFilter):
    """Records that the curator made."""

    title = "who made it"
    parameter_name = "made_by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """One's own; those of others are found in the revisions."""
        return [("me", "I")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet | None:
        """Those that the curator made."""
        if self.value() != "me":
            return None
        mine = first_revisions_by(request.user, queryset.model)
        return queryset.filter(pk__in=mine.values("object_pk"))
