"""Search each collection by an index of its own on PostgreSQL: one of all finds a word in the others, too."""

from typing import Any

from django.db import migrations

COLLECTIONS = ("actors", "articles", "claims", "datasets", "events", "locations", "outlets")


def divide(_apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX search_text_words")
        for name in COLLECTIONS:
            schema_editor.execute(
                f"CREATE INDEX search_text_words_{name} ON search_text USING gin (words)"
                f" WHERE collection = '{name}'"
            )


def unite(_apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for name in COLLECTIONS:
            schema_editor.execute(f"DROP INDEX search_text_words_{name}")
        schema_editor.execute("CREATE INDEX search_text_words ON search_text USING gin (words)")


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0015_count_by_parts'),
    ]

    operations = [
        migrations.RunPython(divide, unite),
    ]
