// What JavaScript is told about platforms and partners is what the files in schemas/ say.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { catalog, Hook, starter } from "hookproof";

const SCHEMAS = new URL("../../schemas/", import.meta.url);
const { senders, receivers } = catalog();

function read(path) {
  return JSON.parse(readFileSync(new URL(path, SCHEMAS), "utf8"));
}

function ids(folder) {
  return readdirSync(new URL(folder, SCHEMAS)).map((name) => name.replace(/\.json$/, ""));
}

test("every platform is listed as its file says, without the sample", () => {
  assert.deepEqual(senders.map(({ id }) => id).sort(), ids("senders/").sort());
  for (const sender of senders) {
    const { $schema, sample, ...expected } = read(`senders/${sender.id}.json`);
    assert.deepEqual(sender, expected);
  }
});

test("every partner is listed as its contract says", () => {
  assert.deepEqual(receivers.map(({ id }) => id).sort(), ids("receivers/").sort());
  for (const receiver of receivers) {
    const { title, description, "x-source": source, "x-receiver": contract } = read(`receivers/${receiver.id}.json`);
    assert.deepEqual(receiver, { title, description, source, ...contract });
  }
});

for (const sender of ids("starters/")) {
  for (const receiver of ids(`starters/${sender}/`)) {
    test(`the starter from ${sender} to ${receiver} is its file, and can be checked`, () => {
      const expected = read(`starters/${sender}/${receiver}.json`);
      const { hook, contact, todo } = starter(sender, receiver);
      assert.deepEqual({ hook, contact: JSON.parse(contact), todo }, expected);

      const compiled = new Hook(hook);
      const report = compiled.check(contact);
      assert.deepEqual(report, JSON.parse(compiled.checkText(contact)));
      assert.equal(report.encoding, "utf-16");
    });
  }
}

test("a pair that does not go together, or an unknown name, has no starter", () => {
  const pairs = senders.flatMap(({ id }) => receivers.map((receiver) => [id, receiver.id]));
  const without = pairs.filter(([sender, receiver]) => !ids(`starters/${sender}/`).includes(receiver));
  for (const [sender, receiver] of [...without, ["nobody", "generic"], ["generic", "nobody"]]) {
    assert.equal(starter(sender, receiver), undefined, `${sender} to ${receiver}`);
  }
});
