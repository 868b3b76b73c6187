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

test("a safety check under way holds up no check of what is typed", async ({ hookproof, page }) => {
  await hookproof.writeContact(andrew);
  await hookproof.writeTemplate(note);
  // Safety checks are asked for and never answered, each worker noting what it is asked.
  await page.evaluate(() => {
    const post = Worker.prototype.postMessage;
    const asked = new Map<Worker, Set<string>>();
    Worker.prototype.postMessage = function (this: Worker, ...message: unknown[]) {
      const { kind } = message[0] as { kind: string };
      asked.set(this, (asked.get(this) ?? new Set()).add(kind));
      if (kind !== "prove") post.apply(this, message as [unknown]);
    };
    Object.assign(window, { asked: () => [...asked.values()].map((kinds) => [...kinds]).sort() });
  });
  const asked = () => page.evaluate(() => (window as unknown as { asked: () => string[][] }).asked());
  await hookproof.writeTemplate("Dear {{ profile.firstname }}");
  await expect.poll(asked).toEqual([["check"], ["prove"]]);
  await page.keyboard.type(" M");
  await expect(hookproof.body).toHaveText("Dear Andrew M");
  expect(await asked()).toEqual([["check"], ["prove"]]);
});
