import assert from "node:assert/strict";
import { test } from "node:test";
import { Hook } from "hookproof";

const input = {
  sender: "ometria",
  receiver: "generic",
  method: "POST",
  url: "https://example.com/",
  headers: { "Content-Type": "application/json" },
  body: '{"name": "{{ profile.firstname }}"}',
};
const contact = '{"profile": {"firstname": "Amelia", "spent": 10.0}}';

test("a proof has a contact that fails, and what fails with it", () => {
  const hook = new Hook(input);
  const { proof, findings } = hook.prove(contact);
  assert.deepEqual(findings, []);
  assert.equal(proof.from, "given");
  const [problem] = proof.witnesses;
  assert.equal(problem.code, "body-not-json");
  assert.deepEqual(problem.witness.changed, [
    { field: "profile.firstname", kind: "quote", words: "has a quotation mark", value: '"O\\"Neil"' },
  ]);
  assert.match(problem.witness.contact, /"spent": 10\.0/);
  const again = hook.check(problem.witness.contact);
  assert.ok(again.findings.some(({ code, message }) => code === problem.code && message === problem.message));
});

test("the table says which witness shows what", () => {
  const { proof } = new Hook(input).prove(contact);
  const [row] = proof.fields;
  assert.equal(row.field, "profile.firstname");
  const quote = row.values.find(({ kind }) => kind === "quote");
  assert.deepEqual(quote, { kind: "quote", outcome: "fails", witness: 0 });
  assert.ok(row.values.every(({ kind }) => proof.kinds.some((it) => it.kind === kind)));
});

test("a proof says what holds for all contacts", () => {
  const { verdict, proof } = new Hook(input).prove(contact);
  assert.equal(verdict, "breaks");
  assert.equal(proof.verdict, "breaks");
  assert.equal(proof.sentence, "breaks when 'profile.firstname' has a quotation mark");
  assert.deepEqual(proof.conditions, []);
  const [doubt] = proof.doubts;
  assert.equal(doubt.source, "body");
  assert.deepEqual(doubt.fields, ["profile.firstname"]);
  assert.equal(input.body.slice(doubt.span.start.offset, doubt.span.end.offset), "{{ profile.firstname }}");

  const body = '{"name": {{ profile.firstname | tojson }}}';
  const limited = new Hook({ ...input, body }).prove(contact);
  assert.equal(limited.verdict, "safe-if");
  assert.deepEqual(limited.proof.conditions, [{ field: "profile.firstname", asks: "present" }]);
  assert.deepEqual(limited.proof.doubts, []);
});

test("a check has no proof", () => {
  assert.equal("proof" in new Hook(input).check(contact), false);
});
