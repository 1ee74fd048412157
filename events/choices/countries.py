"""The countries and territories of ISO 3166-1, read from the table beside this file."""

import csv
from pathlib import Path


def _read() -> list[dict[str, str]]:
    with (Path(__file__).parent / "countries.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


COUNTRIES = {row["alpha2"]: row for row in _read()}
COUNTRY_CHOICES = [(code, row["name"]) for code, row in COUNTRIES.items()]
