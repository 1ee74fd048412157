"""The addresses of the pages for people; included once for each language."""

from django.urls import URLPattern, path

from events.pages.addresses import PAGE_WORDS
from events.pages.views.contradictions import contradictions
from events.pages.views.corrections import corrections
from events.pages.views.facets import facets_page
from events.pages.views.history import history_page
from events.pages.views.home import home
from events.pages.views.record import embedded_record, record_page, released_page
from events.pages.views.record_list import embedded_list, list_page
from events.pages.views.releases import release_changes, release_list, release_page

urlpatterns: list[URLPattern] = [
    path("", home),
    path("contradictions/", contradictions),
    path("corrections/", corrections),
    path("releases/", release_list),
    path("releases/<str:name>/", release_page),
    path("releases/<str:name>/changes/", release_changes),
    path("events/facets/", facets_page),
]
for _collection, _word in PAGE_WORDS.items():
    _named = {"collection": _collection}
    urlpatterns += [
        path(f"{_word}/", list_page, _named),
        path(f"{_word}/<str:id>/", record_page, _named),
        path(f"{_word}/<str:id>/history/", history_page, _named),
        path(f"releases/<str:name>/{_word}/<str:id>/", released_page, _named),
        path(f"embed/{_word}/", embedded_list, _named),
        path(f"embed/{_word}/<str:id>/", embedded_record, _named),
    ]
