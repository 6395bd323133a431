/// <reference types="node" />
// A signup and a contact's life through the client, against a running host: node tour.js <url> <folder of its mails>
import assert from "node:assert/strict";
import { crm, type AddCustomFieldRequest, type Change, type Signup } from "./index.js";
import { eventually, good, mailedToken } from "./walk.js";

const [baseUrl = "", mails = ""] = process.argv.slice(2);
const api = crm({ baseUrl });
const slug = `ts${Date.now().toString(36)}`;
const email = `ada@${slug}.example`, password = "a long enough secret";

// A company signs up.
const signup = await api.POST("/api/v1/signups", { body: { organization: "Tour Ltd", slug, fullName: "Ada Lovelace", email, password } });
assert(signup.data, JSON.stringify(signup.error));
const id = signup.data.id;
assert.equal(signup.response.headers.get("location"), `/api/v1/signups/${id}`);
const token = await eventually("The mail", () => mailedToken(mails, slug));
good(await api.POST("/api/v1/signups/{id}/verification", { params: { path: { id } }, body: { token } }));
const events = await api.GET("/api/v1/signups/{id}/events", { params: { path: { id } }, parseAs: "stream" });
const last = (await new Response(events.data).text()).match(/(?<=^data: ).+/gm)?.at(-1);
const progress = JSON.parse(last ?? "{}") as Signup;
assert.equal(progress.status, "ready");
assert(progress.steps.every(step => step.status === "done"));

// Its owner logs in.
const wrong = await api.POST("/api/v1/auth/login", { body: { email, password: "not this one" } });
assert.equal(wrong.error?.status, 401);
const login = good(await api.POST("/api/v1/auth/login", { body: { email, password } }));
const { accessToken } = login;
api.use({ onRequest: ({ request }) => request.headers.set("authorization", `Bearer ${accessToken}`) });

// A contact is made, once, and found.
const body = { firstName: "Grace", lastName: "Hopper", emails: [{ address: "grace@navy.example" }], tags: ["pioneer"] };
const created = await api.POST("/api/v1/contacts", { params: { header: { "Idempotency-Key": slug } }, body });
assert(created.data, JSON.stringify(created.error));
const path = { id: created.data.id };
assert.equal(created.response.headers.get("location"), `/api/v1/contacts/${path.id}`);
const again = await api.POST("/api/v1/contacts", { params: { header: { "Idempotency-Key": slug } }, body });
assert.equal(again.data?.id, path.id);
assert.equal(again.response.headers.get("idempotency-replayed"), "true");
const listed = await api.GET("/api/v1/contacts", { params: { query: { q: "hop", count: "exact" } } });
assert.equal(listed.data?.page.total, 1);
assert.equal(listed.data.data[0]?.fullName, "Grace Hopper");
const first = created.response.headers.get("etag") ?? "";
const unchanged = await api.GET("/api/v1/contacts/{id}", { params: { path, header: { "If-None-Match": first } } });
assert.equal(unchanged.response.status, 304);

// It is changed, and not by who has not seen the last change.
const patched = await api.PATCH("/api/v1/contacts/{id}", { params: { path, header: { "If-Match": first } }, body: { jobTitle: "Rear Admiral", firstName: null } });
assert.equal(patched.data?.jobTitle, "Rear Admiral");
assert.equal(patched.data.firstName, undefined);
const second = patched.response.headers.get("etag") ?? "";
const stale = await api.PATCH("/api/v1/contacts/{id}", { params: { path, header: { "If-Match": first } }, body: { jobTitle: "Commodore" } });
assert.equal(stale.error?.status, 412);
assert.equal(stale.error.currentETag, second);
assert(stale.error.changedFields?.includes("jobTitle"));
const invalid = await api.POST("/api/v1/contacts", { body: { lastName: "Nobody", emails: [{ address: "no address" }] } });
assert.equal(invalid.error?.status, 422);
assert.equal(invalid.error.code, "validation.failed");
assert.equal(invalid.error.errors?.[0]?.pointer, "/emails/0/address");
const staged = await api.PUT("/api/v1/contacts/{id}/stage", { params: { path, header: { "If-Match": second } }, body: { stage: "qualified" } });
assert.equal(staged.data?.stage, "qualified");
const stage = await api.POST("/api/v1/contact-stages", { body: { key: "nurturing", label: "Nurturing", category: "ongoing" } });
assert.equal(stage.data?.category, "ongoing");

