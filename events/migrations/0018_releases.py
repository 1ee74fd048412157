"""Keep named states of the database, and of each change whether it takes something from the public."""

import re
from typing import Any

import django.core.validators
from django.db import migrations, models

import events.models.fields

BATCH = 500
NARROWER = ("open", "quotes", "closed")


def tell(apps: Any, schema_editor: Any) -> None:
    """Mark older changes: withdrawals, redactions, and articles of which less may be read since."""
    revisions = apps.get_model("events", "Revision").objects.using(schema_editor.connection.alias)
    revisions.filter(change__in=["redacted", "withdrawn"]).update(restricts=True)
    articles = revisions.filter(collection="articles", record__isnull=False).order_by("object_pk", "number")
    before, narrower = (None, False, 0), []
    rows = articles.values_list("seq", "object_pk", "public", "record__access")
    for seq, pk, public, access in rows.iterator(chunk_size=BATCH):
        rank = NARROWER.index(access)
        if before[:2] == (pk, True) and rank > before[2]:
            narrower.append(seq)
        before = (pk, public, rank)
    for start in range(0, len(narrower), BATCH):
        revisions.filter(seq__in=narrower[start : start + BATCH]).update(restricts=True)


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0017_mirror'),
    ]

    operations = [
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', events.models.fields.SortedCharField(help_text='What it is cited by.', max_length=80, unique=True, validators=[django.core.validators.RegexValidator(re.compile('\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z'), 'An id is made of words of a-z and 0-9 joined by single hyphens, such as first-session-2024.')])),
                ('seq', models.BigIntegerField(help_text='The last change that it holds, by its `seq`.')),
                ('at', models.DateTimeField(help_text='When it was cut.')),
                ('note', models.TextField(blank=True, help_text='What it is for; public.')),
                ('checksum', models.CharField(help_text='SHA-256 of all its records as they were when it was cut: the NDJSON of its collections, one after another in the order of their names.', max_length=64)),
                ('counts', models.JSONField(help_text='How many records of each collection it held when it was cut.')),
            ],
            options={
                'ordering': ['seq', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='revision',
            name='restricts',
            field=models.BooleanField(default=False, help_text="Whether the change takes from the public what it had: the record, words of it, or an article's text or quotations."),
        ),
        migrations.RemoveIndex(
            model_name='revision',
            name='revision_by_id',
        ),
        migrations.AddIndex(
            model_name='revision',
            index=models.Index(fields=['collection', 'slug', 'seq', 'public'], name='revision_by_id'),
        ),
        migrations.AddIndex(
            model_name='revision',
            index=models.Index(condition=models.Q(('restricts', True)), fields=['seq'], name='revision_restricts'),
        ),
        migrations.AddIndex(
            model_name='revision',
            index=models.Index(condition=models.Q(('redacted', True)), fields=['seq'], name='revision_redacted'),
        ),
        migrations.AddIndex(
            model_name='publicid',
            index=models.Index(condition=models.Q(('state', 'merged')), fields=['collection', 'successor'], name='public_id_merged'),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop, elidable=True),
    ]
