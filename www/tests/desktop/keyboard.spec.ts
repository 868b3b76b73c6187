import { expect, test } from "../support/page";
import { andrew, note, webhook } from "../support/texts";

test.use({ webhook });

test("the whole way by keyboard: from the platform to a mended problem", async ({ hookproof, page }) => {
  const { keyboard } = page;
  await keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the template" })).toBeFocused();
  await keyboard.press("Enter");
  await keyboard.press("Tab");
  await expect(page.getByLabel("Method")).toBeFocused();
  await keyboard.press("Tab");
  await expect(hookproof.url).toBeFocused();

  // Tab leaves an editor: it is not trapped.
  while (!(await hookproof.template.evaluate((editor) => editor === document.activeElement))) await keyboard.press("Tab");
  await keyboard.press("ControlOrMeta+a");
  await keyboard.insertText(note);
  await keyboard.press("Tab");
  await expect(hookproof.contact).toBeFocused();
  await keyboard.press("ControlOrMeta+a");
  await keyboard.insertText(JSON.stringify({ profile: { ...andrew.profile, lastname: 'O"Neil' } }, null, 2));
  await expect(hookproof.body).toContainText('O"Neil');

  // One stop for all values; arrows move among them.
  await keyboard.press("Tab");
  await keyboard.press("Home");
  await expect(page.locator("[data-run]:focus")).toHaveText("•••");
  await keyboard.press("End");
  await expect(page.locator("[data-run]:focus")).toHaveText("SE1 7TY");
  await expect(hookproof.tracedTag).toHaveText("{{profile.properties.postcode}}");
  await keyboard.press("ArrowUp");
  await expect(hookproof.tracedTag).toHaveText("{{profile.properties.address_1}}");

  // To the problem's button, and by it to the merge tag.
  const isProblem = () => page.evaluate(() => document.activeElement?.classList.contains("problem-head") ?? false);
  while (!(await isProblem())) await keyboard.press("Tab");
  await keyboard.press("Enter");
  await expect(hookproof.template).toBeFocused();
  await keyboard.insertText("O'Neil");
  await expect(hookproof.templateProblems).toHaveCount(0);
});

test("F8 goes from problem to problem inside the editor", async ({ hookproof, page }) => {
  await hookproof.writeContact({ profile: { ...andrew.profile, firstname: "" } });
  await hookproof.writeTemplate(note);
  await expect(hookproof.underlined("error")).toHaveText("{{ profile.firstname }}");
  await page.keyboard.press("F8");
  await page.keyboard.insertText("Ann");
  await expect(hookproof.template).toContainText('"first_name": "Ann"');
});
