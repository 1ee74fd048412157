"""The database of events: its tables, full text search, suggested event types and groups of curators.

`MODELS` is what `makemigrations` writes, unchanged; everything else is written by hand. Nothing is imported
from the package: what becomes of it later changes nothing here.

It was released with 1.0.0 and is never changed: what changes a model is a migration of its own, which
`makemigrations` writes and which carries every row over.
"""

import datetime
import re
from collections.abc import Callable
from typing import Any

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

# ---- As makemigrations writes it ----
MODELS = [
    migrations.CreateModel(
        name='SearchWords',
        fields=[
            ('id', models.BigIntegerField(db_column='rowid', help_text='That of the row.', primary_key=True, serialize=False)),
            ('words', models.TextField(help_text='The words, as they are compared.')),
        ],
        options={
            'db_table': 'search_words',
            'abstract': False,
            'managed': False,
            'default_permissions': (),
        },
    ),
    migrations.CreateModel(
        name='Actor',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('slug', models.CharField(db_collation='BINARY', help_text='The public id: fixed once published, never used twice.', max_length=80, unique=True, validators=[django.core.validators.RegexValidator(re.compile('\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z'), 'An id is made of words of a-z and 0-9 joined by single hyphens, such as first-session-2024.')], verbose_name='id')),
            ('review_status', models.CharField(db_index=True, default='draft', help_text='The public sees published records alone.', max_length=16)),
            ('withdrawn_reason', models.TextField(blank=True, help_text='Why it was withdrawn; public, given to whoever asks for the record.')),
            ('note', models.TextField(blank=True, help_text='For curators; never public.')),
            ('version', models.PositiveIntegerField(default=0, editable=False, help_text='How many times the record has been changed, its creation included; never public.')),
            ('revision', models.PositiveIntegerField(default=0, editable=False, help_text='How many times the public has seen it change, its first publication included.')),
            ('created_at', models.DateTimeField(editable=False, help_text='When the record first became public.', null=True)),
            ('updated_at', models.DateTimeField(editable=False, help_text="When the record's own last revision was made.", null=True)),
            ('name', models.CharField(db_collation='BINARY', help_text='What they are usually called.', max_length=300)),
            ('kind', models.CharField(help_text='What they are.', max_length=20)),
            ('description', models.TextField(blank=True, help_text='Who they are, in a sentence.')),
            ('country', models.CharField(blank=True, db_index=True, help_text='The country they belong to: ISO 3166-1 alpha-2.', max_length=2)),
            ('size', models.PositiveIntegerField(blank=True, help_text='How many they are, where the text says so: three activists.', null=True)),
        ],
        options={
            'abstract': False,
            'default_permissions': ['add', 'change', 'delete', 'view', 'publish', 'withdraw'],
        },
    ),
    migrations.CreateModel(
        name='Article',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('slug', models.CharField(db_collation='BINARY', help_text='The public id: fixed once published, never used twice.', max_length=80, unique=True, validators=[django.core.validators.RegexValidator(re.compile('\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z'), 'An id is made of words of a-z and 0-9 joined by single hyphens, such as first-session-2024.')], verbose_name='id')),
            ('review_status', models.CharField(db_index=True, default='draft', help_text='The public sees published records alone.', max_length=16)),
            ('withdrawn_reason', models.TextField(blank=True, help_text='Why it was withdrawn; public, given to whoever asks for the record.')),
            ('note', models.TextField(blank=True, help_text='For curators; never public.')),
            ('version', models.PositiveIntegerField(default=0, editable=False, help_text='How many times the record has been changed, its creation included; never public.')),
            ('revision', models.PositiveIntegerField(default=0, editable=False, help_text='How many times the public has seen it change, its first publication included.')),
            ('created_at', models.DateTimeField(editable=False, help_text='When the record first became public.', null=True)),
            ('updated_at', models.DateTimeField(editable=False, help_text="When the record's own last revision was made.", null=True)),
            ('date_edtf', models.CharField(blank=True, db_collation='BINARY', help_text='When, as an EDTF string (ISO 8601-2): 2024-01-27, 2023-10~/2024-01, [..2014]; empty if unknown.', max_length=200, verbose_name='date')),
            ('date_precision', models.CharField(blank=True, editable=False, help_text='How finely the date is known; derived.', max_length=16)),
            ('start_earliest', models.DateField(default=datetime.date(1, 1, 1), editable=False, help_text='The first day on which it may have begun; derived. 0001-01-01 or 9999-12-31 where it is open or unknown.')),
            ('start_latest', models.DateField(default=datetime.date(9999, 12, 31), editable=False, help_text='The last day on which it may have begun; derived. 0001-01-01 or 9999-12-31 where it is open or unknown.')),
            ('end_earliest', models.DateField(default=datetime.date(1, 1, 1), editable=False, help_text='The first day on which it may have ended; derived. 0001-01-01 or 9999-12-31 where it is open or unknown.')),
            ('end_latest', models.DateField(default=datetime.date(9999, 12, 31), editable=False, help_text='The last day on which it may have ended; derived. 0001-01-01 or 9999-12-31 where it is open or unknown.')),
            ('title', models.CharField(blank=True, db_collation='BINARY', help_text='Its headline; empty where the source gives none.', max_length=500)),
            ('title_basis', models.CharField(default='text', help_text='What the title rests on.', max_length=16)),
            ('outlet_basis', models.CharField(default='text', help_text='What the outlet rests on.', max_length=16)),
            ('basis_note', models.TextField(blank=True, help_text='The reason for what was inferred or taken from outside.')),
            ('url', models.URLField(blank=True, help_text='Where it stood on the web.', max_length=2000)),
            ('date_basis', models.CharField(default='text', help_text='What the date of publication rests on.', max_length=16)),
            ('date_source', models.TextField(blank=True, help_text='The outside source of the date, or how it was worked out.')),
            ('language', models.CharField(default='en', help_text='The language of the text: BCP 47, such as en.', max_length=35)),
            ('translated_from', models.CharField(blank=True, help_text='The language it was translated from, where that shows.', max_length=35)),
            ('dateline', models.CharField(blank=True, help_text='The place and date at its head.', max_length=200)),
            ('byline', models.CharField(blank=True, help_text='The writer as printed.', max_length=200)),
            ('access', models.CharField(default='quotes', help_text='How much of it the public may read.', max_length=16)),
            ('text', models.TextField(blank=True, help_text='The stored text, in which every quotation has its place; never corrected.')),
            ('source_file', models.CharField(blank=True, help_text='The file in seeds/ that it was taken from.', max_length=200)),
            ('sha256', models.CharField(db_collation='BINARY', db_index=True, editable=False, help_text='SHA-256 of the stored text in UTF-8: what the offsets of quotations count in.', max_length=64)),
        ],
        options={
            'abstract': False,
            'default_permissions': ['add', 'change', 'delete', 'view', 'publish', 'withdraw'],
        },
    ),
    migrations.CreateModel(
        name='Dataset',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('slug', models.CharField(db_collation='BINARY', help_text='The public id: fixed once published, never used twice.', max_length=80, unique=True, validators=[django.core.validators.RegexValidator(re.compile('\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z'), 'An id is made of words of a-z and 0-9 joined by single hyphens, such as first-session-2024.')], verbose_name='id')),
            ('review_status', models.CharField(db_index=True, default='draft', help_text='The public sees published records alone.', max_length=16)),
            ('withdrawn_reason', models.TextField(blank=True, help_text='Why it was withdrawn; public, given to whoever asks for the record.')),
            ('note', models.TextField(blank=True, help_text='For curators; never public.')),
            ('version', models.PositiveIntegerField(default=0, editable=False, help_text='How many times the record has been changed, its creation included; never public.')),
            ('revision', models.PositiveIntegerField(default=0, editable=False, help_text='How many times the public has seen it change, its first publication included.')),
            ('created_at', models.DateTimeField(editable=False, help_text='When the record first became public.', null=True)),
            ('updated_at', models.DateTimeField(editable=False, help_text="When the record's own last revision was made.", null=True)),
            ('name', models.CharField(db_collation='BINARY', help_text='What it is called.', max_length=200)),
            ('kind', models.CharField(default='curated', help_text='How its records came about.', max_length=16)),
            ('coded_by', models.CharField(default='people', help_text='Who coded its records.', max_length=16)),
            ('licence', models.CharField(help_text='On what terms its records may be used: an SPDX id or a sentence.', max_length=200)),
            ('attribution', models.TextField(help_text='Whom to name when its records are used.')),
            ('dataset_version', models.CharField(blank=True, db_collation='BINARY', help_text='The version or release of it.', max_length=40, verbose_name='version')),
            ('description', models.TextField(blank=True, help_text='What it holds.')),
            ('url', models.URLField(blank=True, help_text='Where it comes from.', max_length=2000)),
        ],
        options={
            'abstract': False,
            'default_permissions': ['add', 'change', 'delete', 'view', 'publish', 'withdraw'],
        },
    ),
    migrations.CreateModel(
        name='Mirror',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('url', models.CharField(help_text='The address of the installation that is followed.', max_length=2000)),
            ('cursor', models.CharField(blank=True, help_text='Its cursor behind the last change that was taken over.', max_length=400)),
            ('read_at', models.DateTimeField(auto_now=True, help_text='When changes were last taken over.')),
        ],
        options={
            'db_table': 'mirror',
            'abstract': False,
            'default_permissions': (),
        },
    ),
    migrations.CreateModel(
        name='Release',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('name', models.CharField(db_collation='BINARY', help_text='What it is cited by.', max_length=80, unique=True, validators=[django.core.validators.RegexValidator(re.compile('\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z'), 'An id is made of words of a-z and 0-9 joined by single hyphens, such as first-session-2024.')])),
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
    migrations.CreateModel(
        name='Sequence',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('value', models.BigIntegerField(default=0, help_text='The last number that was given to any change.')),
            ('public_value', models.BigIntegerField(default=0, help_text='The last number that was given to what the public can see.')),
        ],
    ),
    migrations.CreateModel(
        name='Affiliation',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('key', models.CharField(blank=True, db_collation='BINARY', help_text='Names this part within its record; made from its content where left empty.', max_length=80, validators=[django.core.validators.RegexValidator(re.compile('\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z'), 'An id is made of words of a-z and 0-9 joined by single hyphens, such as first-session-2024.')])),
            ('voice', models.CharField(default='article', help_text='In whose voice it is stated.', max_length=16)),
            ('basis', models.CharField(default='text', help_text='What it rests on.', max_length=16)),
            ('source', models.TextField(blank=True, help_text='The outside source, where the basis is external; the reason, where it is inferred.')),
            ('date_edtf', models.CharField(blank=True, db_collation='BINARY', help_text='When, as an EDTF string (ISO 8601-2): 2024-01-27, 2023-10~/2024-01, [..2014]; empty if unknown.', max_length=200, verbose_name='date')),
            ('date_precision', models.CharField(blank=True, editable=False, help_text='How finely the date is known; derived.', max_length=16)),
            ('start_earliest', models.DateField(default=datetime.date(1, 1, 1), editable=False, help_text='The first day on which it may have begun; derived. 0001-01-01 or 9999-12-31 where it is open or unknown.')),
            ('start_latest', models.DateField(default=datetime.date(9999, 12, 31), editable=False, help_text='The last day on which it may have begun; derived. 0001-01-01 or 9999-12-31 where it is open or unknown.')),
            ('end_earliest', models.DateField(default=datetime.date(1, 1, 1), editable=False, help_text='The first day on which it may have ended; derived. 0001-01-01 or 9999-12-31 where it is open or unknown.')),
            ('end_latest', models.DateField(default=datetime.date(9999, 12, 31), editable=False, help_text='The last day on which it may have ended; derived. 0001-01-01 or 9999-12-31 where it is open or unknown.')),
            ('type', models.CharField(help_text='How they stand to the other.', max_length=16)),
            ('title', models.CharField(blank=True, help_text='The office or rank.', max_length=200)),
            ('status', models.CharField(default='stated', help_text='On what footing it stands.', max_length=16)),
            ('polarity', models.CharField(default='affirmed', help_text='Whether it is said to hold or not to hold.', max_length=16)),
            ('actor', models.ForeignKey(help_text='Whose affiliation it is.', on_delete=django.db.models.deletion.CASCADE, related_name='affiliations', to='events.actor')),
            ('by', models.ManyToManyField(blank=True, help_text='Who says so, where it is attributed.', related_name='+', to='events.actor')),
            ('object_actor', models.ForeignKey(blank=True, help_text='The other actor.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='affiliates', to='events.actor')),
            ('relayed_by', models.ForeignKey(blank=True, help_text='Who passed it on: a news agency.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.actor')),
        ],
        options={
            'ordering': ['pk'],
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='ArticleCredit',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('kind', models.CharField(help_text='What for.', max_length=16)),
            ('name', models.CharField(help_text='The name as printed.', max_length=200)),
            ('article', models.ForeignKey(help_text='The article.', on_delete=django.db.models.deletion.CASCADE, related_name='credits', to='events.article')),
        ],
        options={
            'ordering': ['pk'],
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='Backlink',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('named', models.CharField(db_collation='BINARY', help_text='The id of the event that is named.', max_length=80)),
            ('collection', models.CharField(help_text='The collection of the record that names it.', max_length=16)),
            ('object_pk', models.BigIntegerField(help_text='The record that names it, by its internal key.')),
            ('since', models.BigIntegerField(help_text='The `public_seq` of the change that named it first.')),
            ('until', models.BigIntegerField(help_text='The `public_seq` of the change that did so no longer; empty while it is named.', null=True)),
        ],
        options={
            'indexes': [models.Index(fields=['named', 'collection', 'since'], name='backlink_of_event'), models.Index(condition=models.Q(('until', None)), fields=['collection', 'object_pk'], name='backlink_now')],
        },
    ),
    migrations.CreateModel(
        name='Claim',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('slug', models.CharField(db_collation='BINARY', help_text='The public id: fixed once published, never used twice.', max_length=80, unique=True, validators=[django.core.validators.RegexValidator(re.compile('\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z'), 'An id is made of words of a-z and 0-9 joined by single hyphens, such as first-session-2024.')], verbose_name='id')),
            ('review_status', models.CharField(db_index=True, default='draft', help_text='The public sees published records alone.', max_length=16)),
            ('withdrawn_reason', models.TextField(blank=True, help_text='Why it was withdrawn; public, given to whoever asks for the record.')),
            ('note', models.TextField(blank=True, help_text='For curators; never public.')),
            ('version', models.PositiveIntegerField(default=0, editable=False, help_text='How many times the record has been changed, its creation included; never public.')),
            ('revision', models.PositiveIntegerField(default=0, editable=False, help_text='How many times the public has seen it change, its first publication included.')),
            ('created_at', models.DateTimeField(editable=False, help_text='When the record first became public.', null=True)),
            ('updated_at', models.DateTimeField(editable=False, help_text="When the record's own last revision was made.", null=True)),
            ('voice', models.CharField(default='article', help_text='In whose voice it is stated.', max_length=16)),
            ('basis', models.CharField(default='text', help_text='What it rests on.', max_length=16)),
            ('source', models.TextField(blank=True, help_text='The outside source, where the basis is external; the reason, where it is inferred.')),
            ('stance', models.CharField(help_text='What the speaker does with the proposition.', max_length=16)),
            ('proposition', models.TextField(help_text='What is said, as one neutral affirmative sentence; a denial lives in the stance.')),
            ('directness', models.CharField(default='indirect', help_text="Whether the speaker's own words are quoted.", max_length=16)),
            ('said_on', models.CharField(blank=True, db_collation='BINARY', help_text='When it was said, as an EDTF string; empty where the article does not say when.', max_length=200)),
            ('by', models.ManyToManyField(blank=True, help_text='Who says so, where it is attributed.', related_name='+', to='events.actor')),
            ('relayed_by', models.ForeignKey(blank=True, help_text='Who passed it on: a news agency.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.actor')),
            ('dataset', models.ForeignKey(help_text='The body of records that it belongs to.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.dataset')),
        ],
        options={
            'abstract': False,
            'default_permissions': ['add', 'change', 'delete', 'view', 'publish', 'withdraw'],
        },
    ),
    migrations.AddField(
        model_name='article',
        name='dataset',
        field=models.ForeignKey(help_text='The body of records that it belongs to.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.dataset'),
    ),
    migrations.AddField(
        model_name='actor',
        name='dataset',
        field=models.ForeignKey(help_text='The body of records that it belongs to.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.dataset'),
    ),
    migrations.CreateModel(
        name='Event',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('slug', models.CharField(db_collation='BINARY', help_text='The public id: fixed once published, never used twice.', max_length=80, unique=True, validators=[django.core.validators.RegexValidator(re.compile('\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z'), 'An id is made of words of a-z and 0-9 joined by single hyphens, such as first-session-2024.')], verbose_name='id')),
            ('review_status', models.CharField(db_index=True, default='draft', help_text='The public sees published records alone.', max_length=16)),
            ('withdrawn_reason', models.TextField(blank=True, help_text='Why it was withdrawn; public, given to whoever asks for the record.')),
            ('note', models.TextField(blank=True, help_text='For curators; never public.')),
            ('version', models.PositiveIntegerField(default=0, editable=False, help_text='How many times the record has been changed, its creation included; never public.')),
            ('revision', models.PositiveIntegerField(default=0, editable=False, help_text='How many times the public has seen it change, its first publication included.')),
            ('created_at', models.DateTimeField(editable=False, help_text='When the record first became public.', null=True)),
            ('updated_at', models.DateTimeField(editable=False, help_text="When the record's own last revision was made.", null=True)),
            ('date_edtf', models.CharField(blank=True, db_collation='BINARY', help_text='When, as an EDTF string (ISO 8601-2): 2024-01-27, 2023-10~/2024-01, [..2014]; empty if unknown.', max_length=200, verbose_name='date')),
            ('date_precision', models.CharField(blank=True, editable=False, help_text='How finely the date is known; derived.', max_length=16)),
            ('start_earliest', models.DateField(default=datetime.date(1, 1, 1), editable=False, help_text='The first day on which it may have begun; derived. 0001-01-01 or 9999-12-31 where it is open or unknown.')),
            ('start_latest', models.DateField(default=datetime.date(9999, 12, 31), editable=False, help_text='The last day on which it may have begun; derived. 0001-01-01 or 9999-12-31 where it is open or unknown.')),
            ('end_earliest', models.DateField(default=datetime.date(1, 1, 1), editable=False, help_text='The first day on which it may have ended; derived. 0001-01-01 or 9999-12-31 where it is open or unknown.')),
            ('end_latest', models.DateField(default=datetime.date(9999, 12, 31), editable=False, help_text='The last day on which it may have ended; derived. 0001-01-01 or 9999-12-31 where it is open or unknown.')),
            ('title', models.CharField(db_collation='BINARY', help_text='What happened, in a headline of our own.', max_length=300)),
            ('summary', models.TextField(blank=True, help_text='What happened, in a sentence or two of our own.')),
            ('language', models.CharField(default='en', help_text='The language of title and summary: BCP 47, such as en.', max_length=35)),
            ('form', models.CharField(help_text='What sort of thing it is.', max_length=16)),
            ('event_type', models.CharField(blank=True, db_index=True, help_text='The act, as if done. Empty where PLOVER has no category: a wrong type is worse than none.', max_length=16)),
            ('quad_class', models.PositiveSmallIntegerField(choices=[(1, 'Verbal cooperation'), (2, 'Material cooperation'), (3, 'Verbal conflict'), (4, 'Material conflict')], editable=False, help_text='Words or deeds, cooperation or conflict; derived from the type.', null=True)),
            ('intensity', models.FloatField(editable=False, help_text="PLOVER's score from -10 to 10; derived from type and modes.", null=True)),
            ('factuality', models.CharField(default='occurred', help_text='Whether the act was done.', max_length=16)),
            ('confidence', models.CharField(default='high', help_text='How sure the coder is of the record as a whole.', max_length=16)),
            ('depth', models.CharField(default='sighted', editable=False, help_text='How far it was worked through here; derived, or settled by a second person.', max_length=16)),
            ('not_stated', models.JSONField(blank=True, default=list, help_text='What no article states of it, as a coder found.')),
            ('date_basis', models.CharField(default='text', help_text='What the date rests on.', max_length=16)),
            ('date_source', models.TextField(blank=True, help_text='The outside source of the date, or how it was worked out.')),
            ('last_reported', models.DateField(blank=True, help_text='Of something ongoing: the newest publication that says that it goes on.', null=True)),
            ('narrowed_start_earliest', models.DateField(blank=True, help_text='The first day on which it may have begun, where the curator knows better than the date and its reports.', null=True)),
            ('narrowed_start_latest', models.DateField(blank=True, help_text='The last day on which it may have begun, where the curator knows better than the date and its reports.', null=True)),
            ('narrowed_end_earliest', models.DateField(blank=True, help_text='The first day on which it may have ended, where the curator knows better than the date and its reports.', null=True)),
            ('narrowed_end_latest', models.DateField(blank=True, help_text='The last day on which it may have ended, where the curator knows better than the date and its reports.', null=True)),
            ('narrowing_reason', models.TextField(blank=True, help_text='Why the bounds were narrowed.')),
            ('seen_until', models.DateField(default=datetime.date(9999, 12, 31), editable=False, help_text='How far a search for possible dates reaches: the last possible day, or for what was left ongoing the day it was last reported; derived.')),
            ('dataset', models.ForeignKey(help_text='The body of records that it belongs to.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.dataset')),
            ('factuality_by', models.ManyToManyField(blank=True, help_text='Who vouches for that; empty: the article.', related_name='+', to='events.actor')),
        ],
        options={
            'abstract': False,
            'default_permissions': ['add', 'change', 'delete', 'view', 'publish', 'withdraw'],
        },
    ),
    migrations.CreateModel(
        name='DateReport',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('key', models.CharField(blank=True, db_collation='BINARY', help_text='Names this part within its record; made from its content where left empty.', max_length=80, validators=[django.core.validators.RegexValidator(re.compile('\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z'), 'An id is made of words of a-z and 0-9 joined by single hyphens, such as first-session-2024.')])),
            ('voice', models.CharField(default='article', help_text='In whose voice it is stated.', max_length=16)),
            ('basis', models.CharField(default='text', help_text='What it rests on.', max_length=16)),
            ('source', models.TextField(blank=True, help_text='The outside source, where the basis is external; the reason, where it is inferred.')),
            ('aspect', models.CharField(default='whole', help_text='Which end of the time the wording speaks of.', max_length=16)),
            ('wording', models.CharField(help_text='The words of the article.', max_length=300)),
            ('edtf', models.CharField(blank=True, db_collation='BINARY', help_text='What they mean, as an EDTF string; empty where they cannot be resolved.', max_length=200)),
            ('weekday', models.CharField(blank=True, help_text='The weekday that is named.', max_length=16)),
            ('time_of_day', models.CharField(blank=True, help_text='The part of the day that is named.', max_length=16)),
            ('duration', models.CharField(blank=True, help_text='How long it took: an ISO 8601 duration, such as P2W.', max_length=40)),
            ('article', models.ForeignKey(help_text='The article; relative words count from its date of publication.', on_delete=django.db.models.deletion.PROTECT, related_name='date_reports', to='events.article')),
            ('by', models.ManyToManyField(blank=True, help_text='Who says so, where it is attributed.', related_name='+', to='events.actor')),
            ('relayed_by', models.ForeignKey(blank=True, help_text='Who passed it on: a news agency.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.actor')),
            ('event', models.ForeignKey(help_text='The event.', on_delete=django.db.models.deletion.CASCADE, related_name='date_reports', to='events.event')),
        ],
        options={
            'ordering': ['pk'],
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='Coding',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('scheme', models.CharField(help_text='The ontology.', max_length=16)),
            ('code', models.CharField(db_collation='BINARY', help_text='The code there, leading zeros kept; of ACLED the sub-event type.', max_length=80)),
            ('match', models.CharField(default='exact', help_text='How well it fits.', max_length=16)),
            ('status', models.CharField(default='chosen', help_text='Whether we stand by it.', max_length=16)),
            ('note', models.TextField(blank=True, help_text='Why.')),
            ('event', models.ForeignKey(help_text='The event.', on_delete=django.db.models.deletion.CASCADE, related_name='codings', to='events.event')),
        ],
        options={
            'ordering': ['pk'],
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='EventClosure',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('depth', models.PositiveSmallIntegerField(help_text='Relations between the two.')),
            ('event', models.ForeignKey(help_text='The piece.', on_delete=django.db.models.deletion.CASCADE, related_name='whole_rows', to='events.event')),
            ('whole', models.ForeignKey(help_text='The whole.', on_delete=django.db.models.deletion.CASCADE, related_name='piece_rows', to='events.event')),
        ],
    ),
    migrations.CreateModel(
        name='EventContext',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('context', models.CharField(help_text='What it was about.', max_length=24)),
            ('event', models.ForeignKey(help_text='The event.', on_delete=django.db.models.deletion.CASCADE, related_name='contexts', to='events.event')),
        ],
        options={
            'ordering': ['pk'],
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='EventDatePiece',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('earliest', models.DateField(help_text='The first day of it.')),
            ('latest', models.DateField(help_text='The last day of it.')),
            ('sure_from', models.DateField(help_text='The day on which it had surely begun; empty where only one of the pieces is true.', null=True)),
            ('sure_until', models.DateField(help_text='The day before which it had surely not ended.', null=True)),
            ('event', models.ForeignKey(help_text='The event.', on_delete=django.db.models.deletion.CASCADE, related_name='date_pieces', to='events.event')),
        ],
        options={
            'default_permissions': (),
        },
    ),
    migrations.CreateModel(
        name='EventMode',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('mode', models.CharField(help_text='How it was done; must belong to the type.', max_length=16)),
            ('event', models.ForeignKey(help_text='The event.', on_delete=django.db.models.deletion.CASCADE, related_name='modes', to='events.event')),
        ],
        options={
            'ordering': ['pk'],
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='EventRelation',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('key', models.CharField(blank=True, db_collation='BINARY', help_text='Names this part within its record; made from its content where left empty.', max_length=80, validators=[django.core.validators.RegexValidator(re.compile('\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z'), 'An id is made of words of a-z and 0-9 joined by single hyphens, such as first-session-2024.')])),
            ('voice', models.CharField(default='article', help_text='In whose voice it is stated.', max_length=16)),
            ('basis', models.CharField(default='text', help_text='What it rests on.', max_length=16)),
            ('source', models.TextField(blank=True, help_text='The outside source, where the basis is external; the reason, where it is inferred.')),
            ('type', models.CharField(help_text='How it stands to the other.', max_length=32)),
            ('polarity', models.CharField(default='affirmed', help_text='Whether that is affirmed or denied.', max_length=16)),
            ('by', models.ManyToManyField(blank=True, help_text='Who says so, where it is attributed.', related_name='+', to='events.actor')),
            ('event', models.ForeignKey(help_text='The event.', on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='events.event')),
            ('other', models.ForeignKey(help_text='The other event.', on_delete=django.db.models.deletion.PROTECT, related_name='incoming_relations', to='events.event')),
            ('relayed_by', models.ForeignKey(blank=True, help_text='Who passed it on: a news agency.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.actor')),
        ],
        options={
            'ordering': ['pk'],
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='EventSource',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('mention', models.CharField(default='main', help_text='Whether the article is about it or mentions it as background.', max_length=16)),
            ('article', models.ForeignKey(help_text='The article that reports it.', on_delete=django.db.models.deletion.PROTECT, related_name='reported_events', to='events.article')),
            ('event', models.ForeignKey(help_text='The event.', on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='events.event')),
        ],
        options={
            'ordering': ['pk'],
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='Figure',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('key', models.CharField(blank=True, db_collation='BINARY', help_text='Names this part within its record; made from its content where left empty.', max_length=80, validators=[django.core.validators.RegexValidator(re.compile('\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z'), 'An id is made of words of a-z and 0-9 joined by single hyphens, such as first-session-2024.')])),
            ('voice', models.CharField(default='article', help_text='In whose voice it is stated.', max_length=16)),
            ('basis', models.CharField(default='text', help_text='What it rests on.', max_length=16)),
            ('source', models.TextField(blank=True, help_text='The outside source, where the basis is external; the reason, where it is inferred.')),
            ('measure', models.CharField(help_text='What is counted.', max_length=16)),
            ('unit', models.CharField(blank=True, help_text='The unit of the value: attacks, USD; of a duration one ISO 8601 unit such as P1D or P1M.', max_length=40)),
            ('value', models.DecimalField(blank=True, decimal_places=2, help_text='The best value; empty is unknown, never zero.', max_digits=20, null=True)),
            ('low', models.DecimalField(blank=True, decimal_places=2, help_text='Not less than this.', max_digits=20, null=True)),
            ('high', models.DecimalField(blank=True, decimal_places=2, help_text='Not more than this.', max_digits=20, null=True)),
            ('qualifier', models.CharField(default='exact', help_text='How strictly the printed number is meant.', max_length=16)),
            ('wording', models.CharField(blank=True, help_text='The number as it is printed.', max_length=300)),
            ('of_wording', models.CharField(blank=True, help_text='Who or what is counted, where it is no actor.', max_length=200)),
            ('derived', models.BooleanField(default=False, help_text='Computed from others by us; no source prints it.')),
            ('preferred', models.BooleanField(default=False, help_text='The figure to use where sources differ; at most one figure for each measure and group.')),
            ('complete', models.BooleanField(default=False, help_text='With the other parts of this measure and unit it makes up the whole.')),
            ('stock', models.BooleanField(default=False, help_text='Counts those who were so at a time, and not those who became so; troops always do.')),
            ('counted_group', models.CharField(blank=True, db_collation='BINARY', editable=False, help_text='Measure, unit and who is counted, as one key; derived.', max_length=300)),
            ('by', models.ManyToManyField(blank=True, help_text='Who says so, where it is attributed.', related_name='+', to='events.actor')),
            ('event', models.ForeignKey(help_text='The event.', on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='events.event')),
            ('of', models.ManyToManyField(blank=True, help_text='The actors that are counted.', related_name='+', to='events.actor')),
            ('relayed_by', models.ForeignKey(blank=True, help_text='Who passed it on: a news agency.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.actor')),
            ('subset_of', models.ForeignKey(blank=True, help_text='The figure of this event that it is a part of.', null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='subsets', to='events.figure')),
        ],
        options={
            'ordering': ['pk'],
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='Contradiction',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('how', models.CharField(help_text='In what way they cannot both stand.', max_length=24)),
            ('note', models.TextField(blank=True, help_text='What exactly clashes.')),
            ('left_affiliation', models.ForeignKey(blank=True, help_text='The affiliation on the left hand.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contradictions_left', to='events.affiliation')),
            ('left_claim', models.ForeignKey(blank=True, help_text='The claim on the left hand.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contradictions_left', to='events.claim')),
            ('right_affiliation', models.ForeignKey(blank=True, help_text='The affiliation on the right hand.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contradictions_right', to='events.affiliation')),
            ('right_claim', models.ForeignKey(blank=True, help_text='The claim on the right hand.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contradictions_right', to='events.claim')),
            ('left_date_report', models.ForeignKey(blank=True, help_text='The date report on the left hand.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contradictions_left', to='events.datereport')),
            ('right_date_report', models.ForeignKey(blank=True, help_text='The date report on the right hand.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contradictions_right', to='events.datereport')),
            ('left_figure', models.ForeignKey(blank=True, help_text='The figure on the left hand.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contradictions_left', to='events.figure')),
            ('right_figure', models.ForeignKey(blank=True, help_text='The figure on the right hand.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contradictions_right', to='events.figure')),
        ],
        options={
            'ordering': ['pk'],
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='FigureTotal',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('measure', models.CharField(help_text='What is counted.', max_length=16)),
            ('unit', models.CharField(blank=True, help_text='What one of it is.', max_length=40)),
            ('low', models.DecimalField(blank=True, decimal_places=2, help_text='Not less than this.', max_digits=20, null=True)),
            ('value', models.DecimalField(blank=True, decimal_places=2, help_text='The best value.', max_digits=20, null=True)),
            ('high', models.DecimalField(blank=True, decimal_places=2, help_text='Not more than this; empty is open.', max_digits=20, null=True)),
            ('approximate', models.BooleanField(default=False, help_text='Some of it is known only as about how many.')),
            ('contested', models.BooleanField(default=False, help_text='Others report something else than the preferred.')),
            ('disputed', models.BooleanField(default=False, help_text='Reports contradict each other, none is preferred.')),
            ('crossed', models.BooleanField(default=False, help_text='A low number is above its high one, as printed.')),
            ('event', models.ForeignKey(help_text='The event.', on_delete=django.db.models.deletion.CASCADE, related_name='figure_totals', to='events.event')),
        ],
        options={
            'default_permissions': (),
        },
    ),
    migrations.CreateModel(
        name='Location',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('slug', models.CharField(db_collation='BINARY', help_text='The public id: fixed once published, never used twice.', max_length=80, unique=True, validators=[django.core.validators.RegexValidator(re.compile('\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z'), 'An id is made of words of a-z and 0-9 joined by single hyphens, such as first-session-2024.')], verbose_name='id')),
            ('review_status', models.CharField(db_index=True, default='draft', help_text='The public sees published records alone.', max_length=16)),
            ('withdrawn_reason', models.TextField(blank=True, help_text='Why it was withdrawn; public, given to whoever asks for the record.')),
            ('note', models.TextField(blank=True, help_text='For curators; never public.')),
            ('version', models.PositiveIntegerField(default=0, editable=False, help_text='How many times the record has been changed, its creation included; never public.')),
            ('revision', models.PositiveIntegerField(default=0, editable=False, help_text='How many times the public has seen it change, its first publication included.')),
            ('created_at', models.DateTimeField(editable=False, help_text='When the record first became public.', null=True)),
            ('updated_at', models.DateTimeField(editable=False, help_text="When the record's own last revision was made.", null=True)),
            ('name', models.CharField(db_collation='BINARY', help_text='What it is usually called.', max_length=200)),
            ('kind', models.CharField(help_text='What it is.', max_length=16)),
            ('local_type', models.CharField(blank=True, help_text='What it is called there: governorate, muhafaza, square.', max_length=80)),
            ('country', models.CharField(blank=True, db_index=True, editable=False, help_text='ISO 3166-1 alpha-2 of the country or territory that it is or lies in; derived.', max_length=2)),
            ('iso_code', models.CharField(blank=True, db_collation='BINARY', help_text='ISO 3166-1 alpha-2 of a country or territory, ISO 3166-2 of a subdivision.', max_length=6)),
            ('latitude', models.FloatField(blank=True, help_text='WGS84, degrees north.', null=True)),
            ('longitude', models.FloatField(blank=True, help_text='WGS84, degrees east.', null=True)),
            ('radius_m', models.PositiveIntegerField(blank=True, help_text='How far the place may be from the point, in metres.', null=True)),
            ('bbox_west', models.FloatField(blank=True, help_text='Western edge; greater than the eastern across the antimeridian.', null=True)),
            ('bbox_south', models.FloatField(blank=True, help_text='Southern edge.', null=True)),
            ('bbox_east', models.FloatField(blank=True, help_text='Eastern edge.', null=True)),
            ('bbox_north', models.FloatField(blank=True, help_text='Northern edge.', null=True)),
            ('reach_west', models.FloatField(editable=False, help_text='Western edge of the point with its radius; derived.', null=True)),
            ('reach_south', models.FloatField(editable=False, help_text='Southern edge of it; derived.', null=True)),
            ('reach_east', models.FloatField(editable=False, help_text='Eastern edge of it, beyond 180 across the antimeridian; derived.', null=True)),
            ('reach_north', models.FloatField(editable=False, help_text='Northern edge of it; derived.', null=True)),
            ('reach_certain', models.BooleanField(default=False, editable=False, help_text='Whether the place surely lies within that: not if a coarse one has no radius. Derived.')),
            ('also_in', models.ManyToManyField(blank=True, help_text='Regions that cut across the administrative tree and hold it.', related_name='also_holds', to='events.location')),
            ('dataset', models.ForeignKey(help_text='The body of records that it belongs to.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.dataset')),
            ('parent', models.ForeignKey(blank=True, help_text='The administrative unit that it lies in.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='events.location')),
        ],
        options={
            'abstract': False,
            'default_permissions': ['add', 'change', 'delete', 'view', 'publish', 'withdraw'],
        },
    ),
    migrations.CreateModel(
        name='ExternalId',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('scheme', models.CharField(db_collation='BINARY', help_text="Which database: wikidata, geonames, ucdp, gdelt, a URL's host.", max_length=40)),
            ('value', models.CharField(db_collation='BINARY', help_text='The id there.', max_length=200)),
            ('actor', models.ForeignKey(blank=True, help_text='The actor that it identifies.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='external_ids', to='events.actor')),
            ('article', models.ForeignKey(blank=True, help_text='The article that it identifies.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='external_ids', to='events.article')),
            ('event', models.ForeignKey(blank=True, help_text='The event that it identifies.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='external_ids', to='events.event')),
            ('location', models.ForeignKey(blank=True, help_text='The location that it identifies.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='external_ids', to='events.location')),
        ],
        options={
            'ordering': ['pk'],
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='EventPlace',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('key', models.CharField(blank=True, db_collation='BINARY', help_text='Names this part within its record; made from its content where left empty.', max_length=80, validators=[django.core.validators.RegexValidator(re.compile('\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z'), 'An id is made of words of a-z and 0-9 joined by single hyphens, such as first-session-2024.')])),
            ('voice', models.CharField(default='article', help_text='In whose voice it is stated.', max_length=16)),
            ('basis', models.CharField(default='text', help_text='What it rests on.', max_length=16)),
            ('source', models.TextField(blank=True, help_text='The outside source, where the basis is external; the reason, where it is inferred.')),
            ('role', models.CharField(default='scene', help_text='What the place was to the event.', max_length=16)),
            ('position', models.CharField(blank=True, help_text='How it stood to the place.', max_length=16)),
            ('primary', models.BooleanField(default=False, help_text='The one place that stands for the event on a map; at most one.')),
            ('by', models.ManyToManyField(blank=True, help_text='Who says so, where it is attributed.', related_name='+', to='events.actor')),
            ('event', models.ForeignKey(help_text='The event.', on_delete=django.db.models.deletion.CASCADE, related_name='places', to='events.event')),
            ('relayed_by', models.ForeignKey(blank=True, help_text='Who passed it on: a news agency.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.actor')),
            ('location', models.ForeignKey(help_text='The place.', on_delete=django.db.models.deletion.PROTECT, related_name='event_places', to='events.location')),
        ],
        options={
            'ordering': ['pk'],
            'abstract': False,
        },
    ),
    migrations.AddField(
        model_name='affiliation',
        name='object_location',
        field=models.ForeignKey(blank=True, help_text='The place that the actor is based in or comes from.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='affiliates', to='events.location'),
    ),
    migrations.CreateModel(
        name='LocationAncestor',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('depth', models.PositiveSmallIntegerField(help_text='Steps between the two; 0 is the place itself.')),
            ('ancestor', models.ForeignKey(help_text='What holds it.', on_delete=django.db.models.deletion.CASCADE, related_name='held_rows', to='events.location')),
            ('location', models.ForeignKey(help_text='The place.', on_delete=django.db.models.deletion.CASCADE, related_name='ancestor_rows', to='events.location')),
        ],
    ),
    migrations.CreateModel(
        name='LocationName',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('name', models.CharField(db_collation='BINARY', help_text='The spelling.', max_length=300)),
            ('kind', models.CharField(default='official', help_text='What sort of name it is; descriptions are found below names.', max_length=16)),
            ('language', models.CharField(blank=True, help_text='Its language: BCP 47, such as ar.', max_length=35)),
            ('script', models.CharField(blank=True, help_text='Its script: ISO 15924, such as Arab.', max_length=4)),
            ('key_name', models.CharField(blank=True, db_collation='BINARY', db_index=True, editable=False, help_text='What it is matched by: without case, accents, hyphens and articles; derived.', max_length=300)),
            ('articles', models.ManyToManyField(blank=True, help_text='The articles that spell it so.', related_name='+', to='events.article')),
            ('location', models.ForeignKey(help_text='The place.', on_delete=django.db.models.deletion.CASCADE, related_name='names', to='events.location')),
        ],
        options={
            'ordering': ['pk'],
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='NameKey',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('collection', models.CharField(help_text='The collection of the record.', max_length=16)),
            ('object_pk', models.BigIntegerField(help_text='The record, by its internal key.')),
            ('key', models.CharField(db_collation='BINARY', help_text='A piece of a word of its names, or how it sounds.', max_length=108)),
        ],
        options={
            'db_table': 'name_key',
            'abstract': False,
            'default_permissions': (),
            'indexes': [models.Index(fields=['collection', 'key', 'object_pk'], name='name_key_by_key')],
            'constraints': [models.UniqueConstraint(fields=('collection', 'object_pk', 'key'), name='name_key_once')],
        },
    ),
    migrations.CreateModel(
        name='NotDuplicate',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('collection', models.CharField(help_text='The collection of the two records.', max_length=16)),
            ('one', models.BigIntegerField(help_text='The first record of the pair, by its internal key: the smaller.')),
            ('other', models.BigIntegerField(help_text='The second record of the pair, by its internal key.')),
            ('one_mark', models.CharField(db_collation='BINARY', help_text='SHA-256 of what the first record was compared by.', max_length=64)),
            ('other_mark', models.CharField(db_collation='BINARY', help_text='SHA-256 of what the second record was compared by.', max_length=64)),
            ('at', models.DateTimeField(help_text='When.')),
            ('reason', models.TextField(help_text='Why they are two.')),
            ('user', models.ForeignKey(help_text='The curator who said so; never public.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'db_table': 'not_duplicate',
            'abstract': False,
            'default_permissions': (),
        },
    ),
    migrations.CreateModel(
        name='Outlet',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('slug', models.CharField(db_collation='BINARY', help_text='The public id: fixed once published, never used twice.', max_length=80, unique=True, validators=[django.core.validators.RegexValidator(re.compile('\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z'), 'An id is made of words of a-z and 0-9 joined by single hyphens, such as first-session-2024.')], verbose_name='id')),
            ('review_status', models.CharField(db_index=True, default='draft', help_text='The public sees published records alone.', max_length=16)),
            ('withdrawn_reason', models.TextField(blank=True, help_text='Why it was withdrawn; public, given to whoever asks for the record.')),
            ('note', models.TextField(blank=True, help_text='For curators; never public.')),
            ('version', models.PositiveIntegerField(default=0, editable=False, help_text='How many times the record has been changed, its creation included; never public.')),
            ('revision', models.PositiveIntegerField(default=0, editable=False, help_text='How many times the public has seen it change, its first publication included.')),
            ('created_at', models.DateTimeField(editable=False, help_text='When the record first became public.', null=True)),
            ('updated_at', models.DateTimeField(editable=False, help_text="When the record's own last revision was made.", null=True)),
            ('name', models.CharField(db_collation='BINARY', help_text='What it calls itself.', max_length=200)),
            ('kind', models.CharField(default='other', help_text='What sort it is.', max_length=16)),
            ('country', models.CharField(blank=True, help_text='Where it has its seat: ISO 3166-1 alpha-2.', max_length=2)),
            ('language', models.CharField(blank=True, help_text='The language it publishes in: BCP 47, such as en.', max_length=35)),
            ('url', models.URLField(blank=True, help_text='Its site.', max_length=2000)),
            ('actor', models.ForeignKey(blank=True, help_text='The same medium as somebody who acts and speaks in events.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outlets', to='events.actor')),
            ('dataset', models.ForeignKey(help_text='The body of records that it belongs to.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.dataset')),
        ],
        options={
            'abstract': False,
            'default_permissions': ['add', 'change', 'delete', 'view', 'publish', 'withdraw'],
        },
    ),
    migrations.AddField(
        model_name='article',
        name='outlet',
        field=models.ForeignKey(blank=True, help_text='Who published it; empty where nothing says so. A credited agency is not the outlet.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='events.outlet'),
    ),
    migrations.CreateModel(
        name='Participation',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('key', models.CharField(blank=True, db_collation='BINARY', help_text='Names this part within its record; made from its content where left empty.', max_length=80, validators=[django.core.validators.RegexValidator(re.compile('\\A[a-z0-9]+(?:-[a-z0-9]+)*\\Z'), 'An id is made of words of a-z and 0-9 joined by single hyphens, such as first-session-2024.')])),
            ('voice', models.CharField(default='article', help_text='In whose voice it is stated.', max_length=16)),
            ('basis', models.CharField(default='text', help_text='What it rests on.', max_length=16)),
            ('source', models.TextField(blank=True, help_text='The outside source, where the basis is external; the reason, where it is inferred.')),
            ('role', models.CharField(help_text='What they did in it.', max_length=16)),
            ('side', models.CharField(blank=True, help_text='Which side they were on, if any.', max_length=1)),
            ('described_as', models.CharField(blank=True, help_text='The words that the article uses for them.', max_length=300)),
            ('count', models.PositiveIntegerField(blank=True, help_text='How many of them took part, where the text says so.', null=True)),
            ('status', models.CharField(default='stated', help_text='How sure it is that they did.', max_length=16)),
            ('actor', models.ForeignKey(help_text='Who.', on_delete=django.db.models.deletion.PROTECT, related_name='participations', to='events.actor')),
            ('acts_for', models.ForeignKey(blank=True, help_text='On whose behalf they did it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.actor')),
            ('by', models.ManyToManyField(blank=True, help_text='Who says so, where it is attributed.', related_name='+', to='events.actor')),
            ('event', models.ForeignKey(help_text='The event.', on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='events.event')),
            ('relayed_by', models.ForeignKey(blank=True, help_text='Who passed it on: a news agency.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.actor')),
        ],
        options={
            'ordering': ['pk'],
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='Evidence',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('supports', models.CharField(default='existence', help_text='What it shows of an event, or that it supports a part.', max_length=16)),
            ('start', models.PositiveIntegerField(help_text='First code point of the quotation in the stored text, from 0.')),
            ('end', models.PositiveIntegerField(help_text='One past its last code point.')),
            ('quote', models.TextField(help_text='The words, verbatim.')),
            ('part', models.CharField(blank=True, editable=False, help_text='The kind of passage that it stands in; derived.', max_length=16)),
            ('affiliation', models.ForeignKey(blank=True, help_text='The affiliation that the quotation supports, if any.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='events.affiliation')),
            ('article', models.ForeignKey(help_text='The article that is quoted.', on_delete=django.db.models.deletion.PROTECT, related_name='quotations', to='events.article')),
            ('claim', models.ForeignKey(blank=True, help_text='The claim that the quotation supports, if any.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='events.claim')),
            ('date_report', models.ForeignKey(blank=True, help_text='The date report that the quotation supports, if any.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='events.datereport')),
            ('event', models.ForeignKey(blank=True, help_text='The event that the quotation supports, directly or through a part of it.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='events.event')),
            ('place', models.ForeignKey(blank=True, help_text='The place that the quotation supports, if any.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='events.eventplace')),
            ('relation', models.ForeignKey(blank=True, help_text='The relation that the quotation supports, if any.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='events.eventrelation')),
            ('figure', models.ForeignKey(blank=True, help_text='The figure that the quotation supports, if any.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='events.figure')),
            ('participation', models.ForeignKey(blank=True, help_text='The participation that the quotation supports, if any.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='events.participation')),
        ],
        options={
            'verbose_name_plural': 'evidence',
            'ordering': ['pk'],
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='ClaimSubject',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('affiliation', models.ForeignKey(blank=True, help_text='The affiliation that the claim is about.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claim_subjects', to='events.affiliation')),
            ('claim', models.ForeignKey(help_text='The claim.', on_delete=django.db.models.deletion.CASCADE, related_name='subjects', to='events.claim')),
            ('event', models.ForeignKey(blank=True, help_text='The event that the claim is about.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claim_subjects', to='events.event')),
            ('relation', models.ForeignKey(blank=True, help_text='The relation between events that the claim is about.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claim_subjects', to='events.eventrelation')),
            ('figure', models.ForeignKey(blank=True, help_text='The figure that the claim is about.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claim_subjects', to='events.figure')),
            ('participation', models.ForeignKey(blank=True, help_text='The participation that the claim is about.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claim_subjects', to='events.participation')),
        ],
        options={
            'ordering': ['pk'],
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='PossibleDuplicate',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('collection', models.CharField(help_text='The collection of the two records.', max_length=16)),
            ('one', models.BigIntegerField(help_text='The first record of the pair, by its internal key: the smaller.')),
            ('other', models.BigIntegerField(help_text='The second record of the pair, by its internal key.')),
            ('score', models.FloatField(help_text='From 0 to 1, for putting pairs in order: no probability.')),
            ('why', models.JSONField(help_text='What they have in common, and what they differ in, in words.')),
            ('found_at', models.DateTimeField(help_text='When the search found them.')),
        ],
        options={
            'db_table': 'possible_duplicate',
            'abstract': False,
            'default_permissions': (),
            'constraints': [models.UniqueConstraint(fields=('collection', 'one', 'other'), name='possible_duplicate_once'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='possible_duplicate_in_order')],
        },
    ),
    migrations.CreateModel(
        name='PublicId',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('collection', models.CharField(help_text='The collection of the record.', max_length=16)),
            ('slug', models.CharField(db_collation='BINARY', help_text='The id.', max_length=80, verbose_name='id')),
            ('object_pk', models.BigIntegerField(help_text='The record that it was given to, by its internal key.')),
            ('state', models.CharField(default='live', help_text='What became of it.', max_length=16)),
            ('successor', models.CharField(blank=True, db_collation='BINARY', help_text='The id that answers in its place, after a merge or renaming.', max_length=80)),
        ],
        options={
            'indexes': [models.Index(condition=models.Q(('state', 'merged')), fields=['collection', 'successor'], name='public_id_merged')],
            'constraints': [models.UniqueConstraint(fields=('collection', 'slug'), name='public_id_once')],
        },
    ),
    migrations.CreateModel(
        name='Revision',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('seq', models.BigIntegerField(help_text='Its place among all changes, in the order in which they were committed; never public.', unique=True)),
            ('public_seq', models.BigIntegerField(help_text='Its place among the changes that the public can see; empty where it sees nothing of it.', null=True, unique=True)),
            ('collection', models.CharField(help_text='The collection of the record.', max_length=16)),
            ('object_pk', models.BigIntegerField(help_text='The record, by its internal key.')),
            ('slug', models.CharField(db_collation='BINARY', help_text="The record's public id at that time.", max_length=80, verbose_name='id')),
            ('version', models.PositiveIntegerField(help_text='Its place among all changes of this record, from 1; never public.')),
            ('revision', models.PositiveIntegerField(default=0, help_text='How many public changes this record has had by then; of a public change, its number.')),
            ('at', models.DateTimeField(help_text='When the change was made.')),
            ('upstream_at', models.DateTimeField(help_text='In a mirror: when the change was made in the installation that it follows; the public reads it as `updated_at`.', null=True)),
            ('upstream_created_at', models.DateTimeField(help_text='In a mirror: when the record was first public in that installation; the public reads it as `created_at`.', null=True)),
            ('who', models.CharField(help_text='The name of the curator or the command that made it; never public.', max_length=150)),
            ('action', models.CharField(help_text='What was done: edit, publish, load_seeds.', max_length=40)),
            ('reason', models.TextField(blank=True, help_text='Why; never public.')),
            ('origin', models.CharField(blank=True, db_collation='BINARY', help_text='SHA-256 of the seed or import row that the record was loaded from, if it was loaded.', max_length=64)),
            ('record', models.JSONField(help_text='The whole record afterwards, with references as ids; null where it was deleted.', null=True)),
            ('form', models.PositiveSmallIntegerField(default=1, help_text='The version of the stored form that `record` is in.')),
            ('public_form', models.PositiveSmallIntegerField(default=1, help_text='The version that it was written in: the public reads the members of that, in their order.')),
            ('successor', models.CharField(blank=True, db_collation='BINARY', help_text='The id of the record that it went into, where it was merged.', max_length=80)),
            ('first_seq', models.BigIntegerField(db_index=True, help_text='The `seq` of the first revision of the same change: what one change wrote shares it.')),
            ('public', models.BooleanField(default=False, help_text='Whether the record is public as the change left it.')),
            ('change', models.CharField(blank=True, help_text='What the change is to the public; empty where it never saw the record.', max_length=16)),
            ('public_reason', models.TextField(blank=True, help_text='Why, as the public reads it: of withdrawals, merges and redactions.')),
            ('redacted', models.BooleanField(default=False, help_text='Whether something was taken out of it later, which leaves this mark.')),
            ('redacted_in_public', models.BooleanField(default=False, help_text='Whether the public had read what was taken out.')),
            ('restricts', models.BooleanField(default=False, help_text="Whether the change takes from the public what it had: the record, words of it, or an article's text or quotations.")),
            ('user', models.ForeignKey(help_text='The curator who made it; never public. Such an account is deactivated, never deleted.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'ordering': ['seq'],
        },
    ),
    migrations.CreateModel(
        name='SearchText',
        fields=[
            ('id', models.BigIntegerField(help_text='Collection, tier and record as one number, with that of the stretch.', primary_key=True, serialize=False)),
            ('collection', models.CharField(help_text='The collection of the record.', max_length=16)),
            ('object_pk', models.BigIntegerField(help_text='The record, by its internal key.')),
            ('tier', models.PositiveSmallIntegerField(help_text='How much the words tell, from 1 for the most.')),
            ('words', models.TextField(help_text='The words, as they are compared.')),
        ],
        options={
            'db_table': 'search_text',
            'abstract': False,
            'default_permissions': (),
            'indexes': [models.Index(fields=['object_pk', 'collection'], name='search_text_by_record')],
        },
    ),
    migrations.CreateModel(
        name='SignInFailure',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('key', models.CharField(help_text='SHA-256 of name and address; neither is kept in the clear.', max_length=64)),
            ('slot', models.PositiveSmallIntegerField(help_text='Which of the attempts that are allowed it took.')),
            ('at', models.DateTimeField(db_index=True, help_text='When the attempt was made.')),
        ],
        options={
            'db_table': 'sign_in_failure',
            'abstract': False,
            'default_permissions': (),
            'constraints': [models.UniqueConstraint(fields=('key', 'slot'), name='sign_in_failure_slot_once')],
        },
    ),
    migrations.CreateModel(
        name='SuggestedName',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('record', models.CharField(db_collation='BINARY', help_text='The record, as actors/iraq.', max_length=100)),
            ('inner', models.PositiveSmallIntegerField(help_text='0 for a whole name, 1 from a later word on; 2 and 3 of a description or a former name.')),
            ('key', models.CharField(db_collation='BINARY', help_text='The words, as names are compared.', max_length=100)),
            ('word', models.CharField(db_collation='BINARY', help_text='The first of them.', max_length=100)),
            ('uses', models.IntegerField(default=0, help_text='How many published records name the record.')),
        ],
        options={
            'db_table': 'suggested_name',
            'abstract': False,
            'default_permissions': (),
            'indexes': [models.Index(fields=['inner', 'key', 'uses', 'record'], name='suggested_name_by_key'), models.Index(fields=['word', 'uses', 'record'], name='suggested_name_by_word'), models.Index(fields=['record', 'word'], name='suggested_name_of_record')],
        },
    ),
    migrations.CreateModel(
        name='SuggestedWord',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('key', models.CharField(db_collation='BINARY', help_text='A piece of the word, or how it sounds.', max_length=108)),
            ('word', models.CharField(db_collation='BINARY', help_text='The word.', max_length=100)),
        ],
        options={
            'db_table': 'suggested_word',
            'abstract': False,
            'default_permissions': (),
            'indexes': [models.Index(fields=['word'], name='suggested_word_by_word')],
            'constraints': [models.UniqueConstraint(fields=('key', 'word'), name='suggested_word_once')],
        },
    ),
    migrations.CreateModel(
        name='TextDefect',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('kind', models.CharField(help_text='What is wrong.', max_length=24)),
            ('start', models.PositiveIntegerField(help_text='First code point in the stored text, from 0.')),
            ('end', models.PositiveIntegerField(help_text='One past the last code point.')),
            ('explanation', models.TextField(help_text='What is wrong and how it was read.')),
            ('article', models.ForeignKey(help_text='The article.', on_delete=django.db.models.deletion.CASCADE, related_name='defects', to='events.article')),
        ],
        options={
            'ordering': ['pk'],
            'abstract': False,
        },
    ),
    migrations.CreateModel(
        name='ActorClosure',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('depth', models.PositiveSmallIntegerField(help_text='Affiliations between the two.')),
            ('earliest', models.DateField(help_text='The first day on which it may have held.')),
            ('latest', models.DateField(help_text='The last day on which it may have held.')),
            ('actor', models.ForeignKey(help_text='Who belongs.', on_delete=django.db.models.deletion.CASCADE, related_name='body_rows', to='events.actor')),
            ('body', models.ForeignKey(help_text='To what.', on_delete=django.db.models.deletion.CASCADE, related_name='belonging_rows', to='events.actor')),
        ],
        options={
            'indexes': [models.Index(fields=['body', 'earliest', 'latest'], name='events_acto_body_id_791f0a_idx')],
        },
    ),
    migrations.CreateModel(
        name='ActorSector',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('sector', models.CharField(help_text='The sector.', max_length=8)),
            ('actor', models.ForeignKey(help_text='The actor.', on_delete=django.db.models.deletion.CASCADE, related_name='sectors', to='events.actor')),
        ],
        options={
            'ordering': ['pk'],
            'abstract': False,
            'constraints': [models.UniqueConstraint(fields=('actor', 'sector'), name='actor_sector_once')],
        },
    ),
    migrations.CreateModel(
        name='ActorName',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('name', models.CharField(db_collation='BINARY', help_text='The spelling.', max_length=300)),
            ('kind', models.CharField(default='official', help_text='What sort of name it is; descriptions are found below names.', max_length=16)),
            ('language', models.CharField(blank=True, help_text='Its language: BCP 47, such as ar.', max_length=35)),
            ('script', models.CharField(blank=True, help_text='Its script: ISO 15924, such as Arab.', max_length=4)),
            ('key_name', models.CharField(blank=True, db_collation='BINARY', db_index=True, editable=False, help_text='What it is matched by: without case, accents, hyphens and articles; derived.', max_length=300)),
            ('actor', models.ForeignKey(help_text='The actor.', on_delete=django.db.models.deletion.CASCADE, related_name='names', to='events.actor')),
            ('articles', models.ManyToManyField(blank=True, help_text='The articles that spell it so.', related_name='+', to='events.article')),
        ],
        options={
            'ordering': ['pk'],
            'abstract': False,
            'constraints': [models.UniqueConstraint(fields=('actor', 'name'), name='actor_name_once')],
        },
    ),
    migrations.CreateModel(
        name='ArticlePart',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('kind', models.CharField(default='body', help_text='What it is.', max_length=16)),
            ('start', models.PositiveIntegerField(help_text='First code point in the stored text, from 0.')),
            ('end', models.PositiveIntegerField(help_text='One past the last code point.')),
            ('source_spans', models.JSONField(blank=True, default=list, help_text='Where it stands in the raw file: [start, end] for each repetition.')),
            ('article', models.ForeignKey(help_text='The article it is part of.', on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='events.article')),
        ],
        options={
            'ordering': ['article', 'start'],
            'abstract': False,
            'constraints': [models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='article_part_not_empty'), models.UniqueConstraint(fields=('article', 'start'), name='article_part_start_once')],
        },
    ),
    migrations.CreateModel(
        name='Confirmation',
        fields=[
            ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ('collection', models.CharField(help_text='The collection of the record.', max_length=16)),
            ('object_pk', models.BigIntegerField(help_text='The record, by its internal key.')),
            ('mark', models.CharField(db_collation='BINARY', help_text='SHA-256 of the rule, the part and its values.', max_length=64)),
            ('rule', models.CharField(db_collation='BINARY', help_text='The rule that doubted it.', max_length=60)),
            ('reason', models.CharField(help_text='Why it stands.', max_length=16)),
            ('words', models.CharField(blank=True, help_text='Why, in free text.', max_length=300)),
            ('at', models.DateTimeField(help_text='When.')),
            ('user', models.ForeignKey(help_text='The curator who said so; never public.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
        ],
        options={
            'db_table': 'confirmation',
            'abstract': False,
            'default_permissions': (),
            'constraints': [models.UniqueConstraint(fields=('collection', 'object_pk', 'mark'), name='confirmation_once')],
        },
    ),
    migrations.AddIndex(
        model_name='actor',
        index=models.Index(fields=['kind'], name='actor_by_kind'),
    ),
    migrations.AddIndex(
        model_name='event',
        index=models.Index(fields=['review_status', 'start_earliest', 'slug', 'seen_until', 'start_latest', 'end_earliest', 'end_latest'], name='event_by_start'),
    ),
    migrations.AddIndex(
        model_name='event',
        index=models.Index(fields=['review_status', 'end_latest', 'slug'], name='event_by_end'),
    ),
    migrations.AddIndex(
        model_name='event',
        index=models.Index(fields=['review_status', 'updated_at', 'slug'], name='event_by_update'),
    ),
    migrations.AddIndex(
        model_name='event',
        index=models.Index(fields=['review_status', 'seen_until'], name='event_by_last_seen'),
    ),
    migrations.AddIndex(
        model_name='event',
        index=models.Index(condition=models.Q(('factuality__in', ['occurred', 'ongoing']), _negated=True), fields=['review_status', 'start_earliest', 'seen_until', 'factuality', 'dataset'], name='event_no_fact'),
    ),
    migrations.AddIndex(
        model_name='event',
        index=models.Index(fields=['review_status', 'id', 'factuality', 'dataset', 'form', 'event_type', 'quad_class', 'depth', 'start_earliest', 'start_latest', 'date_edtf'], name='event_to_count'),
    ),
    migrations.AddConstraint(
        model_name='event',
        constraint=models.CheckConstraint(condition=models.Q(('start_earliest__lte', models.F('start_latest')), ('end_earliest__lte', models.F('end_latest')), ('start_earliest__lte', models.F('end_earliest')), ('start_latest__lte', models.F('end_latest'))), name='event_bounds_in_order', violation_error_message='The bounds of the date are not in order.'),
    ),
    migrations.AddConstraint(
        model_name='event',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('narrowing_reason', ''), _negated=True), models.Q(('narrowed_end_earliest__isnull', True), ('narrowed_end_latest__isnull', True), ('narrowed_start_earliest__isnull', True), ('narrowed_start_latest__isnull', True)), _connector='OR'), name='event_narrowing_has_reason', violation_error_message='Say why the bounds were narrowed.'),
    ),
    migrations.AddConstraint(
        model_name='event',
        constraint=models.CheckConstraint(condition=models.Q(('last_reported__isnull', True), ('factuality', 'ongoing'), _connector='OR'), name='event_last_reported_if_ongoing', violation_error_message='Only something ongoing has a day it was last reported.'),
    ),
    migrations.AddConstraint(
        model_name='datereport',
        constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('event', 'key'), name='date_report_key_once'),
    ),
    migrations.AddConstraint(
        model_name='coding',
        constraint=models.UniqueConstraint(fields=('event', 'scheme', 'code'), name='coding_once'),
    ),
    migrations.AddConstraint(
        model_name='eventclosure',
        constraint=models.UniqueConstraint(fields=('event', 'whole'), name='event_closure_once'),
    ),
    migrations.AddConstraint(
        model_name='eventcontext',
        constraint=models.UniqueConstraint(fields=('event', 'context'), name='event_context_once'),
    ),
    migrations.AddConstraint(
        model_name='eventmode',
        constraint=models.UniqueConstraint(fields=('event', 'mode'), name='event_mode_once'),
    ),
    migrations.AddConstraint(
        model_name='eventrelation',
        constraint=models.CheckConstraint(condition=models.Q(('event', models.F('other')), _negated=True), name='event_relation_to_another', violation_error_message='An event cannot be related to itself.'),
    ),
    migrations.AddConstraint(
        model_name='eventrelation',
        constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('event', 'key'), name='event_relation_key_once'),
    ),
    migrations.AddIndex(
        model_name='eventsource',
        index=models.Index(fields=['article', 'event'], name='event_source_by_article'),
    ),
    migrations.AddConstraint(
        model_name='eventsource',
        constraint=models.UniqueConstraint(fields=('event', 'article'), name='event_source_once'),
    ),
    migrations.AddConstraint(
        model_name='figure',
        constraint=models.UniqueConstraint(condition=models.Q(('preferred', True), models.Q(('counted_group', ''), _negated=True)), fields=('event', 'counted_group'), name='figure_one_preferred', violation_error_message='Another figure of the same measure and group is preferred already.'),
    ),
    migrations.AddConstraint(
        model_name='figure',
        constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('event', 'key'), name='figure_key_once'),
    ),
    migrations.AddConstraint(
        model_name='contradiction',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('left_affiliation__isnull', True), ('left_claim__isnull', False), ('left_date_report__isnull', True), ('left_figure__isnull', True)), models.Q(('left_affiliation__isnull', True), ('left_claim__isnull', True), ('left_date_report__isnull', True), ('left_figure__isnull', False)), models.Q(('left_affiliation__isnull', True), ('left_claim__isnull', True), ('left_date_report__isnull', False), ('left_figure__isnull', True)), models.Q(('left_affiliation__isnull', False), ('left_claim__isnull', True), ('left_date_report__isnull', True), ('left_figure__isnull', True)), _connector='OR'), name='contradiction_has_one_left', violation_error_message='Choose one thing on the left hand.'),
    ),
    migrations.AddConstraint(
        model_name='contradiction',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('right_affiliation__isnull', True), ('right_claim__isnull', False), ('right_date_report__isnull', True), ('right_figure__isnull', True)), models.Q(('right_affiliation__isnull', True), ('right_claim__isnull', True), ('right_date_report__isnull', True), ('right_figure__isnull', False)), models.Q(('right_affiliation__isnull', True), ('right_claim__isnull', True), ('right_date_report__isnull', False), ('right_figure__isnull', True)), models.Q(('right_affiliation__isnull', False), ('right_claim__isnull', True), ('right_date_report__isnull', True), ('right_figure__isnull', True)), _connector='OR'), name='contradiction_has_one_right', violation_error_message='Choose one thing on the right hand.'),
    ),
    migrations.AddConstraint(
        model_name='contradiction',
        constraint=models.CheckConstraint(condition=models.Q(('left_claim__isnull', True), ('right_claim__isnull', True), models.Q(('left_claim', models.F('right_claim')), _negated=True), _connector='OR'), name='contradiction_of_another_claim'),
    ),
    migrations.AddConstraint(
        model_name='contradiction',
        constraint=models.CheckConstraint(condition=models.Q(('left_figure__isnull', True), ('right_figure__isnull', True), models.Q(('left_figure', models.F('right_figure')), _negated=True), _connector='OR'), name='contradiction_of_another_figure'),
    ),
    migrations.AddConstraint(
        model_name='contradiction',
        constraint=models.CheckConstraint(condition=models.Q(('left_date_report__isnull', True), ('right_date_report__isnull', True), models.Q(('left_date_report', models.F('right_date_report')), _negated=True), _connector='OR'), name='contradiction_of_another_date_report'),
    ),
    migrations.AddConstraint(
        model_name='contradiction',
        constraint=models.CheckConstraint(condition=models.Q(('left_affiliation__isnull', True), ('right_affiliation__isnull', True), models.Q(('left_affiliation', models.F('right_affiliation')), _negated=True), _connector='OR'), name='contradiction_of_another_affiliation'),
    ),
    migrations.AddIndex(
        model_name='figuretotal',
        index=models.Index(fields=['measure', 'event'], name='figure_total_by_measure'),
    ),
    migrations.AddConstraint(
        model_name='figuretotal',
        constraint=models.UniqueConstraint(fields=('event', 'measure', 'unit'), name='figure_total_once'),
    ),
    migrations.AddConstraint(
        model_name='location',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True), ('radius_m__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='location_point_whole', violation_error_message='Give latitude and longitude together, or neither and no radius.'),
    ),
    migrations.AddConstraint(
        model_name='location',
        constraint=models.CheckConstraint(condition=models.Q(('latitude__isnull', True), models.Q(('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='location_point_in_range', violation_error_message='Latitude runs from -90 to 90, longitude from -180 to 180.'),
    ),
    migrations.AddConstraint(
        model_name='location',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('bbox_east__isnull', True), ('bbox_north__isnull', True), ('bbox_south__isnull', True), ('bbox_west__isnull', True)), models.Q(('bbox_east__isnull', False), ('bbox_east__range', (-180, 180)), ('bbox_north__isnull', False), ('bbox_north__range', (-90, 90)), ('bbox_south__isnull', False), ('bbox_south__lte', models.F('bbox_north')), ('bbox_south__range', (-90, 90)), ('bbox_west__isnull', False), ('bbox_west__range', (-180, 180))), _connector='OR'), name='location_box_whole_and_in_range', violation_error_message='Give all four edges of the box, in range, south below north.'),
    ),
    migrations.AddConstraint(
        model_name='location',
        constraint=models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('pk')), _negated=True), _connector='OR'), name='location_not_its_own_parent'),
    ),
    migrations.AddConstraint(
        model_name='externalid',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('actor__isnull', True), ('article__isnull', True), ('event__isnull', False), ('location__isnull', True)), models.Q(('actor__isnull', False), ('article__isnull', True), ('event__isnull', True), ('location__isnull', True)), models.Q(('actor__isnull', True), ('article__isnull', True), ('event__isnull', True), ('location__isnull', False)), models.Q(('actor__isnull', True), ('article__isnull', False), ('event__isnull', True), ('location__isnull', True)), _connector='OR'), name='external_id_has_one_owner'),
    ),
    migrations.AddConstraint(
        model_name='externalid',
        constraint=models.UniqueConstraint(fields=('event', 'scheme', 'value'), name='external_id_once_for_each_event'),
    ),
    migrations.AddConstraint(
        model_name='externalid',
        constraint=models.UniqueConstraint(fields=('actor', 'scheme', 'value'), name='external_id_once_for_each_actor'),
    ),
    migrations.AddConstraint(
        model_name='externalid',
        constraint=models.UniqueConstraint(fields=('location', 'scheme', 'value'), name='external_id_once_for_each_location'),
    ),
    migrations.AddConstraint(
        model_name='externalid',
        constraint=models.UniqueConstraint(fields=('article', 'scheme', 'value'), name='external_id_once_for_each_article'),
    ),
    migrations.AddIndex(
        model_name='eventplace',
        index=models.Index(fields=['location', 'role', 'event'], name='event_place_by_place'),
    ),
    migrations.AddIndex(
        model_name='eventplace',
        index=models.Index(fields=['role', 'event'], name='event_place_by_role'),
    ),
    migrations.AddIndex(
        model_name='eventplace',
        index=models.Index(fields=['event', 'role', 'location'], name='event_place_by_event'),
    ),
    migrations.AddConstraint(
        model_name='eventplace',
        constraint=models.UniqueConstraint(condition=models.Q(('primary', True)), fields=('event',), name='event_place_one_primary', violation_error_message='Only one place of an event can be the primary one.'),
    ),
    migrations.AddConstraint(
        model_name='eventplace',
        constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('event', 'key'), name='event_place_key_once'),
    ),
    migrations.AddConstraint(
        model_name='affiliation',
        constraint=models.CheckConstraint(condition=models.Q(('start_earliest__lte', models.F('start_latest')), ('end_earliest__lte', models.F('end_latest')), ('start_earliest__lte', models.F('end_earliest')), ('start_latest__lte', models.F('end_latest'))), name='affiliation_bounds_in_order', violation_error_message='The bounds of the date are not in order.'),
    ),
    migrations.AddConstraint(
        model_name='affiliation',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('object_actor__isnull', False), ('object_location__isnull', True)), models.Q(('object_actor__isnull', True), ('object_location__isnull', False)), _connector='OR'), name='affiliation_has_one_object', violation_error_message='Name the other actor or the place, one of the two.'),
    ),
    migrations.AddConstraint(
        model_name='affiliation',
        constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('actor', 'key'), name='affiliation_key_once'),
    ),
    migrations.AddConstraint(
        model_name='locationancestor',
        constraint=models.UniqueConstraint(fields=('location', 'ancestor'), name='location_ancestor_once'),
    ),
    migrations.AddConstraint(
        model_name='locationname',
        constraint=models.UniqueConstraint(fields=('location', 'name'), name='location_name_once'),
    ),
    migrations.AddConstraint(
        model_name='notduplicate',
        constraint=models.UniqueConstraint(fields=('collection', 'one', 'other'), name='not_duplicate_once'),
    ),
    migrations.AddConstraint(
        model_name='notduplicate',
        constraint=models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='not_duplicate_in_order'),
    ),
    migrations.AddConstraint(
        model_name='article',
        constraint=models.CheckConstraint(condition=models.Q(('start_earliest__lte', models.F('start_latest')), ('end_earliest__lte', models.F('end_latest')), ('start_earliest__lte', models.F('end_earliest')), ('start_latest__lte', models.F('end_latest'))), name='article_bounds_in_order', violation_error_message='The bounds of the date are not in order.'),
    ),
    migrations.AddIndex(
        model_name='participation',
        index=models.Index(fields=['actor', 'role', 'event'], name='participation_by_actor'),
    ),
    migrations.AddIndex(
        model_name='participation',
        index=models.Index(fields=['role', 'event'], name='participation_by_role'),
    ),
    migrations.AddIndex(
        model_name='participation',
        index=models.Index(fields=['side', 'event'], name='participation_by_side'),
    ),
    migrations.AddIndex(
        model_name='participation',
        index=models.Index(fields=['event', 'role', 'actor'], name='participation_by_event'),
    ),
    migrations.AddConstraint(
        model_name='participation',
        constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('event', 'key'), name='participation_key_once'),
    ),
    migrations.AddIndex(
        model_name='evidence',
        index=models.Index(fields=['article', 'start'], name='evidence_by_place_in_text'),
    ),
    migrations.AddConstraint(
        model_name='evidence',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('affiliation__isnull', True), ('claim__isnull', True), ('date_report__isnull', True), ('figure__isnull', True), ('participation__isnull', False), ('place__isnull', True), ('relation__isnull', True)), models.Q(('affiliation__isnull', True), ('claim__isnull', True), ('date_report__isnull', True), ('figure__isnull', True), ('participation__isnull', True), ('place__isnull', False), ('relation__isnull', True)), models.Q(('affiliation__isnull', True), ('claim__isnull', True), ('date_report__isnull', False), ('figure__isnull', True), ('participation__isnull', True), ('place__isnull', True), ('relation__isnull', True)), models.Q(('affiliation__isnull', True), ('claim__isnull', True), ('date_report__isnull', True), ('figure__isnull', False), ('participation__isnull', True), ('place__isnull', True), ('relation__isnull', True)), models.Q(('affiliation__isnull', True), ('claim__isnull', True), ('date_report__isnull', True), ('figure__isnull', True), ('participation__isnull', True), ('place__isnull', True), ('relation__isnull', False)), models.Q(('affiliation__isnull', True), ('claim__isnull', False), ('date_report__isnull', True), ('figure__isnull', True), ('participation__isnull', True), ('place__isnull', True), ('relation__isnull', True)), models.Q(('affiliation__isnull', False), ('claim__isnull', True), ('date_report__isnull', True), ('figure__isnull', True), ('participation__isnull', True), ('place__isnull', True), ('relation__isnull', True)), models.Q(('affiliation__isnull', True), ('claim__isnull', True), ('date_report__isnull', True), ('figure__isnull', True), ('participation__isnull', True), ('place__isnull', True), ('relation__isnull', True)), _connector='OR'), name='evidence_of_at_most_one_part', violation_error_message='A quotation supports one part; record it again for another.'),
    ),
    migrations.AddConstraint(
        model_name='evidence',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('affiliation__isnull', True), ('claim__isnull', True), ('event__isnull', False)), models.Q(('claim__isnull', False), ('event__isnull', True)), models.Q(('affiliation__isnull', False), ('event__isnull', True)), _connector='OR'), name='evidence_belongs_somewhere', violation_error_message='A quotation supports an event, a claim or an affiliation.'),
    ),
    migrations.AddConstraint(
        model_name='evidence',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('supports', 'part'), models.Q(('affiliation__isnull', True), ('claim__isnull', True), ('date_report__isnull', True), ('figure__isnull', True), ('participation__isnull', True), ('place__isnull', True), ('relation__isnull', True), _negated=True)), models.Q(models.Q(('supports', 'part'), _negated=True), ('affiliation__isnull', True), ('claim__isnull', True), ('date_report__isnull', True), ('figure__isnull', True), ('participation__isnull', True), ('place__isnull', True), ('relation__isnull', True)), _connector='OR'), name='evidence_of_part_says_so'),
    ),
    migrations.AddConstraint(
        model_name='evidence',
        constraint=models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='evidence_not_empty'),
    ),
    migrations.AddConstraint(
        model_name='claimsubject',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('affiliation__isnull', True), ('event__isnull', False), ('figure__isnull', True), ('participation__isnull', True), ('relation__isnull', True)), models.Q(('affiliation__isnull', True), ('event__isnull', True), ('figure__isnull', True), ('participation__isnull', True), ('relation__isnull', False)), models.Q(('affiliation__isnull', True), ('event__isnull', True), ('figure__isnull', False), ('participation__isnull', True), ('relation__isnull', True)), models.Q(('affiliation__isnull', False), ('event__isnull', True), ('figure__isnull', True), ('participation__isnull', True), ('relation__isnull', True)), models.Q(('affiliation__isnull', True), ('event__isnull', True), ('figure__isnull', True), ('participation__isnull', False), ('relation__isnull', True)), _connector='OR'), name='claim_subject_is_one', violation_error_message='Choose one thing that the claim is about.'),
    ),
    migrations.AddIndex(
        model_name='revision',
        index=models.Index(condition=models.Q(('public_seq__isnull', False)), fields=['collection', 'slug', 'public_seq', 'public'], name='revision_by_id'),
    ),
    migrations.AddIndex(
        model_name='revision',
        index=models.Index(fields=['object_pk', 'collection', 'public_seq'], name='revision_of_record'),
    ),
    migrations.AddIndex(
        model_name='revision',
        index=models.Index(condition=models.Q(('public_seq__isnull', False)), fields=['collection', 'public_seq'], name='revision_in_feed_of'),
    ),
    migrations.AddIndex(
        model_name='revision',
        index=models.Index(condition=models.Q(('public_seq__isnull', False)), fields=['at', 'public_seq'], name='revision_in_feed_since'),
    ),
    migrations.AddIndex(
        model_name='revision',
        index=models.Index(condition=models.Q(('restricts', True)), fields=['public_seq'], name='revision_restricts'),
    ),
    migrations.AddIndex(
        model_name='revision',
        index=models.Index(condition=models.Q(('redacted_in_public', True)), fields=['public_seq'], name='revision_redacted'),
    ),
    migrations.AddConstraint(
        model_name='revision',
        constraint=models.UniqueConstraint(fields=('collection', 'object_pk', 'version'), name='revision_version_once'),
    ),
    migrations.AddConstraint(
        model_name='revision',
        constraint=models.UniqueConstraint(condition=models.Q(('public_seq__isnull', False)), fields=('collection', 'object_pk', 'revision'), name='revision_number_once'),
    ),
    migrations.AddConstraint(
        model_name='revision',
        constraint=models.CheckConstraint(condition=models.Q(models.Q(('change', ''), ('public_seq__isnull', True)), models.Q(('public_seq__isnull', False), models.Q(('change', ''), _negated=True)), _connector='OR'), name='revision_in_feed_says_why'),
    ),
    migrations.AddConstraint(
        model_name='textdefect',
        constraint=models.CheckConstraint(condition=models.Q(('start__lt', models.F('end'))), name='text_defect_not_empty'),
    ),
]


