"""What people of other databases and search engines type, and what it is called here.

The names are those of the interfaces of ACLED, UCDP, OpenAlex, ReliefWeb and GDELT, columns of their tables,
SQL, and web search.
"""

import re
from collections.abc import Collection, Iterable, Iterator

from events.filtersets.values import did_you_mean, quote_value

MAX_UNKNOWN_NAMES = 20
"""How many unknown names of one query are compared with the known ones; one more says how many others are."""

# Queries, of which the first whose parameters are all known is offered; names without signs and capitals.
# A parameter stands without a value where each collection has values of its own.
FOREIGN_NAMES = {
    "metric=killed measure=killed&figure_min=1": "fatalities fatality deaths death killed casualties "
    "casualty dead victims best bestest low lowest high highest deathsbest deathslow deathshigh deathstotal "
    "deathsa deathsb deathscivilians deathsunknown fatalitiesmin minfatalities numkilled nkill",
    "metric=injured measure=injured&figure_min=1": "injured wounded injuries nwound",
    "metric=displaced measure=displaced&figure_min=1": "displaced displacement idps refugees",
    "where q=ceasefire": "query search s keyword keywords text term terms queryvalue fulltext phrase find "
    "match like contains fulltextsearch defaultsearch titleandabstractsearch notes summary title description "
    "sourceheadline headline tags tag theme themes abstract body words querystring filter filters "
    "filtervalue where content",
    "ordering=-date": "sort sorts sortby sortorder sortfield sortdir sortdirection order orderby ordering "
    "orderdir direction dir asc desc rank",
    "cursor=...": "page pages pageno pagenumber pagenum offset skip start startindex next afterid token "
    "pagetoken nextpagetoken scroll",
    "limit=200 top=20": "limit perpage size pagesize rows top maxrecords maxresults max num results "
    "resultsperpage take first hits n limitto rowcount itemsperpage sample",
    "date=2024-01 publication_date=2024-01": "eventdate eventdatewhere year years day month monthyear "
    "sqldate datestart day1 dates when time timeframe timespan period daterange datetime timerange temporal "
    "yearwhere datecreated daterangefilter eventyear fractiondate date",
    "reported=2024-01 publication_date=2024-01": "publicationdate publicationyear publisheddate "
    "datepublished pubdate published reported reporteddate reportdate reportedon sourcedate publication",
    "date=2024-01/.. publication_date=2024-01/.. since": "startdate enddate dateend since until before after "
    "from to fromdate todate begin begindate end mindate maxdate datefrom dateto datemin datemax dategte "
    "datelte startdatetime enddatetime startday endday startyear endyear starttime endtime earliest latest "
    "datebefore dateafter",
    "reported=2024-01/.. publication_date=2024-01/..": "frompublicationdate topublicationdate publishedafter "
    "publishedbefore publishedsince",
    "updated_since=2024-01-27 since": "updatedsince timestamp timestampwhere updated updatedat updatedafter "
    "modified modifiedsince ifmodifiedsince datechanged datechange lastupdated lastmodified dateadded "
    "fromupdateddate fromcreateddate createdsince updatedfrom changedsince candidatedate",
    "country=IQ actor_country=IQ": "iso iso2 iso3 isocode countrycode countryid countryname countryiso "
    "countryiso3 iso3country primarycountry primarycountryiso3 countries nation gwno gwnoloc gwnolocation "
    "ccode state sourcecountry actiongeocountrycode locationcc fips cc gl countrycodes m49 "
    "institutionscountrycode",
    "actor_country=US country=US": "participantcountry actor1countrycode actor2countrycode gwnoa gwnob "
    "actor1country actor2country nationality",
    "location=baghdad within=baghdad": "region regions regionid admin1 admin2 admin3 adm1 adm2 adm3 admin "
    "admin0 adm0 province governorate district subdistrict city town village place places placename "
    "wherecoordinates wheredescription actiongeofullname geo geolocation locationname area address adminname "
    "municipality site within in inside",
    "near=33.315,44.366&radius_km=50": "latitude longitude lat lon lng latlng latlon coordinates coords "
    "point radius distance withinkm actiongeolat actiongeolong geodistance around center centre proximity "
    "locationradius",
    "bbox=43,29,49,38": "geography box boundingbox bounds extent envelope geometry polygon viewbox viewport "
    "spatial",
    "initiator=iraq participant=iraq": "actor1 sidea sideaid sideanewid actor1name actor1code perpetrator "
    "attacker aggressor subject gname",
    "target=iraq participant=iraq": "actor2 sideb sidebid sidebnewid actor2name actor2code object targ1",
    "participant=iraq&participant_role=victim": "victim harmed",
    "participant_role=initiator": "role roles actorrole",
    "attributed_to=reuters speaker=united-states": "attributedto speaker speakers saidby claimant claimedby "
    "statedby accordingto attribution quoted spokesperson",
    "about=war-between-israel-and-hamas": "event events",
    "affiliated_with=iran&affiliation_type=backed_by affiliated_with=iran": "affiliation affiliations "
    "memberof member backedby alliedwith allies supports supportedby tiedto linkedto linkedwith relatedactor",
    "participant=iraq speaker=united-states kind": "actor actors actorname actorid assocactor1 assocactor2 "
    "associatedactor interactor group groups organization organisation org person people participants party "
    "parties who entity entities faction dyad dyadid dyadname dyadnewid side sides",
    "actor_kind=armed_group kind": "participantkind inter inter1 inter2 interaction actortype "
    "actor1type1code actor2type1code actorkind actor1type actor2type actorgroup",
    "actor_kind=population": "civiliantargeting civilians targettype targtype1",
    "event_type=assault kind how=numeric": "kind type types category categories disordertype action "
    "eventtypes eventclass eventkind kinds eventcategory attacktype subtype attacktype1 class",
    "coding=ucdp:1 event_type=assault": "typeofviolence violencetype typeofconflict",
    "coding=acled:Attack event_type=assault": "subeventtype subtypeofevent subevent",
    "coding=cameo:190 event_type=assault": "eventcode eventrootcode eventbasecode cameo cameocode",
    "quad_class=4": "quad quadclass goldstein goldsteinscale",
    "part_of=war-between-israel-and-hamas": "conflict conflictid conflictname conflictnewid war campaign "
    "parent",
    "external_id=wikidata:Q796": "eventidcnty eventidnocnty dataid globaleventid relid eventid wikidata "
    "geonames wikidataid geonameid glide glidenumber doi isbn openalex openalexid externalids eventids "
    "codestatus identifier",
    "outlet=asharq-al-awsat relayed_by=reuters": "source sources sourcescale sourceurl sourcename domain "
    "domainis publisher newspaper media medium journal newssource sourceoffice sourcearticle "
    "primarylocationsourceid sitename author",
    "language=en": "lang languages languagecode sourcelang sourcelanguage locale hl lr languagename",
    "date=2024-01&date_match=certain": "timeprecision dateprec dateprecision timeprec datecertainty",
    "bbox=43,29,49,38&place_match=possible": "geoprecision whereprec placeprecision locationprecision "
    "locationprec",
    "confidence=high": "certainty reliability eventclarity clarity probability",
    "factuality=occurred": "status happened facts fact confirmed verified real",
    "fields=title": "fl select field columns column include includes fieldsinclude fieldsincludes attributes "
    "properties project only show return props exportfields selectfields",
    "omit=summary": "excludefields fieldsexclude hide without exclude",
    "format=csv": "format exporttype export output outputformat filetype f fmt responseformat download alt",
    "count=exact metric=records": "count total countall includecount withcount numfound totalcount calc "
    "showcount",
    "group_by=month": "dimension dimensions groupby facet facets aggregate agg aggregation breakdown by "
    "bucketby interval",
    "metric=killed": "sum metrics statistic stat",
    "name=Sudani q=sudani": "name participantname names alias aliases displayname label called nameis",
    "all": "and must allof",
    "any": "or should anyof oneof",
    "not": "mustnot nor noneof",
    "missing=place": "null isnull empty hasnot",
}
_QUERIES = {name: queries.split(" ") for queries, names in FOREIGN_NAMES.items() for name in names.split()}
_ELEMENT = re.compile(r"(.+?)(?:\[\d*\]|\[in\]|__in|\[or\])", re.IGNORECASE)
"""A parameter as PHP, Rails and Django write it where it has several values."""
_OPERATOR = re.compile(
    r"(.+?)(?:(?:__|\.)(?:i?exact|i?contains|eq|ne|gte?|lte?|not)|\[(?:eq|ne|gte?|lte?|not|value)\]|_where)",
    re.IGNORECASE,
)


