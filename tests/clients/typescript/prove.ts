// Ask a site everything through openapi-fetch, as a user of it would; print what it got as JSON.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

type Schemas = components["schemas"];
type Page<Row> = { results: Row[]; next_cursor: string | null };
type Answer<Data> = { data?: Data; error?: Schemas["Problem"] };
type Paging = { limit: number; cursor?: string };

const LIMIT = 7;
const client = createClient<paths, "application/json" | "application/problem+json">({ baseUrl: process.argv[2] ?? "" });

function sure<Data>({ data, error }: Answer<Data>): Data {
  if (data === undefined) throw new Error(error?.detail ?? "No answer.");
  return data;
}

/** The rows of all pages. */
async function rows<Row>(ask: (paging: Paging) => Promise<Answer<Page<Row>>>): Promise<Row[]> {
  const found: Row[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Row> = sure(await ask(cursor === null ? { limit: LIMIT } : { limit: LIMIT, cursor }));
    found.push(...page.results);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return found;
}

async function each<Row extends { id: string }, Whole>(
  listed: Row[],
  get: (path: { id: string }) => Promise<Answer<Whole>>,
): Promise<Whole[]> {
  const found: Whole[] = [];
  for (const { id } of listed) found.push(sure(await get({ id })));
  return found;
}

const listed = {
  articles: await rows((query) => client.GET("/api/v1/articles", { params: { query } })),
  actors: await rows((query) => client.GET("/api/v1/actors", { params: { query } })),
  events: await rows((query) => client.GET("/api/v1/events", { params: { query } })),
  locations: await rows((query) => client.GET("/api/v1/locations", { params: { query } })),
  outlets: await rows((query) => client.GET("/api/v1/outlets", { params: { query } })),
  claims: await rows((query) => client.GET("/api/v1/claims", { params: { query } })),
  datasets: await rows((query) => client.GET("/api/v1/datasets", { params: { query } })),
};
const records = {
  articles: await each(listed.articles, (path) => client.GET("/api/v1/articles/{id}", { params: { path } })),
  actors: await each(listed.actors, (path) => client.GET("/api/v1/actors/{id}", { params: { path } })),
  events: await each(listed.events, (path) => client.GET("/api/v1/events/{id}", { params: { path } })),
  locations: await each(listed.locations, (path) => client.GET("/api/v1/locations/{id}", { params: { path } })),
  outlets: await each(listed.outlets, (path) => client.GET("/api/v1/outlets/{id}", { params: { path } })),
  claims: await each(listed.claims, (path) => client.GET("/api/v1/claims/{id}", { params: { path } })),
  datasets: await each(listed.datasets, (path) => client.GET("/api/v1/datasets/{id}", { params: { path } })),
};

type Filters<Path extends "/api/v1/events" | "/api/v1/actors" | "/api/v1/claims"> = NonNullable<
  paths[Path]["get"]["parameters"]["query"]
>;
const ids = (found: { id: string }[]) => found.map(({ id }) => id);
const events = async (filters: Filters<"/api/v1/events">) =>
  ids(await rows((paging) => client.GET("/api/v1/events", { params: { query: { ...filters, ...paging } } })));
const actors = async (filters: Filters<"/api/v1/actors">) =>
  ids(await rows((paging) => client.GET("/api/v1/actors", { params: { query: { ...filters, ...paging } } })));
const claims = async (filters: Filters<"/api/v1/claims">) =>
  ids(await rows((paging) => client.GET("/api/v1/claims", { params: { query: { ...filters, ...paging } } })));

const tree: Schemas["EventWhere"] = {
  any: [
    { quad_class: [4, "none"] },
    { all: [{ event_type: ["consult"] }, { not: [{ location: ["baghdad"] }] }] },
    { measure: ["injured"], figure_min: 1.5 },
  ],
};
const matching = ids(
  await rows((paging) => client.POST("/api/v1/events/search", { body: { where: tree, ...paging } })),
);

const queries = {
  "a tree": matching,
  "any of two types": await events({ event_type: ["consult", "assault"] }),
  "any of two participants": await events({ participant: ["iraq", "united-states"] }),
  "neither of two types": await events({ exclude_event_type: ["consult", "assault"] }),
  "a type or none": await events({ event_type: ["consult", "none"] }),
  "an integer or none": await events({ quad_class: ["4", "none"] }),
  "one row, two keys": await events({
    participant: ["islamic-resistance-in-iraq"],
    participant_role: ["initiator"],
  }),
  "a number": await events({ measure: ["injured", "killed"], figure_min: 1.5 }),
  true: await events({ has_contradiction: true }),
  "a date and how": await events({ date: "2023-11", date_match: "certain" }),
  "an ordering downwards": await events({ ordering: "-updated_at" }),
  "no country": await actors({ country: ["none"] }),
  "two countries excluded": await actors({ exclude_country: ["IQ", "US"] }),
  "two speakers": await claims({ speaker: ["iraq", "united-states"] }),
};

const merged = sure(await client.GET("/api/v1/actors/{id}", { params: { path: { id: "merged-actor" } } }));
const { error: problem } = await client.GET("/api/v1/events/{id}", {
  params: { path: { id: "no-such-event" } },
});

// What the compiler must know: a nullable member is null or a value, never anything, and never undefined.
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
export const known: [
  Same<Schemas["EventRow"]["event_type"], Schemas["EventType"] | null>,
  Same<Schemas["EventRow"]["quad_class"], 1 | 2 | 3 | 4 | null>,
  Same<Schemas["EventRow"]["summary"], string | null>,
  Same<Schemas["ActorRow"]["country"], Schemas["Country"] | null>,
  Same<Schemas["LocationRow"]["country"], Schemas["Country"] | null>,
  Same<Schemas["ActorInEvent"]["country"], Schemas["Country"] | null>,
  Same<Schemas["PlacePoint"]["country"], Schemas["Country"] | null>,
  Same<Schemas["LocationRow"]["parent"], Schemas["LocationRef"] | null>,
  Same<Schemas["LocationRow"]["bbox"], number[] | null>,
  Same<Schemas["EventDate"]["start_earliest"], string | null>,
] = [true, true, true, true, true, true, true, true, true, true];

process.stdout.write(JSON.stringify({ rows: listed, records, queries, merged, problem }));