# ---- Written by hand ----
class CreateTables(migrations.SeparateDatabaseAndState):
    """Create the tables of these models as they are in the end.

    Operation by operation Django would build all classes, and SQLite whole tables, a hundred times.
    """

    def state_forwards(self, app_label: str, state: Any) -> None:
        if "apps" in vars(state):
            del state.apps  # it is built again from all models when it is next asked for
        super().state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for model in to_state.apps.get_app_config(app_label).get_models():
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for model in reversed(list(from_state.apps.get_app_config(app_label).get_models())):
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.delete_model(model)


# Text that the API orders is compared by code point. SQLite has a collation of this name; PostgreSQL gets one.
COLLATION = {"postgresql": ["CREATE COLLATION \"BINARY\" (provider = libc, locale = 'C')"]}
COLLATION_UNDONE = {"postgresql": ['DROP COLLATION "BINARY"']}
COLLECTIONS = ("actors", "articles", "claims", "datasets", "events", "locations", "outlets")
SEARCH = {
    "postgresql": [
        "ALTER TABLE search_text ALTER COLUMN words TYPE tsvector USING words::tsvector",
        # One index of all would find a word in the other collections, too.
        *(
            f"CREATE INDEX search_text_words_{name} ON search_text USING gin (words) WHERE collection = '{name}'"
            for name in COLLECTIONS
        ),
        "CREATE VIEW search_words AS SELECT id AS rowid, words FROM search_text",
    ],
    # The tokenizer splits at ASCII signs alone: the words are what our own code made them, and the sign
    # between two texts is a word. A migration that alters search_text makes the triggers anew: SQLite
    # drops them with the old table.
    "sqlite": [
        """CREATE VIRTUAL TABLE search_words USING fts5(
            words, content='search_text', content_rowid='id', tokenize='ascii')""",
        """CREATE TRIGGER search_text_inserted AFTER INSERT ON search_text BEGIN
            INSERT INTO search_words(rowid, words) VALUES (new.id, new.words); END""",
        """CREATE TRIGGER search_text_deleted AFTER DELETE ON search_text BEGIN
            INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', old.id, old.words); END""",
    ],
}
SEARCH_UNDONE = {
    "postgresql": ["DROP VIEW search_words"],
    "sqlite": ["DROP TRIGGER search_text_deleted", "DROP TRIGGER search_text_inserted", "DROP TABLE search_words"],
}


