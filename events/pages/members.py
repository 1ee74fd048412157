"""What the members of records are called on pages; a name that is not here is its own label."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# fmt: off
LABELS = {
    "about": _("About"), "access": _("Access"), "actor": _("Actor"), "acts_for": _("Acting for"),
    "affiliations": _("Affiliations"), "also_in": _("Also in"), "article": _("Article"),
    "articles": _("Articles"), "aspect": _("Aspect"), "attribution": _("Who says so"), "basis": _("Basis"),
    "basis_note": _("Note on the basis"), "bbox": _("Box around it"), "by": _("Speakers"),
    "byline": _("Byline"), "code": _("Code"), "coded_by": _("Coded by"),
    "codings": _("Codes of other schemes"),
    "complete": _("Complete"), "confidence": _("Confidence"), "contexts": _("Contexts"),
    "contradictions": _("In dispute"), "contradicts": _("Contradicts"), "count": _("How many"),
    "country": _("Country"), "credits": _("Credits"), "dataset": _("Dataset"), "date": _("Date"),
    "date_reports": _("What is said of the date"), "dateline": _("Dateline"), "defects": _("Defects"),
    "depth": _("Depth"), "derived": _("Worked out"), "described_as": _("Described as"),
    "description": _("Description"), "direction": _("Direction"), "directness": _("Directness"),
    "duration": _("Duration"), "edtf": _("Date as EDTF"), "end": _("End"), "end_earliest": _("Earliest end"),
    "end_latest": _("Latest end"), "event": _("Event"), "event_type": _("Type"), "evidence": _("Quotations"),
    "explanation": _("Explanation"), "external_ids": _("Ids elsewhere"), "factuality": _("Factuality"),
    "factuality_by": _("Who vouches for it"), "figures": _("Figures"), "form": _("Form"), "high": _("High"),
    "how": _("How"), "id": _("Id"), "intensity": _("Intensity"), "iso_code": _("ISO code"), "key": _("Key"),
    "kind": _("Kind"), "language": _("Language"), "last_reported": _("Last reported"),
    "latitude": _("Latitude"), "left": _("First statement"), "licence": _("Licence"),
    "local_type": _("Local type"), "location": _("Place"), "longitude": _("Longitude"), "low": _("Low"),
    "match": _("Match"), "measure": _("Measure"), "mention": _("Mention"), "modes": _("Modes"),
    "name": _("Name"), "names": _("Names"), "not_stated": _("Not stated"), "note": _("Note"),
    "object": _("Object"), "of": _("Who is counted"), "of_wording": _("Who is counted, in words"),
    "outlet": _("Outlet"), "outlet_basis": _("Basis of the outlet"), "parent": _("Part of the place"),
    "part": _("Kind of passage"), "participants": _("Participants"), "parts": _("Passages"),
    "places": _("Places"), "plover_folded": _("Type as PLOVER codes it"), "polarity": _("Polarity"),
    "position": _("Position"), "precision": _("Precision"), "preferred": _("Preferred"),
    "primary": _("Main place"), "proposition": _("Proposition"), "publication_date": _("Published"),
    "quad_class": _("Quad class"), "qualifier": _("Qualifier"), "quote": _("Quotation"),
    "radius_m": _("Radius in metres"), "relations": _("Relations"), "relayed_by": _("Relayed by"),
    "right": _("Second statement"), "role": _("Role"), "said_on": _("Said on"), "scheme": _("Scheme"),
    "script": _("Script"), "sectors": _("Sectors"), "sha256": _("Checksum of the text"), "side": _("Side"),
    "size": _("Size"), "source": _("Explanation of the basis"), "source_file": _("Source file"),
    "source_spans": _("Passages of the source file"), "sources": _("Sources"), "speakers": _("Speakers"),
    "stance": _("Stance"), "start": _("Start"), "start_earliest": _("Earliest start"),
    "start_latest": _("Latest start"), "status": _("Status"), "stock": _("Level, not a sum"),
    "subset_of": _("Part of the figure"), "summary": _("Summary"), "supports": _("What it shows"),
    "text": _("Text"), "time_of_day": _("Time of day"), "title": _("Title"),
    "title_basis": _("Basis of the title"), "translated_from": _("Translated from"), "type": _("Type"),
    "unit": _("Unit"), "url": _("Address"), "valid": _("Valid"), "value": _("Value"),
    "version": _("Version"), "voice": _("Voice"), "weekday": _("Weekday"), "wording": _("Wording"),
}
# fmt: on


def member_label(name: str) -> str:
    """Returns what a member of a record is called."""
    return gettext(LABELS[name]) if name in LABELS else name.replace("_", " ").capitalize()
