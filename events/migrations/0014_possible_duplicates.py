"""Keep for people to judge which records may be one."""

from django.db import migrations, models

import events.models.fields


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0013_not_duplicates'),
    ]

    operations = [
        migrations.CreateModel(
            name='PossibleDuplicate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('collection', events.models.fields.VocabularyField(help_text='The collection of the two.', max_length=16)),
                ('one', models.BigIntegerField(help_text='The one record, by its internal key: the smaller.')),
                ('other', models.BigIntegerField(help_text='The other record, by its internal key.')),
                ('score', models.FloatField(help_text='From 0 to 1, for putting pairs in order: no probability.')),
                ('why', models.JSONField(help_text='What they have in common, and what they differ in, in words.')),
                ('found_at', models.DateTimeField(help_text='When the search found them.')),
            ],
            options={
                'db_table': 'possible_duplicate',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('collection', 'one', 'other'), name='possible_duplicate_once'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='possible_duplicate_in_order')],
            },
        ),
    ]
