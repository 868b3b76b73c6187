// Builds dist/ from src/, the schemas and wasm/ (which `cargo xtask wasm` writes).
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { writeSchemaTypes } from "./schema-types.js";

const PACKAGE = new URL("../", import.meta.url);
const DIST = new URL("dist/", PACKAGE);
const WASM = new URL("wasm/", PACKAGE);
const GENERATED = new URL("src/generated/", PACKAGE);

if (!existsSync(new URL("hookproof_bg.wasm", WASM))) {
  console.error("error: npm/wasm is empty\n  run `cargo xtask npm`, which builds the WebAssembly module first");
  process.exit(1);
}

await rm(DIST, { recursive: true, force: true });
await rm(GENERATED, { recursive: true, force: true });
await mkdir(DIST);
await writeSchemaTypes(GENERATED);
await copyGlue();
compileTypeScript();
await bundleCommonJs();
await writeCommonJsTypes();

/** The glue goes beside the sources, for the compiler and the bundler, and beside the output, to be run. */
async function copyGlue() {
  await mkdir(new URL("generated/", DIST));
  for (const folder of [GENERATED, new URL("generated/", DIST)]) {
    await copyFile(new URL("hookproof.d.ts", WASM), new URL("glue.d.ts", folder));
    await copyFile(new URL("hookproof.js", WASM), new URL("glue.js", folder));
  }
  await copyFile(new URL("hookproof_bg.wasm", WASM), new URL("hookproof_bg.wasm", DIST));
}

function compileTypeScript() {
  const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
  const compiler = join(dirname(manifest), "bin", "tsc");
  try {
    execFileSync(process.execPath, [compiler, "--project", fileURLToPath(PACKAGE)], { stdio: "inherit" });
  } catch {
    // The compiler has said what is wrong.
    process.exit(1);
  }
}

/** `require` gets one self-contained file: older tools cannot require ES modules. */
async function bundleCommonJs() {
  const file = fileURLToPath(new URL("node.cjs", DIST));
  await build({
    entryPoints: [fileURLToPath(new URL("src/node.cts", PACKAGE))],
    outfile: file,
    allowOverwrite: true,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    logLevel: "warning",
  });
}

/** TypeScript wants declarations of the same kind as the code: a `.d.cts` for each `.d.ts` that `require` reaches. */
async function writeCommonJsTypes(folder = DIST) {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) {
      await writeCommonJsTypes(new URL(`${entry.name}/`, folder));
    } else if (entry.name.endsWith(".d.ts") && !entry.name.includes("worker")) {
      const types = await readFile(new URL(entry.name, folder), "utf8");
      const renamed = types.replaceAll(/(from ["']\.[^"']*)\.js(["'])/g, "$1.cjs$2");
      await writeFile(new URL(entry.name.replace(/\.d\.ts$/, ".d.cts"), folder), renamed);
    }
  }
}
