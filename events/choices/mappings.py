"""The codes of other ontologies for PLOVER's types and modes, read from the tables beside this file.

`cameo.csv` is CAMEO2PLOVER of 17 September 2021 (openeventdata/PLOVER, CC BY-SA 4.0) with the modes
that the 2.0 manual still has; `acled.csv` is ours, over the sub-event types of ACLED's codebook of 2023.
"""

from collections import defaultdict

from events.choices.csv_table import read_table


def _read(name: str, column: str) -> dict[tuple[str, str], tuple[str, ...]]:
    codes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in read_table(name):
        codes[row["event_type"], row["mode"]].append(row[column])
    return {type_and_mode: tuple(mapped) for type_and_mode, mapped in codes.items()}


CAMEO = _read("cameo.csv", "code")
"""CAMEO codes by type and mode; the mode is empty where a code stands for the type alone."""
ACLED = _read("acled.csv", "sub_event_type")
"""ACLED's sub-event types by type and mode; under an empty type, those without a type of PLOVER."""

ACLED_EVENT_TYPES = {row["sub_event_type"]: row["acled_event_type"] for row in read_table("acled.csv")}
"""ACLED's event type by its sub-event type. Source: ACLED's codebook of 2023."""