// Its story is told; it goes to the trash, and comes back.
const story = await eventually("The timeline", async () => {
  const { data } = await api.GET("/api/v1/contacts/{id}/timeline", { params: { path } });
  return data && data.data.length >= 3 ? data.data : undefined;
});
assert.deepEqual(story.map(entry => entry.kind).sort(), ["contact.created", "contact.stageChanged", "contact.updated"]);
const trashed = await api.DELETE("/api/v1/contacts/{id}", { params: { path } });
assert.equal(trashed.response.status, 204);
const gone = await api.GET("/api/v1/contacts/{id}", { params: { path } });
assert.equal(gone.error?.status, 404);
const restored = await api.POST("/api/v1/contacts/{id}/restoration", { params: { path } });
assert.equal(restored.data?.stage, "qualified");

// Many at once: a batch, a view on what it made, a bulk action over the view, and back again.
const batch = await api.POST("/api/v1/contacts/batch", {
  body: { mode: "partial", items: [{ op: "create", data: { lastName: "Hamilton" } }, { op: "create", data: { lastName: "Lamarr", stage: "nowhere" } }] },
});
assert.equal(batch.response.status, 207);
assert.deepEqual(batch.data?.data.map(item => item.problem?.code), [undefined, "contact.stageUnknown"]);
const view = good(await api.POST("/api/v1/views", { body: { object: "contact", name: "Without a job", filter: { field: "jobTitle", op: "isNull" } } }));
const looked = await api.GET("/api/v1/contacts", { params: { query: { view: view.id } } });
assert.deepEqual(looked.data?.data.map(found => found.lastName), ["Hamilton"]);
async function ended(job: string) {
  return eventually("The job's end", async () => {
    const { data } = await api.GET("/api/v1/jobs/{id}", { params: { path: { id: job } } });
    return data && !["queued", "running"].includes(data.status) ? data : undefined;
  });
}
// The job that an answer's Location names, once it has done what it should.
async function succeeded({ response, error }: { response: Response; error?: unknown }) {
  assert.equal(response.status, 202, JSON.stringify(error));
  const job = await ended(response.headers.get("location")?.split("/").at(-1) ?? "");
  assert.equal(job.status, "succeeded", JSON.stringify(job.problem));
  return job;
}
const undo = async (job: string) => succeeded(await api.POST("/api/v1/jobs/{id}/undo", { params: { path: { id: job } } }));
const action = { object: "contact", view: view.id, action: "update", changes: { jobTitle: "Engineer" } } as const;
const preview = await api.POST("/api/v1/bulk-actions/dry-run", { body: action });
assert.deepEqual(preview.data, { total: 1, writable: 1 });
const bulk = await succeeded(await api.POST("/api/v1/bulk-actions", { body: action }));
assert.equal(bulk.done, 1);
assert(bulk.undoUntil);
const engineers = async () => (await api.GET("/api/v1/contacts", { params: { query: { q: "hamilton" } } })).data?.data.map(found => found.jobTitle);
assert.deepEqual(await engineers(), ["Engineer"]);
await undo(bulk.id);
assert.deepEqual(await engineers(), [undefined]);

// Its tags are renamed, made one and deleted on all that bear them.
const grace = async () => good(await api.GET("/api/v1/contacts/{id}", { params: { path } }));
const bears = async () => (await grace()).tags;
const tags = await api.GET("/api/v1/tags", { params: { query: { q: "pio" } } });
assert.deepEqual(tags.data?.data.map(tag => tag.name), ["pioneer"]);
const tag = { id: tags.data.data[0]?.id ?? "" };
await succeeded(await api.PATCH("/api/v1/tags/{id}", { params: { path: tag }, body: { name: "Trailblazer", color: "#ffcc00" } }));
assert.deepEqual(await bears(), ["Trailblazer"]);
const other = good(await api.POST("/api/v1/tags", { body: { name: "Navy" } }));
await succeeded(await api.POST("/api/v1/tags/{id}/merges", { params: { path: { id: other.id } }, body: { ids: [tag.id] } }));
assert.deepEqual(await bears(), ["Navy"]);
const borne = await api.GET("/api/v1/tags/{id}", { params: { path: { id: other.id } } });
assert.deepEqual(borne.data?.usage?.filter(usage => usage.count > 0), [{ object: "contact", count: 1 }]);
const untagged = await succeeded(await api.DELETE("/api/v1/tags/{id}", { params: { path: { id: other.id } } }));
assert.deepEqual(await bears(), []);
await undo(untagged.id);
assert.deepEqual(await bears(), ["Navy"]);
const spare = await api.POST("/api/v1/tags", { body: { name: "Spare" } });
const dropped = await api.DELETE("/api/v1/tags/{id}", { params: { path: { id: spare.data?.id ?? "" } } });
assert.equal(dropped.response.status, 204);

