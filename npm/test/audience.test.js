// Lists of contacts: the same totals as from the command line, through the class and through the worker.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { Hook } from "hookproof";
import { WorkerClient } from "hookproof/worker";

const TRANSCRIPT = new URL("../../crates/cli/tests/expected/audience.txt", import.meta.url);

/** The webhook and the list of the command line's transcript. */
const WEBHOOK = {
  title: "Thank-you note",
  sender: "ometria",
  receiver: "generic",
  url: "https://partner.example/notes",
  body: `{
  "first_name": "{{ profile.firstname }}",
  "last_name": "{{ profile.lastname }}",
  "postcode": "{{ profile.properties.postcode }}"
}
`,
  fields: { "First Name": "profile.firstname", Surname: "profile.lastname" },
};
const LIST = `First Name,profile.lastname,profile.email,profile.properties.postcode,Shoe size
Ann,Smith,ann@example.com,N1 2AB,5
Bob,"O""Neil",bob@example.com,E1 1AA,6
,Hart,ann@example.com,,7
Eve,Hart,eve@example.com,#REF!,8,9
Dan,Hart,dan@example.com,W1 1AA,8
`;

/** What `hookproof audience --format json` printed for them. */
async function totalsOfCommandLine() {
  const transcript = await readFile(TRANSCRIPT, "utf8");
  return JSON.parse(transcript.split("\n").find((line) => line.startsWith("{\"hook\"")));
}

test("totals are those of the command line, however the bytes are cut", async () => {
  const expected = await totalsOfCommandLine();
  const hook = new Hook(WEBHOOK);
  const bytes = new TextEncoder().encode(LIST);
  for (const step of [1, 50, bytes.length]) {
    const audience = hook.audience({ name: "list.csv", encoding: "utf-8" });
    for (let from = 0; from < bytes.length; from += step) audience.push(bytes.subarray(from, from + step));
    assert.deepEqual(audience.finish(), expected);
    assert.equal(audience.takeFailing(), "");
    audience.free();
  }
});

test("contacts that fail can be kept, and nothing is pushed after the end", async () => {
  const totals = await totalsOfCommandLine();
  // One that is kept is rendered, for what is wrong with its own values.
  const expected = { ...totals, checked: { ...totals.checked, by_plan: 3, by_rendering: 1 } };
  const hook = new Hook(WEBHOOK);
  const bytes = new TextEncoder().encode(LIST);
  for (const step of [1, 50, bytes.length]) {
    const audience = hook.audience({ name: "list.csv", encoding: "utf-8", keepFailing: true });
    for (let from = 0; from < bytes.length; from += step) audience.push(bytes.subarray(from, from + step));
    assert.deepEqual(audience.finish(), expected);
    assert.deepEqual(audience.progress(), { contacts: 4, ok: 3, warned: 0, failing: 1, bad: 1 });
    assert.equal(JSON.parse(audience.takeFailing()).email, "bob@example.com");
    assert.equal(audience.takeFailing(), "");
    assert.throws(() => audience.push(bytes), /the list has ended/);
    audience.free();
  }
  assert.throws(() => hook.audience({ emptyCell: "none" }), /emptyCell must be 'absent' or/);
});

globalThis.fetch = async (url) =>
  new Response(await readFile(fileURLToPath(url)), { headers: { "Content-Type": "application/wasm" } });

/** Joins a client and the worker's script as a browser would. */
const worker = {
  postMessage: (request, transfer) => {
    const data = structuredClone(request, { transfer });
    // Node's clone of a file is a blob.
    if (request.list instanceof File) data.list = request.list;
    globalThis.onmessage({ data });
  },
  terminate: () => assert.fail("the worker was given up"),
};
globalThis.postMessage = (answer) => worker.onmessage({ data: structuredClone(answer) });

test("a worker checks files and streams, packed or not, and tells how far it is", async () => {
  const client = new WorkerClient(() => worker);
  await import("../dist/worker.js");
  await client.ready;
  const expected = await totalsOfCommandLine();
  const packed = gzipSync(LIST);
  for (const list of [
    new File([LIST], "list.csv"),
    new Blob([LIST]),
    new File([packed], "list.csv.gz"),
    new Blob([LIST]).stream(),
    new Blob([packed]).stream(),
  ]) {
    const told = [];
    const onProgress = (progress) => told.push(progress);
    assert.deepEqual(await client.audience(WEBHOOK, list, { encoding: "utf-8", onProgress }), expected);
    assert.equal(told.at(-1).contacts, 4);
    assert.equal(told.at(-1).total, list.size);
  }
  await assert.rejects(client.audience(WEBHOOK, new Blob([""]), { delimiter: "ab" }), /one ASCII character/);
});

test("a list can be stopped, and other questions are answered meanwhile", async () => {
  const client = new WorkerClient(() => worker);
  const rows = "profile.firstname\n" + "Ann\n".repeat(2_000_000);
  const controller = new AbortController();
  let answered;
  const onProgress = () => {
    answered ??= client.explain("body-not-json").then(() => controller.abort());
  };
  const totals = await client.audience(WEBHOOK, new Blob([rows]), { onProgress, signal: controller.signal });
  assert.equal(totals.complete, false);
  assert.ok(totals.contacts > 0 && totals.contacts < 2_000_000, `${totals.contacts} contacts`);
});
