/** The problems of a one-line text, right below it. */

import type { Finding } from "hookproof";
import { element } from "../dom";
import { severityName } from "../model/words";
import { severityMark } from "./icons";
import { inlineText } from "../markdown";

export function createFieldProblems() {
  const list = element("ul", { class: "field-problems" });
  let shown = "[]";
  return {
    element: list,
    update(findings: readonly Pick<Finding, "severity" | "message">[]) {
      const next = JSON.stringify(findings.map(({ severity, message }) => [severity, message]));
      if (next === shown) return;
      shown = next;
      list.replaceChildren(
        ...findings.map(({ severity, message }) =>
          element("li", { class: severity }, severityMark(severity), element("span", {}, `${severityName[severity]}: `, ...inlineText(message))),
        ),
      );
    },
  };
}
