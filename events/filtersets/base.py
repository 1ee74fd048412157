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

from events.filtersets.values import NULL_KEYWORD, RepeatedValueField

EXCLUDE_PREFIX = "exclude_"
BLANK, NULL, NO_ROW = "blank", "null", "no_row"
"""What `none` means to a filter: an empty text, a null, or that there is no row at all."""

ParsedQuery = Mapping[str, list[Any]]
"""The values of the parameters that a query gave, by name."""


def exists_q(rows: QuerySet[Any], parent_field: str) -> Q:
    """That some of these rows name the record at hand as their owner."""
    if connection.vendor != "sqlite":
        # Planned well as a join, whereas NOT IN compares row by row what is too much to hash.
        return Q(Exists(rows.filter(**{parent_field: OuterRef("pk")})))
    # SQLite would look for rows of one record after another: slow where few have any. Here it lists the
    # owners once; DISTINCT makes it do so in their order, several times as fast where they are many.
    if rows.model._meta.get_field(parent_field).null:
        # What is not in a list with a null is unknown.
        rows = rows.filter(**{f"{parent_field}__isnull": False})
    return Q(pk__in=rows.values(parent_field).distinct())


class NullValue:
    """Stands among the values where `none` was given."""


class PublicFilter(Filter):
    """One parameter of the API: what it takes, what it means, what it looks at."""

    def __init__(
        self,
        field: type[RepeatedValueField],
        label: str,
        *,
        example: str,
        column: str = "",
        relation: str = "",
        row_lookups: Mapping[str, Any] | None = None,
        null_value: str = "",
        single: bool = False,
        modifier_of: str = "",
        default: str = "",
        requires: str = "",
        condition: Callable[..., Q] | None = None,
        modifiers: str = "",
        null_condition: Callable[[], Q] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(label=label, **options)
        self.field_class = field
        self.example, self.column, self.relation, self.null_value = example, column, relation, null_value
        self.row_lookups = dict(row_lookups or {})
        self.single, self.modifier_of, self.requires, self.default = single, modifier_of, requires, default
        self._condition, self._modifiers, self._null_condition = condition, modifiers, null_condition

    @property
    def excludable(self) -> bool:
        """Whether `exclude_<name>` is a parameter too."""
        return not (self.single or self.modifier_of)

    def read(self, texts: list[str]) -> list[Any]:
        """The values of the parameter. Raises: ValidationError."""
        given = [text for text in texts if not (self.null_value and text == NULL_KEYWORD)]
        values: list[Any] = self.field.clean(given)
        return [*values, NullValue] if len(given) < len(texts) else values

    def canonical_values(self, texts: list[str], values: list[Any]) -> list[Any]:
        """The one spelling of the values that were read from these texts, in order, as JSON has them."""
        given = [text for text in dict.fromkeys(texts) if not (self.null_value and text == NULL_KEYWORD)]
        known = [value for value in values if value is not NullValue]
        spelled = sorted(set(self.field.canonical_values(given, known)))
        return [*spelled, NULL_KEYWORD] if len(known) < len(values) else spelled

    def condition(self, values: list[Any], parsed: ParsedQuery) -> Q:
        """What a record, or one row of a part, must meet; other parameters may say how it is meant."""
        if self._condition is None:
            return self.column_condition(values)
        if self._null_condition is not None:
            known = [value for value in values if value is not NullValue]
            if not known:
                return self._null_condition()
            found = self._condition(known)
            return found | self._null_condition() if len(known) < len(values) else found
        if not self._modifiers:
            return self._condition(values)
        modifiers = [parsed.get(name, [None])[0] for name in self._modifiers.split()]
        return self._condition(values, *modifiers)

    def column_condition(self, values: list[Any]) -> Q:
        """Any of the values, in a column of the record or of one row."""
        known = [value for value in values if value is not NullValue]
        condition = Q(**{f"{self.column}__in": known}) if known else Q(pk__in=[])
        if NullValue in values and self.null_value != NO_ROW:
            empty = {self.column: ""} if self.null_value == BLANK else {f"{self.column}__isnull": True}
            condition |= Q(**empty)
        return condition & Q(**self.row_lookups)


class StrictFilterSet(FilterSet):
    """The parameters of one collection; each is used as it is meant, or refused."""

    parent_field: ClassVar[str] = ""
    """What the parts of a record call it."""

    @classmethod
    def parameters(cls) -> dict[str, PublicFilter]:
        """The filters by parameter, those that exclude among them."""
        found: dict[str, PublicFilter] = {}
        for name, one in cls.base_filters.items():
            found[name] = one
            if one.excludable:
                found[EXCLUDE_PREFIX + name] = one
        return found

    @classmethod
    def group_of(cls, name: str) -> str:
        """What filters have in common that hold on one row, or one of which says how the other is meant."""
        one = cls.base_filters[name]
        return one.relation if ":" in one.relation else (one.modifier_of or name).partition(" ")[0]

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
            if (one.single or one.modifier_of) and len(texts) > 1:
                wrong[name] = ("repeated", f"“{name}” takes one value and was given {len(texts)}.")
            elif "" in texts:
                wrong[name] = ("empty", f"“{name}” has no value; leave it out or give one.")
            elif one.modifier_of and not any(key in query for key in one.modifier_of.split()):
                key = " or ".join(f"“{key}”" for key in one.modifier_of.split())
                wrong[name] = ("missing_key", f"“{name}” says how {key} is meant, which is missing.")
            else:
                try:
                    asked[name] = one.read(texts)
                except ValidationError as error:
                    wrong[name] = (error.code or "invalid", " ".join(error.messages))
            if one.requires and one.requires not in query and name not in wrong:
                example = f"{one.requires}={cls.base_filters[one.requires].example}"
                wrong[name] = (
                    "missing_key",
                    f"“{name}” needs “{one.requires}” beside it, such as {example}.",
                )
        return asked, wrong

    @classmethod
    def condition(cls, parsed: ParsedQuery) -> Q:
        """What a record must meet: every filter and every group, and nothing that is excluded."""
        wanted = {name: values for name, values in parsed.items() if not name.startswith(EXCLUDE_PREFIX)}
        condition = Q()
        for part in cls._conditions(wanted):
            condition &= part
        for name, values in parsed.items():
            if name.startswith(EXCLUDE_PREFIX):
                for part in cls._conditions({name.removeprefix(EXCLUDE_PREFIX): values}):
                    condition &= ~part
        return condition

    @classmethod
    def _conditions(cls, parsed: ParsedQuery) -> Iterator[Q]:
        groups: dict[str, dict[str, list[Any]]] = {}
        for name, values in parsed.items():
            one = cls.base_filters[name]
            if one.relation:
                # Names before the colon share a row; a filter without one has a row of its own.
                groups.setdefault(one.relation if ":" in one.relation else f"{one.relation}:{name}", {})[
                    name
                ] = values
            elif not one.modifier_of:
                yield one.condition(values, parsed)
        for rows, members in groups.items():
            yield cls._same_row_condition(rows.partition(":")[0], members)

    @classmethod
    def _same_row_condition(cls, relation: str, members: ParsedQuery) -> Q:
        """That one row of a part meets all of these, or that there is none where `none` says so."""
        found = cls.related_rows(relation).filter(cls.row_restriction(relation, members))
        keys: list[tuple[PublicFilter, list[Any]]] = []
        for name, values in members.items():
            one = cls.base_filters[name]
            if one.null_value == NO_ROW and NullValue in values:
                keys.append((one, values))
                found = found.filter(**one.row_lookups)
            elif not one.modifier_of:
                found = found.filter(one.condition(values, members))
        condition = ~exists_q(found, cls.parent_field) if keys else exists_q(found, cls.parent_field)
        for one, values in keys:
            if any(value is not NullValue for value in values):
                condition |= exists_q(found.filter(one.column_condition(values)), cls.parent_field)
        return condition

    @classmethod
    def related_rows(cls, relation: str) -> QuerySet[Any]:
        """All rows of a part."""
        model: Any = cls._meta.model._meta.get_field(relation).related_model
        found: QuerySet[Any] = model._base_manager.all()
        return found

    @classmethod
    def row_restriction(cls, relation: str, members: ParsedQuery) -> Q:  # noqa: ARG003 - what a collection may need
        """Which rows of a part count at all."""
        return Q()

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the records down by what was asked."""
        asked, _ = self.read(self.data)
        return queryset.filter(self.condition(asked))
