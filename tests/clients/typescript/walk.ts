// Ask a site everything through a generated client of functions; what it got, as prove.ts prints it.
type Query = Record<string, unknown>;
type Page = { results: { id: string }[]; next_cursor: string | null };
type List = (query: Query) => Promise<Page>;
type Get = (id: string) => Promise<unknown>;

export interface Api {
  lists: { articles: List; actors: List; events: List; locations: List; outlets: List; claims: List; datasets: List };
  records: { articles: Get; actors: Get; events: Get; locations: Get; outlets: Get; claims: Get; datasets: Get };
  search: List;
}

const LIMIT = 7;
const QUERIES: Record<string, ["events" | "actors" | "claims", Query]> = {
  "any of two types": ["events", { event_type: ["consult", "assault"] }],
  "any of two participants": ["events", { participant: ["iraq", "united-states"] }],
  "neither of two types": ["events", { exclude_event_type: ["consult", "assault"] }],
  "a type or none": ["events", { event_type: ["consult", "none"] }],
  "an integer or none": ["events", { quad_class: ["4", "none"] }],
  "one row, two keys": ["events", { participant: ["islamic-resistance-in-iraq"], participant_role: ["initiator"] }],
  "a number": ["events", { measure: ["injured", "killed"], figure_min: 1.5 }],
  true: ["events", { has_contradiction: true }],
  "a date and how": ["events", { date: "2023-11", date_match: "certain" }],
  "an ordering downwards": ["events", { ordering: "-updated_at" }],
  "no country": ["actors", { country: ["none"] }],
  "two countries excluded": ["actors", { exclude_country: ["IQ", "US"] }],
  "two speakers": ["claims", { speaker: ["iraq", "united-states"] }],
};
const TREE = {
  any: [
    { quad_class: [4, "none"] },
    { all: [{ event_type: ["consult"] }, { not: [{ location: ["baghdad"] }] }] },
    { measure: ["injured"], figure_min: 1.5 },
  ],
};

async function rows(list: List, query: Query): Promise<{ id: string }[]> {
  const found: { id: string }[] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await list({ ...query, limit: LIMIT, ...(cursor === null ? {} : { cursor }) });
    found.push(...page.results);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return found;
}

export async function walk(api: Api): Promise<void> {
  const listed: Record<string, { id: string }[]> = {};
  const records: Record<string, unknown[]> = {};
  for (const name of Object.keys(api.lists) as (keyof Api["lists"])[]) {
    const found = (listed[name] = await rows(api.lists[name], {}));
    records[name] = [];
    for (const { id } of found) records[name].push(await api.records[name](id));
  }
  const queries: Record<string, string[]> = {};
  for (const [name, [collection, query]] of Object.entries(QUERIES))
    queries[name] = (await rows(api.lists[collection], query)).map(({ id }) => id);
  queries["a tree"] = (await rows(api.search, { where: TREE })).map(({ id }) => id);
  const merged = await api.records.actors("merged-actor");
  const problem = await api.records.events("no-such-event");
  process.stdout.write(JSON.stringify({ rows: listed, records, queries, merged, problem }));
}
