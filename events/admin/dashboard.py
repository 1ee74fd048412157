"""The first page: what waits for the curator, and what was changed last."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest, HttpResponse

from events.admin.admin_urls import model_admin_url
from events.admin.duplicate_review import duplicate_counts
from events.admin.list_filters import first_revisions_by
from events.choices import Collection, ReviewStatus
from events.models import Revision
from events.models.record import record_models
from events.rights import may

_MAX_CHANGES = 15


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """The numbers of records of a collection that wait, each with the list that shows them."""

    name: str
    counts: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class RecentChange:
    """One of the latest changes."""

    revision: dict[str, Any]
    kind: str
    action: str
    name: str
    url: str


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


def _review_queues(user: Any) -> list[ReviewQueue]:
    queues = []
    for model in record_models().values():
        if not may(user, "view", model):
            continue
        rows: Any = model._base_manager.order_by()
        own = rows.filter(
            review_status__in=(ReviewStatus.DRAFT, ReviewStatus.REJECTED),
            pk__in=first_revisions_by(user, model).values("object_pk"),
        )
        count = dict(own.values_list("review_status").annotate(Count("pk")))
        in_review = rows.filter(review_status=ReviewStatus.IN_REVIEW).count()
        address = model_admin_url(model, "changelist")
        counts = [
            (in_review, _changelist_url(address, ReviewStatus.IN_REVIEW)),
            (count.get("draft", 0), _changelist_url(address, ReviewStatus.DRAFT, made_by="me")),
            (count.get("rejected", 0), _changelist_url(address, ReviewStatus.REJECTED, made_by="me")),
        ]
        if any(number for number, _ in counts):
            queues.append(ReviewQueue(str(model._meta.verbose_name_plural), counts))
    return queues


def _changelist_url(url: str, status: ReviewStatus, **more: str) -> str:
    return f"{url}?{urlencode({'review_status__exact': status.value, **more})}"


def _recent_changes() -> list[RecentChange]:
    names = ("record__title", "record__name", "record__proposition")
    rows = Revision.objects.order_by("-seq").values(
        "pk", "at", "who", "action", "reason", "collection", "slug", "object_pk", *names
    )
    models = record_models()
    changes = []
    for row in rows[:_MAX_CHANGES]:
        model = models[Collection(row["collection"])]
        label = next((row[name] for name in names if row[name]), "")
        # A record that was deleted has no label, and no page but those of its revisions.
        url_model, pk = (model, row["object_pk"]) if label else (Revision, row["pk"])
        action = row["action"].replace("_", " ")
        url = model_admin_url(url_model, "change", pk)
        changes.append(RecentChange(row, str(model._meta.verbose_name), action, label or row["slug"], url))
    return changes
