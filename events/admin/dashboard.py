"""The first page: what waits for whoever signed in, and what was changed last."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from events.admin.admin_urls import change_url_by_pk
from events.admin.created_by_filter import first_revisions_by
from events.admin.duplicate_review import duplicate_counts
from events.choices import Collection, ReviewStatus
from events.models import Revision
from events.models.record import record_models
from events.rights import may

_MAX_CHANGES = 15


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """How many records of a collection wait, each number with the list that shows them."""

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
    found = []
    for model in record_models().values():
        if not may(user, "view", model):
            continue
        rows: Any = model._base_manager.order_by()
        mine = rows.filter(
            review_status__in=(ReviewStatus.DRAFT, ReviewStatus.REJECTED),
            pk__in=first_revisions_by(user, model).values("object_pk"),
        )
        count = dict(mine.values_list("review_status").annotate(Count("pk")))
        in_review = rows.filter(review_status=ReviewStatus.IN_REVIEW).count()
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        counts = [
            (in_review, _changelist_url(address, ReviewStatus.IN_REVIEW)),
            (count.get("draft", 0), _changelist_url(address, ReviewStatus.DRAFT, made_by="me")),
            (count.get("rejected", 0), _changelist_url(address, ReviewStatus.REJECTED, made_by="me")),
        ]
        if any(number for number, _ in counts):
            found.append(ReviewQueue(str(model._meta.verbose_name_plural), counts))
    return found


def _changelist_url(url: str, status: ReviewStatus, **more: str) -> str:
    return f"{url}?{urlencode({'review_status__exact': status.value, **more})}"


def _recent_changes() -> list[RecentChange]:
    names = ("record__title", "record__name", "record__proposition")
    rows = Revision.objects.order_by("-seq").values(
        "pk", "at", "who", "action", "reason", "collection", "slug", "object_pk", *names
    )
    models = record_models()
    found = []
    for row in rows[:_MAX_CHANGES]:
        model = models[Collection(row["collection"])]
        name = next((words for one in names if (words := row[one])), row["slug"])
        address = change_url_by_pk(Revision, row["pk"])
        if any(row[one] for one in names):  # else it was deleted, and has a revision alone
            address = change_url_by_pk(model, row["object_pk"])
        action = row["action"].replace("_", " ")
        found.append(RecentChange(row, str(model._meta.verbose_name), action, name, address))
    return found
