// The functions that hey-api makes, of its own client of fetch.
import * as api from "./generated/index.js";
import { client } from "./generated/client.gen.js";
import { walk } from "./walk.js";

client.setConfig({ baseUrl: process.argv[2] ?? "" });

const data = async (answer: Promise<{ data?: unknown; error?: unknown }>): Promise<never> => {
  const { data, error } = await answer;
  return (data ?? error) as never;
};
// What the compiler must know: words of filters, numbers and `none` in trees.
void ((): unknown => api.searchEvents({ body: { where: { quad_class: [4, "none"], event_type: ["consult"] } } }));
void ((): unknown => api.listEvents({ query: { event_type: ["consult", "none"], date_match: "certain", limit: 1 } }));

await walk({
  lists: {
    articles: (query) => data(api.listArticles({ query })),
    actors: (query) => data(api.listActors({ query })),
    events: (query) => data(api.listEvents({ query })),
    locations: (query) => data(api.listLocations({ query })),
    outlets: (query) => data(api.listOutlets({ query })),
    claims: (query) => data(api.listClaims({ query })),
    datasets: (query) => data(api.listDatasets({ query })),
  },
  records: {
    articles: (id) => data(api.getArticle({ path: { id } })),
    actors: (id) => data(api.getActor({ path: { id } })),
    events: (id) => data(api.getEvent({ path: { id } })),
    locations: (id) => data(api.getLocation({ path: { id } })),
    outlets: (id) => data(api.getOutlet({ path: { id } })),
    claims: (id) => data(api.getClaim({ path: { id } })),
    datasets: (id) => data(api.getDataset({ path: { id } })),
  },
  search: (body) => data(api.searchEvents({ body })),
});
