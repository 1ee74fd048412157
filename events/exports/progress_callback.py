"""How far a long reading has come."""

from collections.abc import Callable, Iterator

from events.exports.base import Batches, RecordDict

ProgressCallback = Callable[[str, int, int], None]
"""Is told what is being read, how many records of it have been, and how many there are."""


def report_progress(
    batches: Batches, name: str, total: int, progress: ProgressCallback | None
) -> Iterator[list[RecordDict]]:
    """The batches, telling after each how far that is."""
    done = 0
    for batch in batches:
        yield batch
        done += len(batch)
        if progress and done < total:
            progress(name, done, total)
    if progress:
        progress(name, done, done)
