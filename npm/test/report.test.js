import assert from "node:assert/strict";
import { test } from "node:test";
import { explain, Hook } from "hookproof";

/** A webhook in Jinja that goes to nobody in particular. */
function hookWithBody(body) {
  return {
    sender: "generic",
    receiver: "generic",
    dialect: "jinja",
    method: "POST",
    url: "https://example.com/",
    headers: { "Content-Type": "application/json" },
    body,
  };
}

test("offsets count UTF-16 units unless bytes are asked for", () => {
  const body = '{"a":\n "😀é {{ name"}';
  const hook = new Hook(hookWithBody(body));
  const contact = '{"name": "Ann"}';
  const inUnits = bodyFindings(hook.check(contact));
  const inBytes = bodyFindings(hook.check(contact, { encoding: "utf-8" }));
  assert.equal(inUnits.length, inBytes.length);

  const tag = body.indexOf("{{");
  const blamed = inUnits.findIndex(({ span }) => span.start.offset >= tag);
  assert.notEqual(blamed, -1, `no finding at or after the broken tag: ${JSON.stringify(inUnits)}`);
  for (const end of ["start", "end"]) {
    assert.deepEqual(inUnits[blamed].span[end], position(body, inUnits[blamed].span[end].offset, (text) => text.length));
    assert.deepEqual(
      inBytes[blamed].span[end],
      position(body, inUnits[blamed].span[end].offset, (text) => Buffer.byteLength(text)),
    );
  }
});

function bodyFindings(report) {
  return report.findings.filter(({ source }) => source === "body");
}

/** Where the report must place the character at `index`, in the unit that `length` counts. */
function position(text, index, length) {
  const before = text.slice(0, index);
  const line = before.split("\n");
  return { offset: length(before), line: line.length, column: length(line.at(-1)) + 1 };
}

test("a number keeps the text it has in the contact", () => {
  const hook = new Hook(hookWithBody('{"price": {{ price }}}'));
  assert.equal(hook.check('{"price": 10.0}').request.body.text, '{"price": 10.0}');
});

test("what is no webhook is a problem of the report; what is no data is refused", () => {
  const report = new Hook({ sender: 7 }).check("{}");
  assert.ok(report.findings.some(({ source, severity }) => source === "hook" && severity === "error"));
  assert.throws(() => new Hook({ ...hookWithBody("{}"), body: () => "{}" }), Error);
});

test("an option that does not exist is refused by name", () => {
  const hook = new Hook(hookWithBody("{}"));
  assert.throws(() => hook.check("{}", { encoding: "latin-1" }), /latin-1/);
});

test("a freed hook says so", () => {
  const hook = new Hook(hookWithBody("{}"));
  hook.free();
  hook.free();
  assert.throws(() => hook.check("{}"), { message: "this Hook was freed" });
});

test("an unknown code has no explanation", () => {
  assert.equal(explain("no-such-code"), undefined);
});

test("a request can be had without a report, and is the report's", () => {
  const hook = new Hook(hookWithBody('{"a": "{{ name }}"}'));
  const contact = '{"name": "Ann"}';
  const request = hook.render(contact);
  assert.deepEqual(request, {
    method: "POST",
    url: "https://example.com/",
    headers: [{ name: "Content-Type", value: "application/json" }],
    body: '{"a": "Ann"}',
  });
  assert.equal(request.body, hook.check(contact).request.body.text);
});
