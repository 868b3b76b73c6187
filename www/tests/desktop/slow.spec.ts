import { expect, test } from "../support/page";
import { andrew, note, webhook } from "../support/texts";

test.use({ webhook });

test("while a check takes long, the last request stays, dimmed", async ({ hookproof, page }) => {
  await hookproof.writeTemplate(note);
  await hookproof.writeContact(andrew);
  await expect(hookproof.body).toContainText("SE1 7TY");

  await page.evaluate(() => {
    const post = Worker.prototype.postMessage;
    const held: (() => void)[] = [];
    Worker.prototype.postMessage = function (this: Worker, ...message: unknown[]) {
      held.push(() => post.apply(this, message as [unknown]));
    };
    Object.assign(window, {
      release: () => {
        Worker.prototype.postMessage = post;
        for (const send of held) send();
      },
    });
  });
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(JSON.stringify(andrew).replace("SE1 7TY", "N1 9AG"));
  await expect(hookproof.request).toHaveClass(/stale/);
  await expect(hookproof.body).toContainText("SE1 7TY");

  await page.evaluate(() => (window as unknown as { release: () => void }).release());
  await expect(hookproof.body).toContainText("N1 9AG");
  await expect(hookproof.request).not.toHaveClass(/stale/);
});
