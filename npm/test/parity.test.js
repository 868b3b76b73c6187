// The shipped module must give the reports of the native library, byte for byte.
// `cargo xtask test parity` writes the native ones: a line of JSON per case.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Hook } from "hookproof";

const file = process.env.HOOKPROOF_PARITY ?? new URL("../../target/parity.jsonl", import.meta.url);
const cases = readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));

test("there are cases to compare", () => {
  assert.notEqual(cases.length, 0, `${file} is empty`);
});

for (const { case: name, hook, files, contact, options, report: expected } of cases) {
  test(name, () => {
    const compiled = new Hook(hook, { files });
    const actual = compiled.checkText(contact, options);
    compiled.free();
    if (actual !== expected) assert.fail(difference(Buffer.from(expected), Buffer.from(actual)));
  });
}

/** Names the first byte that differs and shows what surrounds it. */
function difference(native, wasm) {
  let at = 0;
  while (at < native.length && native[at] === wasm[at]) at += 1;
  const around = (bytes) => JSON.stringify(bytes.toString("utf8", Math.max(0, at - 60), at + 60));
  return `the reports differ from byte ${at} on\nnative: ${around(native)}\nwasm:   ${around(wasm)}`;
}
