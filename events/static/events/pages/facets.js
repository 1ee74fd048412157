/* Fetches the facets of a list, and puts them below its filters. Without this script a link leads to them. */
const place = document.querySelector("[data-facets]");
if (place) {
  const answer = await fetch(place.querySelector("a").href);
  if (answer.ok) {
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("facets");
    if (found) place.querySelector("p").replaceWith(document.adoptNode(found));
  }
}
