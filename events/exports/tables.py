"""The table of each collection: the members of its list's records, side by side."""

from events.choices import Collection
from events.exports.event import EVENT
from events.exports.table import EXTERNAL_IDS, STANDING, Column, lists, plain_table, strings
from events.models.dated import BOUNDS

ARTICLE = plain_table(
    *strings("id", "title", "title_basis", "outlet.id", "outlet.name", "outlet.kind", "outlet_basis"),
    *strings("basis_note", "url"),
    Column("date_edtf", "publication_date.edtf"),
    *(Column(name, f"publication_date.{name}", "date") for name in BOUNDS),
    Column("date_precision", "publication_date.precision"),
    Column("date_basis", "publication_date.basis"),
    Column("date_source", "publication_date.source"),
    *strings("language", "translated_from", "dateline", "byline"),
    *lists(credits="credits.kind:name"),
    *strings("access", "source_file", "sha256"),
    EXTERNAL_IDS,
    Column("dataset"),
    *STANDING,
)
ACTOR = plain_table(
    *strings("id", "name", "kind", "description", "country"),
    *lists(sectors="sectors"),
    Column("size", type="integer"),
    EXTERNAL_IDS,
    Column("dataset"),
    *STANDING,
)
LOCATION = plain_table(
    *strings("id", "name", "kind", "local_type", "parent.id", "parent.name", "parent.kind"),
    *lists(also_in="also_in.id"),
    *strings("country", "iso_code"),
    Column("latitude", type="number"),
    Column("longitude", type="number"),
    Column("radius_m", type="integer"),
    Column("bbox", type="number", many=True),
    EXTERNAL_IDS,
    Column("dataset"),
    *STANDING,
)
OUTLET = plain_table(
    *strings("id", "name", "kind", "country", "language", "url", "actor.id", "actor.name", "actor.kind"),
    Column("dataset"),
    *STANDING,
)
CLAIM = plain_table(
    Column("id"),
    *lists(speaker_ids="speakers.id", speaker_names="speakers.name"),
    *strings("voice", "stance", "proposition", "directness"),
    Column("relayed_by", "relayed_by.id"),
    *strings("basis", "source", "said_on"),
    *lists(about="about.kind:id", contradicts="contradicts.how:kind:id"),
    Column("dataset"),
    *STANDING,
)
DATASET = plain_table(
    *strings("id", "name", "kind", "licence", "attribution", "version", "description", "url"), *STANDING
)

TABLES = {
    Collection.ARTICLES: ARTICLE,
    Collection.ACTORS: ACTOR,
    Collection.EVENTS: EVENT,
    Collection.LOCATIONS: LOCATION,
    Collection.OUTLETS: OUTLET,
    Collection.CLAIMS: CLAIM,
    Collection.DATASETS: DATASET,
}
