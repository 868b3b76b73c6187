import { expect, test } from "./support/page";
import { andrew, webhook } from "./support/texts";

test.use({ webhook });

test.beforeEach(async ({ hookproof, page }) => {
  await hookproof.show("Template");
  if (hookproof.isNarrow) await page.locator("#envelope-summary").click();
});

test("a header is a template too; a secret never shows", async ({ hookproof, page }) => {
  await hookproof.writeContact(andrew);
  await hookproof.show("Template");
  await page.getByRole("button", { name: "Add header" }).click();
  await page.keyboard.type("X-Name");
  await page.keyboard.press("Tab");
  await page.keyboard.insertText("{{ profile.firstname }} ${env:A_SECRET}");
  const header = page.locator(".request-headers div").filter({ hasText: "X-Name" });
  await expect(header.locator("dd")).toHaveText("Andrew •••");
});

test("a header that is removed leaves the request", async ({ hookproof, page }) => {
  const headers = page.locator(".request-headers");
  await expect(headers).toContainText("Authorization");
  await page.getByRole("button", { name: "Remove the header Authorization" }).click();
  await expect(headers).not.toContainText("Authorization");
  await expect(page.getByRole("button", { name: "Add header" })).toBeFocused();
  await expect(hookproof.summary).toBeVisible();
});

test("the URL stays on one line", async ({ hookproof, page }) => {
  await hookproof.url.click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText("https://example.com/");
  await page.keyboard.press("Enter");
  await page.keyboard.type("notes");
  await expect(page.locator(".request-line")).toHaveText("POST https://example.com/notes");
});
