/** Platform, partner and, where the platform leaves it open, the template language. */

import { element, fillSelect, type Choice } from "../dom";
import { dialectOf, platformOf, type State, type Store } from "../model/state";
import { languageName } from "../model/words";

interface Titled {
  readonly id: string;
  readonly title: string;
}

const choices = (items: readonly Titled[]): Choice[] => items.map(({ id, title }) => ({ value: id, label: title }));

function picker(name: string): { label: HTMLLabelElement; select: HTMLSelectElement } {
  const select = element("select", { name: name.toLowerCase() });
  return { label: element("label", { class: "picker" }, element("span", {}, name), select), select };
}

export function createPickers(root: HTMLElement, store: Store, load: (sender: string, receiver: string) => void) {
  const [platform, partner, language] = [picker("Platform"), picker("Partner"), picker("Language")];
  const pick = () => load(platform.select.value, partner.select.value);
  platform.select.addEventListener("change", pick);
  partner.select.addEventListener("change", pick);
  language.select.addEventListener("change", () => {
    store.update(({ draft }) => ({ draft: { ...draft, dialect: language.select.value } }));
  });
  const arrow = element("span", { class: "arrow", "aria-hidden": "true" }, "→");
  root.append(platform.label, arrow, partner.label, language.label);

  return (state: State) => {
    fillSelect(platform.select, choices(state.choices.platforms), state.draft.sender);
    fillSelect(partner.select, choices(state.choices.partners), state.draft.receiver);
    const dialects = platformOf(state)?.dialects ?? [];
    const languages = dialects.map((value) => ({ value, label: languageName[value] ?? value }));
    fillSelect(language.select, languages, dialectOf(state));
    language.label.hidden = dialects.length < 2;
  };
}
