"""Answer dates from one index, and find articles of the same text."""

from django.db import migrations, models

import events.models.fields


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0003_sign_in_failure'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='event',
            name='event_by_start',
        ),
        migrations.AlterField(
            model_name='article',
            name='sha256',
            field=events.models.fields.SortedCharField(db_index=True, editable=False, help_text='SHA-256 of the stored text in UTF-8: what the offsets of quotations count in.', max_length=64),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['review_status', 'start_earliest', 'id', 'seen_until', 'start_latest', 'end_earliest', 'end_latest'], name='event_by_start'),
        ),
    ]
