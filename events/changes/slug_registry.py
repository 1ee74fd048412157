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
    new_ids: list[PublicId] = []
    restored: list[str] = []
    for draft in drafts:
        entry = registered.get(draft.slug)
        if entry is None:
            new_ids.append(PublicId(collection=collection, slug=draft.slug, object_pk=draft.object_pk))
        elif entry.object_pk != draft.object_pk:
            raise ValidationError(
                f"The id “{draft.slug}” was used before ({entry.state}) and is never used twice."
            )
        elif draft.record is not None and entry.state != IdState.LIVE:
            PublicId.objects.filter(pk=entry.pk).update(state=IdState.LIVE, successor="")
            if entry.state == IdState.MERGED:
                restored.append(draft.slug)
        old = before.get(draft.object_pk)
        if draft.record is None:
            # The id of a draft that was merged does not redirect: it was never public.
            state = IdState.MERGED if draft.change == PublicChange.MERGED else IdState.DELETED
            public_id = PublicId.objects.filter(collection=collection, slug=draft.slug)
            public_id.update(state=state, successor=draft.successor)
            # Redirects to this id lead straight to its successor: nobody is redirected twice.
            PublicId.objects.filter(collection=collection, state=IdState.MERGED, successor=draft.slug).update(
                successor=draft.successor
            )
        elif old and old.slug != draft.slug:
            PublicId.objects.filter(collection=collection, slug=old.slug).update(
                state=IdState.RENAMED, successor=draft.slug
            )
    PublicId.objects.bulk_create(new_ids, batch_size=500)
    _restore_redirects(collection, restored)


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
