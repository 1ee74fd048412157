"""The site, but reading the third batch of any export fails: does the connection break?"""

from typing import Any

from eventapi.wsgi import application as site
from events import records
from events.api import results
from events.exports import parquet

BATCH = 20
_load, _read = records.load, 0


def _failing(*arguments: Any) -> Any:
    global _read
    _read += 1
    if _read % 3 == 0:
        raise RuntimeError("The third batch fails, as it should here.")
    return _load(*arguments)


results.BATCH_SIZE = parquet.MIN_ROW_GROUP_SIZE = BATCH  # type: ignore[attr-defined]  # out of the seeds: some batches
records.load = _failing  # type: ignore[assignment]
application = site
