/** What comes before a webhook can be sent: steps with the partner and on the platform, and what a starter leaves open. */

import { element } from "../dom";
import { inlineText } from "../markdown";
import { partnerOf, platformOf, type State } from "../model/state";

const items = (steps: readonly string[]) => steps.map((step) => element("li", {}, ...inlineText(step)));

export function createTodo(root: HTMLElement) {
  const list = element("ul", { class: "todo-list" });
  const left = element("details", { open: true }, element("summary", {}, "Before it can be sent"), list);
  const steps = element("div", {});
  const before = element("details", {}, element("summary", {}, "Before you start"), steps);
  root.append(left, before);
  let shownTodo: readonly string[] | undefined;
  let shownPair: string | undefined;

  function showBefore(state: State) {
    const { sender, receiver } = state.draft;
    const pair = `${sender} ${receiver}`;
    if (pair === shownPair) return;
    shownPair = pair;
    const both = [partnerOf(state), platformOf(state)].filter((it) => it !== undefined);
    const withSteps = both.filter((it) => it.before.length > 0);
    before.hidden = withSteps.length === 0;
    steps.replaceChildren(
      ...withSteps.flatMap(({ title, before }) => [
        element("p", { class: "todo-who" }, title),
        element("ul", { class: "todo-list" }, ...items(before)),
      ]),
    );
  }

  return (state: State) => {
    showBefore(state);
    const { todo } = state.origin;
    if (todo === shownTodo) return;
    shownTodo = todo;
    left.hidden = todo.length === 0;
    list.replaceChildren(...items(todo));
  };
}
