// Generates the TypeScript types of everything that has a JSON Schema, so that they cannot drift from it.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { compile } from "json-schema-to-typescript";

const SCHEMAS = new URL("../../schemas/", import.meta.url);

/** The name is the package's, whatever title the schema shows in editors. */
const TYPES = [
  { schema: "report", name: "Report" },
  { schema: "hook", name: "HookFile" },
  { schema: "catalog", name: "Catalog" },
  { schema: "fields", name: "Fields" },
  { schema: "audience", name: "AudienceTotals" },
];

/** Writes one module per schema into `folder`, a directory URL. */
export async function writeSchemaTypes(folder) {
  await mkdir(folder, { recursive: true });
  for (const { schema, name } of TYPES) {
    const file = `${schema}.schema.json`;
    const root = JSON.parse(await readFile(new URL(file, SCHEMAS), "utf8"));
    const source = await compile({ ...root, title: name }, name, {
      additionalProperties: false,
      // "One or more" as a tuple is a nuisance to build and tells a reader nothing.
      ignoreMinAndMaxItems: true,
      bannerComment: `// Generated from schemas/${file} by scripts/schema-types.js; edit the schema.`,
    });
    await writeFile(new URL(`${schema}.ts`, folder), source);
  }
}
