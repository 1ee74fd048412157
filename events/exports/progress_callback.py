"""Progress reports of long exports."""

from collections.abc import Callable, Iterator

from events.exports.base import Batches, RecordDict

ProgressCallback = Callable[[str, int, int], None]
"""Takes the name of what is being read, the number of records that are done, and their total."""


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
