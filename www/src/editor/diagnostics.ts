/** Problems as the editor shows them: in the gutter and as underlines. */

import type { Diagnostic } from "@codemirror/lint";
import type { Finding, Fix } from "hookproof";
import { element } from "../dom";
import { inlineText } from "../markdown";
import { sentence } from "../model/words";

export function diagnosticsFor(
  findings: readonly Finding[],
  source: string,
  length: number,
  applyFix: (fix: Fix) => void,
): Diagnostic[] {
  const clamp = (offset: number) => Math.min(offset, length);
  return findings
    .filter((finding) => finding.source === source)
    .map(({ span, severity, message, help, fix }) => ({
      from: clamp(span.start.offset),
      to: clamp(span.end.offset),
      severity,
      message,
      renderMessage: () => tooltip(message, help),
      ...(fix ? { actions: [{ name: sentence(fix.title), apply: () => applyFix(fix) }] } : {}),
    }));
}

const tooltip = (message: string, help: string | undefined) =>
  element(
    "div",
    {},
    element("div", { class: "message" }, ...inlineText(sentence(message))),
    help === undefined ? undefined : element("div", {}, ...inlineText(sentence(help))),
  );
