import { expect, test } from "@playwright/test";
import { columnWords, numbers, oddities, percentage, totalsWords } from "../../src/model/list-words";

const totals = {
  complete: true,
  input: { format: "csv", encoding: "utf-8", unit: "line", windows_1252: 0 },
  contacts: 50_000,
  failing: 312,
  warned: 1,
  bad: { count: 0, first: [] },
  duplicates: [{ by: "email", count: 0, first: [] }],
  all_duplicates: true,
  damage: [],
};

test("totals in a sentence", () => {
  expect(totalsWords(totals as never)).toBe("312 of 50,000 contacts fail (0.62%), 1 has only warnings.");
  const short = { ...totals, complete: false, contacts: 1, failing: 0, warned: 0, bad: { count: 2, first: [] } };
  expect(totalsWords(short as never)).toBe(
    "None of 1 contact fails, 2 lines cannot be read. The check was cancelled before the end of the list.",
  );
});

test("parts of a hundred", () => {
  const parts: [number, number][] = [[0, 0], [3, 3], [1, 8], [1, 300], [1, 1_000_000]];
  expect(parts.map(([count, all]) => percentage(count, all))).toEqual(["0%", "100%", "13%", "0.33%", "less than 0.01%"]);
});

test("the first of many lines", () => {
  expect(numbers("line", [3], 1)).toBe("line 3");
  expect(numbers("contact", [3, 1017], 9)).toBe("contacts 3, 1,017 and more");
});

test("what is odd about a list", () => {
  expect(oddities(totals as never)).toEqual([]);
  const odd = {
    ...totals,
    bad: { count: 2, first: [{ number: 9, message: "it is no object" }] },
    damage: [{ kind: "lost-zeros", column: "zip", count: 1, first: [4] }],
    duplicates: [{ by: "id", count: 2, first: [5, 6] }],
    all_duplicates: false,
    input: { ...totals.input, windows_1252: 3 },
  };
  expect(oddities(odd as never)).toEqual([
    "Line 9 cannot be read: it is no object.",
    "1 line more cannot be read.",
    "Column `zip` has 1 number that may have lost zeros at the front, as spreadsheets do to postcodes (line 4).",
    "2 contacts have the id of an earlier one (lines 5, 6).",
    "The list is too long to tell of all that come twice.",
    "3 rows not in UTF-8, read as Windows-1252.",
  ]);
});

test("what is to be known of columns", () => {
  const column = (name: string, use: string) => ({ name, field: name, use, mapped: false, nearest: [] });
  const columns = [column("a", "read"), column("b", "unread"), column("A", "ignored"), column("", "ignored")];
  const unfilled = [
    { field: "c", nearest: [] },
    { field: "d.e", nearest: ["e"] },
  ];
  expect(columnWords({ ...totals, input: { ...totals.input, columns, unfilled } } as never)).toEqual([
    "No column fills `c`.",
    "No column fills `d.e`. If `e` is meant, rename that column to `d.e`.",
    "Passed over, because an earlier column fills the same field: `A`.",
    "Read by the webhook: `a`.",
    "Not read by the webhook: `b`.",
  ]);
});
