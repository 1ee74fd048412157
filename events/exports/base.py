"""What every format of an export does: records in, bytes out, a batch at a time."""

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
    """The collections that can be had in this format."""
    options: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Parameters of this format alone, with their words."""
    option_help: ClassVar[Mapping[str, str]] = {}
    """What each of those means."""
    text: ClassVar[bool] = True
    """Whether it is text, in UTF-8."""
    shape = Representation.DETAIL
    """The shape of the records that it takes."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection

    @classmethod
    def options_of(cls, collection: Collection) -> Mapping[str, tuple[str, ...]]:
        """Its own parameters that the collection takes."""
        return cls.options if collection in cls.collections else {}

    @classmethod
    def missing_dependency(cls) -> str:
        """What this installation lacks to write the format, as a sentence; empty where nothing."""
        return ""

    @property
    def file_name(self) -> str:
        """What the file of the export is called."""
        return f"{self.collection.value}.{self.extension}"

    def set_as_of(self, seq: int) -> None:  # noqa: B027 - most formats need nothing but the records
        """Take what the records do not say as it was after this change, as they are themselves."""

    @abstractmethod
    def write(self, batches: Batches) -> Iterator[bytes]:
        """The export, piece by piece."""
