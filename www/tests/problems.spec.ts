import { expect, placeOf, test } from "./support/page";
import { andrew, note, webhook } from "./support/texts";

test.use({ webhook });

test("a broken template gets a problem at the right character, and loses it when it is mended", async ({ hookproof }) => {
  await hookproof.writeContact(andrew);
  await hookproof.writeTemplate(note.replace("firstname }}", "firstname"));
  const problem = hookproof.templateProblems.first();
  await expect(problem).toContainText(placeOf(note, "{{ profile.firstname"));
  await expect.poll(() => hookproof.markedLines()).toContain("5");

  await hookproof.writeTemplate(note);
  await expect(hookproof.templateProblems).toHaveCount(0);
  await expect.poll(() => hookproof.markedLines()).toEqual([]);
});

test("every keystroke changes the request", async ({ hookproof, page }) => {
  await hookproof.writeContact(andrew);
  await hookproof.writeTemplate("");
  await page.keyboard.type("Dear {{ profile.firstname }}");
  await expect(hookproof.body).toHaveText("Dear Andrew");
  await page.keyboard.type(" M");
  await expect(hookproof.body).toHaveText("Dear Andrew M");
});

test("a contact without a postcode shows the problem at its merge tag", async ({ hookproof }) => {
  const { postcode: _, ...properties } = andrew.profile.properties;
  await hookproof.writeTemplate(note);
  await hookproof.writeContact({ profile: { ...andrew.profile, properties } });

  const problem = hookproof.templateProblems;
  await expect(problem).toContainText("Error");
  await expect(problem).toContainText(placeOf(note, "{{profile.properties.postcode}}"));
  await hookproof.show("Template");
  await expect(hookproof.underlined("error")).toHaveText("{{profile.properties.postcode}}");
  await expect.poll(() => hookproof.markedLines()).toEqual(["8"]);
});

test("a field with a quote breaks the JSON, and its merge tag gets the blame", async ({ hookproof }) => {
  await hookproof.writeTemplate(note);
  await hookproof.writeContact({ profile: { ...andrew.profile, lastname: 'O"Neil' } });
  const problem = hookproof.templateProblems.first();
  await expect(problem).toContainText(placeOf(note, "{{ profile.lastname }}"));
  await hookproof.show("Template");
  await expect(hookproof.underlined("error").first()).toHaveText("{{ profile.lastname }}");
});

test("activating a problem moves the cursor to its place", async ({ hookproof, page }) => {
  await hookproof.writeTemplate(note);
  await hookproof.writeContact({ profile: { ...andrew.profile, firstname: "" } });
  await hookproof.show("Problems");
  await hookproof.problems.filter({ hasText: "first_name" }).getByRole("button").first().click();
  await expect(hookproof.template).toBeFocused();
  await page.keyboard.press("Delete");
  await expect(hookproof.template).toContainText('"first_name": "",');
});

test("a problem in the URL shows beside the URL and in the list", async ({ hookproof, page }) => {
  await hookproof.show("Template");
  if (hookproof.isNarrow) await page.locator("#envelope-summary").click();
  await hookproof.url.click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText("http://example.com/notes");
  await expect(page.locator("#address .field-problems")).toContainText("Error");
  await expect(hookproof.problems.filter({ hasText: "URL, character 1" })).toHaveCount(1);
});

test("what a problem means can be read in place", async ({ hookproof, page }) => {
  await hookproof.writeTemplate(note);
  await hookproof.writeContact({ profile: { ...andrew.profile, firstname: "" } });
  await hookproof.show("Problems");
  const problem = hookproof.problems.filter({ hasText: "first_name" });
  await problem.getByText("What this means").click();
  await expect(problem.locator(".explanation p").first()).toBeVisible();
  // It stays open while the problem stays.
  await hookproof.writeTemplate(`${note} `);
  await expect(page.locator(".explanation p").first()).toBeAttached();
});

test("a contact that is not JSON leaves the last request, dimmed, and says where it ends", async ({ hookproof, page }) => {
  await hookproof.writeTemplate(note);
  await hookproof.writeContact(andrew);
  await expect(hookproof.body).toContainText("SE1 7TY");
  await hookproof.writeContact('{"profile": }');
  await expect(hookproof.summary).toContainText("No request");
  await expect(hookproof.request).toHaveClass(/stale/);
  await expect(hookproof.body).toContainText("SE1 7TY");
  await expect(page.locator("#contact .cm-lint-marker-error")).toHaveCount(1);
  await hookproof.writeContact(andrew);
  await expect(hookproof.request).not.toHaveClass(/stale/);
  await expect(page.locator("#contact .cm-lint-marker-error")).toHaveCount(0);
});

test("a problem between two characters can be seen", async ({ hookproof, page }) => {
  await hookproof.writeContact(andrew);
  await hookproof.writeTemplate(note.replace('"13254",', '"13254"'));
  await expect(hookproof.templateProblems.first()).toContainText("Template, line 2, column 25");
  const wedge = () => page.locator("#body .cm-lintPoint-error").evaluate((point) => getComputedStyle(point, "::after").borderBottomWidth);
  await expect.poll(wedge).toBe("8px");
  await expect(hookproof.body.locator(".point.error")).toHaveCount(1);
  await expect.poll(() => hookproof.markedLines()).toContain("2");

  await hookproof.writeTemplate(note.slice(0, -1));
  await expect(hookproof.templateProblems.first()).toBeAttached();
  await expect(hookproof.body.locator(".wrong, .point")).not.toHaveCount(0);
});

test("a fix is one press away, and can be undone", async ({ hookproof, page }) => {
  await hookproof.writeContact(andrew);
  await hookproof.writeTemplate(note.replace('"last_name"', '"lastname"'));
  const problem = hookproof.templateProblems.filter({ hasText: "Warning" });
  await hookproof.show("Problems");
  await problem.getByRole("button", { name: "Rename the key to 'last_name'" }).click();
  await expect(hookproof.templateProblems).toHaveCount(0);
  await hookproof.show("Template");
  await expect(hookproof.template).toContainText('"last_name": "{{ profile.lastname }}"');
  await hookproof.template.click();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(hookproof.template).toContainText('"lastname": "{{ profile.lastname }}"');
});

test("a problem of the webhook as a whole leads to the field that mends it", async ({ hookproof, page }) => {
  await hookproof.show("Template");
  if (hookproof.isNarrow) await page.locator("#envelope-summary").click();
  await page.getByRole("button", { name: "Remove the header Authorization" }).click();
  await hookproof.show("Problems");
  await hookproof.problems.filter({ hasText: "Authorization" }).getByRole("button").first().click();
  await expect(page.getByRole("button", { name: "Add header" })).toBeFocused();
});

test("a mistake made twice is one problem with a way to each place", async ({ hookproof }) => {
  const twice = note.replaceAll(/\{\{ profile\.(first|last)name \}\}/g, "{{ profile.$1name | captalize }}");
  await hookproof.writeContact(andrew);
  await hookproof.writeTemplate(twice);
  await hookproof.show("Problems");
  const problem = hookproof.problems.filter({ hasText: "captalize" });
  await expect(problem).toHaveCount(1);
  const second = placeOf(twice, "{{ profile.lastname").match(/line \d+/)?.[0] ?? "";
  await problem.getByRole("button", { name: second }).click();
  await expect(hookproof.template).toBeFocused();
});
