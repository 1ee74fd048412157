"""Search the full text of public records."""

from typing import Any

from django.db import migrations, models

import events.models.fields
import events.models.search_text

INDEXES = {
    "postgresql": ["CREATE INDEX search_text_words ON search_text USING gin (words)"],
    # The tokenizer splits at ASCII signs alone: the words are what our own code made them, and the sign
    # between two texts is a word. Whoever alters the table in SQLite makes the triggers anew.
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
    "postgresql": ["DROP INDEX search_text_words"],
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
        ('events', '0004_find_by_date_and_text'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('collection', events.models.fields.VocabularyField(help_text='The collection of the record.', max_length=16)),
                ('object_pk', models.BigIntegerField(help_text='The record, by its internal key.')),
                ('tier', models.PositiveSmallIntegerField(help_text='How much the words tell, from 1 for the most.')),
                ('words', events.models.search_text.SearchTokensField(help_text='The words, as they are compared.')),
            ],
            options={
                'db_table': 'search_text',
                'default_permissions': (),
                'indexes': [models.Index(fields=['object_pk', 'collection'], name='search_text_by_record')],
            },
        ),
        migrations.RunPython(make_index, drop_index),
    ]
