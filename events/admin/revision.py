"""The screens of revisions and of public ids, never changed; the page that brings back what a record was."""

import json
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from events import records
from events.actions.revert import revert
from events.admin.change_messages import ChangeMessage, ReferenceLabels, describe_changes, record_html
from events.admin.comparison import compared_changes, comparison_page
from events.admin.errors import Message, dry_run_errors, refusals
from events.admin.form_blocks import fieldset
from events.admin.forms import expected_revisions
from events.admin.pages import FeatureAdmin, change_url, curator, model_admin_url
from events.admin.record_history import revision_lines
from events.admin.record_links import link_records
from events.admin.redacting import redact_view
from events.admin.review_steps import record_header
from events.admin.unmerging import MERGED_STATES, may_unmerge, unmerge_view
from events.choices import Collection, PublicChange
from events.models import PublicId, Revision
from events.models.record import Record, record_models
from events.rights import may_edit


def revert_view(modeladmin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what bringing back this revision changes, and do it once it is confirmed."""
    revision = Revision.objects.filter(pk=pk).first()
    record = record_of(revision) if revision else None
    if revision is None or record is None or revision.record is None:
        raise Http404("There is nothing to bring back.")
    if not may_edit(request.user, type(record), record.review_status):
        raise PermissionDenied
    errors: list[Message] = []
    if request.method == "POST" and not (errors := _apply_revert(request, revision, record)):
        return HttpResponseRedirect(change_url(record))
    changes, others, obstacles = _dry_run(revision, record, request)
    context = {
        "comparison": compared_changes(changes, "Once it is brought back"),
        "opts": record._meta,
        "record": record,
        "target": record_header(record),
        "revision": revision,
        "action": revision.action.replace("_", " "),
        "others": link_records(others),
        "possible": not obstacles,
        "back": change_url(revision),
    }
    title = f"Bring back version {revision.version}"
    return comparison_page(modeladmin, request, "revert.html", title, errors or obstacles, **context)


def record_of(revision: Revision) -> Record | None:
    """The record that the revision is of, if it is still there. Queries: 1."""
    model: Any = record_models()[Collection(revision.collection)]
    record: Record | None = model._base_manager.filter(pk=revision.object_pk).first()
    return record


def _apply_revert(request: HttpRequest, revision: Revision, record: Record) -> list[Message]:
    """Bring it back and say so, or return why not."""
    reason, expected = request.POST.get("reason", ""), expected_revisions(request)
    if record not in expected:
        return ["This page does not say which revision it was made from. Look again at what is there."]
    user, version = curator(request), revision.version
    errors = refusals(lambda: revert(record, version, user, reason, expected=expected), PermissionDenied)
    if not errors:
        messages.success(request, f"“{record.label}” is again what it was at version {version}.")
    return errors


def _dry_run(
    revision: Revision, record: Record, request: HttpRequest
) -> tuple[list[ChangeMessage], list[str], list[Message]]:
    """What it changes in the record, further records that it changes, as `events/some-id`, and refusals.

    Queries: those of bringing it back, 2 for each collection.
    """
    changes: list[ChangeMessage] = []
    others: list[str] = []
    before = records.snapshot(record.COLLECTION, [record.pk])[record.pk]

    def run() -> None:
        for new in revert(record, revision.version, curator(request), "rehearsal").revisions:
            if (new.collection, new.object_pk) == (record.COLLECTION, record.pk):
                changes.extend(describe_changes(before, new.record, ReferenceLabels([before, new.record])))
            else:
                others.append(f"{new.collection}/{new.slug}")

    errors = dry_run_errors(run)
    return changes, others, errors


class ReadOnlyAdmin(FeatureAdmin):
    """A screen on which nothing can be written."""

    actions = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds, changes or deletes."""
        return False

    has_change_permission = has_delete_permission = has_add_permission


def _record_link(collection: str, pk: int, text: str) -> SafeString:
    address = model_admin_url(record_models()[Collection(collection)], "change", pk)
    return format_html('<a href="{}">{}</a>', address, text)


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    """Every change of every record: who, when, what, why."""

    list_display = ["seq", "at", "who", "action", "collection", "slug", "version", "reason"]
    list_filter = ["collection", "action", "at"]
    search_fields = ["slug", "who", "reason"]
    ordering = ["-seq"]
    fieldsets = [
        fieldset(
            None,
            *("record_link", "number_with_neighbours", ("at", "who", "action"), "reason"),
            *("public_change", "redaction_note", "changed", "after"),
        ),
        fieldset("Where it came from", "seq", "origin", "successor", classes="collapse"),
    ]
    readonly_fields = [
        *("record_link", "number_with_neighbours", "changed", "after", "public_change", "redaction_note")
    ]
    features = [("<int:pk>/revert/", "revert", revert_view), ("redact/", "redact", redact_view)]

    class Media:
        css = {"all": ["events/history.css"]}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list, for superusers with a link to the page that redacts."""
        address = model_admin_url(Revision, "redact") if curator(request).is_superuser else ""
        return super().changelist_view(request, {"redact_url": address, **(extra_context or {})})

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The revision; an older one with the address of the page that brings it back."""
        obj: Any = kwargs.get("obj")
        record = record_of(obj) if obj and obj.record is not None else None
        if (
            record
            and obj.version < record.version
            and may_edit(request.user, type(record), record.review_status)
        ):
            context["revert_url"] = model_admin_url(Revision, "revert", obj.pk)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="to the public")
    def public_change(self, obj: Revision) -> str:
        """What the change was to the public, and the reason that it reads."""
        if not obj.change:
            return "Nothing: it never saw the record, or knew already."
        reason = f": {obj.public_reason}" if obj.public_reason else "."
        return f"{PublicChange(obj.change).label}{reason}"

    @admin.display(description="redacted")
    def redaction_note(self, obj: Revision) -> str:
        """Whether something was taken out of it later."""
        return "Something was taken out of it." if obj.redacted else "No."

    @admin.display(description="record")
    def record_link(self, obj: Revision) -> SafeString:
        """The record, linked."""
        return _record_link(obj.collection, obj.object_pk, f"{obj.collection}/{obj.slug}")

    @admin.display(description="revision")
    def number_with_neighbours(self, obj: Revision) -> SafeString:
        """Its number among the revisions of the record, with the ones before and after it. Queries: 1."""
        neighbours = Revision.objects.filter(
            collection=obj.collection, object_pk=obj.object_pk, version__in=[obj.version - 1, obj.version + 1]
        ).order_by("version")
        links = format_html_join(
            "",
            ' <a href="{}">revision {}</a>',
            ((change_url(revision), revision.version) for revision in neighbours.only("version")),
        )
        return format_html('{}<span class="quiet">{}</span>', obj.version, links)

    @admin.display(description="what changed")
    def changed(self, obj: Revision) -> SafeString:
        """What differs from the revision before, in words. Queries: 1, and 1 for each collection named."""
        before = Revision.objects.filter(
            collection=obj.collection, object_pk=obj.object_pk, version=obj.version - 1
        ).first()
        line = revision_lines([obj, before] if before else [obj])[0]
        return render_to_string("admin/events/change_messages.html", {"line": line})

    @admin.display(description="the record afterwards")
    def after(self, obj: Revision) -> SafeString | str:
        """The record as the change left it. Queries: 1 for each collection that it names."""
        if obj.record is None:
            return "It was deleted."
        text = json.dumps(obj.record, indent=2, ensure_ascii=False)
        return format_html(
            '{}<details><summary>As JSON</summary><pre class="record" tabindex="0">{}</pre></details>',
            record_html(obj.record, ReferenceLabels([obj.record])),
            text,
        )


@admin.register(PublicId)
class PublicIdAdmin(ReadOnlyAdmin):
    """Every public id that was ever used, and what became of it."""

    list_display = ["slug", "collection", "state", "successor"]
    list_filter = ["collection", "state"]
    search_fields = ["slug", "successor"]
    ordering = ["collection", "slug"]
    fields = ["slug", "collection", "state", "successor", "record_link"]
    readonly_fields = ["record_link"]
    features = [("<str:collection>/<slug:slug>/unmerge/", "unmerge", unmerge_view)]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The id; of a merged record with the address of the page that brings it back."""
        obj = kwargs.get("obj")
        if obj and obj.successor and obj.state in MERGED_STATES:
            model = record_models()[Collection(obj.collection)]
            if may_unmerge(request.user, model):
                context["unmerge_url"] = model_admin_url(PublicId, "unmerge", obj.collection, obj.slug)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="record")
    def record_link(self, obj: PublicId) -> SafeString:
        """The record, linked."""
        return _record_link(obj.collection, obj.object_pk, f"{obj.collection}/{obj.slug}")
