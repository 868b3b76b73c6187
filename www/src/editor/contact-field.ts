/** The editor of the sample contact. */

import { json } from "@codemirror/lang-json";
import { setDiagnostics, type Diagnostic } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import type { Fix } from "hookproof";
import type { State, Store } from "../model/state";
import { TextEditor, manyLines } from "./text-editor";

export class ContactField extends TextEditor {
  constructor(store: Store, applyFix: (fix: Fix) => void) {
    super({
      store,
      label: () => "Sample contact",
      source: () => "contact",
      read: ({ contact }) => contact,
      write: (_, contact) => ({ contact }),
      applyFix,
    });
    this.load(this.shown);
  }

  protected override extensions(): Extension {
    return [manyLines, json()];
  }

  override update(state: State): void {
    const { failure } = this.shown;
    super.update(state);
    // A contact that cannot be read has no report: the browser's reader says where it ends.
    if (state.failure !== undefined && state.failure !== failure) {
      this.view.dispatch(setDiagnostics(this.view.state, notJson(state.contact)));
    }
  }
}

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
