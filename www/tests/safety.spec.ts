import { expect, test } from "./support/page";
import { andrew, mended, note, webhook } from "./support/texts";

test.use({ webhook });

test.beforeEach(async ({ hookproof }) => {
  await hookproof.writeTemplate(note);
  await hookproof.writeContact(andrew);
  await hookproof.show("Safety");
  await expect(hookproof.verdict).toHaveText(/^Breaks when/);
  await expect(hookproof.safety).not.toHaveClass(/stale/);
});

test("an example contact that fails leads to the merge tag to blame", async ({ hookproof }) => {
  const quote = hookproof.witnesses.filter({ hasText: "profile.lastname has a quotation mark" }).first();
  await expect(quote).toContainText("Error");
  await quote.getByRole("button").first().click();
  await expect(hookproof.template).toBeFocused();
  await hookproof.page.keyboard.insertText("Martin");
  await expect(hookproof.template).toContainText('"last_name": "Martin"');
});

test("an example contact can be made the sample contact, and fails there", async ({ hookproof, page }) => {
  const quote = hookproof.witnesses.filter({ hasText: "profile.lastname has a quotation mark" }).first();
  await quote.getByRole("button", { name: "Use this contact" }).click();
  await expect(hookproof.contact).toBeVisible();
  await expect(hookproof.contact).toContainText(String.raw`"lastname": "O\"Neil"`);
  await expect(hookproof.templateProblems.first()).toContainText("profile.lastname");
  // It is an edit like any other.
  await hookproof.contact.click();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(hookproof.contact).toContainText('"lastname": "Martin"');
});

test("a fix ends the way to fail that it is offered for", async ({ hookproof }) => {
  const quote = hookproof.witnesses.filter({ hasText: "When profile.lastname has a quotation mark" });
  await quote.first().getByRole("button", { name: "tojson" }).click();
  await expect(hookproof.template).toContainText("profile.lastname | ");
  await expect(quote).toHaveCount(0);
  await expect(hookproof.verdict).toHaveText(/^Breaks when/);
});

test("a template that is mended is safe on conditions, and they are told", async ({ hookproof }) => {
  await hookproof.writeTemplate(mended);
  await hookproof.show("Safety");
  await expect(hookproof.verdict).toHaveText(/^Safe if .*profile\.properties\.postcode/);
  await expect(hookproof.safety.locator(".condition-list li")).toHaveText([
    "profile.firstname has to be filled",
    "profile.properties.address_1 has to be filled",
    "profile.properties.postcode has to be filled",
  ]);
});

test("the table says what came of each field, and leads to the example", async ({ hookproof, page }) => {
  const table = page.getByRole("table", { name: "What was tried, field by field" });
  await expect(table.getByRole("columnheader")).toHaveText(["Field", "Missing", "Empty", "Characters", "Length", "Type"]);
  const row = table.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "profile.lastname" }) });
  await row.getByRole("cell").nth(2).getByRole("button", { name: /^fails in \d+ ways$/ }).click();
  await expect(hookproof.witnesses.filter({ has: page.locator("button:focus") })).toContainText("has a quotation mark");
});

test("the verdict shows beside the other parts too", async ({ hookproof, page }) => {
  await hookproof.show("Problems");
  const navigation = page.getByRole("navigation", { name: hookproof.isNarrow ? "Parts of this page" : "Results" });
  await expect(navigation.getByRole("button", { name: "Safety" })).toHaveAccessibleName(/breaks$/);
  if (hookproof.isNarrow) return;
  await page.locator("#verdict").getByRole("button", { name: "Breaks when" }).click();
  await expect(page.getByRole("heading", { name: "Safety check" })).toBeFocused();
});
