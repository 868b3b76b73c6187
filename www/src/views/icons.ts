/** Severities by shape as well as by colour. */

import { element } from "../dom";
import type { Severity } from "../model/words";

export const severityMark = (severity: Severity | "none") =>
  element("span", { class: `mark ${severity}`, "aria-hidden": "true" });
