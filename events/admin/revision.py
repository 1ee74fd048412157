"""The screens of revisions and of public ids: to be read, never changed."""

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from events.admin.admin_urls import change_url_by_pk
from events.admin.change_messages import ReferenceLabels, record_html
from events.admin.record_history import revision_lines
from events.admin.redacting import redact_url, redact_view
from events.admin.reverting import record_of, revert_url, revert_view
from events.admin.unmerging import MERGED_STATES, may_unmerge, unmerge_url, unmerge_view
from events.choices import Collection, PublicChange
from events.models import PublicId, Revision
from events.models.record import record_models
from events.rights import may_edit


class ReadOnlyAdmin(admin.ModelAdmin):
    """A screen on which nothing can be written."""

    list_per_page = 50
    show_full_result_count = False
    actions = None

    class Media:
        css = {"all": ["events/admin.css"]}

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes."""
        return False


def _record_link(collection: str, pk: int, text: str) -> SafeString:
    address = change_url_by_pk(record_models()[Collection(collection)], pk)
    return format_html('<a href="{}">{}</a>', address, text)


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    """Every change of every record: who, when, what, why."""

    list_display = ["seq", "at", "who", "action", "collection", "slug", "number", "reason"]
    list_filter = ["collection", "action", "at"]
    search_fields = ["slug", "who", "reason"]
    ordering = ["-seq"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "record_link",
                    "number_with_neighbours",
                    ("at", "who", "action"),
                    "reason",
                    "public_change",
                    "redaction_note",
                    "changed",
                    "after",
                ]
            },
        ),
        ("Where it came from", {"classes": ["collapse"], "fields": ["seq", "origin", "successor"]}),
    ]
    readonly_fields = [
        "record_link",
        "number_with_neighbours",
        "changed",
        "after",
        "public_change",
        "redaction_note",
    ]
    change_form_template = "admin/events/revision/change_form.html"

    class Media:
        css = {"all": ["events/admin.css", "events/history.css"]}

    def get_urls(self) -> list[URLPattern]:
        """Two more addresses: bring back what a record was, take something out of all."""
        back, out = (self.admin_site.admin_view(one) for one in (self.revert_view, self.redact_view))
        return [
            path("<int:pk>/revert/", back, name="events_revision_revert"),
            path("redact/", out, name="events_revision_redact"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list, for superusers with a link to the page that redacts."""
        user: Any = request.user
        address = redact_url() if user.is_superuser else ""
        return super().changelist_view(request, {"redact_url": address, **(extra_context or {})})

    def redact_view(self, request: HttpRequest) -> HttpResponse:
        """Take a passage out of everything."""
        return redact_view(self, request)

    def revert_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Bring a revision back."""
        return revert_view(self, request, pk)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The revision; an older one with the address that brings it back."""
        obj: Any = kwargs.get("obj")
        record = record_of(obj) if obj and obj.record is not None else None
        if (
            record
            and obj.number < record.revision
            and may_edit(request.user, type(record), record.review_status)
        ):
            context["revert_url"] = revert_url(obj)
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
        beside = Revision.objects.filter(
            collection=obj.collection,
            object_pk=obj.object_pk,
            number__in=[obj.number - 1, obj.number + 1],
        ).order_by("number")
        links = format_html_join(
            "",
            ' <a href="{}">{}</a>',
            (
                (change_url_by_pk(Revision, pk), f"revision {number}")
                for pk, number in beside.values_list("pk", "number")
            ),
        )
        return format_html('{}<span class="quiet">{}</span>', obj.number, links)

    @admin.display(description="what changed")
    def changed(self, obj: Revision) -> SafeString:
        """What differs from the revision before, in words. Queries: 1, and 1 for each collection named."""
        before = Revision.objects.filter(
            collection=obj.collection, object_pk=obj.object_pk, number=obj.number - 1
        ).first()
        line = revision_lines([obj, before] if before else [obj])[0]
        return render_to_string("admin/events/change_messages.html", {"line": line})

    @admin.display(description="the record afterwards")
    def after(self, obj: Revision) -> SafeString | str:
        """The record as the change left it. Queries: 1 for each collection that it names."""
        if obj.record is None:
            return "It was deleted."
        words = json.dumps(obj.record, indent=2, ensure_ascii=False)
        return format_html(
            '{}<details><summary>As JSON</summary><pre class="record" tabindex="0">{}</pre></details>',
            record_html(obj.record, ReferenceLabels([obj.record])),
            words,
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
    change_form_template = "admin/events/publicid/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """One more address: take back the merge of an id."""
        view = self.admin_site.admin_view(self.unmerge_view)
        address = path("<str:collection>/<slug:slug>/unmerge/", view, name="events_publicid_unmerge")
        return [address, *super().get_urls()]

    def unmerge_view(self, request: HttpRequest, collection: str, slug: str) -> HttpResponse:
        """Take a merge back."""
        return unmerge_view(self, request, collection, slug)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The id; of a merged one with the address that brings its record back."""
        obj = kwargs.get("obj")
        if obj and obj.successor and obj.state in MERGED_STATES:
            model = record_models()[Collection(obj.collection)]
            if may_unmerge(request.user, model):
                context["unmerge_url"] = unmerge_url(obj.collection, obj.slug)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="record")
    def record_link(self, obj: PublicId) -> SafeString:
        """The record, linked."""
        return _record_link(obj.collection, obj.object_pk, f"{obj.collection}/{obj.slug}")
