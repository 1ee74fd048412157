"""Find events by what many of them have: a role, a side, a kind of actor, a large outlet."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0006_suggestions'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='actor',
            index=models.Index(fields=['kind'], name='actor_by_kind'),
        ),
        migrations.AddIndex(
            model_name='eventplace',
            index=models.Index(fields=['role', 'event'], name='event_place_by_role'),
        ),
        migrations.AddIndex(
            model_name='eventsource',
            index=models.Index(fields=['article', 'event'], name='event_source_by_article'),
        ),
        migrations.AddIndex(
            model_name='participation',
            index=models.Index(fields=['role', 'event'], name='participation_by_role'),
        ),
        migrations.AddIndex(
            model_name='participation',
            index=models.Index(fields=['side', 'event'], name='participation_by_side'),
        ),
    ]
