"""How filters are declared and put together.

A filter knows what its values are, what it means and the condition that it makes; filters of one group hold
on one and the same row of a part. A condition is a column of the record or a subquery, so that no filter
ever doubles a record.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.datastructures import MultiValueDict
from django_filters import FilterSet
from django_filters.filters import Filter

from events.filtersets.values import NOTHING, Values

EXCLUDE = "exclude_"
BLANK, NULL, NO_ROW = "blank", "null", "no_row"
"""What `none` means to a filter: an empty text, a null, or that there is no row at all."""

Asked = Mapping[str, list[Any]]
"""The values of the parameters that a query gave, by name."""


def has(rows: QuerySet[Any], owner: str) -> Q:
    """That some of these rows name the record at hand as their owner."""
    if connection.vendor != "sqlite":
        # Planned well as a join, whereas NOT IN compares row by row what is too much to hash.
        return Q(Exists(rows.filter(**{owner: OuterRef("pk")})))
    # SQLite would look for rows of one record after another: slow where few have any. Here it lists the
    # owners once; DISTINCT makes it do so in their order, several times as fast where they are many.
    if rows.model._meta.get_field(owner).null:
        rows = rows.filter(**{f"{owner}__isnull": False})  # what is not in a list with a null is unknown
    return Q(pk__in=rows.values(owner).distinct())


class Nothing:
    """Stands among the values where `none` was given."""


class PublicFilter(Filter):
    """One parameter of the API: what it takes, what it means, what it looks at."""

    def __init__(
        self,
        field: type[Values],
        label: str,
        *,
        example: str,
        column: str = "",
        rows: str = "",
        fixed: Mapping[str, Any] | None = None,
        none: str = "",
        single: bool = False,
        modifies: str = "",
        default: str = "",
        needs: str = "",
        condition: Callable[..., Q] | None = None,
        modified_by: str = "",
        empty: Callable[[], Q] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(label=label, **options)
        self.field_class = field
        self.example, self.column, self.rows, self.none = example, column, rows, none
        self.fixed = dict(fixed or {})
        self.single, self.modifies, self.needs, self.default = single, modifies, needs, default
        self._condition, self._modified_by, self._empty = condition, modified_by, empty

    @property
    def excludable(self) -> bool:
        """Whether `exclude_<name>` is a parameter too."""
        return not (self.single or self.modifies)

    def read(self, texts: list[str]) -> list[Any]:
        """The values of the parameter. Raises: ValidationError."""
        given = [text for text in texts if not (self.none and text == NOTHING)]
        values: list[Any] = self.field.clean(given)
        return [*values, Nothing] if len(given) < len(texts) else values

    def spell(self, texts: list[str], values: list[Any]) -> list[Any]:
        """The one spelling of the values that were read from these texts, in order, as JSON has them."""
        given = [text for text in dict.fromkeys(texts) if not (self.none and text == NOTHING)]
        known = [value for value in values if value is not Nothing]
        spelled = sorted(set(self.field.spell(given, known)))
        return [*spelled, NOTHING] if len(known) < len(values) else spelled

    def condition(self, values: list[Any], asked: Asked) -> Q:
        """What a record, or one row of a part, must meet; other parameters may say how it is meant."""
        if self._condition is None:
            return self.on_column(values)
        if self._empty is not None:
            known = [value for value in values if value is not Nothing]
            if not known:
                return self._empty()
            found = self._condition(known)
            return found | self._empty() if len(known) < len(values) else found
        if not self._modified_by:
            return self._condition(values)
        modifiers = [asked.get(name, [None])[0] for name in self._modified_by.split()]
        return self._condition(values, *modifiers)

    def on_column(self, values: list[Any]) -> Q:
        """Any of the values, in a column of the record or of one row."""
        known = [value for value in values if value is not Nothing]
        condition = Q(**{f"{self.column}__in": known}) if known else Q(pk__in=[])
        if Nothing in values and self.none != NO_ROW:
            empty = {self.column: ""} if self.none == BLANK else {f"{self.column}__isnull": True}
            condition |= Q(**empty)
        return condition & Q(**self.fixed)


class StrictFilterSet(FilterSet):
    """The parameters of one collection; each is used as it is meant, or refused."""

    owner: ClassVar[str] = ""
    """What the parts of a record call it."""

    @classmethod
    def parameters(cls) -> dict[str, PublicFilter]:
        """The filters by parameter, those that exclude among them."""
        found: dict[str, PublicFilter] = {}
        for name, one in cls.base_filters.items():
            found[name] = one
            if one.excludable:
                found[EXCLUDE + name] = one
        return found

    @classmethod
    def group_of(cls, name: str) -> str:
        """What filters have in common that hold on one row, or one of which says how the other is meant."""
        one = cls.base_filters[name]
        return one.rows if ":" in one.rows else (one.modifies or name).partition(" ")[0]

    @classmethod
    def read(cls, query: MultiValueDict[str, str]) -> tuple[dict[str, list[Any]], dict[str, tuple[str, str]]]:
        """The values that were asked for, and what is wrong: a code and a sentence by parameter."""
        asked: dict[str, list[Any]] = {}
        wrong: dict[str, tuple[str, str]] = {}
        parameters = cls.parameters()
        for name, texts in query.lists():
            if name not in parameters:
                continue
            one = parameters[name]
            if (one.single or one.modifies) and len(texts) > 1:
                wrong[name] = ("repeated", f"“{name}” takes one value and was given {len(texts)}.")
            elif "" in texts:
                wrong[name] = ("empty", f"“{name}” has no value; leave it out or give one.")
            elif one.modifies and not any(key in query for key in one.modifies.split()):
                key = " or ".join(f"“{key}”" for key in one.modifies.split())
                wrong[name] = ("missing_key", f"“{name}” says how {key} is meant, which is missing.")
            else:
                try:
                    asked[name] = one.read(texts)
                except ValidationError as error:
                    wrong[name] = (error.code or "invalid", " ".join(error.messages))
            if one.needs and one.needs not in query and name not in wrong:
                example = f"{one.needs}={cls.base_filters[one.needs].example}"
                wrong[name] = ("missing_key", f"“{name}” needs “{one.needs}” beside it, such as {example}.")
        return asked, wrong

    @classmethod
    def condition(cls, asked: Asked) -> Q:
        """What a record must meet: every filter and every group, and nothing that is excluded."""
        wanted = {name: values for name, values in asked.items() if not name.startswith(EXCLUDE)}
        condition = Q()
        for part in cls._parts(wanted):
            condition &= part
        for name, values in asked.items():
            if name.startswith(EXCLUDE):
                for part in cls._parts({name.removeprefix(EXCLUDE): values}):
                    condition &= ~part
        return condition

    @classmethod
    def _parts(cls, asked: Asked) -> Iterator[Q]:
        groups: dict[str, dict[str, list[Any]]] = {}
        for name, values in asked.items():
            one = cls.base_filters[name]
            if one.rows:
                # Names before the colon share a row; a filter without one has a row of its own.
                groups.setdefault(one.rows if ":" in one.rows else f"{one.rows}:{name}", {})[name] = values
            elif not one.modifies:
                yield one.condition(values, asked)
        for rows, members in groups.items():
            yield cls._on_one_row(rows.partition(":")[0], members)

    @classmethod
    def _on_one_row(cls, rows: str, members: Asked) -> Q:
        """That one row of a part meets all of these, or that there is none where `none` says so."""
        found = cls.rows_of(rows).filter(cls.row_limits(rows, members))
        keys: list[tuple[PublicFilter, list[Any]]] = []
        for name, values in members.items():
            one = cls.base_filters[name]
            if one.none == NO_ROW and Nothing in values:
                keys.append((one, values))
                found = found.filter(**one.fixed)
            elif not one.modifies:
                found = found.filter(one.condition(values, members))
        condition = ~has(found, cls.owner) if keys else has(found, cls.owner)
        for one, values in keys:
            if any(value is not Nothing for value in values):
                condition |= has(found.filter(one.on_column(values)), cls.owner)
        return condition

    @classmethod
    def rows_of(cls, rows: str) -> QuerySet[Any]:
        """All rows of a part."""
        model: Any = cls._meta.model._meta.get_field(rows).related_model
        found: QuerySet[Any] = model._base_manager.all()
        return found

    @classmethod
    def row_limits(cls, rows: str, members: Asked) -> Q:  # noqa: ARG003 - what a collection may need
        """Which rows of a part count at all."""
        return Q()

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the records down by what was asked."""
        asked, _ = self.read(self.data)
        return queryset.filter(self.condition(asked))
