/** The page as a person uses it: its parts by the names they read, and what they do to them. */

import { expect, test as base, type Locator, type Page } from "@playwright/test";

type View = "Template" | "Contact" | "Request" | "Problems" | "Safety" | "List";

export class HookproofPage {
  readonly page: Page;
  readonly template: Locator;
  readonly contact: Locator;
  readonly url: Locator;
  readonly request: Locator;
  readonly problems: Locator;
  readonly summary: Locator;
  readonly trace: Locator;
  readonly safety: Locator;
  /** The sentence that the safety check comes to. */
  readonly verdict: Locator;
  /** The example contacts that fail. */
  readonly witnesses: Locator;
  readonly list: Locator;

  constructor(page: Page) {
    this.page = page;
    this.template = page.getByRole("textbox", { name: "Template", includeHidden: true });
    this.contact = page.getByRole("textbox", { name: "Sample contact", includeHidden: true });
    this.url = page.getByRole("textbox", { name: "URL" });
    this.request = page.locator("#request-view");
    this.problems = page.locator("#problems-list .problem");
    this.summary = page.locator("#summary").getByRole("button");
    this.trace = page.locator("#trace");
    this.safety = page.locator("#safety-view");
    this.verdict = this.safety.locator(".conclusion");
    this.witnesses = this.safety.locator(".problem");
    this.list = page.locator("#list-view");
  }

  /** Opens the page: as a first visitor does, or as a reload does with a webhook that was edited before. */
  async open(webhook: object | undefined): Promise<void> {
    if (webhook) {
      const keep = (text: string) => sessionStorage.setItem("hookproof.webhook", text);
      await this.page.addInitScript(keep, JSON.stringify(webhook));
    }
    await this.page.goto("/");
    await expect(this.summary).toHaveText(/problem/);
  }

  /** The problems that point into the template's body. */
  get templateProblems(): Locator {
    return this.problems.filter({ hasText: "Template, line" });
  }

  get isNarrow(): boolean {
    return (this.page.viewportSize()?.width ?? 0) < 1024;
  }

  /** On a narrow screen one part shows at a time; on a wide one, one of the panels below the texts. */
  async show(view: View): Promise<void> {
    const isPanel = view === "Problems" || view === "Safety" || view === "List";
    if (!this.isNarrow && !isPanel) return;
    const name = this.isNarrow ? "Parts of this page" : "Results";
    await this.page.getByRole("navigation", { name }).getByRole("button", { name: view }).click();
  }

  async chooseList(name: string, text: string): Promise<void> {
    const chosen = this.page.waitForEvent("filechooser");
    await this.list.getByRole("button", { name: "Choose a file" }).click();
    await (await chosen).setFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(text) });
  }

  async pick(platform: string, partner: string): Promise<void> {
    await this.page.getByLabel("Platform").selectOption({ label: platform });
    await this.page.getByLabel("Partner").selectOption({ label: partner });
    await expect(this.page.locator("#request-note")).toContainText(partner);
  }

  async writeTemplate(text: string): Promise<void> {
    await this.show("Template");
    await this.write(this.template, text);
  }

  async writeContact(contact: unknown): Promise<void> {
    await this.show("Contact");
    await this.write(this.contact, typeof contact === "string" ? contact : JSON.stringify(contact, null, 2));
  }

  private async write(editor: Locator, text: string): Promise<void> {
    await editor.click();
    await this.page.keyboard.press("ControlOrMeta+a");
    await this.page.keyboard.insertText(text);
  }

  /** The rendered body as the page shows it. */
  get body(): Locator {
    return this.page.locator(".request-body");
  }

  /** A value in the request, by its text. */
  value(text: string): Locator {
    return this.request.locator("[data-run]").filter({ hasText: text });
  }

  /** The highlighted stretch of a template. */
  get tracedTag(): Locator {
    return this.page.locator("#template .cm-editor .traced");
  }

  get tracedValues(): Locator {
    return this.request.locator(".traced");
  }

  /** The texts that problems underline in the template. */
  underlined(severity: "error" | "warning" | "info"): Locator {
    return this.page.locator(`#body .cm-lintRange-${severity}`);
  }

  /** The numbers of the lines that have a mark in the gutter. */
  async markedLines(): Promise<string[]> {
    return this.page.locator("#body .cm-gutters").evaluate((gutters) => {
      const tops = [...gutters.querySelectorAll(".cm-lint-marker")].map(
        (mark) => mark.parentElement?.getBoundingClientRect().top,
      );
      const numbers = [...gutters.querySelectorAll(".cm-lineNumbers .cm-gutterElement")];
      return numbers
        .filter((line) => line.textContent !== "" && tops.includes(line.getBoundingClientRect().top))
        .map((line) => line.textContent ?? "");
    });
  }
}

/** "Template, line 3, column 5": where the first `needle` in `text` is. */
export function placeOf(text: string, needle: string): string {
  const lines = text.slice(0, text.indexOf(needle)).split("\n");
  return `Template, line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}

interface Fixtures {
  /** The webhook to begin with; without one it is what a first visitor sees. */
  webhook: object | undefined;
  hookproof: HookproofPage;
}

export const test = base.extend<Fixtures>({
  webhook: [undefined, { option: true }],
  hookproof: async ({ page, webhook }, use) => {
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== new URL(process.env["HOOKPROOF_PAGE"] ?? "").origin) {
        faults.push(`asked another host: ${request.url()}`);
      }
    });
    const hookproof = new HookproofPage(page);
    await hookproof.open(webhook);
    await use(hookproof);
    expect(faults).toEqual([]);
  },
});

export { expect };
