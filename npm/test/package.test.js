import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const manifest = createRequire(import.meta.url)("hookproof/package.json");

test("publint has nothing to say", async () => {
  const { messages } = await publint({ pkgDir: PACKAGE, strict: true });
  assert.deepEqual(messages.map((message) => formatMessage(message, manifest)), []);
});

test("the types serve import, require and bundlers", () => {
  const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
  for (const project of ["node", "bundler", "no-dom"]) {
    const config = join(PACKAGE, "test", "types", `tsconfig.${project}.json`);
    try {
      execFileSync(process.execPath, [compiler, "--project", config], { encoding: "utf8" });
    } catch (error) {
      assert.fail(`${project}:\n${error.stdout}`);
    }
  }
});
