import { expect, test } from "@playwright/test";
import { replacement } from "../../src/editor/replacement";
import { applyEdits, draftOf, hookOf, sameDraft } from "../../src/model/draft";
import { placeName, sentence, summaryOf } from "../../src/model/words";

const at = (offset: number) => ({ offset, line: 1, column: offset + 1 });
const span = (start: number, end: number) => ({ start: at(start), end: at(end) });
const hook = { sender: "ometria", receiver: "inkpact", title: "Note", url: "https://a", headers: { A: "x" }, body: "abcdef" };

test("the one change between two texts", () => {
  for (const [before, after] of [
    ["", "a"],
    ["aa", "aaa"],
    ["abc", "abc"],
    ["abc", ""],
    ["one two three", "one 2 three"],
  ] as const) {
    const { from, to, insert } = replacement(before, after);
    expect(before.slice(0, from) + insert + before.slice(to)).toBe(after);
  }
  expect(replacement("one two three", "one 2 three")).toEqual({ from: 4, to: 7, insert: "2" });
});

test("a webhook survives being a draft", () => {
  expect(hookOf(draftOf({ ...hook, method: "GET" } as never))).toEqual({ ...hook, method: "GET", settings: {} });
  expect(sameDraft(draftOf(hook as never), draftOf(hook as never))).toBe(true);
});

test("edits of a fix do not disturb each other", () => {
  const edits = [
    { source: "body", span: span(1, 2), text: "BBB" },
    { source: "body", span: span(4, 4), text: "-" },
    { source: "header:A", span: span(0, 1), text: "y" },
    { source: "header:Gone", span: span(0, 1), text: "z" },
  ];
  const { body, headers } = applyEdits(draftOf(hook as never), edits);
  expect(body).toBe("aBBBcd-ef");
  expect(headers.map(({ value }) => value)).toEqual(["y"]);
});

test("places and counts in people's words", () => {
  expect(placeName("body", span(4, 4))).toBe("Template, line 1, column 5");
  expect(placeName("header:X-Key", span(4, 4))).toBe("X-Key header, character 5");
  expect(placeName("hook", span(0, 0))).toBe("Webhook");
  expect(sentence("there is no filter")).toBe("There is no filter");
  expect(sentence("`postcode` is empty")).toBe("`postcode` is empty");
  const one = { severity: "error" } as never;
  const note = { severity: "info" } as never;
  expect([summaryOf([]), summaryOf([one]), summaryOf([one, one, note])]).toEqual([
    "No problems",
    "1 problem",
    "2 problems, 1 note",
  ]);
});
