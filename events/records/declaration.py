"""The kinds of members that records are declared of; each record is one serializer of the REST framework.

drf-spectacular reads the class for the OpenAPI document. `records.table` compiles it into the statements
that read records and the functions that build them; `records.restore` writes records back from revisions.
The model's column determines whether a member can be null, its choices and its help text.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from django.db import models
from rest_framework import serializers

from events.records.representation import Representation
from events.records.schema_fields import Described, column_at, column_field


class Member(serializers.Field):
    """A member that is not an object; `schema` describes it in the OpenAPI document."""

    def __init__(self, schema: serializers.Field | None = None) -> None:
        super().__init__(read_only=True)
        self.schema = schema

    def bind_to(self, declared: "type[DeclaredSerializer]", name: str) -> None:
        """Complete the member from the declaration that it is part of."""


class Column(Member):
    """A column of the row, or of a row that it refers to: `location__radius_m`.

    `guard` names the column of an article's access and its values that allow the public to read the member;
    the public reads `guarded_value` otherwise.
    """

    def __init__(
        self,
        path: str = "",
        schema: serializers.Field | None = None,
        guard: tuple[str, tuple[str, ...]] | None = None,
        guarded_value: Any = None,
        **options: Any,
    ) -> None:
        super().__init__(schema)
        self.path, self.guard, self.guarded_value, self.options = path, guard, guarded_value, options

    def bind_to(self, declared: "type[DeclaredSerializer]", name: str) -> None:
        """Name the column after the member, and describe it by the model."""
        self.path = self.path or name
        self.schema = self.schema or column_field(declared.option("model"), self.path, **self.options)


class Columns(Member):
    """Several columns as one list; null if the first is null."""

    def __init__(self, *paths: str, schema: serializers.Field) -> None:
        super().__init__(schema)
        self.paths = paths


class Id(Member):
    """The id of the record that a foreign key of the member's name leads to."""

    path = ""

    def bind_to(self, declared: "type[DeclaredSerializer]", name: str) -> None:
        """Name the column after the member."""
        self.path = name
        self.model = column_at(declared.option("model"), name).related_model


class Words(Member):
    """The words of a child table with one column, as a list."""

    def __init__(self, model: type[models.Model], owner: str, help_text: str) -> None:
        self.model, self.owner = model, owner
        self.path = next(
            column.name for column in model._meta.concrete_fields if column.name not in (owner, "id")
        )
        child = serializers.ChoiceField(choices=column_at(model, self.path).choices)
        super().__init__(serializers.ListField(child=child, read_only=True, help_text=help_text))


class Derived(Member):
    """A member that `function` derives from the other members of the same object."""

    def __init__(self, function: Callable[[dict[str, Any]], Any], schema: serializers.Field) -> None:
        super().__init__(schema)
        self.function = function


class Loaded(Member):
    """A member that `function` reads for all records of a `Build` at once, as a mapping of their handles."""

    def __init__(self, function: Callable[[Any], Any], schema: serializers.Field) -> None:
        super().__init__(schema)
        self.function = function


def _follows(base: type) -> bool:
    meta = base.__dict__.get("Meta")
    return meta is not None and meta.__dict__.get("follows", False)


class DeclaredSerializer(Described):
    """An object, member by member; `Meta` says what the lines do not."""

    members: ClassVar[dict[str, Any]] = {}

    class Meta:
        model: Any = None
        detail: tuple[str, ...] = ()
        """Members that a list leaves out."""
        summary_name = ""
        """What the object is called in the document where it stands in a list, if not after its class."""
        private: tuple[str, ...] = ()
        """Members that curators alone see: revisions keep them, no answer has them."""
        public: tuple[str, ...] = ()
        """Members that no revision keeps, since they follow from others."""
        follows = False
        """Whether its members stand after those of the classes that are made of it."""
        identity: tuple[str, ...] = ()
        """The members that name an item among its siblings; all that it holds where nothing is said."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own: dict[str, Any] = {}
        for name, field in list(cls._declared_fields.items()):
            if isinstance(field, ReferenceSerializer) and not field.allow_null:
                relation = column_at(cls.option("model"), field.source or name)
                if relation.null:
                    field = type(field)(source=field.source, help_text=field.help_text, allow_null=True)
                    cls._declared_fields[name] = field
            inherited = cls.members.get(name)
            own[name] = inherited if getattr(inherited, "schema", None) is field else field
            if isinstance(field, Member):
                field.bind_to(cls, name)
                cls._declared_fields[name] = field.schema  # type: ignore[assignment]
        cls.members = own
        ending = [
            name
            for base in cls.__bases__
            if issubclass(base, DeclaredSerializer) and _follows(base)
            for name in base.members
            if name in own
        ]
        for members in (cls.members, cls._declared_fields):
            for name in ending:
                members[name] = members.pop(name)

    @classmethod
    def option(cls, name: str) -> Any:
        """What `Meta` says, of this class or of the first above it that says something."""
        values = (getattr(class_.__dict__.get("Meta"), name, None) for class_ in cls.__mro__)
        return next((value for value in values if value is not None), None)

    @classmethod
    def guarded_values(cls) -> dict[str, Any]:
        """What the public reads of guarded members where an article's access does not allow them."""
        columns = ((name, member) for name, member in cls.members.items() if isinstance(member, Column))
        return {name: member.guarded_value for name, member in columns if member.guard}

    @classmethod
    def shown(cls, representation: Representation) -> Iterator[tuple[str, Any]]:
        """The members that a representation has, in their order."""
        left_out = cls.left_out(representation)
        return ((name, member) for name, member in cls.members.items() if name not in left_out)

    @classmethod
    def left_out(cls, representation: Representation) -> set[str]:
        """The members that a representation lacks."""
        if representation is Representation.SNAPSHOT:
            return set(cls.Meta.public)
        return {*cls.Meta.private, *(() if representation.detailed else cls.Meta.detail)}


class ReferenceSerializer(DeclaredSerializer):
    """Another record, by its id and what is shown of it; in a revision its id alone.

    As a member of a row it is a foreign key, with `many` a many-to-many column, of the member's name or of
    its `source`.
    """


class GroupSerializer(DeclaredSerializer):
    """Columns of the same row that stand together in an object."""


class EitherReferenceSerializer(GroupSerializer):
    """The record that one of several foreign keys leads to; `Meta.columns` names each by its kind."""

    class Meta(GroupSerializer.Meta):
        columns: Mapping[str, str] = {}


class ChildSerializer(DeclaredSerializer):
    """A row of a table of the record's own; `Meta` names its model and the column of its owner."""

    class Meta(DeclaredSerializer.Meta):
        owner = ""
        order: tuple[str, ...] = ("pk",)
        """In what order the public gets the list."""
        stored_order: tuple[str, ...] = ("pk",)
        """In what order revisions keep it."""
        repeats = False
        """Whether two items may be the same."""
        cleared: Mapping[str, Any] = {}
        """What no row may hold while others are written: only one of them can, or it is derived."""
        evidence = ""
        """The column of `Evidence` for such a row, if quotations support it."""

    def __init__(self, *args: Any, model: Any = None, owner: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.model = model or self.option("model")
        self.owner = owner or self.option("owner")


class RecordSerializer(DeclaredSerializer):
    """A record: `Meta` names its model."""

    class Meta(DeclaredSerializer.Meta):
        evidence: str | None = None
        """The column of `Evidence` for the record itself, empty for an event."""
        evidence_owner = ""
        """The lookup from `Evidence` to the record, where it or its children rest on quotations."""