// A segment keeps its members, and tells who comes and goes.
const segment = good(await api.POST("/api/v1/segments", { body: { object: "contact", name: "Won", filter: { field: "stage", op: "eq", value: "customer" } } }));
const members = { id: segment.id };
await eventually("The segment", async () => (await api.GET("/api/v1/segments/{id}", { params: { path: members } })).data?.status === "ready" || undefined);
for (const [to, kind, count] of [["customer", "entered", 1], ["qualified", "left", 0]] as const) {
  const moved = await api.PUT("/api/v1/contacts/{id}/stage", { params: { path, header: { "If-Match": "*" } }, body: { stage: to } });
  assert.equal(moved.data?.stage, to);
  const heard = await eventually(`Who ${kind}`, async () => (await api.GET("/api/v1/segments/{id}/events", { params: { path: members, query: { kind } } })).data?.data[0]);
  assert.deepEqual([heard.recordId, heard.cause], [path.id, "record"]);
  const within = await api.GET("/api/v1/contacts", { params: { query: { segmentId: members.id, count: "exact" } } });
  assert.equal(within.data?.page.total, count);
}

// Fields of the company's own: set, computed of others, and summed up.
async function field(body: AddCustomFieldRequest) {
  return good(await api.POST("/api/v1/custom-fields", { body }));
}
assert.equal((await field({ object: "contact", key: "seats", type: "number", label: "Seats" })).indexed, false);
assert.equal((await field({ object: "contact", key: "price", type: "formula", label: "Price", formula: "custom.seats * 10" })).formula, "custom.seats * 10");
assert.equal((await field({ object: "company", key: "seats", type: "rollup", label: "Seats", rollup: { object: "contact", function: "sum", field: "custom.seats" } })).rollup?.function, "sum");
const navy = good(await api.POST("/api/v1/companies", { body: { name: "Navy" } }));
await api.PATCH("/api/v1/contacts/{id}", { params: { path }, body: { companyId: navy.id, custom: { seats: 4 } } });
await eventually("The price", async () => (await grace()).custom["price"] === 40 || undefined);
const employer = await api.GET("/api/v1/companies/{id}", { params: { path: { id: navy.id } } });
assert.equal(employer.data?.custom["seats"], 4);
const computed = await api.PATCH("/api/v1/contacts/{id}", { params: { path }, body: { custom: { price: 1 } } });
assert.equal(computed.error?.errors?.[0]?.code, "customField.computed");
const dear = await api.POST("/api/v1/contacts/query", { body: { filter: { field: "custom.price", op: "gte", value: 40 } } });
assert.deepEqual(dear.data?.data.map(found => found.id), [path.id]);

// A file is tried, imported, and taken back; good rows come in, bad ones are told.
const upload = good(await api.POST("/api/v1/imports", {
  params: { query: { object: "contact", fileName: "people.csv" } },
  body: "First name;Last name;E-mail\nRadia;Perlman;radia@net.example\nBad;Row;no address\n", bodySerializer: (content: string) => content, headers: { "content-type": "text/csv" },
}));
assert.deepEqual([upload.delimiter, upload.rows, upload.terms.mapping], [";", 2, ["firstName", "lastName", "email"]]);
const incoming = { id: upload.id };
const terms = await api.PATCH("/api/v1/imports/{id}", { params: { path: incoming }, body: { tags: ["Imported"] } });
assert.deepEqual(terms.data?.terms.tags, ["Imported"]);
await succeeded(await api.POST("/api/v1/imports/{id}/dry-run", { params: { path: incoming } }));
const tried = await api.GET("/api/v1/imports/{id}", { params: { path: incoming } });
assert.deepEqual([tried.data?.outcome?.dryRun, tried.data?.outcome?.counts.create, tried.data?.outcome?.counts.error], [true, 1, 1]);
const bad = await api.GET("/api/v1/imports/{id}/rows", { params: { path: incoming, query: { verdict: "error" } } });
assert.equal(bad.data?.data[0]?.errors?.[0]?.column, "E-mail");
const imported = await succeeded(await api.POST("/api/v1/imports/{id}/runs", { params: { path: incoming } }));
assert.deepEqual([imported.done, imported.failedRows], [2, 1]);
const result = async (job: string) => (await api.GET("/api/v1/jobs/{id}/result", { params: { path: { id: job } }, parseAs: "text" })).data ?? "";
assert.match(await result(imported.id), /no address/);

