// The functions that orval makes, of fetch.
import * as api from "./generated/client.js";
import { walk } from "./walk.js";

const plain = globalThis.fetch;
globalThis.fetch = (address, options) => plain(`${process.argv[2] ?? ""}${String(address)}`, options);

const data = async (answer: Promise<{ data: unknown }>): Promise<never> => (await answer).data as never;
// What the compiler must know: words of filters, numbers and `none` in trees.
void ((): unknown => api.searchEvents({ where: { quad_class: [4, "none"], event_type: ["consult"] }, limit: 1 }));
void ((): unknown => api.listEvents({ event_type: ["consult", "none"], date_match: "certain", limit: 1 }));

await walk({
  lists: {
    articles: (query) => data(api.listArticles(query)),
    actors: (query) => data(api.listActors(query)),
    events: (query) => data(api.listEvents(query)),
    locations: (query) => data(api.listLocations(query)),
    outlets: (query) => data(api.listOutlets(query)),
    claims: (query) => data(api.listClaims(query)),
    datasets: (query) => data(api.listDatasets(query)),
  },
  records: {
    articles: (id) => data(api.getArticle(id)),
    actors: (id) => data(api.getActor(id)),
    events: (id) => data(api.getEvent(id)),
    locations: (id) => data(api.getLocation(id)),
    outlets: (id) => data(api.getOutlet(id)),
    claims: (id) => data(api.getClaim(id)),
    datasets: (id) => data(api.getDataset(id)),
  },
  search: (body) => data(api.searchEvents(body)),
});