def execute(statements: dict[str, list[str]]) -> Callable[[Any, Any], None]:
    """What runs the statements of the database in use."""

    def run(_apps: Any, schema_editor: Any) -> None:
        for statement in statements.get(schema_editor.connection.vendor, ()):
            schema_editor.execute(statement)

    return run


EVENT_TYPES = {
    "agree": "~VKRV",
    "consult": "7.0.con 7.1.sult ~KNSLT",
    "support": "7.0.sup 7.1.port ~SPRT",
    "concede": "7.0.con 7.1.cede ~KNKD ~KNSD",
    "cooperate": "9.0.coo 9.1.per 9.2.ate ~KPRT",
    "aid": "~VD",
    "retreat": "7.0.ret 7.1.reat ~RTRT",
    "request": "7.0.req 7.1.uest ~RKST",
    "accuse": "6.0.acc 6.1.use ~VKSV",
    "reject": "6.0.rej 6.1.ect ~RJKT ~RKT ~RSKT",
    "threaten": "8.0.th 8.1.rea 8.2.ten ~SRTN ~TRTN",
    "protest": "7.0.pro 7.1.test ~PRTST",
    "sanction": "8.0.sa 8.1.nct 8.2.ion ~SNKTN",
    "mobilize": "8.0.mo 8.1.bil 8.2.ize ~MPLS",
    "coerce": "6.0.coe 6.1.rce ~KRK ~KRS",
    "assault": "7.0.ass 7.1.ault ~SLT",
}
"""The event types, each with the keys by which what is near it is found."""


