/* A map that can be moved, in place of the one drawn on the server: the same points, labels and links.
   A place that is pointed at or has the focus is marked on the map and in the list beside it. */
import { drawCountries } from "../countries.js";

const CELL = 36; // pixels: points that are nearer to each other are one cluster
const UNIT = 150_000; // metres shown around a place that is known to no point
const MARGIN = { padding: [24, 24], maxZoom: 9, animate: false };

/* Leaflet and topojson-client make globals (L, topojson); they are read only where a map is moved. */
const libraries = () =>
  Promise.all([
    import("../vendor/leaflet/leaflet.js"),
    import("../vendor/topojson-client/topojson-client.min.js"),
  ]);

/* West is greater than east in a box across the antimeridian. */
const corners = ([west, south, east, north]) => [[south, west], [north, east < west ? east + 360 : east]];
const size = (count) => Math.round(2 * Math.min(6 + 3 * Math.max(count, 1) ** 0.4, 20));
const counted = (count) => (count ? count.toLocaleString(document.documentElement.lang) : "");
const sum = (places) => places.reduce((total, place) => total + place.count, 0);

function element(name, text, properties) {
  const made = Object.assign(document.createElement(name), properties);
  made.textContent = text;
  return made;
}

class LiveMap {
  constructor(figure) {
    this.figure = figure;
    const data = JSON.parse(figure.querySelector("script").textContent);
    // One far in the west of a map across the antimeridian lies in its east.
    const [west] = data.view;
    this.places = data.places.map((place) => ({
      ...place,
      at: place.latitude === null ? null : L.latLng(place.latitude, place.longitude + (place.longitude < west ? 360 : 0)),
    }));
    const canvas = element("div", "", { className: "map-live" });
    const drawn = figure.querySelector("svg");
    canvas.setAttribute("aria-label", drawn.getAttribute("aria-label"));
    canvas.setAttribute("role", "group");
    drawn.replaceWith(canvas);
    this.map = L.map(canvas, {
      minZoom: 1, maxZoom: 14, zoomSnap: 0.5, maxBounds: [[-85, -220], [85, 400]], scrollWheelZoom: false,
    });
    // The wheel scrolls the page, unless the map has the focus.
    this.map.on("focus", () => this.map.scrollWheelZoom.enable());
    this.map.on("blur", () => this.map.scrollWheelZoom.disable());
    this.map.attributionControl.setPrefix(false).addAttribution("Natural Earth");
    L.control.scale({ imperial: false }).addTo(this.map);
    this.words = [];
    this.fit(this.places);
    drawCountries(this.map, figure.dataset.atlas).catch(() => {}); // the points say where they are without them
    for (const place of this.places) {
      if (place.bbox) L.rectangle(corners(place.bbox), { className: "map-box", interactive: false }).addTo(this.map);
      if (place.at && place.point && place.radius_m && !place.count) {
        L.circle(place.at, { radius: place.radius_m, className: "map-reach", interactive: false }).addTo(this.map);
      }
      if (place.at && !place.point) {
        const word = this.link("map-word", place.text, [place]);
        this.words.push(word);
        this.put(place.at, word, 0);
      }
    }
    this.points = L.layerGroup().addTo(this.map);
    this.map.on("zoomend", () => this.arrange());
    this.arrange();
    if (sum(this.places)) this.offerSearch(canvas);
  }

  fit(places) {
    const bounds = L.latLngBounds([]);
    for (const { at, bbox, radius_m: radius, point } of places) {
      if (bbox) bounds.extend(corners(bbox));
      if (at) bounds.extend(at.toBounds(2 * (point ? radius || 1000 : UNIT)));
    }
    this.map.fitBounds(bounds, MARGIN);
  }

  link(className, text, places) {
    const made = element("a", text, { className, href: places[0].address, title: places[0].text });
    made.dataset.place = places.map(({ id }) => id).join(" ");
    made.dir = "auto";
    return made;
  }

  put(at, html, pixels, layer = this.map) {
    const icon = L.divIcon({ className: "map-icon", html, iconSize: [pixels, pixels] });
    L.marker(at, { icon, interactive: false, keyboard: false }).addTo(layer);
  }

