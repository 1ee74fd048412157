"""What lists show of each record beside its own columns: counts, what is missing, dates with their words."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Count, prefetch_related_objects
from django.forms import Media
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from events.admin.date_text import bounds_phrase
from events.rules.dates import DateError, EventDate


def edtf_with_tooltip(edtf: str) -> SafeString | str:
    """An EDTF string, whose tooltip says in words what it means."""
    if not edtf:
        return ""
    try:
        words = bounds_phrase(EventDate.parse(edtf).bounds, edtf)
    except DateError as error:
        words = str(error)
    return format_html('<span class="edtf" title="{}">{}</span>', words, edtf)


class DeferredJoinPaginator(Paginator):
    """Pages whose keys are found first: to go far back, the database sorts keys and not whole rows."""

    object_list: Any

    def _get_page(self, rows: Any, *args: Any, **kwargs: Any) -> Any:
        keys = list(rows.values_list("pk", flat=True))
        held = self.object_list.order_by().in_bulk(keys)
        # What was deleted between the two queries is left out.
        return super()._get_page([held[key] for key in keys if key in held], *args, **kwargs)  # type: ignore[misc]


class _RecordChangeList(ChangeList):
    """A list whose page is completed once it is known which rows it shows."""

    model_admin: "RecordListAdmin"

    def get_results(self, request: HttpRequest) -> None:
        """Read the page, then what belongs to its rows."""
        super().get_results(request)
        self.result_list: Any = self.model_admin.add_related_counts(list(self.result_list))


class RecordListAdmin(admin.ModelAdmin):
    """A list that says of each record what it lacks; nothing is counted but for the rows of the page."""

    missing_labels: ClassVar[Mapping[str, str]] = {}
    """What a record should have, columns or relations, and what to say of one that has none."""
    counted_relations: ClassVar[Sequence[str]] = ()
    """Relations whose rows are counted for columns of the list."""
    list_prefetch_related: ClassVar[Sequence[str]] = ()
    """Relations that columns of the list show."""

    @property
    def media(self) -> Media:
        """The screen's, and the style of lists."""
        return super().media + Media(css={"all": ["events/list.css"]})

    paginator = DeferredJoinPaginator

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list that completes its pages."""
        return _RecordChangeList

    def add_related_counts(self, rows: list[Any]) -> list[Any]:
        """The rows with the number of what belongs to them. Queries: 1 for each relation."""
        prefetch_related_objects(rows, *self.list_prefetch_related)
        pks = [row.pk for row in rows]
        for name in {*self.missing_labels, *self.counted_relations}:
            if counts := self._counts(name, pks):
                for row in rows:
                    vars(row).setdefault("related_counts", {})[name] = counts.get(row.pk, 0)
        return rows

    def _counts(self, name: str, pks: list[int]) -> dict[int, int] | None:
        if (rows := related_table(self.model, name)) is None:
            return None
        table, column = rows
        mine = table._base_manager.filter(**{f"{column}__in": pks}).order_by()
        counted = dict(mine.values_list(column).annotate(n=Count("pk")))
        return counted or {0: 0}

    @admin.display(description="missing")
    def missing(self, obj: Any) -> SafeString:
        """What it lacks, in short words."""
        words = [said for name, said in self.missing_labels.items() if not self._has(obj, name)]
        return format_html_join(" ", '<span class="lack">{}</span>', ((word,) for word in words))

    def _has(self, obj: Any, name: str) -> bool:
        counts = vars(obj).get("related_counts", {})
        return bool(counts[name] if name in counts else getattr(obj, name) not in (None, ""))

    @admin.display(description="date", ordering="start_earliest")
    def when(self, obj: Any) -> SafeString | str:
        """Its date, as EDTF; the tooltip says what it means."""
        if not obj.date_edtf:
            return ""
        words = bounds_phrase(obj.bounds, obj.date_edtf)
        return format_html('<span class="edtf" title="{}">{}</span>', words, obj.date_edtf)

    @admin.display(description="quotations")
    def quotations_held(self, obj: Any) -> int:
        """How many quotations it rests on, or rest on it."""
        counts = vars(obj).get("related_counts", {})
        return int(counts.get("evidence", counts.get("quotations", 0)))


def related_table(model: type[models.Model], name: str) -> tuple[Any, str] | None:
    """The table whose rows belong to a record by this relation, and its column; none for a plain column."""
    relation: Any = model._meta.get_field(name)
    if relation.many_to_many:
        return relation.remote_field.through, relation.m2m_field_name()
    return (relation.related_model, relation.field.name) if relation.one_to_many else None


def filter_missing(rows: models.QuerySet, name: str) -> models.QuerySet:
    """The rows that have none of this."""
    if held := related_table(rows.model, name):
        table, column = held
        return rows.filter(~models.Exists(table._base_manager.filter(**{column: models.OuterRef("pk")})))
    field: Any = rows.model._meta.get_field(name)
    empty = models.Q(**{f"{name}__isnull": True}) if field.null else models.Q(**{name: ""})
    return rows.filter(empty | models.Q(**{name: ""}) if isinstance(field, models.CharField) else empty)
