"""The base class of export formats: records in, bytes out, a batch at a time."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from events.choices import Collection
from events.records import Representation

BATCH_SIZE = 256
"""How many records an export holds at a time."""

RecordDict = dict[str, Any]
Batches = Iterable[list[RecordDict]]


class Export(ABC):
    """One collection in one format; it holds one batch at a time, whatever the size of the whole."""

    media_type: ClassVar[str]
    extension: ClassVar[str]
    collections: ClassVar[tuple[Collection, ...]] = tuple(Collection)
    """The collections that this format can export."""
    options: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """The parameters that only this format has, with their values."""
    option_help: ClassVar[Mapping[str, str]] = {}
    """The help text of each of these parameters."""
    text: ClassVar[bool] = True
    """Whether it is text, in UTF-8."""
    shape = Representation.DETAIL
    """The representation of the records that it takes."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection

    @classmethod
    def options_of(cls, collection: Collection) -> Mapping[str, tuple[str, ...]]:
        """The parameters of this format that a collection takes."""
        return cls.options if collection in cls.collections else {}

    @classmethod
    def missing_dependency(cls) -> str:
        """A sentence on the library that is missing to write the format; empty if none is."""
        return ""

    @property
    def file_name(self) -> str:
        """The file name of the export."""
        return f"{self.collection.value}.{self.extension}"

    def set_as_of(self, seq: int) -> None:  # noqa: B027 - most formats need nothing but the records
        """Read data that the records do not hold as it was after this change, as the records are."""

    @abstractmethod
    def write(self, batches: Batches) -> Iterator[bytes]:
        """The export, chunk by chunk."""
