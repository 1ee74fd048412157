"""Find the other words of a suggested record beside one, without reading its rows."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0009_search_by_id'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='suggestedname',
            name='suggested_name_by_record',
        ),
        migrations.AddIndex(
            model_name='suggestedname',
            index=models.Index(fields=['record', 'word'], name='suggested_name_of_record'),
        ),
    ]
