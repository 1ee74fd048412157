"""The registry of public ids: every id that was ever used, with its state and its successor."""

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef

from events.choices import Collection, IdState, PublicChange
from events.models import PublicId, Revision


def register(collection: Collection, drafts: list[Revision], before: dict[int, Revision]) -> None:
    """Register the ids of these records and their states. Raises: ValidationError for a reused id."""
    registered = {
        row.slug: row
        for row in PublicId.objects.filter(collection=collection, slug__in=[draft.slug for draft in drafts])
    }
    successors = _last_successors(collection, drafts)
    new_ids: list[PublicId] = []
    restored: list[str] = []
    for draft in drafts:
        entry = registered.get(draft.slug)
        columns = {"state": IdState.LIVE, "successor": ""}
        if draft.record is None:
            # The id of a draft that was merged does not redirect: it was never public.
            state = IdState.MERGED if draft.change == PublicChange.MERGED else IdState.DELETED
            columns = {"state": state, "successor": successors[draft.slug]}
        if entry is None:
            own = {"collection": collection, "slug": draft.slug, "object_pk": draft.object_pk}
            new_ids.append(PublicId(**own, **columns))
        elif entry.object_pk != draft.object_pk:
            raise ValidationError(
                f"The id “{draft.slug}” was used before ({entry.state}) and is never used twice."
            )
        elif entry.state != IdState.LIVE or draft.record is None:
            PublicId.objects.filter(pk=entry.pk).update(**columns)
            if entry.state == IdState.MERGED and draft.record is not None:
                restored.append(draft.slug)
        old = before.get(draft.object_pk)
        if draft.record is None:
            # Redirects to this id lead straight to where it leads: nobody is redirected twice.
            PublicId.objects.filter(collection=collection, state=IdState.MERGED, successor=draft.slug).update(
                successor=columns["successor"]
            )
        elif old and old.slug != draft.slug:
            PublicId.objects.filter(collection=collection, slug=old.slug).update(
                state=IdState.RENAMED, successor=draft.slug
            )
    PublicId.objects.bulk_create(new_ids, batch_size=500)
    _restore_redirects(collection, restored)


def _last_successors(collection: Collection, drafts: list[Revision]) -> dict[str, str]:
    """Where the id of each deleted record leads: a change of a mirror may merge its successor, too.

    Raises: ValidationError if ids lead in a circle. Queries: 1, none if none has a successor.
    """
    following = {draft.slug: draft.successor for draft in drafts if draft.record is None}
    named = set(following.values()) - {draft.slug for draft in drafts} - {""}
    if named:  # of which an earlier batch of the same change may have merged some
        merged = PublicId.objects.filter(collection=collection, slug__in=named, state=IdState.MERGED)
        following |= dict(merged.values_list("slug", "successor"))
    last: dict[str, str] = {}
    for slug in following:
        passed = {slug}
        successor = following[slug]
        while successor in following:
            if successor in passed:
                raise ValidationError(f"“{slug}” was merged in a circle.")
            passed.add(successor)
            successor = following[successor]
        last[slug] = successor
    return last


def _restore_redirects(collection: Collection, restored: list[str]) -> None:
    """Redirect the ids that had been merged into these records to them again. Queries: 3 for each level."""
    later = Revision.objects.filter(
        collection=collection, object_pk=OuterRef("object_pk"), version__gt=OuterRef("version")
    )
    for slug in restored:
        level = {slug}
        while level:
            # The last merge of each: an earlier one may have been undone before it was merged elsewhere.
            merges = Revision.objects.filter(
                ~Exists(later), collection=collection, record__isnull=True, successor__in=level
            )
            merged = PublicId.objects.filter(
                collection=collection, state=IdState.MERGED, slug__in=merges.values("slug")
            )
            level = set(merged.values_list("slug", flat=True))
            merged.update(successor=slug)
