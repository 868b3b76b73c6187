/** Says that loading a starter replaced edited texts, and offers them back. */

import { button, element } from "../dom";
import { bringBack } from "../model/starters";
import { partnerOf, platformOf, type State, type Store } from "../model/state";

export function createNotice(root: HTMLElement, store: Store) {
  const text = element("span");
  root.append(
    text,
    button("Bring it back", () => bringBack(store), { class: "quiet-button" }),
    button("×", () => store.update({ replaced: undefined }), { class: "icon-button", "aria-label": "Dismiss" }),
  );
  return (state: State) => {
    root.hidden = state.replaced === undefined;
    const [platform, partner] = [platformOf(state)?.title ?? "", partnerOf(state)?.title ?? ""];
    text.textContent = `Loaded the starter for ${platform} → ${partner}. Your edited template was put aside.`;
  };
}
