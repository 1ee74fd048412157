"""Count events by their places without reading the rows of these."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0014_possible_duplicates'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='eventplace',
            index=models.Index(fields=['event', 'role', 'location'], name='event_place_by_event'),
        ),
    ]
