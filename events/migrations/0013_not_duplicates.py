"""Remember which records that seem to be one were found to be two."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import events.models.fields


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0012_change_feed'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NotDuplicate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('collection', events.models.fields.VocabularyField(help_text='The collection of the two.', max_length=16)),
                ('one', models.BigIntegerField(help_text='The one record, by its internal key: the smaller.')),
                ('other', models.BigIntegerField(help_text='The other record, by its internal key.')),
                ('one_mark', events.models.fields.SortedCharField(help_text='SHA-256 of what the one was compared by.', max_length=64)),
                ('other_mark', events.models.fields.SortedCharField(help_text='SHA-256 of what the other was compared by.', max_length=64)),
                ('at', models.DateTimeField(help_text='When.')),
                ('reason', models.TextField(help_text='Why they are two.')),
                ('user', models.ForeignKey(help_text='The curator who said so; never public.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'not_duplicate',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('collection', 'one', 'other'), name='not_duplicate_once'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='not_duplicate_in_order')],
            },
        ),
    ]
