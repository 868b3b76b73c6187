/** The mark on the merge tag that made the value a person points at. */

import { StateEffect, StateField, type Extension } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";

export interface Range {
  readonly from: number;
  readonly to: number;
}

export const traceTag = StateEffect.define<Range | undefined>({
  map: (range, changes) => range && { from: changes.mapPos(range.from), to: changes.mapPos(range.to) },
});

const mark = Decoration.mark({ class: "traced" });

const traced = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(traceTag)) continue;
      const range = effect.value;
      return range && range.from < range.to ? Decoration.set(mark.range(range.from, range.to)) : Decoration.none;
    }
    return marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export const tracedTag: Extension = traced;
