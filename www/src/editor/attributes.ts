import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

/** What an editor tells assistive technology; the tab stop also lets the keyboard scroll it. */
export const editorAttributes = (label: () => string): Extension =>
  EditorView.contentAttributes.of(() => ({ "aria-label": label(), tabindex: "0", autocapitalize: "off" }));