def _plain(name: str) -> str:
    """A name without case and signs."""
    return re.sub(r"[\W_]", "", name).lower()


def unknown_name_hint(name: str, known: Collection[str]) -> str:
    """What an unknown parameter is called here; empty where nobody can tell."""
    name = name[:80]
    if element := _ELEMENT.fullmatch(name):
        base = element[1]
        if base in known:
            return f" For several values repeat the key: “{base}=…&{base}=…”."
        name = base
    elif operator := _OPERATOR.fullmatch(name):
        name = operator[1]
    if name in known:
        return f" Did you mean “{name}”?"
    for query in _QUERIES.get(_plain(name), ()):
        if all(part.partition("=")[0] in known for part in query.split("&")):
            return f" Did you mean “{query}”?"
    return did_you_mean(name, known) if _plain(name) not in _QUERIES else ""


def unknown_names(names: Iterable[str], known: Collection[str], what: str) -> Iterator[tuple[str, str]]:
    """The names that are not known, each with the sentence for whoever wrote it; of many the first ones."""
    known = frozenset(known)
    unknown = [name for name in names if name not in known]
    for name in unknown[:MAX_UNKNOWN_NAMES]:
        yield name, f"There is no {what} {quote_value(name)} here.{unknown_name_hint(name, known)}"
    if more := unknown[MAX_UNKNOWN_NAMES:]:
        others = f", and {len(more) - 1:,} more are not here either" if more[1:] else ""
        yield more[0], f"There is no {what} {quote_value(more[0])} here{others}."
