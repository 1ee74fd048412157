/* Countries on a Leaflet map, in panes of their own beneath what it shows: their outlines and names.
   Needs the globals of Leaflet (L) and topojson-client. */
const NAMED_FROM = 4; // the zoom from which countries bear their names

const polygons = ({ type, coordinates }) => (type === "Polygon" ? [coordinates] : coordinates);

/* Whether a ring of [longitude, latitude] goes round a point: how often a ray from it crosses the ring. */
const within = ([y, x], ring) =>
  ring.reduce((inside, [x1, y1], index) => {
    const [x2, y2] = ring[(index || ring.length) - 1];
    return y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1) ? !inside : inside;
  }, false);
const holds = (geometry, [y, x]) =>
  [[y, x], [y, x + 360], [y, x - 360]].some((point) =>
    polygons(geometry).some(([outer, ...holes]) => within(point, outer) && !holes.some((hole) => within(point, hole))),
  );

/* A ring that jumps from 180° to -180° as one that goes on beyond; round a pole, it is closed along the edge. */
function unrolled(ring) {
  let turn = 0;
  const straight = ring.map(([x, y], index) => {
    const step = index ? x - ring[index - 1][0] : 0;
    if (Math.abs(step) > 180) turn -= 360 * Math.sign(step);
    return [x + turn, y];
  });
  if (!turn) return straight;
  const pole = 90 * Math.sign(ring[0][1]);
  return [...straight, [straight.at(-1)[0], pole], [straight[0][0], pole], straight[0]];
}

/* The name of a country, in the middle of its largest part. */
function nameOf({ properties, geometry }) {
  const boxes = polygons(geometry).map(([outer]) => L.latLngBounds(outer.map(([x, y]) => [y, x])));
  const size = (box) => (box.getEast() - box.getWest()) * (box.getNorth() - box.getSouth());
  const largest = boxes.reduce((best, box) => (size(box) > size(best) ? box : best));
  return L.tooltip({ permanent: true, direction: "center", pane: "names", className: "country-name" })
    .setLatLng(largest.getCenter())
    .setContent(properties.name);
}

/* Draws the countries of an atlas, by its address; resolves to what names the one that a point lies in. */
export async function drawCountries(map, address) {
  map.createPane("countries").classList.add("country-shapes");
  map.createPane("names").classList.add("country-names");
  const far = () => map.getContainer().classList.toggle("countries-far", map.getZoom() < NAMED_FROM);
  map.on("zoomend", far);
  map.whenReady(far);
  const answer = await fetch(address);
  const atlas = await answer.json();
  const countries = topojson.feature(atlas, atlas.objects.countries);
  for (const { geometry } of countries.features) {
    for (const polygon of polygons(geometry)) polygon.forEach((ring, index) => { polygon[index] = unrolled(ring); });
  }
  L.geoJSON(countries, {
    pane: "countries",
    style: { className: "country-shape", weight: 1 },
    interactive: false,
    onEachFeature: (country) => nameOf(country).addTo(map),
  }).addTo(map);
  return (point) => countries.features.find(({ geometry }) => holds(geometry, point))?.properties.name;
}
