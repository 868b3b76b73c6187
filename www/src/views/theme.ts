/** Light or dark: as the system has it, until a person chooses. */

import { button } from "../dom";

const KEY = "hookproof.theme";
type Theme = "light" | "dark";

function chosenTheme(): Theme | undefined {
  try {
    const chosen = localStorage.getItem(KEY);
    return chosen === "light" || chosen === "dark" ? chosen : undefined;
  } catch {
    return undefined; // Storage is switched off: the choice lasts as long as the page.
  }
}

export function createThemeToggle(root: HTMLElement): void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = chosenTheme();
  const current = (): Theme => chosen ?? (system.matches ? "dark" : "light");

  const toggle = button("", choose, { class: "icon-button theme-button", "aria-label": "Dark theme" });
  root.append(toggle);

  function choose() {
    chosen = current() === "dark" ? "light" : "dark";
    try {
      localStorage.setItem(KEY, chosen);
    } catch {
      // As above.
    }
    show();
  }

  function show() {
    if (chosen) document.documentElement.dataset["theme"] = chosen;
    toggle.setAttribute("aria-pressed", String(current() === "dark"));
  }

  system.addEventListener("change", show);
  show();
}
