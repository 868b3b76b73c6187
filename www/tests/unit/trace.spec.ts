import { expect, test } from "@playwright/test";
import type { Report, Run } from "hookproof";
import { draftOf } from "../../src/model/draft";
import { resolve } from "../../src/model/trace";

const at = (offset: number) => ({ offset, line: 1, column: offset + 1 });

function run(kind: Run["kind"], [start, end]: [number, number], [from, to]: [number, number]): Run {
  return { kind, start, end, source: "body", span: { start: at(from), end: at(to) } } as Run;
}

// {% for t in tags %}<{{ t }}>{% endfor %}, with two tags, the second of them empty.
const body = "{% for t in tags %}<{{ t }}>{% endfor %}";
const runs = [
  run("text", [0, 1], [19, 20]),
  run("value", [1, 4], [20, 27]),
  run("text", [4, 6], [27, 28]),
  run("value", [6, 6], [20, 27]),
  run("text", [6, 7], [27, 28]),
  run("skipped", [7, 7], [0, 40]),
];
const empty = { text: "", runs: [] };
const report = { request: { method: "POST", url: empty, headers: [], body: { text: "<red><>", runs } } } as unknown as Report;
const checked = { report, contact: "", draft: draftOf({ sender: "ometria", receiver: "inkpact", body } as never) };

test("a place in a merge tag leads to all its values, the innermost first", () => {
  const trace = resolve(checked, { at: "template", source: "body", offset: 23 });
  expect(trace?.tag).toBe("{{ t }}");
  expect(trace?.text).toBe("red");
  expect(trace?.places).toEqual([
    { part: "body", run: 1 },
    { part: "body", run: 3 },
  ]);
  expect(resolve(checked, { at: "template", source: "body", offset: 5 })?.run.kind).toBe("skipped");
  expect(resolve(checked, { at: "template", source: "url", offset: 23 })).toBeUndefined();
});

test("a value leads to its merge tag, also when it printed nothing", () => {
  const trace = resolve(checked, { at: "request", part: "body", run: 3 });
  expect([trace?.text, trace?.tag]).toEqual(["", "{{ t }}"]);
});

test("literal text and places that are gone lead nowhere", () => {
  expect(resolve(checked, { at: "request", part: "body", run: 0 })).toBeUndefined();
  expect(resolve(checked, { at: "request", part: "body", run: 99 })).toBeUndefined();
  expect(resolve(checked, undefined)).toBeUndefined();
});
