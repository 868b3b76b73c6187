import { expect, test } from "./support/page";
import { note } from "./support/texts";

const pairs = [
  { platform: "Ometria", partner: "Inkpact", language: "Jinja", tag: "{{ profile.firstname }}" },
  { platform: "CleverTap", partner: "Inkit", language: "Liquid", tag: "{{ Profile.FirstName" },
  { platform: "ONTRAPORT", partner: "ONTRAPORT notes", language: "Merge fields", tag: "[Contact ID]" },
  { platform: "Yespo (eSputnik)", partner: "Any other partner", language: "Velocity", tag: "$!{firstName}" },
];

for (const { platform, partner, language, tag } of pairs) {
  test(`the starter for ${platform} and ${partner} loads and makes a request`, async ({ hookproof, page }) => {
    await hookproof.pick(platform, partner);
    await expect(page.locator("#language")).toContainText(language);
    await expect(hookproof.template).toContainText(tag);
    await expect(hookproof.request.locator(".value:not(.empty)").first()).toBeAttached();
    await expect(hookproof.body).not.toContainText(tag);
    // What is left to fill in is all that is wrong with a starter.
    await expect(hookproof.problems.filter({ hasText: "Error", hasNotText: "to be filled in" })).toHaveCount(0);
  });
}

test("the steps before one starts are those of the platform and the partner", async ({ hookproof, page }) => {
  await hookproof.pick("CleverTap", "Scribeless");
  await expect(page.locator("#todo")).toContainText("Make an API key in Scribeless");
  await expect(page.locator("#todo")).toContainText("saves it only if your partner answers 200 OK");
  await expect(page.locator("#todo")).not.toContainText("Inkpact");
});

test("a platform without a starter for the partner begins with any partner", async ({ hookproof, page }) => {
  await page.getByLabel("Platform").selectOption({ label: "ONTRAPORT" });
  await expect(page.getByLabel("Partner")).toHaveValue("generic");
  await expect(page.locator("#language")).toContainText("Merge fields");
  await page.getByLabel("Partner").selectOption({ label: "Inkpact" });
  await expect(page.locator("#notice")).toContainText("no starter");
  await expect(page.getByLabel("Partner")).toHaveValue("generic");
  await expect(hookproof.template).toBeAttached();
});

test("an edited template that a starter replaced can be brought back", async ({ hookproof, page }) => {
  await hookproof.writeTemplate(note.replace("13254", "mine"));
  await page.getByLabel("Platform").selectOption({ label: "CleverTap" });
  await expect(hookproof.template).not.toContainText("mine");
  await page.getByRole("button", { name: "Bring it back" }).click();
  await expect(hookproof.template).toContainText('"campaign_id": "mine"');
  await expect(page.getByLabel("Platform")).toHaveValue("ometria");
  await expect(page.locator("#notice")).toBeHidden();
});

test("an untouched starter is replaced without a word", async ({ hookproof, page }) => {
  await page.getByLabel("Platform").selectOption({ label: "CleverTap" });
  await expect(page.locator("#language")).toContainText("Liquid");
  await expect(page.locator("#notice")).toBeHidden();
  await expect(hookproof.summary).toBeVisible();
});

test("an edited template outlives a reload of the tab; the contact does not", async ({ hookproof, page }) => {
  await hookproof.writeTemplate(note.replace("13254", "mine"));
  await hookproof.writeContact({ profile: { firstname: "Private" } });
  await expect
    .poll(() => page.evaluate(() => sessionStorage.getItem("hookproof.webhook") ?? ""))
    .toContain("mine");
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain("Private");
  await page.reload();
  await expect(hookproof.template).toContainText('"campaign_id": "mine"');
  await expect(hookproof.contact).not.toContainText("Private");
});

test("the language can be chosen where the platform leaves it open", async ({ hookproof, page }) => {
  await expect(page.getByLabel("Language")).toBeHidden();
  await hookproof.pick("Any other platform", "Any other partner");
  await hookproof.writeContact({ name: "Ann" });
  await hookproof.writeTemplate("Dear $!{name}");
  await page.getByLabel("Language").selectOption({ label: "Velocity" });
  await expect(hookproof.body).toHaveText("Dear Ann");
});
