// Measures the check of a list of contacts: ours as the shipped package on one thread and as a native program on one
// thread and on all, against nunjucks or liquidjs with JSON.parse and ajv in this same process, and Python's jinja2 with
// jsonschema. Templates and schemas are compiled once, and of several rounds the best counts, for each alike.
// Arguments: the npm package's entry, where the peers are installed, the native measurer, the native command line,
// Inkpact's schema, Python, the Python measurer and a folder for the lists.

import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { CASES, write } from './contacts.mjs';

const [entry, home, native, cli, schemaFile, python, pythonMeasurer, folder] = process.argv.slice(2);
const { Hook } = await import(pathToFileURL(entry));
const require = createRequire(home);
const nunjucks = require('nunjucks');
const { Liquid } = require('liquidjs');
const Ajv = require('ajv/dist/2020').default;

const CONTACTS = Number(process.env.HOOKPROOF_BENCH_CONTACTS ?? 100_000);
// An engine compiles what is slow again, and better, while it runs: that takes some rounds, for ours as for theirs.
const ROUNDS = 9;
/** What is slow gets fewer contacts: its time for one does not hang on how many there are. */
const FEW = Math.min(CONTACTS, 10_000);
const CHUNK = 64 * 1024;

const environment = new nunjucks.Environment(null, { autoescape: false });
const liquid = new Liquid();
const validate = new Ajv({ strict: false, validateFormats: false })
  .compile(JSON.parse(readFileSync(schemaFile, 'utf8')));

function chunks(file, take) {
  const bytes = new Uint8Array(CHUNK);
  const open = openSync(file, 'r');
  for (;;) {
    const length = readSync(open, bytes);
    if (length === 0) break;
    take(bytes.subarray(0, length));
  }
  closeSync(open);
}

/** The lines of a file, read in pieces as ours are. */
function lines(file, take) {
  const decoder = new TextDecoder();
  let rest = '';
  chunks(file, (bytes) => {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = parts.pop();
    parts.forEach(take);
  });
  if (rest) take(rest);
}

/** The best of the rounds in microseconds a contact, with what the last one gave. */
function best(count, turn) {
  let micros = Infinity;
  let result;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    result = turn();
    micros = Math.min(micros, ((performance.now() - start) * 1000) / count);
  }
  return { micros, ...result };
}

function ours(hook, file) {
  const compiled = new Hook(hook);
  const found = best(CONTACTS, () => {
    const audience = compiled.audience();
    chunks(file, (bytes) => audience.push(bytes));
    const totals = audience.finish();
    audience.free();
    return { failing: totals.failing, byPlan: totals.checked.by_plan };
  });
  compiled.free();
  return found;
}

function theirs({ language, hook }, file) {
  const template = language === 'jinja'
    ? new nunjucks.Template(hook.body, environment, 'body', true)
    : liquid.parse(hook.body);
  const render = language === 'jinja'
    ? (contact) => template.render(contact)
    : (contact) => liquid.renderSync(template, contact);
  // Ours takes a text of spaces for empty, as Inkpact does; here no contact has one.
  const passes = (line) => {
    try {
      return validate(JSON.parse(render(JSON.parse(line))));
    } catch {
      return false;
    }
  };
  return best(CONTACTS, () => {
    let failing = 0;
    lines(file, (line) => { if (!passes(line)) failing += 1; });
    return { failing };
  });
}

function run(program, args, input) {
  const { status, stdout, stderr } = spawnSync(program, args, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0 && status !== 1) throw new Error(`${program} failed: ${stderr}`);
  return stdout;
}

function nativeOne(hook, file, rendered) {
  const found = JSON.parse(run(native, [], JSON.stringify({ hook, list: file, rendered })));
  return { micros: found.planned, rendered: found.rendered, failing: found.failing, byPlan: found.by_plan, peak: found.peak_kib };
}

