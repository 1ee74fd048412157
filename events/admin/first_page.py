"""The first page: what waits for whoever signed in, and what was changed last."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from events.admin.addresses import address_of
from events.admin.judging import kinds_with_counts
from events.admin.mine import made_by
from events.choices import Collection, ReviewStatus
from events.models import Revision
from events.models.record import record_models
from events.rights import may

_LATEST = 15


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many records of a collection wait, each number with the list that shows them."""

    name: str
    counts: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Changed:
    """One of the latest changes."""

    revision: dict[str, Any]
    kind: str
    action: str
    name: str
    address: str


def first_page(request: HttpRequest) -> HttpResponse:
    """Django's index with what waits and what was changed. Queries: 4 for each collection, and 1."""
    if not may(request.user, "view", Revision):
        return admin.site.index(request)
    context = {
        "waiting": _waiting(request.user),
        "changed": _changed(),
        "duplicates": kinds_with_counts(request.user),
    }
    return admin.site.index(request, context)


def _waiting(user: Any) -> list[Waiting]:
    found = []
    for model in record_models().values():
        if not may(user, "view", model):
            continue
        rows: Any = model._base_manager.order_by()
        mine = rows.filter(
            review_status__in=(ReviewStatus.DRAFT, ReviewStatus.REJECTED),
            pk__in=made_by(user, model).values("object_pk"),
        )
        count = dict(mine.values_list("review_status").annotate(Count("pk")))
        in_review = rows.filter(review_status=ReviewStatus.IN_REVIEW).count()
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        counts = [
            (in_review, _list(address, ReviewStatus.IN_REVIEW)),
            (count.get("draft", 0), _list(address, ReviewStatus.DRAFT, made_by="me")),
            (count.get("rejected", 0), _list(address, ReviewStatus.REJECTED, made_by="me")),
        ]
        if any(number for number, _ in counts):
            found.append(Waiting(str(model._meta.verbose_name_plural), counts))
    return found


def _list(address: str, status: ReviewStatus, **more: str) -> str:
    return f"{address}?{urlencode({'review_status__exact': status.value, **more})}"


def _changed() -> list[Changed]:
    names = ("record__title", "record__name", "record__proposition")
    rows = Revision.objects.order_by("-seq").values(
        "pk", "at", "who", "action", "reason", "collection", "slug", "object_pk", *names
    )
    models = record_models()
    found = []
    for row in rows[:_LATEST]:
        model = models[Collection(row["collection"])]
        name = next((words for one in names if (words := row[one])), row["slug"])
        address = address_of(Revision, row["pk"])
        if any(row[one] for one in names):  # else it was deleted, and has a revision alone
            address = address_of(model, row["object_pk"])
        action = row["action"].replace("_", " ")
        found.append(Changed(row, str(model._meta.verbose_name), action, name, address))
    return found
