"""What a reader takes away from a page: the same as JSON or CSV, a citation, a frame for another page."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext

from events.aggregates.parameters import OWN_PARAMETERS
from events.api.results import PAGE_ONLY_PARAMETERS
from events.choices import Collection
from events.exports import formats_of
from events.pages.addresses import PAGE_WORDS, api_address, language_prefix
from events.pages.answers import Json
from events.pages.filters import without
from events.pages.words import title

FORMAT_NAMES = {"csv": "CSV", "ndjson": "NDJSON", "geojson": "GeoJSON", "parquet": "Parquet"}
FEED = "/api/v1/events/feed/"


@dataclass(frozen=True, slots=True)
class Citation:
    """How something here is cited, so that another can ask for the same again."""

    text: str
    bibtex: str
    csl: str


@dataclass(frozen=True, slots=True)
class TakeAway:
    """The links and citations of one page."""

    formats: list[tuple[str, str]]
    """The name and the address of each format."""
    citation: Citation
    embed: str
    """The address to frame; empty where there is none."""
    state: str
    """Whether the frame is live, or of which state."""


def of_record(request: HttpRequest, collection: str, record: Json, dataset: Json | None) -> TakeAway:
    """Returns what can be taken of a record: the citation is of the revision that is shown."""
    folder = f"/{PAGE_WORDS[collection]}/{record['id']}/"
    # A page of today is live, and its citation names the revision.
    asked = request.GET.urlencode()
    formats = [("JSON", api_address(collection, record["id"], asked))]
    version = gettext("revision %(n)s") % {"n": record["revision"]}
    cited = request.build_absolute_uri(f"{folder}?revision={record['revision']}")
    citation = _cite(title(record), cited, version, dataset, record["id"])
    frozen = not {"revision", "as_of"}.isdisjoint(request.GET)
    embed = request.build_absolute_uri(f"{language_prefix()}/embed{folder}{'?' if frozen else ''}{asked}")
    return TakeAway(
        formats,
        citation,
        embed,
        gettext("frozen on %(state)s") % {"state": version} if frozen else gettext("live"),
    )


def of_list(
    request: HttpRequest, collection: str, query: QueryDict, view: str, heading: str, total: str = ""
) -> TakeAway:
    """Returns what can be taken of a list: all that matches, in each format; of a chart its sums."""
    whole = without(query, (*PAGE_ONLY_PARAMETERS, *OWN_PARAMETERS))
    formats = [("JSON", api_address(collection, query=without(query, OWN_PARAMETERS).urlencode()))]
    if view == "chart":
        asked = without(query, (*PAGE_ONLY_PARAMETERS, "ordering"))
        asked.setdefault("group_by", "year")
        formats = [
            (gettext("Sums as JSON"), f"{api_address('events')}aggregate/?{asked.urlencode()}"),
            (gettext("Sums as CSV"), f"{api_address('events')}aggregate/?{asked.urlencode()}&format=csv"),
        ]
    for name, export_class in formats_of(Collection(collection)).items():
        if export_class.missing_dependency():
            continue
        export = whole.copy()
        export["format"] = name
        formats.append((FORMAT_NAMES[name], api_address(collection, query=export.urlencode())))
    if collection == "events":
        formats.append(("Atom", f"{FEED}?{without(whole, ('ordering',)).urlencode()}"))
    suffix = f"?{request.GET.urlencode()}" if request.GET else ""
    folder = f"/{PAGE_WORDS[collection]}/{suffix}"
    citation = _cite(
        heading, request.build_absolute_uri(folder), total or gettext("live query"), None, collection
    )
    return TakeAway(
        formats, citation, request.build_absolute_uri(f"{language_prefix()}/embed{folder}"), gettext("live")
    )


def _cite(name: str, address: str, version: str, dataset: Json | None, key: str) -> Citation:
    today = datetime.now(UTC).date()
    publisher = dataset["name"] if dataset else gettext("News-event database")
    licence = dataset["licence"] if dataset else ""
    attribution = dataset["attribution"].rstrip(".") if dataset else ""
    parts = [
        f"“{name}”",
        publisher,
        attribution,
        version,
        licence,
        address,
        gettext("as of %(day)s") % {"day": today},
    ]
    fields = {
        "title": name,
        "publisher": publisher,
        "version": version,
        "url": address,
        "urldate": str(today),
        "note": licence,
    }
    listed = ",\n".join(f"  {field} = {{{_braced(value)}}}" for field, value in fields.items() if value)
    csl: dict[str, Any] = {
        "id": key,
        "type": "dataset",
        "title": name,
        "publisher": publisher,
        "version": version,
        "URL": address,
        "accessed": {"date-parts": [[today.year, today.month, today.day]]},
    }
    if licence:
        csl["license"] = licence
    return Citation(
        ", ".join(part for part in parts if part) + ".",
        f"@misc{{{key},\n{listed}\n}}",
        json.dumps([csl], ensure_ascii=False, indent=2),
    )


def _braced(text: str) -> str:
    """A text that BibTeX reads as it stands; an address stays as it is."""
    plain = text.replace("\\", "").replace("{", "(").replace("}", ")")
    is_address = plain.startswith(("http://", "https://"))
    return plain if is_address else "".join(f"\\{char}" if char in "&%$#_" else char for char in plain)
