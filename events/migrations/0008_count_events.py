"""Count and group events without reading their rows."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0007_find_by_role'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['review_status', 'id', 'factuality', 'dataset', 'form', 'event_type', 'quad_class', 'start_earliest', 'start_latest', 'date_edtf'], name='event_to_count'),
        ),
    ]