def suggest_event_types(apps: Any, schema_editor: Any) -> None:
    """Suggest the event types before there is any record; `rebuild_search` brings those that come later."""
    alias = schema_editor.connection.alias
    SuggestedName = apps.get_model("events", "SuggestedName")
    SuggestedName.objects.using(alias).bulk_create(
        SuggestedName(record=f"event_types/{word}", inner=0, key=word, word=word) for word in EVENT_TYPES
    )
    SuggestedWord = apps.get_model("events", "SuggestedWord")
    SuggestedWord.objects.using(alias).bulk_create(
        SuggestedWord(key=key, word=word) for word, keys in EVENT_TYPES.items() for key in keys.split()
    )


RECORDS = ("actor", "article", "claim", "dataset", "event", "location", "outlet")
# Everybody needs them, so that their names and terms are an Editor's matter.
VOCABULARY = ("dataset", "outlet")
PARTS = (
    "actorname", "actorsector", "affiliation", "articlecredit", "articlepart", "claimsubject", "coding",
    "contradiction", "datereport", "eventcontext", "eventmode", "eventplace", "eventrelation",
    "eventsource", "evidence", "externalid", "figure", "locationname", "participation", "textdefect",
)
WRITE = ("add", "change", "delete", "view")


def every(verbs: tuple[str, ...], names: tuple[str, ...], app_label: str = "events") -> set[tuple[str, str, str]]:
    """The permissions to do each of these with each of these models."""
    return {(app_label, name, verb) for verb in verbs for name in names}


