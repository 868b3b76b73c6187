/** The editor of a template text: the body, the URL or a header's value. */

import { Compartment, EditorState, type Extension } from "@codemirror/state";
import type { Draft } from "../model/draft";
import { contentTypeOf, dialectOf, type State } from "../model/state";
import type { Trace } from "../model/trace";
import { traceTag, tracedTag } from "./highlight-tag";
import { templateLanguage, type Surrounding } from "./language";
import { pointing } from "./pointing";
import { TextEditor, manyLines, type EditorOptions } from "./text-editor";

interface FieldOptions extends Omit<EditorOptions, "read" | "write"> {
  readonly read: (draft: Draft) => string;
  readonly write: (draft: Draft, text: string) => Draft;
}

const oneLine = EditorState.transactionFilter.of((change) => (change.newDoc.lines > 1 ? [] : change));

export class TemplateField extends TextEditor {
  readonly #multiline: boolean;
  readonly #language = new Compartment();
  #languageName = "";
  #traced: Trace["run"] | undefined;

  constructor({ read, write, ...options }: FieldOptions, { multiline }: { multiline: boolean }) {
    super({
      ...options,
      read: ({ draft }) => read(draft),
      write: ({ draft }, text) => ({ draft: write(draft, text) }),
    });
    this.#multiline = multiline;
    this.load(this.shown);
  }

  protected override extensions(state: State): Extension {
    const { store, source } = this.options;
    this.#traced = undefined;
    this.#languageName = this.#nameLanguage(state);
    return [
      this.#multiline ? manyLines : oneLine,
      this.#language.of(this.#makeLanguage(state)),
      tracedTag,
      pointing(store, source),
    ];
  }

  override update(state: State, trace?: Trace): void {
    super.update(state);
    const name = this.#nameLanguage(state);
    if (name !== this.#languageName) {
      this.#languageName = name;
      this.view.dispatch({ effects: this.#language.reconfigure(this.#makeLanguage(state)) });
    }
    this.#showTrace(trace);
  }

  #showTrace(trace: Trace | undefined): void {
    const run = trace?.run.source === this.options.source() ? trace.run : undefined;
    if (run === this.#traced) return;
    this.#traced = run;
    const range = run && { from: this.clamp(run.span.start.offset), to: this.clamp(run.span.end.offset) };
    this.view.dispatch({ effects: traceTag.of(range) });
  }

  #makeLanguage(state: State): Extension {
    return templateLanguage(dialectOf(state), this.#surrounding(state));
  }

  #nameLanguage(state: State): string {
    return `${dialectOf(state)} in ${this.#surrounding(state)}`;
  }

  /** What the merge tags stand in. */
  #surrounding(state: State): Surrounding {
    if (!this.#multiline) return "text";
    const type = contentTypeOf(state);
    if (type.includes("json")) return "json";
    return type.includes("form") ? "form" : "text";
  }
}
