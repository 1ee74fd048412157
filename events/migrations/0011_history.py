"""Tell what each change is to the public, what belongs to one change, and who named which event when."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import migrations, models

import events.models.fields

BATCH = 500


def tell(apps: Any, schema_editor: Any) -> None:
    """Fill the new columns from the records as they were kept, in the order of the changes."""
    Revision, Backlink = apps.get_model("events", "Revision"), apps.get_model("events", "Backlink")
    rows = Revision.objects.using(schema_editor.connection.alias)
    standing, named, fresh, waiting = {}, {}, [], []
    change, first = None, 0
    for row in rows.order_by("seq").iterator(chunk_size=BATCH):
        if change != (change := (row.at, row.who, row.action, row.reason)):
            first = row.seq
        row.first_seq = first
        of, record = (row.collection, row.object_pk), row.record or {}
        status, reason = record.get("review_status"), record.get("withdrawn_reason") or ""
        was, last_reason = standing.get(of, (None, ""))
        standing[of] = (status, reason)
        row.public = status == "published"
        if row.public:
            row.change = "upsert"
        elif was == "published" or (status == was == "withdrawn" and reason != last_reason):
            row.change, row.public_reason = "withdrawn", reason
        if row.collection in ("claims", "events"):
            held, now = named.setdefault(of, {}), set(_events_in(record))
            for slug in held.keys() - now:
                held[slug].until = row.seq
                fresh.append(held.pop(slug))
            for slug in now - held.keys():
                held[slug] = Backlink(named=slug, collection=of[0], object_pk=of[1], since=row.seq)
        waiting.append(row)
        if len(waiting) == BATCH:
            rows.bulk_update(waiting, ["first_seq", "public", "change", "public_reason"])
            waiting = []
    rows.bulk_update(waiting, ["first_seq", "public", "change", "public_reason"])
    fresh += [naming for held in named.values() for naming in held.values()]
    Backlink.objects.using(schema_editor.connection.alias).bulk_create(fresh, batch_size=BATCH)


def _events_in(value: Any) -> Iterator[str]:
    """The ids of the events that a stored record names."""
    if isinstance(value, dict) and set(value) == {"ref"}:
        collection, _, slug = value["ref"].partition("/")
        if collection == "events":
            yield slug
    elif isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _events_in(member)


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0010_words_beside_others'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Backlink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('named', events.models.fields.SortedCharField(help_text='The id of the event that is named.', max_length=80)),
                ('collection', events.models.fields.VocabularyField(help_text='The collection of the record that names it.', max_length=16)),
                ('object_pk', models.BigIntegerField(help_text='The record that names it, by its internal key.')),
                ('since', models.BigIntegerField(help_text='The `seq` of the change that named it first.')),
                ('until', models.BigIntegerField(help_text='The `seq` of the change that did so no longer; empty while it is named.', null=True)),
            ],
        ),
        migrations.AddField(
            model_name='revision',
            name='change',
            field=events.models.fields.VocabularyField(blank=True, help_text='What the change is to the public; empty where it never saw the record.', max_length=16),
        ),
        migrations.AddField(
            model_name='revision',
            name='first_seq',
            field=models.BigIntegerField(db_index=True, default=0, help_text='The `seq` of the first revision of the same change: what one change wrote shares it.'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='revision',
            name='public',
            field=models.BooleanField(default=False, help_text='Whether the record is public as the change left it.'),
        ),
        migrations.AddField(
            model_name='revision',
            name='public_reason',
            field=models.TextField(blank=True, help_text='Why, as the public reads it: of withdrawals, merges and redactions.'),
        ),
        migrations.AddField(
            model_name='revision',
            name='redacted',
            field=models.BooleanField(default=False, help_text='Whether something was taken out of it later, which leaves this mark.'),
        ),
        migrations.AddIndex(
            model_name='revision',
            index=models.Index(condition=models.Q(('change', ''), _negated=True), fields=['seq'], name='revision_in_feed'),
        ),
        migrations.AddIndex(
            model_name='backlink',
            index=models.Index(fields=['named', 'collection', 'since'], name='backlink_of_event'),
        ),
        migrations.AddIndex(
            model_name='backlink',
            index=models.Index(condition=models.Q(('until', None)), fields=['collection', 'object_pk'], name='backlink_now'),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop, elidable=True),
    ]
