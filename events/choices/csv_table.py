"""Reading of the CSV tables beside this file."""

import csv
from pathlib import Path


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of a table by column."""
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
