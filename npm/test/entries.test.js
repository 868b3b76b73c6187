import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import * as node from "hookproof";
import * as web from "../dist/index.js";

const require = createRequire(import.meta.url);
const MODULE = new URL("../dist/hookproof_bg.wasm", import.meta.url);

test("import and require give the same engine", () => {
  const required = require("hookproof");
  assert.deepEqual(Object.keys(required).sort(), Object.keys(node).sort());
  assert.equal(required.Hook, node.Hook);
});

test("Node needs no init, and init does no harm", async () => {
  const before = node.catalog();
  await node.init();
  assert.ok(before.senders.length > 0);
  assert.deepEqual(node.catalog(), before);
});

test("the browser's entry offers what Node's does", () => {
  assert.deepEqual(Object.keys(web).sort(), Object.keys(node).sort());
});

test("the browser's entry asks for init, survives a bad module and then works", async () => {
  assert.throws(() => web.catalog(), { message: "Hookproof is not ready: call `await init()` first" });
  await assert.rejects(web.init(new Uint8Array([1, 2, 3, 4])), /^Error: cannot load Hookproof's WebAssembly module: /);
  await Promise.all([web.init(await readFile(MODULE)), web.init()]);
  assert.deepEqual(web.catalog(), node.catalog());
});

test("the module can be found under its own name", () => {
  assert.equal(import.meta.resolve("hookproof/hookproof_bg.wasm"), MODULE.href);
});
