import assert from "node:assert/strict";
import { test } from "node:test";
import { WorkerClient } from "hookproof/worker";

const HOOK = { sender: "generic", receiver: "generic", url: "https://example.com/" };

/** A worker that answers when the test says so. */
class FakeWorker {
  asked = [];
  terminated = false;

  postMessage(message) {
    this.asked.push(message);
  }

  terminate() {
    this.terminated = true;
  }

  answer(answer) {
    this.onmessage({ data: answer });
  }
}

function clientWithWorkers() {
  const workers = [];
  const client = new WorkerClient(() => {
    workers.push(new FakeWorker());
    return workers.at(-1);
  });
  return { client, workers };
}

test("each answer goes to its question", async () => {
  const { client, workers: [worker] } = clientWithWorkers();
  const answers = [client.catalog(), client.starter("ometria", "inkpact"), client.explain("syntax")];
  const [catalog, starter, explain] = worker.asked;
  assert.deepEqual(starter, { kind: "starter", sender: "ometria", receiver: "inkpact", id: starter.id });
  worker.answer({ kind: "value", id: explain.id, value: "# Syntax" });
  worker.answer({ kind: "value", id: starter.id, value: { hook: HOOK, contact: "{}" } });
  worker.answer({ kind: "error", id: catalog.id, message: "no catalog", stopped: false });
  const settled = await Promise.allSettled(answers);
  assert.equal(settled[0].reason.message, "no catalog");
  assert.deepEqual(settled.slice(1).map(({ value }) => value), [{ hook: HOOK, contact: "{}" }, "# Syntax"]);
  assert.equal(worker.terminated, false);
});

test("ready follows the worker", async () => {
  const good = clientWithWorkers();
  good.workers[0].answer({ kind: "ready" });
  await good.client.ready;

  const bad = clientWithWorkers();
  bad.workers[0].answer({ kind: "unavailable", message: "cannot load the module" });
  await assert.rejects(bad.client.ready, { message: "cannot load the module" });
  assert.equal(bad.workers[0].terminated, true);
});

test("the latest check wins, and those between never reach the worker", async () => {
  const { client, workers: [worker] } = clientWithWorkers();
  const first = client.check(HOOK, "1");
  const second = client.check(HOOK, "2");
  const third = client.check(HOOK, "3", { encoding: "utf-8" });
  assert.deepEqual(await Promise.all([first, second]), [undefined, undefined]);
  assert.deepEqual(worker.asked.map(({ contact }) => contact), ["1"]);

  worker.answer({ kind: "value", id: worker.asked[0].id, value: "report 1" });
  assert.deepEqual(worker.asked.map(({ contact }) => contact), ["1", "3"]);
  assert.deepEqual(worker.asked[1].options, { encoding: "utf-8" });
  worker.answer({ kind: "value", id: worker.asked[1].id, value: "report 3" });
  assert.equal(await third, "report 3");
});

test("checks one after the other all get their report", async () => {
  const { client, workers: [worker] } = clientWithWorkers();
  for (const contact of ["1", "2"]) {
    const report = client.check(HOOK, contact);
    worker.answer({ kind: "value", id: worker.asked.at(-1).id, value: `report ${contact}` });
    assert.equal(await report, `report ${contact}`);
  }
});

test("a webhook that is refused rejects its check and keeps the worker", async () => {
  const { client, workers } = clientWithWorkers();
  const check = client.check(HOOK, "{}");
  workers[0].answer({ kind: "error", id: workers[0].asked[0].id, message: "unknown sender", stopped: false });
  await assert.rejects(check, { message: "unknown sender" });
  assert.equal(workers.length, 1);
});

test("a trap rejects what is in flight and replaces the worker", async () => {
  const { client, workers } = clientWithWorkers();
  const check = client.check(HOOK, "{}");
  const explain = client.explain("syntax");
  workers[0].answer({ kind: "error", id: workers[0].asked[0].id, message: "the engine stopped", stopped: true });
  await assert.rejects(check, { message: "the engine stopped" });
  await assert.rejects(explain, { message: "the engine stopped" });
  assert.equal(workers[0].terminated, true);

  const next = client.check(HOOK, "{}");
  assert.equal(workers.length, 2);
  workers[1].answer({ kind: "value", id: workers[1].asked[0].id, value: "report" });
  assert.equal(await next, "report");
});

test("a check that waits while its predecessor traps is done by the new worker", async () => {
  const { client, workers } = clientWithWorkers();
  const first = client.check(HOOK, "1");
  const second = client.check(HOOK, "2");
  workers[0].answer({ kind: "error", id: workers[0].asked[0].id, message: "the engine stopped", stopped: true });
  assert.equal(await first, undefined);
  assert.deepEqual(workers[1].asked.map(({ contact }) => contact), ["2"]);
  workers[1].answer({ kind: "value", id: workers[1].asked[0].id, value: "report 2" });
  assert.equal(await second, "report 2");
});

test("a script that does not load is reported, and not tried again by itself", async () => {
  const { client, workers } = clientWithWorkers();
  const catalog = client.catalog();
  workers[0].onerror({ message: undefined });
  const message = "Hookproof's worker failed: its script could not be loaded";
  await assert.rejects(catalog, { message });
  await assert.rejects(client.ready, { message });
  assert.equal(workers.length, 1);
  void client.catalog().catch(() => undefined);
  assert.equal(workers.length, 2);
});

test("dispose ends the worker and everything that waits", async () => {
  const { client, workers: [worker] } = clientWithWorkers();
  const waiting = [client.catalog(), client.check(HOOK, "1"), client.check(HOOK, "2")];
  client.dispose();
  const settled = await Promise.allSettled([...waiting, client.explain("syntax"), client.check(HOOK, "3")]);
  assert.deepEqual(
    settled.map(({ reason }) => reason?.message),
    ["disposed", undefined, "disposed", "disposed", "disposed"].map((word) => word && "this WorkerClient was disposed"),
  );
  assert.equal(worker.terminated, true);
});

test("the default worker is the script beside the client", () => {
  const created = [];
  globalThis.Worker = class extends FakeWorker {
    constructor(url, options) {
      super();
      created.push({ url: url.href, options });
    }
  };
  new WorkerClient();
  const beside = new URL("../dist/worker.js", import.meta.url).href;
  assert.deepEqual(created, [{ url: beside, options: { type: "module" } }]);
});
