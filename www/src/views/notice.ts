/** What happened when a starter was asked for: it replaced edited texts, which can come back, or there is none. */

import { button, element } from "../dom";
import { bringBack } from "../model/starters";
import { partnerOf, platformOf, type State, type Store } from "../model/state";

const titleIn = (items: readonly { id: string; title: string }[], id: string) =>
  items.find((item) => item.id === id)?.title ?? id;

function message(state: State): string {
  const { missing, choices } = state;
  if (missing) {
    const pair = `${titleIn(choices.platforms, missing.sender)} → ${titleIn(choices.partners, missing.receiver)}`;
    return `There is no starter for ${pair}: nothing shows that this platform can send what the partner takes.`;
  }
  const pair = `${platformOf(state)?.title ?? ""} → ${partnerOf(state)?.title ?? ""}`;
  return `Loaded the starter for ${pair}. Your edited template was put aside.`;
}

export function createNotice(root: HTMLElement, store: Store) {
  const text = element("span");
  const back = button("Bring it back", () => bringBack(store), { class: "quiet-button" });
  const dismiss = button("×", () => store.update({ replaced: undefined, missing: undefined }), {
    class: "icon-button",
    "aria-label": "Dismiss",
  });
  root.append(text, back, dismiss);

  return (state: State) => {
    root.hidden = state.replaced === undefined && state.missing === undefined;
    if (root.hidden) return;
    back.hidden = state.missing !== undefined;
    text.textContent = message(state);
  };
}