/** A webhook as TOML, whose texts are written as JSON's are. */
function toml({ headers, ...keys }) {
  const lines = (members) => Object.entries(members).map(([key, text]) => `${key} = ${JSON.stringify(text)}`);
  return [...lines(keys), '[headers]', ...lines(headers)].join('\n');
}

/** The command line on all cores, its start included. */
function nativeAll(hook, file, count) {
  const hookFile = join(folder, 'bench.hook.toml');
  writeFileSync(hookFile, toml(hook));
  return best(count, () => {
    const totals = JSON.parse(run(cli, ['audience', hookFile, '--contacts', file, '--format', 'json', '--allow', '100%']));
    return { failing: totals.failing };
  });
}

function pythonTimes({ hook }, file) {
  const asked = { template: hook.body, schema: schemaFile, list: file, rounds: 1 };
  const found = JSON.parse(run(python, [pythonMeasurer], JSON.stringify(asked)));
  return { micros: found.micros, failing: found.failing.length, peak: found.peak_kib };
}

const rate = (micros) => Math.round(1e6 / micros).toLocaleString('en').padStart(11);

function row(name, { micros, failing, peak }, peer, bytes, expected) {
  const ratio = `${(peer / micros).toPrecision(3)} ×`.padStart(9);
  const megabytes = `${(bytes / micros).toFixed(0)} MB/s`.padStart(10);
  const memory = peak ? `  peak ${Math.round(peak / 1024)} MiB` : '';
  const agrees = failing === expected ? '' : `  DISAGREES: ${failing} fail, not ${expected}`;
  console.log(`  ${name.padEnd(34)} ${micros.toFixed(2).padStart(8)} µs ${rate(micros)}/s ${megabytes} ${ratio}${memory}${agrees}`);
}

let disagree = false;
for (const one of CASES) {
  const file = join(folder, 'list.ndjson');
  write(file, one, CONTACTS);
  const few = join(folder, 'few.ndjson');
  write(few, one, FEW);
  const bytes = statSync(file).size / CONTACTS;
  const peerName = one.language === 'jinja' ? 'nunjucks + JSON.parse + ajv' : 'liquidjs + JSON.parse + ajv';
  const peer = theirs(one, file);
  const results = [
    [peerName, peer],
    ['ours, WebAssembly, one thread', ours(one.hook, file)],
    ['ours, native, one thread', nativeOne(one.hook, file, few)],
    ['ours, native, all threads', nativeAll(one.hook, file, CONTACTS)],
  ];
  const planned = results[2][1];
  console.log(`${one.name}: ${CONTACTS.toLocaleString('en')} contacts of ${Math.round(bytes)} bytes, ${peer.failing} fail, ${planned.byPlan.toLocaleString('en')} by the plan`);
  for (const [name, result] of results) {
    disagree ||= result.failing !== peer.failing;
    row(name, result, peer.micros, bytes, peer.failing);
  }
  const ofFew = nativeOne(one.hook, few).failing;
  row('ours, native, each one rendered', { micros: planned.rendered, failing: ofFew }, peer.micros, bytes, ofFew);
  if (one.language === 'jinja') {
    const python = pythonTimes(one, few);
    disagree ||= python.failing !== ofFew;
    row('Python: jinja2 + jsonschema', python, peer.micros, bytes, ofFew);
  }
}

const [inkpact] = CASES;
console.log("Inkpact's template, native, by the length of the list:");
for (const count of [1_000, 10_000, 100_000, 1_000_000].filter((it) => it <= 10 * CONTACTS)) {
  const file = join(folder, 'grown.ndjson');
  write(file, inkpact, count);
  const { micros, peak } = nativeOne(inkpact.hook, file);
  console.log(`  ${count.toLocaleString('en').padStart(9)} contacts: ${micros.toFixed(2)} µs each, peak ${Math.round(peak / 1024)} MiB`);
}
if (disagree) {
  console.error('not all agree on which contacts fail');
  process.exit(1);
}
