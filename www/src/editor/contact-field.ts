/** The editor of the sample contact. */

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching } from "@codemirror/language";
import { lintGutter, nextDiagnostic, previousDiagnostic, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import type { Fix, Span } from "hookproof";
import { freshReport, type State, type Store } from "../model/state";
import { editorAttributes } from "./attributes";
import { diagnosticsFor } from "./diagnostics";
import { highlighting } from "./language";
import { replacement } from "./replacement";

export interface ContactField {
  readonly element: HTMLElement;
  update(state: State): void;
  reveal(span: Span): void;
}

export function createContactField(store: Store, label: string, applyFix: (fix: Fix) => void): ContactField {
  let shown = store.get().contact;
  let previous: State | undefined;

  const makeState = () =>
    EditorState.create({
      doc: shown,
      extensions: [
        lineNumbers(),
        lintGutter(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        bracketMatching(),
        history(),
        keymap.of([
          { key: "F8", run: nextDiagnostic },
          { key: "Shift-F8", run: previousDiagnostic },
          ...defaultKeymap,
          ...historyKeymap,
        ]),
        json(),
        highlighting,
        EditorView.lineWrapping,
        editorAttributes(() => label),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          shown = update.state.doc.toString();
          store.update((state) => (state.contact === shown ? {} : { contact: shown }));
        }),
      ],
    });

  const view = new EditorView({ state: makeState() });

  function showProblems(state: State) {
    const report = freshReport(state);
    const length = view.state.doc.length;
    if (report && report !== previous?.checked?.report) {
      view.dispatch(setDiagnostics(view.state, diagnosticsFor(report.findings, "contact", length, applyFix)));
    }
    if (state.failure !== previous?.failure && state.failure !== undefined) {
      view.dispatch(setDiagnostics(view.state, notJson(shown)));
    }
  }

  return {
    element: view.dom,
    update(state) {
      if (previous && previous.origin !== state.origin) {
        shown = state.contact;
        view.setState(makeState());
      } else if (state.contact !== shown) {
        view.dispatch({ changes: replacement(shown, state.contact) });
      }
      showProblems(state);
      previous = state;
    },
    reveal({ start, end }) {
      const length = view.state.doc.length;
      view.dispatch({
        selection: { anchor: Math.min(start.offset, length), head: Math.min(end.offset, length) },
        scrollIntoView: true,
      });
      view.focus();
    },
  };
}

/** Where the browser stops reading the contact, if it does. */
function notJson(text: string): Diagnostic[] {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const position = /position (\d+)/.exec(message)?.[1];
    const at = Math.min(position === undefined ? text.length : Number(position), text.length);
    return [{ from: at, to: at, severity: "error", message: `The sample contact is not JSON: ${message}` }];
  }
}
