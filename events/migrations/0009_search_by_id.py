"""Make the ids of searched rows tell their records; `rebuild_search` brings the rows again."""

from typing import Any

from django.db import migrations, models

import events.models.search_text

INDEXES = {
    "postgresql": [
        "CREATE INDEX search_text_words ON search_text USING gin (words)",
        "CREATE VIEW search_words AS SELECT id AS rowid, words FROM search_text",
    ],
    # As in migration 0005: altering a table in SQLite loses its triggers.
    "sqlite": [
        """CREATE VIRTUAL TABLE search_words USING fts5(
            words, content='search_text', content_rowid='id', tokenize='ascii')""",
        """CREATE TRIGGER search_text_inserted AFTER INSERT ON search_text BEGIN
            INSERT INTO search_words(rowid, words) VALUES (new.id, new.words); END""",
        """CREATE TRIGGER search_text_deleted AFTER DELETE ON search_text BEGIN
            INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', old.id, old.words); END""",
    ],
}
UNDONE = {
    "postgresql": ["DROP VIEW IF EXISTS search_words", "DROP INDEX search_text_words"],
    "sqlite": [
        "DROP TRIGGER search_text_deleted",
        "DROP TRIGGER search_text_inserted",
        "DROP TABLE search_words",
    ],
}


def make_index(_apps: Any, schema_editor: Any) -> None:
    for statement in INDEXES[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_index(_apps: Any, schema_editor: Any) -> None:
    for statement in UNDONE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0008_count_events'),
    ]

    operations = [
        migrations.RunPython(drop_index, make_index),
        migrations.RunSQL("DELETE FROM search_text", "DELETE FROM search_text"),
        migrations.AlterField(
            model_name='searchtext',
            name='id',
            field=models.BigIntegerField(help_text='Collection, tier and record as one number, with that of the stretch.', primary_key=True, serialize=False),
        ),
        migrations.RunPython(make_index, drop_index),
        migrations.CreateModel(
            name='SearchWords',
            fields=[
                ('id', models.BigIntegerField(db_column='rowid', help_text='That of the row.', primary_key=True, serialize=False)),
                ('words', events.models.search_text.SearchTokensField(help_text='The words, as they are compared.')),
            ],
            options={
                'db_table': 'search_words',
                'managed': False,
                'default_permissions': (),
            },
        ),
    ]
