/** Tells the store where the cursor and the mouse are in a template. */

import type { Extension } from "@codemirror/state";
import { EditorView, ViewPlugin } from "@codemirror/view";
import type { Store } from "../model/state";

export function pointing(store: Store, source: () => string): Extension {
  const hover = (offset: number | null) => {
    const before = store.get().hover;
    const isOurs = before?.at === "template" && before.source === source();
    if (offset === null) {
      // What is hovered elsewhere by now stays: leaving is told after entering.
      if (isOurs) store.update({ hover: undefined });
    } else if (!isOurs || before.offset !== offset) {
      store.update({ hover: { at: "template", source: source(), offset } });
    }
  };
  const mouse = ViewPlugin.define(() => ({}), {
    eventHandlers: {
      mousemove: (event, view) => hover(offsetUnder(event, view)),
      mouseleave: () => hover(null),
    },
  });
  const cursor = EditorView.updateListener.of((update) => {
    const moved = update.selectionSet || update.docChanged || update.focusChanged;
    if (!moved || !update.view.hasFocus) return;
    const offset = update.state.selection.main.head;
    store.update({ cursor: { at: "template", source: source(), offset } });
  });
  return [cursor, mouse];
}

/** The offset under the mouse; past the end of a line there is none, though the nearest is known. */
function offsetUnder(event: MouseEvent, view: EditorView): number | null {
  const offset = view.posAtCoords({ x: event.clientX, y: event.clientY });
  const place = offset === null ? null : view.coordsAtPos(offset);
  return place && Math.abs(event.clientX - place.left) <= 2 * view.defaultCharacterWidth ? offset : null;
}
