"""`python -m tests.benchmarks.summarize FOLDER`: how real events are spread, as one small table (shape.json).

FOLDER holds `ucdp/*.csv` of the UCDP Georeferenced Event Dataset and `gdelt/*.export.CSV` of GDELT 2.0. Only
counts are taken over: no event, no sentence.
"""

import csv
import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from events.choices.countries import COUNTRIES

TARGET = Path(__file__).parent / "shape.json"
SOURCES = [
    "UCDP Georeferenced Event Dataset, Uppsala Conflict Data Program, CC BY 4.0 (Sundberg & Melander 2013)",
    "The GDELT Project, gdeltproject.org, free for any use with this citation",
]
MOST_WORDS, MOST_DEATHS = 1200, 250
# Columns of a GDELT 2.0 export, from 0.
ACTOR_NAMES, ACTOR_COUNTRIES, CODE, GEO_TYPE = (6, 16), (7, 17), 26, 51

Rows = list[dict[str, str]]


def main(folder: Path) -> None:
    """Write the table."""
    ged, gdelt = list(_read_ucdp(folder / "ucdp")), list(_read_gdelt(folder / "gdelt"))
    shape = {"sources": SOURCES, "events": {"ucdp": len(ged), "gdelt": len(gdelt)}}
    shape |= _summarize_ucdp(ged) | _summarize_gdelt(gdelt) | _summarize_headlines(ged)
    lines = (f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in shape.items())
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _read_ucdp(folder: Path) -> Iterator[dict[str, str]]:
    """Every event once, whichever of the files has it."""
    ids: set[str] = set()
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["id"].isdigit() and row["id"] not in ids:  # the tags below a head have no id
                    ids.add(row["id"])
                    yield row


def _read_gdelt(folder: Path) -> Iterator[list[str]]:
    for path in sorted(folder.glob("*.export.CSV")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _summarize_ucdp(rows: Rows) -> dict[str, Any]:
    starts = [date.fromisoformat(row["date_start"][:10]) for row in rows]
    spans = (date.fromisoformat(row["date_end"][:10]) - day for row, day in zip(rows, starts, strict=True))
    deaths = Counter(tuple(int(float(row[name])) for name in ("low", "best", "high")) for row in rows)
    ordered = Counter({key: n for key, n in deaths.items() if key[0] <= key[1] <= key[2]})
    offices = [office.strip() for row in rows for office in row["source_office"].split(";") if office.strip()]
    return {
        "months": dict(sorted(Counter(f"{day:%Y-%m}" for day in starts).items())),
        "days_by_rank": _days_by_rank(starts),
        "date_precisions": _count_values(row["date_prec"] for row in rows),
        "span_days": _count_values(str(span.days) for span in spans if span.days),
        "place_precisions": _count_values(row["where_prec"] for row in rows),
        "places_exponent": _exponent(row["where_coordinates"] for row in rows),
        "deaths": [[*key, n] for key, n in ordered.most_common(MOST_DEATHS)],
        "articles": _count_values(n for row in rows if 0 < int((n := row["number_of_sources"]) or 0) <= 20),
        "outlets_exponent": _exponent(offices),
    }


def _summarize_gdelt(rows: list[list[str]]) -> dict[str, Any]:
    by_code = {row["alpha3"]: code for code, row in COUNTRIES.items()}
    named = [[row[column] for column in ACTOR_NAMES] for row in rows]
    countries = (by_code.get(row[column]) for row in rows for column in ACTOR_COUNTRIES)
    return {
        "actors": _count_values(str(sum(map(bool, names))) for names in named),
        "actors_exponent": _exponent(name for names in named for name in names if name),
        "countries": _count_values(code for code in countries if code),
        "codes": _count_values(row[CODE] for row in rows),
        "news_places": _count_values(row[GEO_TYPE] for row in rows),
    }


def _summarize_headlines(rows: Rows) -> dict[str, Any]:
    """Headlines by their number of words, and how often the frequent words are in them."""
    headlines = {line.strip() for row in rows for line in row["source_headline"].split(";") if line.strip()}
    found = [re.findall(r"[^\W\d_]+", line) for line in headlines]
    words = Counter(word.lower() for line in found for word in line)
    frequent = words.most_common(MOST_WORDS)
    return {
        "headline_words": _count_values(str(len(line)) for line in found if 3 <= len(line) <= 20),
        "rare_words": round(1 - sum(n for _, n in frequent) / words.total(), 4),
        "words": dict(frequent),
    }


def _days_by_rank(starts: Iterable[date]) -> list[float]:
    """The share of a month's events on its busiest day, on the next one, and so on."""
    months: dict[str, Counter[int]] = defaultdict(Counter)
    for day in starts:
        months[f"{day:%Y-%m}"][day.day] += 1
    busy = [sorted(days.values(), reverse=True) for days in months.values() if days.total() >= 60]
    shares = [[n / sum(days) for n in days] + [0.0] * (31 - len(days)) for days in busy]
    return [round(sum(rank) / len(shares), 5) for rank in zip(*shares, strict=True)]


def _exponent(names: Iterable[str]) -> float:
    """That of Zipf's law, by least squares over the 100 most frequent."""
    counts = [n for _, n in Counter(names).most_common(100)]
    xs = [math.log(rank) for rank in range(1, len(counts) + 1)]
    ys = [math.log(n) for n in counts]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    slope = sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)
    return round(-slope, 3)


def _count_values(values: Iterable[str]) -> dict[str, int]:
    return dict(Counter(values).most_common())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