# What each group adds to the one before it. Parts go with their record: whether they may be written
# is for the record to say (events/rights.py).
CONTRIBUTOR = (
    every(("view",), (*RECORDS, "revision", "publicid"))
    | every(WRITE, tuple(name for name in RECORDS if name != "dataset"))
    | every(WRITE, PARTS)
)
REVIEWER = CONTRIBUTOR | every(("publish",), tuple(name for name in RECORDS if name not in VOCABULARY))
EDITOR = REVIEWER | every((*WRITE, "publish", "withdraw"), RECORDS)
ADMIN = EDITOR | every(("add", "change", "view"), ("user", "group"), "auth")
GROUPS = {"Contributor": CONTRIBUTOR, "Reviewer": REVIEWER, "Editor": EDITOR, "Admin": ADMIN}


def create_groups(apps: Any, schema_editor: Any) -> None:
    """Create the groups of curators, once: what is done to them afterwards, in the admin, stays.

    Django makes permissions after the last migration only; those that the groups need are made here before.
    """
    alias = schema_editor.connection.alias
    for label in ("auth", "events"):
        app = apps.get_app_config(label)
        app.models_module = True  # else Django takes it for an application without models
        create_permissions(app, verbosity=0, using=alias, apps=apps)
    rows = apps.get_model("auth", "Permission").objects.using(alias).values_list("content_type__app_label", "content_type__model", "codename", "pk")
    keys = {(label, name, codename.removesuffix(f"_{name}")): pk for label, name, codename, pk in rows}
    for title, permissions in GROUPS.items():
        group, _ = apps.get_model("auth", "Group").objects.using(alias).get_or_create(name=title)
        group.permissions.add(*(keys[one] for one in permissions))


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(execute(COLLATION), execute(COLLATION_UNDONE)),
        CreateTables(state_operations=MODELS),
        migrations.RunPython(execute(SEARCH), execute(SEARCH_UNDONE)),
        migrations.RunPython(suggest_event_types, migrations.RunPython.noop),
        # Groups are left where they are on the way back: somebody may be in them.
        migrations.RunPython(create_groups, migrations.RunPython.noop),
    ]
