/** A safety check in the page's words: the verdict, and what came of the kinds of value of each field. */

import type { Change, FieldOutcomes, Proof, ValueKind, ValueOutcome } from "hookproof";
import type { Severity } from "./words";

/** How a verdict looks: by shape and colour as severities do. */
export const verdictMark: Record<Proof["verdict"], Severity | "none"> = {
  safe: "none",
  "safe-if": "warning",
  unproved: "info",
  breaks: "error",
  broken: "error",
};

/** A verdict where there is no room for its sentence. */
export const verdictName: Record<Proof["verdict"], string> = {
  safe: "safe",
  "safe-if": "safe on a condition",
  unproved: "not proved",
  breaks: "breaks",
  broken: "broken",
};

export type Result = ValueOutcome["outcome"] | "ruled-out" | "not-read";

export const resultName: Record<Result, string> = {
  fails: "fails",
  drops: "dropped",
  warns: "warns",
  passes: "fine",
  "not-tried": "not tried",
  "ruled-out": "ruled out",
  "not-read": "not read",
};

/** Kinds of value that people think of as one. */
export interface Group {
  readonly name: string;
  readonly has: (kind: ValueKind) => boolean;
}

export const groups: readonly Group[] = [
  { name: "Missing", has: ({ kind }) => kind === "absent" },
  { name: "Empty", has: ({ kind, family }) => family === "absence" && kind !== "absent" },
  { name: "Characters", has: ({ family }) => family === "content" || family === "constant" },
  { name: "Length", has: ({ family }) => family === "length" || family === "size" },
  { name: "Type", has: ({ family }) => family === "type" },
];

/** What came of a group of kinds in a field. */
export interface Cell {
  readonly result: Result;
  /** How many kinds have it. */
  readonly count: number;
  /** The first problem that shows it. */
  readonly witness: number | undefined;
}

const results: readonly Result[] = ["fails", "drops", "warns", "passes", "not-tried", "ruled-out", "not-read"];

function resultOf({ outcome, why }: ValueOutcome): Result {
  if (outcome !== "not-tried") return outcome;
  if (why === "given" || why === "declared") return "ruled-out";
  return why === "not-read" ? "not-read" : "not-tried";
}

/** The worst of a group; `undefined` where the field has no place for any of it. */
export function cellOf(row: FieldOutcomes, group: Group, kinds: readonly ValueKind[]): Cell | undefined {
  const known = new Set(kinds.filter(group.has).map(({ kind }) => kind));
  const tried = row.values.filter(({ kind, why }) => known.has(kind) && why !== "no-place");
  const result = results.find((one) => tried.some((value) => resultOf(value) === one));
  if (result === undefined) return undefined;
  const alike = tried.filter((value) => resultOf(value) === result);
  return { result, count: alike.length, witness: alike.find(({ witness }) => witness !== undefined)?.witness };
}

/** "`profile.lastname` has a quotation mark"; "it has a quotation mark" where that field is what is spoken of. */
export const changeWords = ({ field, words, value }: Change, subject?: string): string =>
  `${field === subject ? "it" : `\`${field}\``} ${words === "" ? `is ${value ?? ""}` : words}`;

/** "`a` is empty and `b` is missing": all of them together. */
export const changesWords = (changes: readonly Change[]): string => changes.map((change) => changeWords(change)).join(" and ");

const askWords: Record<string, string> = {
  present: "has to be there",
  filled: "has to be filled",
  map: "has to be there, with fields of its own",
};

/** What has to hold of a field of every contact. */
export const conditionWords = ({ field, asks }: Proof["conditions"][number]): string =>
  `\`${field}\` ${askWords[asks] ?? asks}`;

/** How far the search went, and from where. */
export function searchWords({ tried, from, starts_broken, spent }: Proof): string {
  const contacts = `${tried.toLocaleString("en-GB")} contact${tried === 1 ? "" : "s"} tried`;
  const start = starts_broken
    ? "from a contact that fails itself, which hides what else would fail"
    : from === "given"
      ? "from the sample contact"
      : "from an invented contact, because the sample contact fails";
  return `${contacts}, ${start}${spent ? "; there is more to try, but the search ended there" : ""}.`;
}
