/// <reference types="node" />
// A signup and a contact's life through the client, against a running host: node tour.js <url> <folder of its mails>
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { crm, type Signup } from "./index.js";

const [baseUrl = "", mails = ""] = process.argv.slice(2);
const api = crm({ baseUrl });
const slug = `ts${Date.now().toString(36)}`;
const email = `ada@${slug}.example`, password = "a long enough secret";

async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 150; attempt++) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(200);
  }
  throw new Error(`${what} did not come`);
}

async function mailedToken() {
  const name = (await readdir(mails)).find(file => file.includes(slug));
  return name && /token=([\w-]+)/.exec(await readFile(`${mails}/${name}`, "utf8"))?.[1];
}

// A company signs up.
const signup = await api.POST("/api/v1/signups", { body: { organization: "Tour Ltd", slug, fullName: "Ada Lovelace", email, password } });
assert(signup.data, JSON.stringify(signup.error));
const id = signup.data.id;
assert.equal(signup.response.headers.get("location"), `/api/v1/signups/${id}`);
const token = await eventually("The mail", mailedToken);
const verified = await api.POST("/api/v1/signups/{id}/verification", { params: { path: { id } }, body: { token } });
assert(verified.data, JSON.stringify(verified.error));
const events = await api.GET("/api/v1/signups/{id}/events", { params: { path: { id } }, parseAs: "stream" });
const last = (await new Response(events.data).text()).match(/(?<=^data: ).+/gm)?.at(-1);
const progress = JSON.parse(last ?? "{}") as Signup;
assert.equal(progress.status, "ready");
assert(progress.steps.every(step => step.status === "done"));

// Its owner logs in.
const wrong = await api.POST("/api/v1/auth/login", { body: { email, password: "not this one" } });
assert.equal(wrong.error?.status, 401);
const login = await api.POST("/api/v1/auth/login", { body: { email, password } });
assert(login.data, JSON.stringify(login.error));
const { accessToken } = login.data;
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
const view = await api.POST("/api/v1/views", { body: { object: "contact", name: "Without a job", filter: { field: "jobTitle", op: "isNull" } } });
assert(view.data, JSON.stringify(view.error));
const looked = await api.GET("/api/v1/contacts", { params: { query: { view: view.data.id } } });
assert.deepEqual(looked.data?.data.map(found => found.lastName), ["Hamilton"]);
async function ended(job: string) {
  return eventually("The job's end", async () => {
    const { data } = await api.GET("/api/v1/jobs/{id}", { params: { path: { id: job } } });
    return data && !["queued", "running"].includes(data.status) ? data : undefined;
  });
}
const bulk = await api.POST("/api/v1/bulk-actions", { body: { object: "contact", view: view.data.id, action: "update", changes: { jobTitle: "Engineer" } } });
assert(bulk.data, JSON.stringify(bulk.error));
assert.deepEqual([(await ended(bulk.data.id)).status, (await ended(bulk.data.id)).done], ["succeeded", 1]);
const undo = await api.POST("/api/v1/jobs/{id}/undo", { params: { path: { id: bulk.data.id } } });
assert(undo.data, JSON.stringify(undo.error));
assert.equal((await ended(undo.data.id)).status, "succeeded");

// Whatever happened can be found, and read as a feed.
const hits = await api.GET("/api/v1/search", { params: { query: { q: "hoper" } } });
assert.equal(hits.data?.data[0]?.id, path.id);
const feed = await api.GET("/api/v1/changes", { params: { query: { limit: 5 } } });
assert.equal(feed.data?.data.length, 5);

// A file goes with the contact.
const attachment = await api.POST("/api/v1/attachments", { body: { fileName: "hello.txt", size: 5, records: [{ type: "contact", id: path.id }] } });
assert(attachment.data, JSON.stringify(attachment.error));
const file = { id: attachment.data.id };
const sent = await api.PUT("/api/v1/attachments/{id}/content", {
  params: { path: file }, body: "hello", bodySerializer: (content: string) => content, headers: { "content-type": "application/octet-stream" },
});
assert.equal(sent.data?.status, "ready");
const content = await api.GET("/api/v1/attachments/{id}/content", { params: { path: file }, parseAs: "text" });
assert.equal(content.data, "hello");

console.log("ok  the TypeScript client");
