// Renders JSON Lines of {"template", "data"} with liquidjs, set as near to Shopify's Liquid as it can be, and prints
// {"text"} or {"error"}. The first argument is where liquidjs is installed.

import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const { Liquid } = createRequire(process.argv[2])('liquidjs');
const engine = new Liquid({ strictFilters: true, ownPropertyOnly: true });

for await (const line of createInterface({ input: process.stdin })) {
  const { template, data } = JSON.parse(line);
  let answer;
  try {
    answer = { text: String(engine.parseAndRenderSync(template, data)) };
  } catch (error) {
    answer = { error: String(error.message) };
  }
  console.log(JSON.stringify(answer));
}
