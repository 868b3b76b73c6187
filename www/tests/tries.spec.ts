import { expect, test } from "./support/page";
import { webhook } from "./support/texts";

test.use({ webhook });

test("the page shows when a request is tried again", async ({ hookproof, page }) => {
  await hookproof.show("Problems");
  const tries = page.locator(".tries");
  await expect(tries.getByRole("listitem")).toHaveCount(0);
  await tries.getByText("When a try fails").click();
  await expect(tries.getByRole("listitem")).toHaveText([
    "4 s",
    "11 s",
    "25 s",
    "53 s",
    "1 min 49 s",
    "3 min 42 s",
    "7 min 27 s",
    "14 min 57 s",
    "29 min 58 s",
    "1 h",
  ]);
});
