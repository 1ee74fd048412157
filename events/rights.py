"""What a curator may do with a record, by Django's permissions and the review status of the record.

Groups have the permissions; `docs/users.md` has the table. Every change checks the records that it wrote;
the admin checks, too, to show only what is allowed.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models

from events.choices import ReviewStatus

EDITABLE_STATUSES = (ReviewStatus.DRAFT, ReviewStatus.REJECTED)
"""The statuses of a record that is still being written: with others it is in review or has been public."""


def may(user: Any, verb: str, model: type[models.Model]) -> bool:
    """Whether the curator has a permission for records of the model. Queries: 2 the first time, then none."""
    return bool(user.has_perm(f"{model._meta.app_label}.{verb}_{model._meta.model_name}"))


def may_edit(user: Any, model: type[models.Model], status: str) -> bool:
    """Whether the curator may change a record with this status, and its children."""
    return may(user, "change", model) and (status in EDITABLE_STATUSES or may(user, "publish", model))


def require_permission(
    user: Any, model: type[models.Model], slug: str, old: ReviewStatus | None, new: ReviewStatus | None
) -> None:
    """Refuses a change of status that the curator may not make; None is the status of no record.

    Raises: PermissionDenied.
    """
    needed = {_required_permission(old, new)}
    if old is not None and old not in EDITABLE_STATUSES and needed & {"change", "delete"}:
        needed.add("publish")  # the change is public at once, or a reviewer is reading the record
    if missing := sorted(verb for verb in needed if not may(user, verb, model)):
        suffix = f", which is {old.label.lower()}" if old and old not in EDITABLE_STATUSES else ""
        kind = model._meta.verbose_name_plural
        raise PermissionDenied(
            f"Your account may not {' or '.join(missing)} {kind}, as this would: it concerns “{slug}”"
            f"{suffix}. Ask somebody whose group may."
        )


def _required_permission(old: ReviewStatus | None, new: ReviewStatus | None) -> str:
    """The permission that a change from one status to another requires."""
    if new is None:
        return "delete"
    if old != new:
        if new in (ReviewStatus.PUBLISHED, ReviewStatus.REJECTED):
            return "publish"
        if new == ReviewStatus.WITHDRAWN:
            return "withdraw"
    return "add" if old is None else "change"


def may_publish_anything(user: Any) -> bool:
    """Whether the curator may make anything public or withdraw it, or give an account that right.

    Queries: 2 the first time, then none.
    """
    if user.is_superuser:
        return True
    verbs = ("events.publish_", "events.withdraw_", "auth.change_user", "auth.add_user", "auth.change_group")
    return any(permission.startswith(verbs) for permission in user.get_all_permissions())
