/** One text of the page in a CodeMirror editor. It shows the text that the state has, and gives edits to the state. */

import { defaultKeymap, history, historyKeymap, isolateHistory } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { lintGutter, nextDiagnostic, previousDiagnostic, setDiagnostics } from "@codemirror/lint";
import { EditorState, type Extension, type TransactionSpec } from "@codemirror/state";
import { EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import type { Fix, Span } from "hookproof";
import { freshReport, type Patch, type State, type Store } from "../model/state";
import { diagnosticsFor } from "./diagnostics";
import { highlighting } from "./language";
import { replacement } from "./replacement";

export interface EditorOptions {
  readonly store: Store;
  /** Its name for assistive technology; a header's changes as it is renamed. */
  readonly label: () => string;
  /** The name of its text in reports; a header's changes as it is renamed. */
  readonly source: () => string;
  readonly read: (state: State) => string;
  readonly write: (state: State, text: string) => Patch;
  readonly applyFix: (fix: Fix) => void;
}

const keys = keymap.of([
  { key: "F8", run: nextDiagnostic },
  { key: "Shift-F8", run: previousDiagnostic },
  ...defaultKeymap,
  ...historyKeymap,
]);

/** What an editor of many lines has and one of a single line has not. */
export const manyLines: Extension = [
  lineNumbers(),
  lintGutter(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  bracketMatching(),
];

export abstract class TextEditor {
  protected readonly options: EditorOptions;
  protected readonly view: EditorView;
  /** The last state that was shown. */
  protected shown: State;
  #text: string;

  constructor(options: EditorOptions) {
    this.options = options;
    this.shown = options.store.get();
    this.#text = options.read(this.shown);
    this.view = new EditorView();
  }

  get element(): HTMLElement {
    return this.view.dom;
  }

  /** What this kind of editor adds, for texts just loaded. */
  protected abstract extensions(state: State): Extension;

  update(state: State): void {
    const text = this.options.read(state);
    if (this.shown.origin !== state.origin) this.load(state);
    else if (text !== this.#text) this.#take(text);
    const report = freshReport(state);
    if (report && report !== this.shown.checked?.report) this.view.dispatch(this.#problems(state));
    this.shown = state;
  }

  /** Selects the span and moves the cursor there. */
  reveal({ start, end }: Span): void {
    const selection = { anchor: this.clamp(start.offset), head: this.clamp(end.offset) };
    this.view.dispatch({ selection, effects: EditorView.scrollIntoView(selection.anchor, { y: "center" }) });
    this.view.focus();
  }

  destroy(): void {
    this.view.destroy();
  }

  protected clamp(offset: number): number {
    return Math.min(offset, this.view.state.doc.length);
  }

  /** Texts were replaced as a whole: history, cursor and problems begin anew. */
  protected load(state: State): void {
    this.#text = this.options.read(state);
    const { label } = this.options;
    const extensions = [
      this.extensions(state),
      history(),
      keys,
      highlighting,
      EditorView.lineWrapping,
      // The tab stop also lets the keyboard scroll the text.
      EditorView.contentAttributes.of(() => ({ "aria-label": label(), tabindex: "0", autocapitalize: "off" })),
    ];
    const edits = EditorView.updateListener.of(({ docChanged }) => docChanged && this.#give());
    // First the edit, then what others listen for: they see a state that has it.
    this.view.setState(EditorState.create({ doc: this.#text, extensions: [edits, extensions] }));
  }

  /** A change from elsewhere, such as a fix; undo takes it back on its own. */
  #take(text: string): void {
    this.view.dispatch({ changes: replacement(this.#text, text), annotations: isolateHistory.of("full") });
  }

  #give(): void {
    const { store, read, write } = this.options;
    const text = this.view.state.doc.toString();
    this.#text = text;
    store.update((state) => (read(state) === text ? {} : write(state, text)));
  }

  #problems(state: State): TransactionSpec {
    const { source, applyFix } = this.options;
    const findings = freshReport(state)?.findings ?? [];
    return setDiagnostics(this.view.state, diagnosticsFor(findings, source(), this.view.state.doc.length, applyFix));
  }
}
