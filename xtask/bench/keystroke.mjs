// Measures one keystroke: ours, native and as the shipped package, against nunjucks and ajv in this same process.
// Arguments: the npm package's entry, where nunjucks and ajv are installed, the native program and Inkpact's
// schema. Ratios are printed, since times hang on the machine; and how long a search takes, which has to fit a frame.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [entry, home, native, schemaFile] = process.argv.slice(2);
const { Hook, starter } = await import(pathToFileURL(entry));
const require = createRequire(home);
const nunjucks = require('nunjucks');
const Ajv = require('ajv/dist/2020').default;

const ROUNDS = 9;
const ROUND_MILLISECONDS = 50;
const environment = new nunjucks.Environment(null, { autoescape: false });
const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true })
  .compile(JSON.parse(readFileSync(schemaFile, 'utf8')));

/** Milliseconds a turn, the median of the rounds. */
function median(turn) {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    for (let turns = 1; ; turns += 1) {
      turn();
      const spent = performance.now() - start;
      if (spent >= ROUND_MILLISECONDS) return spent / turns;
    }
  });
  return rounds.sort((a, b) => a - b)[ROUNDS >> 1];
}

function nativeTimes(input) {
  const { status, stdout, stderr } = spawnSync(native, { input: JSON.stringify(input), encoding: 'utf8' });
  if (status !== 0) throw new Error(`${native} failed: ${stderr}`);
  return JSON.parse(stdout, (_, value) => (typeof value === 'number' ? value / 1000 : value));
}

function theirTimes({ hook, contact }) {
  const compile = () => new nunjucks.Template(hook.body, environment, 'body', true);
  const compiled = compile();
  const render = (template) => template.render(JSON.parse(contact));
  const check = (template) => validate(JSON.parse(render(template)));
  return {
    render: median(() => render(compile())),
    check: median(() => check(compiled)),
    whole: median(() => check(compile())),
  };
}

function wasmTimes({ hook, contact }) {
  const compiled = new Hook(hook);
  const whole = () => {
    const one = new Hook(hook);
    one.check(contact);
    one.free();
  };
  const render = () => {
    const one = new Hook(hook);
    one.render(contact);
    one.free();
  };
  return { render: median(render), check: median(() => compiled.check(contact)), whole: median(whole) };
}

/** How many contacts a search checks, and how many of them a millisecond: ours, and theirs on those that it tells of. */
function search({ hook, contact }, nativeProve) {
  const compiled = new Hook(hook);
  const { proof } = compiled.prove(contact);
  const contacts = [contact, ...proof.witnesses.map(({ witness }) => witness.contact)];
  const template = new nunjucks.Template(hook.body, environment, 'body', true);
  const check = (it) => {
    try {
      validate(JSON.parse(template.render(JSON.parse(it))));
    } catch {
      // A request that is no JSON is what a search is for.
    }
  };
  const theirs = contacts.length / median(() => contacts.forEach(check));
  const wasm = median(() => compiled.prove(contact));
  const rate = (milliseconds) => proof.tried / milliseconds;
  return { tried: proof.tried, wasm, native: nativeProve, rates: [theirs, rate(nativeProve), rate(wasm)] };
}

/** A body of 200 KB: Inkpact's people over and over. */
function large(hook) {
  const data = JSON.parse(hook.body);
  const row = JSON.stringify(data.data[0]);
  const rows = Array(Math.ceil(200_000 / row.length)).fill(row);
  return { ...hook, body: `{"campaign_id":"1","data":[${rows.join(',\n')}]}` };
}

const { hook: example, contact } = starter('ometria', 'inkpact');
const inputs = [["Inkpact's example", example], ['a body of 200 KB', large(example)]];
const line = (...cells) => console.log(`${cells[0].padEnd(20)}${cells[1].padEnd(34)}${cells[2].padStart(12)}${cells[3].padStart(12)}`);
const ratio = (theirs, ours) => (ours === undefined ? '' : `${(theirs / ours).toFixed(2)} x`);

line('times as fast as', 'nunjucks (and JSON.parse, ajv)', 'native', 'wasm');
for (const [name, hook] of inputs) {
  const input = { hook, contact };
  const [theirs, wasm, ours] = [theirTimes(input), wasmTimes(input), nativeTimes(input)];
  line(name, 'parse and render', ratio(theirs.render, ours.render), ratio(theirs.render, wasm.render));
  line(name, 'check, all compiled', ratio(theirs.check, ours.check), ratio(theirs.check, wasm.check));
  if (hook === example) {
    const { tried, wasm: inWasm, native: natively, rates } = search(input, ours.prove);
    const [them, us, usInWasm] = rates;
    line(name, `search of ${tried} contacts`, `${(us / them).toFixed(2)} x`, `${(usInWasm / them).toFixed(2)} x`);
    line('', 'contacts a millisecond', us.toFixed(1), usInWasm.toFixed(1));
    line('', 'of nunjucks and ajv', them.toFixed(1), them.toFixed(1));
    line('', 'the whole search, in milliseconds', natively.toFixed(1), inWasm.toFixed(1));
  }
  line(name, 'keystroke: compile and check', ratio(theirs.whole, ours.whole), ratio(theirs.whole, wasm.whole));
}
