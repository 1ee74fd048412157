"""How filters are declared and put together.

A filter knows what its values are, what it means and which condition it makes; filters of one group hold
on one and the same child row. A condition is a column of the record or a subquery, so that no filter
ever doubles a record.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.datastructures import MultiValueDict
from django_filters import FilterSet
from django_filters.filters import Filter

from events.filtersets.values import (
    ANY_KEYWORD,
    NULL_KEYWORD,
    ChoiceValues,
    PublicIdValues,
    RepeatedValueField,
    repeat_key_hint,
    value_count_error,
)
from events.models.record import Record

EXCLUDE_PREFIX = "exclude_"
BLANK, NULL, NO_ROW = "blank", "null", "no_row"
"""What `none` means to a filter: an empty text, a null, or that there is no row at all."""

ParsedQuery = Mapping[str, list[Any]]
"""The values of the parameters of a query, by name."""


def exists_q(rows: QuerySet[Any], parent_field: str) -> Q:
    """The condition that some of these rows have the record at hand as their parent."""
    if connection.vendor != "sqlite":
        # Planned well as a join, whereas NOT IN compares row by row what is too much to hash.
        return Q(Exists(rows.filter(**{parent_field: OuterRef("pk")})))
    # SQLite would look for rows of one record after another: slow where few have any. Here it lists the
    # parents once; DISTINCT makes it do so in their order, several times as fast where they are many.
    if rows.model._meta.get_field(parent_field).null:
        # Whether a value is not in a list that holds a null is unknown.
        rows = rows.filter(**{f"{parent_field}__isnull": False})
    return Q(pk__in=rows.values(parent_field).distinct())


class NullValue:
    """Takes the place of `none` among the values of a parameter."""


class AnyValue:
    """Takes the place of `any` as the only value of a parameter."""


class PublicFilter(Filter):
    """One parameter of the API: its values, its meaning, and the column or condition that it stands for.

    The column is one of the record, or of its child rows: `relation` is `names.key_name`, the rows and the
    column; or `participants:who.role`, where `who` names the filters that hold on one and the same row. The
    column is the parameter's own name by default.
    """

    def __init__(
        self,
        field: type[RepeatedValueField],
        label: str,
        *,
        example: str,
        relation: str = "",
        row_lookups: Mapping[str, Any] | None = None,
        null_value: str = "",
        single: bool = False,
        modifier_of: str = "",
        default: str = "",
        requires: str = "",
        condition: Callable[..., Q] | None = None,
        modifiers: str = "",
        at_least: str = "",
        takes_any: bool = False,
        null_condition: Callable[[], Q] | None = None,
        **options: Any,
    ) -> None:
        relation, _, column = relation.partition(".")
        super().__init__(field_name=column or None, label=label, **options)
        self.field_class = field
        self.example, self.relation, self.null_value = example, relation, null_value
        self.row_lookups = dict(row_lookups or {})
        self.takes_any, self.at_least = takes_any, at_least
        self.single, self.modifier_of, self.requires, self.default = single, modifier_of, requires, default
        self._condition, self._modifiers, self._null_condition = condition, modifiers, null_condition

    @property
    def excludable(self) -> bool:
        """Whether `exclude_<name>` is a parameter too."""
        return not (self.single or self.modifier_of)

    def read(self, texts: list[str]) -> list[Any]:
        """The values of the parameter. Raises: ValidationError."""
        if self.takes_any and texts == [ANY_KEYWORD]:
            return [AnyValue]
        value_texts = [text for text in texts if not (self.null_value and text == NULL_KEYWORD)]
        values: list[Any] = self.field.clean(value_texts)
        return [*values, NullValue] if len(value_texts) < len(texts) else values

    def canonical_values(self, texts: list[str], values: list[Any]) -> list[Any]:
        """The one spelling of the values that were read from these texts, in order, as JSON has them."""
        if AnyValue in values:
            return [ANY_KEYWORD]
        unique = dict.fromkeys(texts)
        value_texts = [text for text in unique if not (self.null_value and text == NULL_KEYWORD)]
        known = [value for value in values if value is not NullValue]
        canonical = sorted(set(self.field.canonical_values(value_texts, known)))
        return [*canonical, NULL_KEYWORD] if len(known) < len(values) else canonical

    def condition(self, values: list[Any], parsed: ParsedQuery) -> Q:
        """What a record, or one child row, must meet; modifiers of this filter are read from `parsed`."""
        if self._condition is None:
            return self.column_condition(values)
        known = [value for value in values if value is not NullValue]
        if not known and self._null_condition is not None:
            return self._null_condition()
        condition = self._condition(known, *(parsed.get(name, [None])[0] for name in self._modifiers.split()))
        if self._null_condition is None or len(known) == len(values):
            return condition
        return condition | self._null_condition()

    def column_condition(self, values: list[Any]) -> Q:
        """Any of the values, in a column of the record or of one child row."""
        if AnyValue in values:
            return ~Q(pk__in=[])
        known = [value for value in values if value is not NullValue]
        condition = Q(**{f"{self.field_name}__in": known}) if known else Q(pk__in=[])
        if NullValue in values and self.null_value != NO_ROW:
            blank = self.null_value == BLANK
            condition |= Q(**{self.field_name: ""} if blank else {f"{self.field_name}__isnull": True})
        return condition & Q(**self.row_lookups)


class ChoiceFilter(PublicFilter):
    """A parameter whose values are words of a vocabulary."""

    def __init__(self, label: str, choices: Iterable[str], **options: Any) -> None:
        super().__init__(ChoiceValues, label, choices=choices, **options)


class PublicIdFilter(PublicFilter):
    """A parameter whose values are public ids of one collection."""

    def __init__(self, label: str, model: type[Record], **options: Any) -> None:
        super().__init__(PublicIdValues, label, model=model, **options)


class StrictFilterSet(FilterSet):
    """The parameters of one collection; each is used as it is meant, or refused."""

    class Meta:
        fields: ClassVar[list[str]] = []

    topics: ClassVar[Mapping[str, str]] = {}
    """What the filters ask about, each from this one on."""

    @classmethod
    def topic_of(cls, name: str) -> str:
        """What a filter asks about; empty in a collection without topics."""
        names = list(cls.base_filters)
        until = names[: names.index(name) + 1]
        return next((cls.topics[each] for each in reversed(until) if each in cls.topics), "")

    @classmethod
    def parameters(cls) -> dict[str, PublicFilter]:
        """The filters by parameter, those that exclude among them."""
        return {
            prefix + name: filter_
            for name, filter_ in cls.base_filters.items()
            for prefix in (("", EXCLUDE_PREFIX) if filter_.excludable else ("",))
        }

    @classmethod
    def group_of(cls, name: str) -> str:
        """The name of the group of filters that hold on one row, or of the filter that this one modifies."""
        filter_ = cls.base_filters[name]
        grouped = ":" in filter_.relation
        return filter_.relation if grouped else (filter_.modifier_of or name).partition(" ")[0]

    @classmethod
    def read(cls, query: MultiValueDict[str, str]) -> tuple[dict[str, list[Any]], dict[str, tuple[str, str]]]:
        """The values of a query, and its errors: a code and a sentence by parameter."""
        parsed: dict[str, list[Any]] = {}
        errors: dict[str, tuple[str, str]] = {}
        parameters = cls.parameters()
        for name, texts in query.lists():
            if (filter_ := parameters.get(name)) is None:
                continue
            if error := value_count_error(name, texts, single=not filter_.excludable):
                errors[name] = error
            elif filter_.takes_any and ANY_KEYWORD in texts and (name not in cls.base_filters or texts[1:]):
                errors[name] = ("invalid_choice", f"“{ANY_KEYWORD}” stands alone, and excludes nothing.")
            elif filter_.modifier_of and not any(key in query for key in filter_.modifier_of.split()):
                keys = ", ".join(f"“{key}”" for key in filter_.modifier_of.split())
                keys = " or ".join(keys.rsplit(", ", 1))
                errors[name] = ("missing_key", f"“{name}” says how {keys} is meant, which is missing.")
            else:
                try:
                    parsed[name] = filter_.read(texts)
                except ValidationError as refusal:
                    hint = next(filter(None, (repeat_key_hint(name, text) for text in texts)), "")
                    hint = hint if filter_.excludable and refusal.code != "too_many" else ""
                    errors[name] = (refusal.code or "invalid", " ".join(refusal.messages) + hint)
            needed = filter_.requires
            if needed and needed not in query and name not in errors:
                example = f"{needed}={cls.base_filters[needed].example}"
                errors[name] = ("missing_key", f"“{name}” needs “{needed}” beside it, such as {example}.")
        for name, values in parsed.items():
            other = parameters[name].at_least
            if other in parsed and name not in errors and values[0] < parsed[other][0]:
                message = f"“{name}” is less than “{other}”: no number lies between."
                errors[name] = ("invalid_number", message)
        return parsed, errors

    @classmethod
    def condition(cls, parsed: ParsedQuery) -> Q:
        """What a record must meet: every filter and every group, and nothing that is excluded."""
        included = {name: values for name, values in parsed.items() if not name.startswith(EXCLUDE_PREFIX)}
        condition = Q()
        for part in cls._conditions(included):
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
            filter_ = cls.base_filters[name]
            if relation := filter_.relation:
                # Names before the colon share a row; a filter without one has a row of its own.
                group = relation if ":" in relation else f"{relation}:{name}"
                groups.setdefault(group, {})[name] = values
            elif not filter_.modifier_of:
                yield filter_.condition(values, parsed)
        for group, members in groups.items():
            yield cls._same_row_condition(group.partition(":")[0], members)

    @classmethod
    def _same_row_condition(cls, relation: str, members: ParsedQuery) -> Q:
        """The condition that one child row meets all of these, or that there is none where `none` says so."""
        parent_field = cls._meta.model._meta.model_name
        rows = cls.related_rows(relation).filter(cls.row_restriction(relation, members))
        keys: list[tuple[PublicFilter, list[Any]]] = []
        for name, values in members.items():
            filter_ = cls.base_filters[name]
            if filter_.null_value == NO_ROW and NullValue in values:
                keys.append((filter_, values))
                rows = rows.filter(**filter_.row_lookups)
            elif not filter_.modifier_of:
                rows = rows.filter(filter_.condition(values, members))
        condition = ~exists_q(rows, parent_field) if keys else exists_q(rows, parent_field)
        for filter_, values in keys:
            if any(value is not NullValue for value in values):
                condition |= exists_q(rows.filter(filter_.condition(values, members)), parent_field)
        return condition

    @classmethod
    def related_rows(cls, relation: str) -> QuerySet[Any]:
        """All child rows of a relation."""
        model: Any = cls._meta.model._meta.get_field(relation).related_model
        rows: QuerySet[Any] = model._base_manager.all()
        return rows

    @classmethod
    def row_restriction(cls, relation: str, members: ParsedQuery) -> Q:  # noqa: ARG003 - what a collection may need
        """Which child rows count at all."""
        return Q()
