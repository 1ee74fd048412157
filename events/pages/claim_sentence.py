"""A claim in a sentence, made from its record: who did what with the proposition, when, in whose words."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from events.pages.answers import Json
from events.pages.dates import date_in_sentence
from events.pages.event_sentence import actor_names

STANCES = {
    "asserts": gettext_lazy("{who} said this"),
    "denies": gettext_lazy("{who} denied this"),
    "accuses": gettext_lazy("{who} made this accusation"),
    "demands": gettext_lazy("{who} demanded this"),
    "justifies": gettext_lazy("{who} gave this as a ground"),
    "evaluates": gettext_lazy("{who} judged so"),
    "threatens": gettext_lazy("{who} threatened this"),
    "promises": gettext_lazy("{who} promised this"),
    "claims_credit": gettext_lazy("{who} claimed the credit for this"),
    "fears": gettext_lazy("{who} feared this"),
    "rejects": gettext_lazy("{who} rejected this"),
    "expects": gettext_lazy("{who} expected this"),
    "estimates": gettext_lazy("{who} gave this estimate"),
}
"""What the speakers did with the proposition."""
DIRECTNESS = {
    "direct": gettext_lazy("in their own words"),
    "indirect": gettext_lazy("in the words of the article"),
    "both": gettext_lazy("partly in their own words"),
}


def claim_lead(claim: Json) -> SafeString:
    """Returns the sentence of a claim as HTML, in which each name leads to its page."""
    who = actor_names(claim["speakers"])
    if not who:
        article = gettext("the article itself")
        who = format_html(
            "{}", article if claim["voice"] == "article" else gettext("somebody the article does not name")
        )
    said = [format_html(str(STANCES[claim["stance"]]), who=who)]
    if when := date_in_sentence({"edtf": claim["said_on"]}):
        said.append(format_html("{}", when))
    if claim["directness"]:
        said.append(format_html("{}", DIRECTNESS[claim["directness"]]))
    if claim["relayed_by"]:
        said.append(format_html(gettext("relayed by {agency}"), agency=actor_names([claim["relayed_by"]])))
    return format_html("{}.", format_html_join(gettext(", "), "{}", ((part,) for part in said)))
