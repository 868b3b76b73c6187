// Partners of the author's own: the files come as texts, or the schema stands in the webhook.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Hook } from "hookproof";

const webhook = {
  sender: "ometria",
  url: "https://api.example.com/v1/notes",
  body: '{"to": {"name": "{{ profile.name }}"}}',
};
const address = { required: ["name"], properties: { name: { type: "string", minLength: 1 } } };
const contact = '{"profile": {"name": ""}}';

const codes = (report) => report.findings.map(({ code, source }) => `${source} ${code}`);

test("a schema in files is held against the request", () => {
  const files = {
    "note.json": JSON.stringify({ required: ["to"], properties: { to: { $ref: "parts/address.json" } } }),
    "parts/address.json": JSON.stringify(address),
  };
  const report = new Hook({ ...webhook, receiver: { schema: "note.json" } }, { files }).check(contact);
  assert.deepEqual(codes(report), ["body empty-mandatory-field"]);
});

test("a schema may stand in the webhook", () => {
  const schema = { properties: { to: address } };
  const report = new Hook({ ...webhook, receiver: { schema } }).check(contact);
  assert.deepEqual(codes(report), ["body empty-mandatory-field"]);
});

test("an operation of an OpenAPI description is held against the request", () => {
  const files = {
    "api.json": JSON.stringify({
      openapi: "3.1.0",
      paths: {
        "/v1/notes": {
          put: { requestBody: { content: { "application/json": { schema: { properties: { to: address } } } } } },
        },
      },
    }),
  };
  const receiver = { openapi: "api.json", operation: "PUT /v1/notes" };
  const report = new Hook({ ...webhook, receiver }, { files }).check(contact);
  assert.deepEqual(codes(report).sort(), ["body empty-mandatory-field", "hook method-not-allowed"]);
});

test("what is wrong with a file has its place in it, in UTF-16", () => {
  const text = '{"title": "\u{1F600}", "type": "objekt"}';
  const report = new Hook({ ...webhook, receiver: { schema: "a.json" } }, { files: { "a.json": text } }).check(contact);
  assert.deepEqual(codes(report), ["schema:a.json broken-schema"]);
  const { start, end } = report.findings[0].span;
  assert.equal(text.slice(start.offset, end.offset), '"objekt"');
});

test("a file that was not given is told of", () => {
  const report = new Hook({ ...webhook, receiver: { schema: "a.json" } }).check(contact);
  assert.deepEqual(codes(report), ["hook schema-file-missing"]);
});

test("files are texts", () => {
  assert.throws(() => new Hook({ ...webhook, receiver: { schema: "a.json" } }, { files: { "a.json": {} } }), Error);
});
