/** One editor of a template text: the body, the URL or a header's value. */

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { lintGutter, nextDiagnostic, previousDiagnostic, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import type { Fix, Span } from "hookproof";
import type { Draft } from "../model/draft";
import { contentTypeOf, dialectOf, freshReport, type State, type Store } from "../model/state";
import type { Trace } from "../model/trace";
import { diagnosticsFor } from "./diagnostics";
import { traceTag, tracedTag } from "./highlight-tag";
import { highlighting, templateLanguage, type Surrounding } from "./language";
import { pointing } from "./pointing";
import { editorAttributes } from "./attributes";
import { replacement } from "./replacement";

export interface FieldOptions {
  readonly store: Store;
  /** Its name for assistive technology; a header's changes as it is renamed. */
  readonly label: () => string;
  readonly multiline: boolean;
  /** The name of this text in reports; a header's changes as it is renamed. */
  readonly source: () => string;
  readonly read: (draft: Draft) => string;
  readonly write: (draft: Draft, text: string) => Draft;
  readonly applyFix: (fix: Fix) => void;
}

export interface TemplateField {
  readonly element: HTMLElement;
  update(state: State, trace: Trace | undefined): void;
  /** Selects the span and moves the cursor there. */
  reveal(span: Span): void;
  destroy(): void;
}

/** What the merge tags stand in. */
function surrounding(state: State, multiline: boolean): Surrounding {
  if (!multiline) return "text";
  const type = contentTypeOf(state);
  if (type.includes("json")) return "json";
  return type.includes("form") ? "form" : "text";
}

const oneLine = EditorState.transactionFilter.of((change) => (change.newDoc.lines > 1 ? [] : change));

const several: Extension = [lineNumbers(), lintGutter(), highlightActiveLine(), highlightActiveLineGutter(), bracketMatching()];

const keys = keymap.of([
  { key: "F8", run: nextDiagnostic },
  { key: "Shift-F8", run: previousDiagnostic },
  ...defaultKeymap,
  ...historyKeymap,
]);

export function createTemplateField(options: FieldOptions): TemplateField {
  const { store, multiline } = options;
  const language = new Compartment();
  let shown = options.read(store.get().draft);
  let languageOf = languageKey(store.get(), multiline);
  let previous: State | undefined;
  let tracedRun: Trace["run"] | undefined;

  function makeState(state: State): EditorState {
    return EditorState.create({
      doc: shown,
      extensions: [
        multiline ? several : oneLine,
        history(),
        keys,
        language.of(templateLanguage(dialectOf(state), surrounding(state, multiline))),
        highlighting,
        tracedTag,
        EditorView.lineWrapping,
        editorAttributes(options.label),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          shown = update.state.doc.toString();
          store.update(({ draft }) => (options.read(draft) === shown ? {} : { draft: options.write(draft, shown) }));
        }),
        pointing(store, options.source),
      ],
    });
  }

  const view = new EditorView({ state: makeState(store.get()) });

  function showText(state: State) {
    const text = options.read(state.draft);
    const key = languageKey(state, multiline);
    if (previous && previous.origin !== state.origin) {
      [shown, languageOf, tracedRun] = [text, key, undefined];
      view.setState(makeState(state));
      return;
    }
    if (text !== shown) view.dispatch({ changes: replacement(shown, text) });
    if (key !== languageOf) {
      languageOf = key;
      view.dispatch({ effects: language.reconfigure(templateLanguage(dialectOf(state), surrounding(state, multiline))) });
    }
  }

  function showProblems(state: State) {
    const report = freshReport(state);
    if (!report || previous?.checked === state.checked) return;
    const { findings } = report;
    const diagnostics = diagnosticsFor(findings, options.source(), view.state.doc.length, options.applyFix);
    view.dispatch(setDiagnostics(view.state, diagnostics));
  }

  function showTrace(trace: Trace | undefined) {
    const run = trace?.run.source === options.source() ? trace.run : undefined;
    if (run === tracedRun) return;
    tracedRun = run;
    const length = view.state.doc.length;
    const range = run && { from: Math.min(run.span.start.offset, length), to: Math.min(run.span.end.offset, length) };
    view.dispatch({ effects: traceTag.of(range) });
  }

  return {
    element: view.dom,
    update(state, trace) {
      showText(state);
      showProblems(state);
      showTrace(trace);
      previous = state;
    },
    reveal({ start, end }) {
      const length = view.state.doc.length;
      const selection = { anchor: Math.min(start.offset, length), head: Math.min(end.offset, length) };
      view.dispatch({ selection, effects: EditorView.scrollIntoView(selection.anchor, { y: "center" }) });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

const languageKey = (state: State, multiline: boolean) => `${dialectOf(state)} ${surrounding(state, multiline)}`;
