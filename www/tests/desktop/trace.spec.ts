import { expect, test } from "../support/page";
import { andrew, note, webhook } from "../support/texts";

test.use({ webhook });

test.beforeEach(async ({ hookproof }) => {
  await hookproof.writeTemplate(note);
  await hookproof.writeContact(andrew);
  await expect(hookproof.body).toContainText("SE1 7TY");
});

test("hovering a value shows its merge tag and its field", async ({ hookproof, page }) => {
  await hookproof.value("Tintagel House").hover();
  await expect(hookproof.tracedTag).toHaveText("{{profile.properties.address_1}}");
  await expect(hookproof.tracedValues).toHaveText("Tintagel House");
  await expect(hookproof.trace).toContainText("from line 7 · profile.properties.address_1");
  await page.locator(".brand").hover();
  await expect(hookproof.tracedTag).toHaveCount(0);
});

test("hovering a merge tag shows the values it made", async ({ hookproof, page }) => {
  await page.locator("#body .tok-name", { hasText: "postcode" }).hover();
  await expect(hookproof.tracedValues).toHaveText("SE1 7TY");
  await expect(hookproof.trace).toContainText("from line 8 · profile.properties.postcode");
});

test("the cursor in a merge tag shows the values it made", async ({ hookproof, page }) => {
  await page.locator("#body .tok-name", { hasText: "lastname" }).click();
  await page.locator(".brand").hover();
  await expect(hookproof.tracedValues).toHaveText("Martin");
  await page.keyboard.press("ArrowUp");
  await expect(hookproof.tracedValues).toHaveText("Andrew");
  await page.keyboard.press("Home");
  await expect(hookproof.tracedValues).toHaveCount(0);
});

test("a loop's merge tag shows every value it made", async ({ hookproof, page }) => {
  await hookproof.writeContact({ profile: { tags: ["red", "green", "blue"] } });
  await hookproof.writeTemplate('["{% for tag in profile.tags %}{{ tag }} {% endfor %}"]');
  await expect(hookproof.body).toHaveText('["red green blue "]');
  await hookproof.value("green").hover();
  await expect(hookproof.tracedValues).toHaveText(["red", "green", "blue"]);
  await expect(hookproof.trace).toContainText("3 values");
  await expect(page.locator("#trace")).toContainText("profile.tags");
});

test("a value that printed nothing can be pointed at", async ({ hookproof }) => {
  await hookproof.writeContact({ profile: { ...andrew.profile, lastname: "" } });
  await hookproof.request.locator(".value.empty").hover();
  await expect(hookproof.tracedTag).toHaveText("{{ profile.lastname }}");
  await expect(hookproof.trace).toContainText("empty");
});

test("a click on a value, then Enter, goes to its merge tag", async ({ hookproof, page }) => {
  await hookproof.value("Martin").click();
  await page.keyboard.press("Enter");
  await expect(hookproof.template).toBeFocused();
  await page.keyboard.insertText("X");
  await expect(hookproof.template).toContainText('"last_name": "X"');
});
