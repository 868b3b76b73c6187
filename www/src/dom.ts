/** Making elements without a framework. Text is only ever set as text. */

type Attributes = Record<string, string | boolean | undefined>;
type Child = Node | string | undefined;

/** An element with attributes (`true` sets an empty one, `false` and `undefined` none) and children. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** A button that does `action`. */
export function button(label: string, action: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", action);
  return made;
}

/** The element that index.html has under this id. */
export function slot(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no #${id}`);
  return found;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Makes a select show these choices, touching the document only when they differ. */
export function fillSelect(select: HTMLSelectElement, choices: readonly Choice[], value: string): void {
  const shown = [...select.options];
  const same =
    shown.length === choices.length &&
    choices.every((choice, index) => shown[index]?.value === choice.value && shown[index].label === choice.label);
  if (!same) select.replaceChildren(...choices.map(({ value, label }) => element("option", { value }, label)));
  if (select.value !== value) select.value = value;
}

/** Calls `action` once things have been quiet for `delay` milliseconds. */
export function debounced<Arguments extends unknown[]>(
  delay: number,
  action: (...args: Arguments) => void,
): (...args: Arguments) => void {
  let timer: number | undefined;
  return (...args) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => action(...args), delay);
  };
}
