// The catalog has no schema to generate types from, so its types in src/types.ts are held to the data here.
import assert from "node:assert/strict";
import { test } from "node:test";
import { catalog } from "hookproof";

const TEXT = "string";
const TEXTS = ["string"];

const SETTING = { name: TEXT, values: TEXTS, default: TEXT, about: TEXT };
const SENDER = {
  id: TEXT,
  title: TEXT,
  dialect: TEXT,
  profile: TEXT,
  methods: TEXTS,
  content_types: TEXTS,
  https_only: "boolean",
  header_form: TEXT,
  source: TEXT,
  settings: [SETTING],
};
const RECEIVER = { id: TEXT, title: TEXT, description: TEXT, method: TEXT, content_type: TEXT, schema: "object" };
const OPTIONAL = { endpoint: TEXT };

test("senders and receivers have the declared members and no others", () => {
  const { senders, receivers, ...rest } = catalog();
  assert.deepEqual(rest, {});
  assert.ok(senders.length > 0 && receivers.length > 0);
  senders.forEach((sender, index) => conforms(sender, SENDER, `senders[${index}]`));
  receivers.forEach((receiver, index) => {
    const { endpoint = "", ...required } = receiver;
    conforms(required, RECEIVER, `receivers[${index}]`);
    conforms({ endpoint }, OPTIONAL, `receivers[${index}]`);
  });
});

test("a setting's default is one of its values", () => {
  for (const sender of catalog().senders) {
    for (const { name, values, default: standard } of sender.settings) {
      assert.ok(values.includes(standard), `${sender.id}: ${name} defaults to ${standard}`);
    }
  }
});

function conforms(value, shape, path) {
  if (typeof shape === "string") {
    assert.equal(typeof value, shape, path);
  } else if (Array.isArray(shape)) {
    assert.ok(Array.isArray(value), path);
    value.forEach((item, index) => conforms(item, shape[0], `${path}[${index}]`));
  } else {
    assert.deepEqual(Object.keys(value).sort(), Object.keys(shape).sort(), path);
    for (const key of Object.keys(shape)) conforms(value[key], shape[key], `${path}.${key}`);
  }
}
