import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/page";
import { andrew, note, people, webhook } from "./support/texts";

async function violations(page: Page) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("the page as it opens has no violations", async ({ hookproof, page }) => {
      expect(await violations(page)).toEqual([]);
      await expect(hookproof.summary).toBeVisible();
    });

    test("nor has any part of it when there are problems", async ({ hookproof, page }) => {
      await hookproof.writeTemplate(note);
      await hookproof.writeContact({ profile: { ...andrew.profile, firstname: "", lastname: "A & B" } });
      await hookproof.show("Request");
      await hookproof.request.locator(".value.empty").first().click();
      expect(await violations(page)).toEqual([]);
      await hookproof.show("Problems");
      await hookproof.problems.first().getByText("What this means").click();
      await page.locator("#assumptions summary").click();
      await expect(hookproof.problems.first().locator(".explanation p").first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await hookproof.show("Template");
      expect(await violations(page)).toEqual([]);
    });
  });

  test.describe(`${colorScheme}, with nothing left to fill in`, () => {
    test.use({ colorScheme, webhook });

    test("the safety check and a contact list have no violations", async ({ hookproof, page }) => {
      await hookproof.writeTemplate(note);
      await hookproof.writeContact(andrew);
      await hookproof.show("Safety");
      await expect(hookproof.verdict).toContainText("Breaks when");
      await expect(page.locator("#safety-view")).not.toHaveClass(/stale/);
      await page.getByText("What is not proved").click();
      expect(await violations(page)).toEqual([]);
      await hookproof.show("List");
      await hookproof.chooseList("autumn.csv", people);
      await expect(hookproof.list.locator(".conclusion")).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });
  });
}

test("the theme can be chosen, and the choice is kept", async ({ hookproof, page }) => {
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const before = await paper();
  await page.getByRole("button", { name: "Dark theme" }).click();
  expect(await paper()).not.toBe(before);
  await page.reload();
  await expect(hookproof.summary).toHaveText(/problem/);
  expect(await paper()).not.toBe(before);
  await expect(page.getByRole("button", { name: "Dark theme" })).toHaveAttribute("aria-pressed", "true");
});

test("a change in the number of problems is said once, politely", async ({ hookproof, page }) => {
  await hookproof.writeTemplate(note);
  await hookproof.writeContact({ profile: { ...andrew.profile, firstname: "" } });
  // Of the two, the summary is the first to know; only once both have heard of the last change are they equal.
  await expect(async () => {
    const said = (await hookproof.summary.textContent()) ?? "";
    await expect(page.getByRole("status")).toContainText(`${said}. `, { timeout: 100 });
  }).toPass();
  await expect(page.getByRole("status")).toHaveCount(1);
});
