import { expect, test } from "../support/page";
import { andrew, note, webhook } from "../support/texts";

test.use({ webhook });

test("tapping a value tells where it comes from, and leads there", async ({ hookproof, page }) => {
  await hookproof.writeTemplate(note);
  await hookproof.writeContact(andrew);
  await hookproof.show("Request");
  await expect(hookproof.trace).toBeHidden();
  await hookproof.value("Tintagel House").tap();
  await expect(hookproof.trace).toContainText("Tintagel House");
  await expect(hookproof.trace).toContainText("{{profile.properties.address_1}}");
  await expect(hookproof.trace).toContainText("from line 7 · profile.properties.address_1");

  await page.getByRole("button", { name: "Go to line 7" }).tap();
  await expect(hookproof.template).toBeFocused();
  await expect(hookproof.tracedTag).toHaveText("{{profile.properties.address_1}}");
});

test("the sheet can be closed", async ({ hookproof, page }) => {
  await hookproof.writeContact(andrew);
  await hookproof.writeTemplate(note);
  await hookproof.show("Request");
  await hookproof.value("Andrew").tap();
  await expect(hookproof.trace).toBeVisible();
  await page.getByRole("button", { name: "Close" }).tap();
  await expect(hookproof.trace).toBeHidden();
});

test("the summary leads to the problems", async ({ hookproof, page }) => {
  await hookproof.writeTemplate(note);
  await hookproof.writeContact({ profile: { ...andrew.profile, firstname: "" } });
  await expect(hookproof.summary).toContainText("problem");
  await hookproof.summary.tap();
  await expect(page.getByRole("heading", { name: "Problems" })).toBeFocused();
  await expect(hookproof.problems.filter({ hasText: "first_name" })).toBeVisible();
});

test("nothing is wider than the screen", async ({ hookproof, page }) => {
  for (const view of ["Template", "Contact", "Request", "Problems"] as const) {
    await hookproof.show(view);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, view).toBe(0);
  }
});
