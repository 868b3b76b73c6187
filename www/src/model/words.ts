/** The page's words for places, severities and counts. */

import type { Finding, Run, Span } from "hookproof";

export type Severity = Finding["severity"];

/** `header:Content-Type` → "Content-Type header". */
export function sourceName(source: string): string {
  if (source === "body") return "Template";
  if (source === "url") return "URL";
  if (source === "contact") return "Sample contact";
  if (source === "schema") return "Partner requirements";
  if (source === "hook") return "Webhook";
  return `${source.replace(/^header:/, "")} header`;
}

const isOneLine = (source: string) => source === "url" || source.startsWith("header:");

/** Where a problem is: "Template, line 6, column 18". */
export function placeName(source: string, { start }: Span): string {
  if (source === "hook" || source === "schema") return sourceName(source);
  if (isOneLine(source)) return `${sourceName(source)}, character ${start.column}`;
  return `${sourceName(source)}, line ${start.line}, column ${start.column}`;
}

/** Where a value comes from: "line 2", "the URL". */
export function shortPlace(source: string, { start }: Span): string {
  if (isOneLine(source)) return `the ${sourceName(source)}`;
  return source === "contact" ? `line ${start.line} of the sample contact` : `line ${start.line}`;
}

export const severityName: Record<Severity, string> = { error: "Error", warning: "Warning", info: "Note" };

/** "from line 2 · profile.firstname" */
export function originOf(run: Run): string {
  const fields = run.kind === "secret" ? [`secret ${run.name ?? ""}`.trim()] : (run.reads ?? []);
  return [`from ${shortPlace(run.source, run.span)}`, ...fields].join(" · ");
}

export const languageName: Record<string, string> = {
  jinja: "Jinja",
  liquid: "Liquid",
  velocity: "Velocity",
  "merge-fields": "Merge fields",
};

/** Messages begin small, for the command line; here they stand alone. Names in backticks stay as they are. */
export const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** "2 problems, 1 note", "No problems". */
export function summaryOf(findings: readonly Finding[]): string {
  const notes = findings.filter(({ severity }) => severity === "info").length;
  const problems = findings.length - notes;
  const said = problems === 0 ? "No problems" : counted(problems, "problem");
  return notes === 0 ? said : `${said}, ${counted(notes, "note")}`;
}

export function worstSeverity(findings: readonly Finding[]): Severity | undefined {
  return (["error", "warning", "info"] as const).find((severity) => findings.some((one) => one.severity === severity));
}

/** A stretch of time in its two largest units: `53 s`, `1 min 49 s`, `1 h`. */
export function duration(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const parts = [[hours, "h"], [minutes, "min"], [seconds % 60, "s"]].filter(([count]) => count !== 0);
  return parts.slice(0, 2).map((part) => part.join("\u00a0")).join(" ") || "0\u00a0s";
}
