"""The first page: what waits for the curator, and what was changed last."""

from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest, HttpResponse

from events.admin.duplicate_review import duplicate_counts
from events.admin.lists import first_revisions_by
from events.admin.pages import model_admin_url
from events.choices import Collection, ReviewStatus
from events.models import Revision
from events.models.record import record_models
from events.rights import may

_MAX_CHANGES = 15
_OWN_STATUSES = (ReviewStatus.DRAFT, ReviewStatus.REJECTED)
"""Those of which the curator's own records wait to be gone on with."""


def dashboard(request: HttpRequest) -> HttpResponse:
    """Django's index with what waits and what was changed. Queries: 4 for each collection, and 1."""
    if not may(request.user, "view", Revision):
        return admin.site.index(request)
    context = {
        "waiting": _review_queues(request.user),
        "changed": _recent_changes(),
        "duplicates": duplicate_counts(request.user),
    }
    return admin.site.index(request, context)


def _review_queues(user: Any) -> list[dict[str, Any]]:
    """The collections with the numbers of records that wait, each with the list that shows them."""
    queues = []
    for model in record_models().values():
        if not may(user, "view", model):
            continue
        rows: Any = model._base_manager.order_by()
        made_by_user = first_revisions_by(user, model).values("object_pk")
        own = rows.filter(review_status__in=_OWN_STATUSES, pk__in=made_by_user)
        own_counts = dict(own.values_list("review_status").annotate(Count("pk")))
        in_review = rows.filter(review_status=ReviewStatus.IN_REVIEW).count()
        address = f"{model_admin_url(model, 'changelist')}?review_status__exact="
        counts = [(in_review, f"{address}{ReviewStatus.IN_REVIEW.value}")]
        counts += [(own_counts.get(s.value, 0), f"{address}{s.value}&made_by=me") for s in _OWN_STATUSES]
        if any(number for number, _ in counts):
            queues.append({"name": str(model._meta.verbose_name_plural), "counts": counts})
    return queues


def _recent_changes() -> list[dict[str, Any]]:
    """The latest revisions, each with what kind of record it is of, its name and its page."""
    names = ("record__title", "record__name", "record__proposition")
    rows = Revision.objects.order_by("-seq").values(
        "pk", "at", "who", "action", "reason", "collection", "slug", "object_pk", *names
    )
    changes = []
    for row in rows[:_MAX_CHANGES]:
        model = record_models()[Collection(row["collection"])]
        label = next((row[name] for name in names if row[name]), "")
        # A record that was deleted has no label, and no page but those of its revisions.
        page = (model, "change", row["object_pk"]) if label else (Revision, "change", row["pk"])
        changes.append(
            {
                "revision": row,
                "kind": str(model._meta.verbose_name),
                "action": row["action"].replace("_", " "),
                "name": label or row["slug"],
                "url": model_admin_url(*page),
            }
        )
    return changes
