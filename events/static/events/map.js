/* The map of a form: countries, places as points with how far they reach, boxes.
   Beside the number fields of a place it sets them and follows them. Without this script they do alone. */
import { drawCountries } from "./countries.js";

const FINEST = 4; // digits: some ten metres
const STEP = 12; // pixels that an arrow key moves the point by; one with Shift
const EDGES = ["bbox_west", "bbox_south", "bbox_east", "bbox_north"];

const number = (input) => {
  const text = input ? input.value.trim() : "";
  return text === "" || !Number.isFinite(Number(text)) ? null : Number(text);
};
const rounded = (value) => String(Number(value.toFixed(FINEST)));
const degrees = ([latitude, longitude]) =>
  `${rounded(Math.abs(latitude))}° ${latitude < 0 ? "S" : "N"}, ` +
  `${rounded(Math.abs(longitude))}° ${longitude < 0 ? "W" : "E"}`;
const inRange = (point) => point && Math.abs(point[0]) <= 90 && Math.abs(point[1]) <= 180;

/* West is greater than east in a box across the antimeridian. */
const corners = ([west, south, east, north]) => [[south, west], [north, east < west ? east + 360 : east]];

const pin = (place) =>
  L.marker(place.point, {
    icon: L.divIcon({ className: "place-map-pin", iconSize: [22, 22], iconAnchor: [11, 11] }),
    title: place.name,
  });

/* A place on the map: its point, its radius, its box; drawn again whenever it changes. */
class Drawn {
  constructor(map, place, move) {
    this.map = map;
    this.move = move;
    this.layers = L.layerGroup().addTo(map);
    this.marker = null;
    this.draw(place);
  }

  draw(place) {
    this.place = place;
    this.layers.clearLayers();
    if (place.box) {
      L.rectangle(corners(place.box), { className: "place-map-box", interactive: false }).addTo(this.layers);
    }
    if (!inRange(place.point)) {
      if (this.marker) this.marker.remove();
      this.marker = null;
      return;
    }
    if (place.radius_m) {
      const shape = { radius: place.radius_m, className: "place-map-reach", interactive: false };
      L.circle(place.point, shape).addTo(this.layers);
    }
    if (this.marker) this.marker.setLatLng(place.point); // the same one, which keeps the focus
    else this.marker = this.mark(place);
  }

  mark(place) {
    const marker = pin(place);
    marker.addTo(this.map);
    const element = marker.getElement();
    element.setAttribute("aria-label", `Point of ${place.name || "this place"}`);
    if (!this.move) {
      element.removeAttribute("tabindex");
      element.setAttribute("role", "img");
      return marker;
    }
    marker.dragging = marker.dragging || new L.Handler.MarkerDrag(marker);
    marker.dragging.enable();
    marker.on("dragend", () => this.move(marker.getLatLng()));
    element.addEventListener("keydown", (event) => {
      const way = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
      if (!way) return;
      event.preventDefault();
      event.stopPropagation(); // else the map would move as well
      const by = L.point(way).multiplyBy(event.shiftKey ? 1 : STEP);
      const there = this.map.latLngToLayerPoint(marker.getLatLng()).add(by);
      this.move(this.map.layerPointToLatLng(there));
    });
    return marker;
  }

  bounds() {
    const found = L.latLngBounds([]);
    if (this.place.box) found.extend(corners(this.place.box));
    if (inRange(this.place.point)) {
      found.extend(L.latLng(this.place.point).toBounds(2 * (this.place.radius_m || 1000)));
    }
    return found;
  }
}

const words = (place, countryOf) => {
  if (!place.point) return "It has no point yet.";
  if (!inRange(place.point)) return "Latitude runs from -90 to 90, longitude from -180 to 180.";
  const reach = place.radius_m ? `, within ${place.radius_m.toLocaleString("en")} m` : "";
  const country = countryOf ? `, in ${countryOf(place.point) ?? "no country's outline"}` : "";
  return `${degrees(place.point)}${reach}${country}.`;
};

function show(box) {
  const data = JSON.parse(box.querySelector("script").textContent);
  const says = box.querySelector(".place-map-says");
  const field = (name) => document.getElementById(`id_${name}`);
  const editable = field("latitude") !== null && field("longitude") !== null;
  box.hidden = false;
  if (!editable) box.querySelector(".place-map-help")?.remove();

  const canvas = box.querySelector(".place-map-canvas");
  const map = L.map(canvas, {
    minZoom: 1, maxZoom: 14, zoomSnap: 0.5, maxBounds: [[-85, -220], [85, 220]],
  });
  map.attributionControl.setPrefix(false).addAttribution("Natural Earth");
  L.control.scale({ imperial: false }).addTo(map);
  map.setView([30, 10], 1.5);
  let countryOf = null; // until the outlines are there
  const say = (place) => { says.textContent = words(place, countryOf); };
  drawCountries(map, data.atlas)
    .then((found) => {
      countryOf = found;
      say(drawn[0].place);
    })
    .catch(() => { says.textContent = "The outlines of countries could not be read."; });
  for (const place of data.around) {
    L.circleMarker(place.point, { radius: 3, className: "place-map-near" })
      .bindTooltip(place.name, { direction: "right" })
      .addTo(map);
  }

  const set = (there) => {
    const { lat, lng } = there.wrap();
    field("latitude").value = rounded(Math.max(-90, Math.min(90, lat)));
    field("longitude").value = rounded(lng);
    field("latitude").dispatchEvent(new Event("input", { bubbles: true }));
    field("latitude").dispatchEvent(new Event("change", { bubbles: true }));
  };
  const drawn = data.places.map((place) => new Drawn(map, place, editable ? set : null));
  const look = () => {
    const all = drawn.reduce((found, one) => found.extend(one.bounds()), L.latLngBounds([]));
    if (all.isValid()) map.fitBounds(all.pad(0.5), { maxZoom: 7, animate: false });
  };
  look();
  say(data.places[0]);
  if (!editable) return;

  /* What the fields say now. */
  const read = () => {
    const point = [number(field("latitude")), number(field("longitude"))];
    const edges = EDGES.map((name) => number(field(name)));
    return {
      name: field("name") ? field("name").value : "",
      point: point.includes(null) ? null : point,
      radius_m: number(field("radius_m")),
      box: edges.includes(null) ? null : edges,
    };
  };
  const follow = (event) => {
    const place = read();
    drawn[0].draw(place);
    say(place);
    const seen = inRange(place.point) && map.getBounds().contains(place.point);
    if (event.type === "change" && inRange(place.point) && !seen) look();
  };
  for (const name of ["latitude", "longitude", "radius_m", ...EDGES]) {
    for (const type of ["input", "change"]) field(name)?.addEventListener(type, follow);
  }
  map.on("click", (event) => set(event.latlng));
  canvas.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== canvas) return;
    event.preventDefault(); // else the form would be sent
    set(map.getCenter());
  });
  follow(new Event("input")); // a refused form shows what was typed
}

document.querySelectorAll(".place-map").forEach(show);
