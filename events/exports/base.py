"""The base class of export formats: records in, bytes out, a batch at a time."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple

from events.choices import Collection
from events.records import Representation

BATCH_SIZE = 256
"""How many records an export holds at a time."""

RecordDict = dict[str, Any]
Batches = Iterable[list[RecordDict]]
ProgressCallback = Callable[[str, int, int], None]
"""Takes the name of what is being read, the number of records that are done, and their total."""


FLAG = ("true", "false")
"""The words of an option that is on or off."""


class ExportOption(NamedTuple):
    """A parameter that only some formats have."""

    words: tuple[str, ...]
    help: str
    collections: tuple[Collection, ...] = tuple(Collection)
    """The collections that take it."""


class Export(ABC):
    """One collection in one format; it holds one batch at a time, whatever the size of the whole."""

    media_type: ClassVar[str]
    extension: ClassVar[str]
    collections: ClassVar[tuple[Collection, ...]] = tuple(Collection)
    """The collections that this format can export."""
    options: ClassVar[Mapping[str, ExportOption]] = {}
    """The parameters of this format, by name."""
    text: ClassVar[bool] = True
    """Whether it is text, in UTF-8."""
    defaulted: ClassVar[bool] = False
    """Whether it is a list like any other, for which the defaults hold; others hold everything."""
    members: Mapping[str, Any] = MappingProxyType({})
    """What it says of the whole, if it can."""
    shape = Representation.DETAIL
    """The representation of the records that it takes."""
    seq: int | None = None
    """The change as of which the records are, for what is read beside them; None for those of today."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection

    @classmethod
    def missing_dependency(cls) -> str:
        """A sentence on the library that is missing to write the format; empty if none is."""
        return ""

    @property
    def file_name(self) -> str:
        """The file name of the export."""
        return f"{self.collection.value}.{self.extension}"

    @abstractmethod
    def write(self, batches: Batches) -> Iterator[bytes]:
        """The export, chunk by chunk."""


def report_progress(
    batches: Batches, name: str, total: int, progress: ProgressCallback | None
) -> Iterator[list[RecordDict]]:
    """The batches, with a progress report after each."""
    done = 0
    for batch in batches:
        yield batch
        done += len(batch)
        if progress and done < total:
            progress(name, done, total)
    if progress:
        progress(name, done, done)
