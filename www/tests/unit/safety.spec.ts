import { expect, test } from "@playwright/test";
import { cellOf, changesWords, groups, searchWords } from "../../src/model/safety";

const kind = (kind: string, family: string, words = `is ${kind}`) => ({ kind, family, words, likelihood: "often" }) as never;
const kinds = [kind("absent", "absence"), kind("null", "absence"), kind("empty", "absence"), kind("quote", "content"), kind("constant", "constant", "")];
const group = (name: string) => groups.find((one) => one.name === name)!;
const row = (...values: object[]) => ({ field: "a", values }) as never;

test("a cell is the worst of its kinds, and counts them", () => {
  const cells = row(
    { kind: "absent", outcome: "not-tried", why: "declared" },
    { kind: "null", outcome: "fails", witness: 2 },
    { kind: "empty", outcome: "warns" },
    { kind: "quote", outcome: "drops" },
    { kind: "constant", value: '"US"', outcome: "drops", witness: 0 },
  );
  expect(cellOf(cells, group("Missing"), kinds)).toEqual({ result: "ruled-out", count: 1, witness: undefined });
  expect(cellOf(cells, group("Empty"), kinds)).toEqual({ result: "fails", count: 1, witness: 2 });
  expect(cellOf(cells, group("Characters"), kinds)).toEqual({ result: "drops", count: 2, witness: 0 });
  expect(cellOf(cells, group("Length"), kinds)).toBeUndefined();
});

test("a kind that the field has no place for says nothing", () => {
  expect(cellOf(row({ kind: "quote", outcome: "not-tried", why: "no-place" }), group("Characters"), kinds)).toBeUndefined();
});

test("changes and searches in words", () => {
  const changes = [
    { field: "country", kind: "constant", words: "", value: '"US"' },
    { field: "state", kind: "empty", words: "is empty", value: '""' },
  ];
  expect(changesWords(changes)).toBe('`country` is "US" and `state` is empty');
  const proof = { tried: 1, from: "given", starts_broken: false, spent: false };
  expect(searchWords(proof as never)).toBe("1 contact tried, from the sample contact.");
  expect(searchWords({ ...proof, tried: 1200, from: "invented", spent: true } as never)).toBe(
    "1,200 contacts tried, from an invented contact, because the sample contact fails; there is more to try, but the search ended there.",
  );
});
