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
    .flatMap(({ span, places, severity, message, help, fix }) =>
      [span, ...(places ?? []).map((place) => place.span)].map((one) => ({
        from: clamp(one.start.offset),
        to: clamp(one.end.offset),
        severity,
        message,
        renderMessage: () => tooltip(message, help),
        ...(fix ? { actions: [{ name: sentence(fix.title), apply: () => applyFix(fix) }] } : {}),
      })),
    );
}

const tooltip = (message: string, help: string | undefined) =>
  element(
    "div",
    {},
    element("div", { class: "message" }, ...inlineText(sentence(message))),
    help === undefined ? undefined : element("div", {}, ...inlineText(sentence(help))),
  );
