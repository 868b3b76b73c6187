// What a trap does cannot be shown through the public interface: no input is known that causes one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Hook, starter } from "../dist/api.js";
import { call, generation, startOnDemand } from "../dist/engine.js";
import { EngineError } from "../dist/error.js";

startOnDemand(() => readFileSync(new URL("../dist/hookproof_bg.wasm", import.meta.url)));

test("a trap replaces the engine, and hooks made before it still work", () => {
  const { hook, contact } = starter("generic", "generic");
  const compiled = new Hook(hook);
  const before = compiled.checkText(contact);
  const trap = new WebAssembly.RuntimeError("unreachable");

  assert.throws(
    () => call(() => { throw trap; }),
    (error) => error instanceof EngineError && error.cause === trap && error.message.includes("unreachable"),
  );
  assert.equal(generation(), 1);
  assert.equal(compiled.checkText(contact), before);
  compiled.free();
});

test("a hook of a replaced engine can be freed", () => {
  const compiled = new Hook(starter("generic", "generic").hook);
  assert.throws(() => call(() => { throw new RangeError("Maximum call stack size exceeded"); }), EngineError);
  compiled.free();
  assert.throws(() => compiled.check("{}"), { message: "this Hook was freed" });
});

test("an ordinary error passes through and replaces nothing", () => {
  const before = generation();
  assert.throws(() => call(() => { throw new Error("unknown sender"); }), { name: "Error", message: "unknown sender" });
  assert.equal(generation(), before);
});
