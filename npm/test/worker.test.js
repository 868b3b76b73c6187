// The worker's script against the real engine, joined to the client as the browser would join them.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Hook, starter } from "hookproof";
import { WorkerClient } from "hookproof/worker";

let client;

/** Node's `fetch` reads no files; this one does, with the type that a server must send. */
globalThis.fetch = async (url) =>
  new Response(await readFile(fileURLToPath(url)), { headers: { "Content-Type": "application/wasm" } });

const worker = {
  postMessage: (request) => globalThis.onmessage({ data: structuredClone(request) }),
  terminate: () => assert.fail("the worker was given up"),
};
globalThis.postMessage = (answer) => worker.onmessage({ data: structuredClone(answer) });

test("a client and the worker's script understand each other", async () => {
  client = new WorkerClient(() => worker);
  await import("../dist/worker.js");
  await client.ready;

  const expectedStarter = starter("generic", "generic");
  assert.deepEqual(await client.starter("generic", "generic"), expectedStarter);
  assert.equal(await client.explain("no-such-code"), undefined);
  assert.equal((await client.retrySchedule()).length, 11);
  assert.ok((await client.catalog()).receivers.length > 0);

  const { hook, contact } = expectedStarter;
  const expected = new Hook(hook);
  assert.deepEqual(await client.check(hook, contact), expected.check(contact));
  assert.deepEqual(await client.check(hook, "{}"), expected.check("{}"));
  const bytes = { encoding: "utf-8" };
  assert.deepEqual(await client.check(hook, contact, bytes), expected.check(contact, bytes));
});

test("an edited webhook is compiled anew", async () => {
  const { hook, contact } = starter("generic", "generic");
  const edited = { ...hook, body: "another body" };
  assert.equal((await client.check(edited, contact)).request.body.text, "another body");
  assert.deepEqual(await client.check(hook, contact), new Hook(hook).check(contact));
});

test("a check that is refused is an answer, not the end of the worker", async () => {
  const { hook, contact } = starter("generic", "generic");
  await assert.rejects(client.check(hook, contact, { encoding: "latin-1" }), /latin-1/);
  assert.deepEqual(await client.check(hook, contact), new Hook(hook).check(contact));
});
