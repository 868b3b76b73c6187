/** Problems as the editor shows them: in the gutter and as underlines. */

import type { Diagnostic } from "@codemirror/lint";
import type { Finding, Fix } from "hookproof";

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
      message: help ? `${message}\n${help}` : message,
      ...(fix ? { actions: [{ name: fix.title, apply: () => applyFix(fix) }] } : {}),
    }));
}