  arrange() {
    this.cluster();
    // Words go down a line where others are.
    const taken = [...this.figure.querySelectorAll(".map-mark")].map((mark) => mark.getBoundingClientRect());
    for (const word of this.words) {
      word.style.translate = "none";
      const box = word.getBoundingClientRect();
      const meets = (one, down) =>
        one.left < box.right && one.right > box.left && one.top < box.bottom + down && one.bottom > box.top + down;
      let down = 0;
      while (down < 6 * box.height && taken.some((one) => meets(one, down))) down += 4;
      word.style.translate = `0 ${down}px`;
      taken.push(new DOMRect(box.x, box.y + down, box.width, box.height));
    }
  }

  /* Points that are near each other at this zoom as one, which leads nearer. */
  cluster() {
    this.points.clearLayers();
    const cells = new Map();
    for (const place of this.places.filter(({ at, point }) => at && point)) {
      const { x, y } = this.map.project(place.at).divideBy(CELL).floor();
      const cell = place.count ? `${x} ${y}` : place.id;
      cells.set(cell, [...(cells.get(cell) ?? []), place]);
    }
    for (const places of cells.values()) {
      places.sort((one, other) => other.count - one.count);
      const count = sum(places);
      const mark = this.link("map-mark", counted(count), places);
      mark.setAttribute("aria-label", places[0].text);
      if (places.length > 1) {
        const { places: places_, events } = this.figure.dataset;
        mark.title = `${counted(places.length)} ${places_}, ${counted(count)} ${events}`;
        mark.setAttribute("aria-label", mark.title);
        if (this.map.getZoom() < 12) {
          mark.addEventListener("click", (event) => {
            event.preventDefault();
            this.fit(places);
            this.figure.querySelector(".map-live").focus({ preventScroll: true });
          });
        }
      }
      this.put(places[0].at, mark, size(count), this.points);
    }
  }

  /* Once the map was moved: the same question, of what it shows now. */
  offerSearch(canvas) {
    const offer = element("a", this.figure.dataset.search, { className: "button map-search", hidden: true });
    canvas.append(offer);
    L.DomEvent.disableClickPropagation(offer);
    this.map.on("moveend", () => {
      const bounds = this.map.getBounds();
      const wrapped = (degrees) => ((((degrees + 180) % 360) + 360) % 360) - 180;
      const edges = [wrapped(bounds.getWest()), bounds.getSouth(), wrapped(bounds.getEast()), bounds.getNorth()];
      const address = new URL(location.href);
      for (const name of ["cursor", "near", "radius_km"]) address.searchParams.delete(name);
      address.searchParams.set("bbox", edges.map((edge) => Number(edge.toFixed(3))).join(","));
      address.hash = "";
      offer.href = address.href.replaceAll("%2C", ",");
      offer.hidden = bounds.getEast() - bounds.getWest() > 350 || Math.abs(bounds.getSouth()) > 90 || Math.abs(bounds.getNorth()) > 90;
    });
  }
}

/* Marks a place wherever it stands: on the map and in the list. */
const point = (event, there) => {
  const ids = event.target.closest?.("[data-place]")?.dataset.place.split(" ") ?? [];
  for (const id of ids) {
    for (const one of document.querySelectorAll(`[data-place~="${id}"]`)) one.classList.toggle("here", there);
  }
};
for (const [type, there] of [["pointerover", true], ["focusin", true], ["pointerout", false], ["focusout", false]]) {
  document.addEventListener(type, (event) => point(event, there));
}

for (const figure of document.querySelectorAll("figure.map")) {
  const show = () => libraries().then(() => new LiveMap(figure));
  if ("live" in figure.dataset) {
    show();
  } else {
    const button = element("button", figure.dataset.zoom, { type: "button", className: "plain map-zoom" });
    button.addEventListener("click", () => {
      button.remove();
      show().then(() => figure.querySelector(".map-live").focus({ preventScroll: true }));
    });
    figure.prepend(button);
  }
}
