/** What a contact list comes to, in the page's words. */

import type { AudienceTotals } from "hookproof";

type Damage = AudienceTotals["damage"][number];
type Duplicates = AudienceTotals["duplicates"][number];
type Input = NonNullable<AudienceTotals["input"]>;
type Unit = Input["unit"];

/** 50,000 */
export const grouped = (count: number): string => Math.round(count).toLocaleString("en-GB");

/** "1 contact", "50,000 contacts" */
export const some = (count: number, what: string): string => `${grouped(count)} ${what}${count === 1 ? "" : "s"}`;

/** How many of a hundred, with as many decimals as a small part needs. */
export function percentage(count: number, all: number): string {
  const percent = (100 * count) / Math.max(all, 1);
  if (count === all || percent >= 10) return `${percent.toFixed(0)}%`;
  return percent >= 0.01 || count === 0 ? `${percent.toFixed(2)}%` : "less than 0.01%";
}

export const unitOf = ({ input }: AudienceTotals): Unit => input?.unit ?? "line";

/** "lines 3, 17, 20 and more" */
export function numbers(unit: Unit, first: readonly number[], count: number): string {
  const more = count > first.length ? " and more" : "";
  return `${unit}${first.length === 1 ? "" : "s"} ${first.map(grouped).join(", ")}${more}`;
}

/** The totals in a sentence. */
export function totalsWords({ contacts, failing, warned, bad, complete, input }: AudienceTotals): string {
  const of = some(contacts, "contact");
  const fail = failing === 1 ? "fails" : "fail";
  const parts = [
    failing === 0 ? `None of ${of} fails` : `${grouped(failing)} of ${of} ${fail} (${percentage(failing, contacts)})`,
    ...(warned > 0 ? [`${grouped(warned)} ${warned === 1 ? "has" : "have"} only warnings`] : []),
    ...(bad.count > 0 ? [`${some(bad.count, input?.unit ?? "line")} cannot be read`] : []),
  ];
  return `${parts.join(", ")}.${complete ? "" : " The check was cancelled before the end of the list."}`;
}

const damageWords: Record<Damage["kind"], (count: number) => string> = {
  "scientific-notation": (count) =>
    `has ${some(count, "number")} as a spreadsheet shortens them, such as 1.2E+10: their digits are lost, so export the list again`,
  "formula-error": (count) => `has ${some(count, "result")} of formulas that failed, such as #REF!`,
  "lost-zeros": (count) => `has ${some(count, "number")} that may have lost zeros at the front, as spreadsheets do to postcodes`,
};

const peopleWords: Record<Duplicates["by"], string> = { email: "email address", id: "id", address: "postal address" };

/** What is odd about the list itself, a sentence each. */
export function oddities(totals: AudienceTotals): string[] {
  const unit = unitOf(totals);
  const { damage, duplicates, bad, input } = totals;
  const repeated = duplicates.filter(({ count }) => count > 0);
  return [
    ...bad.first.map(({ number, message }) => `${unit === "line" ? "Line" : "Contact"} ${grouped(number)} cannot be read: ${message}.`),
    ...(bad.count > bad.first.length ? [`${some(bad.count - bad.first.length, unit)} more cannot be read.`] : []),
    ...damage.map(
      ({ kind, column, count, first }) => `Column \`${column}\` ${damageWords[kind](count)} (${numbers(unit, first, count)}).`,
    ),
    ...repeated.map(
      ({ by, count, first }) =>
        `${some(count, "contact")} ${count === 1 ? "has" : "have"} the ${peopleWords[by]} of an earlier one (${numbers(unit, first, count)}).`,
    ),
    ...(totals.all_duplicates ? [] : ["The list is too long to tell of all that come twice."]),
    ...(input && input.windows_1252 > 0 ? [`${some(input.windows_1252, "row")} not in UTF-8, read as Windows-1252.`] : []),
  ];
}

/** What is to be known of the columns of a table, a sentence each; first what is missing. */
export function columnWords({ input }: AudienceTotals): string[] {
  const columns = input?.columns ?? [];
  const names = (use: string) => columns.filter((column) => column.use === use && column.name !== "").map(({ name }) => `\`${name}\``);
  const told = (listed: readonly string[], words: (names: string) => string) => (listed.length > 0 ? [words(listed.join(", "))] : []);
  const unfilled = (input?.unfilled ?? []).map(({ field, nearest }) =>
    nearest[0] === undefined
      ? `No column fills \`${field}\`.`
      : `No column fills \`${field}\`. If \`${nearest[0]}\` is meant, rename that column to \`${field}\`.`,
  );
  return [
    ...unfilled,
    ...told(names("ignored"), (names) => `Passed over, because an earlier column fills the same field: ${names}.`),
    ...told(names("read"), (names) => `Read by the webhook: ${names}.`),
    ...told(names("unread"), (names) => `Not read by the webhook: ${names}.`),
  ];
}
