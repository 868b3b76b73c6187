import { expect, test } from "../support/page";
import { andrew, note, webhook } from "../support/texts";

test.use({ webhook });

test("what is being typed does not move when the safety check arrives", async ({ hookproof, page }) => {
  await hookproof.writeContact(andrew);
  await hookproof.writeTemplate(note);
  await hookproof.show("Safety");
  await expect(hookproof.verdict).toHaveText(/^Breaks when/);
  const places = () =>
    page.evaluate(() =>
      ["#body", "#contact", "#request", ".results"].map((part) => JSON.stringify(document.querySelector(part)?.getBoundingClientRect())),
    );
  const before = await places();
  await hookproof.template.click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.type(" ");
  await expect(hookproof.safety).toHaveClass(/stale/);
  expect(await places()).toEqual(before);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText("{}");
  await expect(hookproof.witnesses).toHaveCount(0);
  expect(await places()).toEqual(before);
});

test("typing is checked while a safety check is under way", async ({ hookproof, page }) => {
  await hookproof.writeContact(andrew);
  await hookproof.writeTemplate(note);
  await page.evaluate(() => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (this: Worker, ...message: unknown[]) {
      if ((message[0] as { kind: string }).kind !== "prove") post.apply(this, message as [unknown]);
    };
  });
  await hookproof.show("Safety");
  await hookproof.writeTemplate("Dear {{ profile.firstname }}");
  await page.waitForTimeout(600);
  await hookproof.template.click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type(" M");
  await expect(hookproof.body).toHaveText("Dear Andrew M");
  await expect(hookproof.safety).toHaveClass(/stale/);
});
