import assert from "node:assert/strict";
import { test } from "node:test";
import { Hook } from "hookproof";

const body = '{"é": "{{ user.first_name }}", "skus": [{% for i in items %}"{{ i.sku }}"{% endfor %}]}';
const input = {
  sender: "generic",
  receiver: "generic",
  dialect: "jinja",
  method: "POST",
  url: "https://example.com/",
  headers: { "Content-Type": "application/json" },
  body,
};

test("fields lists what a webhook reads, with its places", () => {
  const fields = new Hook(input).fields();
  assert.deepEqual(fields.map(({ path }) => path), ["items", "items[].sku", "user.first_name"]);
  const [place] = fields[2].places;
  assert.equal(place.source, "body");
  assert.equal(body.slice(place.span.start.offset, place.span.end.offset), "user.first_name");
  const [inBytes] = new Hook(input).fields({ encoding: "utf-8" })[2].places;
  assert.equal(inBytes.span.start.offset, place.span.start.offset + 1);
});

test("the sample contact has every field", () => {
  const hook = new Hook(input);
  const contact = JSON.parse(hook.sampleContact());
  assert.equal(contact.user.first_name, "Amelia");
  assert.equal(contact.items.length, 2);
  assert.ok(hook.check(hook.sampleContact()).request.body.text.includes("Amelia"));
});
