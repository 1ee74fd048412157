"""Who may do what with a record: the permissions of a curator, and where the record stands.

The groups hold Django's permissions; `docs/users.md` has the table. The door asks here for every
record that a curator changed, by whatever way; the curators' pages ask too, to show only what is allowed.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models

from events.choices import ReviewStatus

EDITABLE_STATUSES = (ReviewStatus.DRAFT, ReviewStatus.REJECTED)
"""Where a record is still being written; elsewhere it waits for a reviewer or has been public."""


def may(user: Any, verb: str, model: type[models.Model]) -> bool:
    """Whether the curator has the permission for such records. Queries: 2 for the first, then none."""
    return bool(user.has_perm(f"{model._meta.app_label}.{verb}_{model._meta.model_name}"))


def may_edit(user: Any, model: type[models.Model], status: str) -> bool:
    """Whether the curator may change a record that stands there, parts included."""
    return may(user, "change", model) and (status in EDITABLE_STATUSES or may(user, "publish", model))


def require_permission(
    user: Any, model: type[models.Model], slug: str, was: ReviewStatus | None, now: ReviewStatus | None
) -> None:
    """Refuse what goes beyond the curator's rights; None is where there is no record.

    Raises: PermissionDenied.
    """
    needed = {_required_permission(was, now)}
    if was is not None and was not in EDITABLE_STATUSES and needed & {"change", "delete"}:
        needed.add("publish")  # it is public at once, or a reviewer is reading it
    if lacking := sorted(verb for verb in needed if not may(user, verb, model)):
        stands = f", which is {was.label.lower()}" if was and was not in EDITABLE_STATUSES else ""
        kind = model._meta.verbose_name_plural
        raise PermissionDenied(
            f"Your account may not {' or '.join(lacking)} {kind}, as this would: it concerns “{slug}”"
            f"{stands}. Ask somebody whose group may."
        )


def _required_permission(was: ReviewStatus | None, now: ReviewStatus | None) -> str:
    """The permission that a change from one standing to another takes."""
    if now is None:
        return "delete"
    if was != now:
        if now in (ReviewStatus.PUBLISHED, ReviewStatus.REJECTED):
            return "publish"
        if now == ReviewStatus.WITHDRAWN:
            return "withdraw"
    return "add" if was is None else "change"
