"""Count events by their places and actors without reading the rows of these."""

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
        migrations.AddIndex(
            model_name='participation',
            index=models.Index(fields=['event', 'role', 'actor'], name='participation_by_event'),
        ),
    ]