// What is chosen is exported, and its file downloaded.
const exported = await succeeded(await api.POST("/api/v1/exports", {
  body: { object: "contact", format: "csv", filter: { field: "tags", op: "anyOf", value: ["Imported"] }, fields: ["lastName", "emails"] },
}));
assert.match(exported.result?.name ?? "", /\.csv$/);
assert.match(await result(exported.id), /Perlman.*radia@net\.example/);
await undo(imported.id);
const none = await api.GET("/api/v1/contacts", { params: { query: { tag: "Imported", count: "exact" } } });
assert.equal(none.data?.page.total, 0);

// Whatever happened can be found, and read as a feed, or as it happens.
const hits = await api.GET("/api/v1/search", { params: { query: { q: "hoper" } } });
assert.equal(hits.data?.data[0]?.id, path.id);
assert.equal(hits.data.data[0].object, "contact");
const feed = await api.GET("/api/v1/changes", { params: { query: { limit: 5 } } });
assert.equal(feed.data?.data.length, 5);
const news = await api.GET("/api/v1/changes", { params: { query: { since: "now" } } });
assert.deepEqual([news.data?.data, news.data?.hasMore], [[], false]);
const stop = new AbortController();
const live = await api.GET("/api/v1/events", { params: { header: { "Last-Event-ID": news.data?.next ?? "" } }, parseAs: "stream", signal: stop.signal });
const told = (async () => {
  let text = "";
  const events = live.data?.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { value, done } = (await events?.read()) ?? { done: true };
    assert(!done, "The stream ended");
    const event = /^event: change\n(?:.+\n)*?data: (.+)\n/m.exec(text += value);
    if (event) return JSON.parse(event[1] ?? "") as Change;
  }
})();
await api.PATCH("/api/v1/contacts/{id}", { params: { path }, body: { jobTitle: "Commodore" } });
const change = await told;
stop.abort();
assert.deepEqual([change.object, change.id, change.kind, change.fields], ["contact", path.id, "updated", ["jobTitle"]]);

// A file goes with the contact.
const attachment = good(await api.POST("/api/v1/attachments", { body: { fileName: "hello.txt", size: 5, records: [{ type: "contact", id: path.id }] } }));
const file = { id: attachment.id };
const sent = await api.PUT("/api/v1/attachments/{id}/content", {
  params: { path: file }, body: "hello", bodySerializer: (content: string) => content, headers: { "content-type": "application/octet-stream" },
});
assert.equal(sent.data?.status, "ready");
const content = await api.GET("/api/v1/attachments/{id}/content", { params: { path: file }, parseAs: "text" });
assert.equal(content.data, "hello");

// The person is given all that is held of them, and is forgotten.
const archive = await succeeded(await api.POST("/api/v1/contacts/{id}/subject-exports", { params: { path } }));
assert.match(archive.result?.name ?? "", /\.zip$/);
const zip = await api.GET("/api/v1/jobs/{id}/result", { params: { path: { id: archive.id } }, parseAs: "arrayBuffer" });
assert.equal(new TextDecoder("latin1").decode(good(zip)).slice(0, 2), "PK");
const counted = await api.POST("/api/v1/contacts/{id}/erasures/dry-run", { params: { path } });
assert.deepEqual([counted.data?.counts["contacts"], counted.data?.counts["attachments"]], [1, 1]);
const forgotten = await succeeded(await api.POST("/api/v1/contacts/{id}/erasures", { params: { path, header: { "If-Match": "*" } }, body: { reason: "asked for it", requestReference: "T-1" } }));
const certificates = await api.GET("/api/v1/erasures", { params: { query: { recordId: path.id } } });
const certificate = await api.GET("/api/v1/erasures/{id}", { params: { path: { id: certificates.data?.data[0]?.id ?? "" } } });
assert.deepEqual([certificate.data?.jobId, certificate.data?.reason, certificate.data?.counts["contacts"]], [forgotten.id, "asked for it", 1]);
assert(certificate.data?.erasedAt);
assert.equal((await api.GET("/api/v1/contacts/{id}", { params: { path } })).error?.code, "request.notFound");

console.log("ok  the TypeScript client");
