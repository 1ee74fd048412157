"""The languages of ISO 639-2, and of ISO 639-3 those of news, read from the table beside this file."""

from events.choices.csv_table import read_table

_ROWS = read_table("languages.csv")
LANGUAGES = {row["alpha2"] or row["alpha3"]: row["name"] for row in _ROWS}
"""The name of each language by the code that BCP 47 takes: that of two letters, if there is one."""
LONG_CODES = {
    code: row["alpha2"]
    for row in _ROWS
    if row["alpha2"]
    for code in (row["alpha3"], row["bibliographic"])
    if code
}
"""The code of two letters by those of three."""
