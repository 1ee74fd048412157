"""The registry of ids: every id ever used, and what became of it."""

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef

from events.choices import Collection, IdState, PublicChange
from events.models import PublicId, Revision


def register(collection: Collection, drafts: list[Revision], before: dict[int, Revision]) -> None:
    """Keep what became of the ids of these records. Raises: ValidationError for one that was used before."""
    used = {
        row.slug: row
        for row in PublicId.objects.filter(collection=collection, slug__in=[draft.slug for draft in drafts])
    }
    fresh: list[PublicId] = []
    back: list[str] = []
    for draft in drafts:
        known = used.get(draft.slug)
        if known is None:
            fresh.append(PublicId(collection=collection, slug=draft.slug, object_pk=draft.object_pk))
        elif known.object_pk != draft.object_pk:
            raise ValidationError(
                f"The id “{draft.slug}” was used before ({known.state}) and is never used twice."
            )
        elif draft.record is not None and known.state != IdState.LIVE:
            PublicId.objects.filter(pk=known.pk).update(state=IdState.LIVE, successor="")
            if known.state == IdState.MERGED:
                back.append(draft.slug)
        old = before.get(draft.object_pk)
        if draft.record is None:
            # An id that the public never saw leads nowhere, though the registry knows where its draft went.
            state = IdState.MERGED if draft.change == PublicChange.MERGED else IdState.DELETED
            public_id = PublicId.objects.filter(collection=collection, slug=draft.slug)
            public_id.update(state=state, successor=draft.successor)
            # Whatever led here leads there at once: nobody is sent on twice.
            PublicId.objects.filter(collection=collection, state=IdState.MERGED, successor=draft.slug).update(
                successor=draft.successor
            )
        elif old and old.slug != draft.slug:
            PublicId.objects.filter(collection=collection, slug=old.slug).update(
                state=IdState.RENAMED, successor=draft.slug
            )
    PublicId.objects.bulk_create(fresh, batch_size=500)
    _restore_redirects(collection, back)


def _restore_redirects(collection: Collection, back: list[str]) -> None:
    """Let what had been merged into these ids lead to them again. Queries: 3 for each step of merges."""
    later = Revision.objects.filter(
        collection=collection, object_pk=OuterRef("object_pk"), version__gt=OuterRef("version")
    )
    for slug in back:
        level = {slug}
        while level:
            # Where each went last: it may have gone here before, been brought back and gone elsewhere.
            into = Revision.objects.filter(
                ~Exists(later), collection=collection, record__isnull=True, successor__in=level
            )
            merged = PublicId.objects.filter(
                collection=collection, state=IdState.MERGED, slug__in=into.values("slug")
            )
            level = set(merged.values_list("slug", flat=True))
            merged.update(successor=slug)
