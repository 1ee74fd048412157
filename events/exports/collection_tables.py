"""The table of each collection: the members of its list's records, side by side."""

from events.choices import Collection
from events.exports.event_table import EVENT_TABLE
from events.exports.table import (
    EXTERNAL_IDS_COLUMN,
    METADATA_COLUMNS,
    Column,
    list_columns,
    plain_table,
    string_columns,
)
from events.models.dated import BOUNDS

ARTICLE_TABLE = plain_table(
    *string_columns("id", "title", "title_basis", "outlet.id", "outlet.name", "outlet.kind", "outlet_basis"),
    *string_columns("basis_note", "url"),
    Column("date_edtf", "publication_date.edtf"),
    *(Column(name, f"publication_date.{name}", "date") for name in BOUNDS),
    Column("date_precision", "publication_date.precision"),
    Column("date_basis", "publication_date.basis"),
    Column("date_source", "publication_date.source"),
    *string_columns("language", "translated_from", "dateline", "byline"),
    *list_columns(credits="credits.kind:name"),
    *string_columns("access", "source_file", "sha256"),
    EXTERNAL_IDS_COLUMN,
    Column("dataset"),
    *METADATA_COLUMNS,
)
ACTOR_TABLE = plain_table(
    *string_columns("id", "name", "kind", "description", "country"),
    *list_columns(sectors="sectors"),
    Column("size", type="integer"),
    EXTERNAL_IDS_COLUMN,
    Column("dataset"),
    *METADATA_COLUMNS,
)
LOCATION_TABLE = plain_table(
    *string_columns("id", "name", "kind", "local_type", "parent.id", "parent.name", "parent.kind"),
    *list_columns(also_in="also_in.id"),
    *string_columns("country", "iso_code"),
    Column("latitude", type="number"),
    Column("longitude", type="number"),
    Column("radius_m", type="integer"),
    Column("bbox", type="number", many=True),
    EXTERNAL_IDS_COLUMN,
    Column("dataset"),
    *METADATA_COLUMNS,
)
OUTLET_TABLE = plain_table(
    *string_columns(
        "id", "name", "kind", "country", "language", "url", "actor.id", "actor.name", "actor.kind"
    ),
    Column("dataset"),
    *METADATA_COLUMNS,
)
CLAIM_TABLE = plain_table(
    Column("id"),
    *list_columns(speaker_ids="speakers.id", speaker_names="speakers.name"),
    *string_columns("voice", "stance", "proposition", "directness"),
    Column("relayed_by", "relayed_by.id"),
    *string_columns("basis", "source", "said_on"),
    *list_columns(about="about.kind:id", contradicts="contradicts.how:kind:id"),
    Column("dataset"),
    *METADATA_COLUMNS,
)
DATASET_TABLE = plain_table(
    *string_columns("id", "name", "kind", "licence", "attribution", "version", "description", "url"),
    *METADATA_COLUMNS,
)

COLLECTION_TABLES = {
    Collection.ARTICLES: ARTICLE_TABLE,
    Collection.ACTORS: ACTOR_TABLE,
    Collection.EVENTS: EVENT_TABLE,
    Collection.LOCATIONS: LOCATION_TABLE,
    Collection.OUTLETS: OUTLET_TABLE,
    Collection.CLAIMS: CLAIM_TABLE,
    Collection.DATASETS: DATASET_TABLE,
}
