/** Serves the built page on a free port of this machine while the tests run. */

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { preview } from "vite";

export default async function serve(): Promise<() => Promise<void>> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  if (!existsSync(`${root}/dist/index.html`)) throw new Error("www/dist is not built: run `npm run build` in www first");
  const server = await preview({ root, preview: { host: "127.0.0.1", port: 0 }, logLevel: "error" });
  const address = server.httpServer.address();
  if (address === null || typeof address === "string") throw new Error("the page is not served on a port");
  process.env["HOOKPROOF_PAGE"] = `http://127.0.0.1:${address.port}/`;
  return () => server.close();
}
