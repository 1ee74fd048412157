"""The countries and territories of ISO 3166-1, read from the table beside this file.

`other_names` are ours: what a country is called besides, with commas between; a name of two is of neither.
"""

from events.choices.csv_table import read_table

COUNTRIES = {row["alpha2"]: row for row in read_table("countries.csv")}
COUNTRY_CHOICES = [(code, row["name"]) for code, row in COUNTRIES.items()]
