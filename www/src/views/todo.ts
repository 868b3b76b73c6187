/** What a starter leaves to the person: things to fill in and to do before the webhook can be sent. */

import { element } from "../dom";
import type { State } from "../model/state";
import { inlineText } from "../markdown";

export function createTodo(root: HTMLElement) {
  const list = element("ul", { class: "todo-list" });
  const details = element("details", { open: true }, element("summary", {}, "Before it can be sent"), list);
  root.append(details);
  let shown: readonly string[] | undefined;

  return ({ origin }: State) => {
    if (origin.todo === shown) return;
    shown = origin.todo;
    root.hidden = origin.todo.length === 0;
    list.replaceChildren(...origin.todo.map((step) => element("li", {}, ...inlineText(step))));
  };
}
