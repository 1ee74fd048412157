"""Suggest names of public records, and types of events, while somebody types."""

from typing import Any

from django.db import migrations, models

import events.models.fields
from events.choices import EventType
from events.rules.spelling import pieces
from events.rules.text import name_key


def name_event_types(apps: Any, _schema_editor: Any) -> None:
    """The types are there before any record; `rebuild_search` brings the names of records that are."""
    for kind in EventType:
        word = name_key(kind.label)
        name = apps.get_model("events", "SuggestedName")
        name.objects.create(record=f"event_types/{kind.value}", inner=0, key=word, word=word)
        for piece in pieces(word):
            apps.get_model("events", "SuggestedWord").objects.create(piece=piece, word=word)


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0005_search_text'),
    ]

    operations = [
        migrations.CreateModel(
            name='SuggestedName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record', events.models.fields.SortedCharField(help_text='The record, as actors/iraq.', max_length=100)),
                ('inner', models.PositiveSmallIntegerField(help_text='0 for the whole name, 1 from a later word on.')),
                ('key', events.models.fields.SortedCharField(help_text='The words, as names are compared.', max_length=100)),
                ('word', events.models.fields.SortedCharField(help_text='The first of them.', max_length=100)),
                ('uses', models.IntegerField(default=0, help_text='How many published records name the record.')),
            ],
            options={
                'db_table': 'suggested_name',
                'default_permissions': (),
                'indexes': [models.Index(fields=['inner', 'key', 'uses', 'record'], name='suggested_name_by_key'), models.Index(fields=['word', 'uses', 'record'], name='suggested_name_by_word'), models.Index(fields=['record'], name='suggested_name_by_record')],
            },
        ),
        migrations.CreateModel(
            name='SuggestedWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('piece', events.models.fields.SortedCharField(help_text='A piece of the word.', max_length=108)),
                ('word', events.models.fields.SortedCharField(help_text='The word.', max_length=100)),
            ],
            options={
                'db_table': 'suggested_word',
                'default_permissions': (),
                'indexes': [models.Index(fields=['word'], name='suggested_word_by_word')],
                'constraints': [models.UniqueConstraint(fields=('piece', 'word'), name='suggested_word_once')],
            },
        ),
        migrations.RunPython(name_event_types, migrations.RunPython.noop),
    ]
