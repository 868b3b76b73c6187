// What JavaScript is told about platforms and partners is what the files in schemas/ say.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { catalog, Hook, starter } from "hookproof";

const SCHEMAS = new URL("../../schemas/", import.meta.url);
const { senders, receivers } = catalog();

function read(path) {
  return JSON.parse(readFileSync(new URL(path, SCHEMAS), "utf8"));
}

function ids(folder) {
  return readdirSync(new URL(folder, SCHEMAS)).map((name) => name.replace(/\.json$/, ""));
}

test("every platform is listed as its file says, without what only the core needs", () => {
  assert.deepEqual(senders.map(({ id }) => id).sort(), ids("senders/").sort());
  for (const sender of senders) {
    const { $schema, identify, open, starter, samples, ...expected } = read(`senders/${sender.id}.json`);
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

for (const { id: sender } of senders) {
  for (const { id: receiver } of receivers) {
    const found = starter(sender, receiver);
    if (!found) continue;
    test(`the starter from ${sender} to ${receiver} can be checked with a contact of the platform`, () => {
      const { hook, contact } = found;
      assert.deepEqual([hook.sender, hook.receiver], [sender, receiver]);
      const contacts = read(`senders/${sender}.json`).samples.map((sample) => sample.contact);
      assert.ok(contacts.some((sample) => isDeepStrictEqual(sample, JSON.parse(contact))));

      const compiled = new Hook(hook);
      const report = compiled.check(contact);
      assert.deepEqual(report, JSON.parse(compiled.checkText(contact)));
      assert.equal(report.encoding, "utf-16");
    });
  }
}

test("a pair that does not go together, or an unknown name, has no starter", () => {
  for (const [sender, receiver] of [["ontraport", "inkpact"], ["nobody", "generic"], ["generic", "nobody"]]) {
    assert.equal(starter(sender, receiver), undefined, `${sender} to ${receiver}`);
  }
});
