"""The countries and territories of ISO 3166-1, read from the table beside this file."""

from events.choices.csv_table import read_table

COUNTRIES = {row["alpha2"]: row for row in read_table("countries.csv")}
COUNTRY_CHOICES = [(code, row["name"]) for code, row in COUNTRIES.items()]
OTHER_NAMES = {
    "AE": "UAE, Emirates",
    "BA": "Bosnia",
    "BN": "Brunei",
    "CD": "DRC, DR Congo, Democratic Republic of Congo, Congo-Kinshasa, Zaire, Congo",
    "CF": "CAR",
    "CG": "Republic of the Congo, Congo-Brazzaville, Congo",
    "CI": "Ivory Coast",
    "CV": "Cape Verde",
    "CZ": "Czech Republic",
    "FK": "Falkland Islands",
    "FM": "Micronesia",
    "GB": "UK, Great Britain, Britain, England, Scotland, Wales, Northern Ireland",
    "IR": "Islamic Republic of Iran",
    "IQ": "Republic of Iraq, Irak",
    "KP": "DPRK, Democratic People's Republic of Korea, Korea",
    "KR": "Republic of Korea, Korea",
    "LA": "Lao People's Democratic Republic",
    "MD": "Republic of Moldova",
    "MK": "Macedonia",
    "MM": "Burma",
    "MO": "Macau",
    "NL": "Holland, The Netherlands",
    "PS": "Palestine, Palestinian territories, Occupied Palestinian Territory, West Bank, Gaza, Gaza Strip",
    "RU": "Russia",
    "SY": "Syrian Arab Republic",
    "SZ": "Swaziland",
    "TL": "East Timor",
    "TR": "Turkey",
    "TW": "Taiwan, Province of China",
    "TZ": "United Republic of Tanzania",
    "US": "USA, United States of America, America, U.S., U.S.A.",
    "VA": "Vatican, Vatican City, Holy See",
    "VE": "Bolivarian Republic of Venezuela",
    "VG": "British Virgin Islands, Virgin Islands",
    "VI": "US Virgin Islands, Virgin Islands",
    "VN": "Viet Nam",
    "YE": "Republic of Yemen",
}
"""What a country is called besides, with commas between; a name of two countries is of neither."""
