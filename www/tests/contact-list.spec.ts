import { gzipSync } from "node:zlib";
import { expect, test } from "./support/page";
import { andrew, note, people, webhook } from "./support/texts";

test.use({ webhook });

test.beforeEach(async ({ hookproof }) => {
  await hookproof.writeTemplate(note);
  await hookproof.writeContact(andrew);
  await hookproof.show("List");
});

test("a list says how many fail, why, and which", async ({ hookproof }) => {
  await hookproof.chooseList("autumn.csv", people);
  const conclusion = hookproof.list.locator(".conclusion");
  await expect(conclusion).toHaveText("3 of 3 contacts fail (100%), 1 line cannot be read.");
  const causes = hookproof.list.locator(".problem");
  await expect(causes.filter({ hasText: "quotation mark" })).toContainText("1 contact (33%): line 3");
  await expect(causes.filter({ hasText: "postcode" })).toContainText("1 contact (33%): line 4");
  // A body that is no JSON is not compared with what the partner takes.
  await expect(causes.first()).toContainText("2 contacts (67%): lines 2, 4");
  await expect(causes.first()).toContainText("address_line_1");

  await causes.filter({ hasText: "postcode" }).getByRole("button").first().click();
  await expect(hookproof.template).toBeFocused();
  await hookproof.page.keyboard.insertText("N1");
  await expect(hookproof.template).toContainText('"postcode": "N1"');
});

test("a list tells of its columns, of people who come twice and of lines that are no contacts", async ({ hookproof }) => {
  await hookproof.chooseList("autumn.csv", people);
  const aside = hookproof.list.locator(".aside");
  await expect(aside).toContainText("Line 5 cannot be read");
  await expect(aside).toContainText("1 contact has the email address of an earlier one (line 4)");
  await expect(aside).toContainText("No column fills profile.properties.address_1. If address_1 is meant, rename");
  await expect(aside).toContainText("Not read by the webhook: address_1");
});

test("a list is read again when it is said how", async ({ hookproof }) => {
  const umlaut = Buffer.from("profile.firstname,profile.lastname\nJ\u00fcrgen,\n", "latin1");
  await hookproof.list.locator("input[type=file]").setInputFiles({
    name: "autumn.csv",
    mimeType: "text/csv",
    buffer: umlaut,
  });
  const conclusion = hookproof.list.locator(".conclusion");
  await expect(conclusion).toHaveText(/^1 of 1 contact/);
  const causes = hookproof.list.locator(".problem");
  await expect(causes.filter({ hasText: "prints 'None'" })).toHaveCount(0);
  await hookproof.list.getByLabel("An empty cell means").selectOption("null");
  await expect(causes.filter({ hasText: "profile.lastname" }).first()).toContainText("None");
  await hookproof.list.getByLabel("Encoding").selectOption("utf-16be");
  await expect(conclusion).not.toHaveText(/^1 of 1 contact/);
  await hookproof.list.getByLabel("Encoding").selectOption("windows-1252");
  await expect(conclusion).toHaveText(/^1 of 1 contact/);
});

test("a list is checked again when the webhook has changed", async ({ hookproof }) => {
  await hookproof.chooseList("autumn.csv", people.replaceAll("address_1", "profile.properties.address_1"));
  await expect(hookproof.list.locator(".conclusion")).toHaveText(/^2 of 3 contacts fail/);
  await hookproof.writeTemplate(note.replace("{{ profile.lastname }}", "Martin"));
  await hookproof.show("List");
  await expect(hookproof.list.locator(".list-totals")).toHaveClass(/stale/);
  await hookproof.list.getByRole("button", { name: "Check again" }).click();
  await expect(hookproof.list.locator(".conclusion")).toHaveText(/^1 of 3 contacts fails/);
  await expect(hookproof.list.getByRole("button", { name: "Check again" })).toBeHidden();
});

test("what a list comes to is said as well", async ({ hookproof, page }) => {
  await hookproof.chooseList("autumn.csv", people);
  await expect(page.getByRole("status")).toContainText("Contact list: 3 of 3 contacts fail");
});

test("a packed list of JSON lines is read", async ({ hookproof, page }) => {
  const lines = `${JSON.stringify(andrew)}\n`.repeat(40);
  await hookproof.list.locator("input[type=file]").setInputFiles({
    name: "autumn.ndjson.gz",
    mimeType: "application/gzip",
    buffer: gzipSync(lines),
  });
  await expect(hookproof.list.locator(".conclusion")).toHaveText("None of 40 contacts fails.");
  await expect(page.locator(".list-progress")).toContainText("40 contacts checked");
});

test("a long list shows how far it is, does not hold up typing, and can be cancelled", async ({ hookproof, page }) => {
  // Each has to be rendered: what two quotation marks do to a body depends on what is between them.
  const broken = JSON.stringify({ profile: { ...andrew.profile, lastname: 'Ann "Annie" Oakley' } });
  await hookproof.chooseList("long.ndjson", `${broken}\n`.repeat(200_000));
  await expect(page.getByRole("progressbar", { name: "Contacts checked" })).toBeVisible();
  await expect(page.locator(".list-progress")).toContainText(/[\d,]+ contacts checked, [\d,]+ a second/);
  await hookproof.writeTemplate("Dear {{ profile.firstname }}");
  await expect(hookproof.body).toHaveText("Dear Andrew");
  await hookproof.show("List");
  await hookproof.list.getByRole("button", { name: "Cancel" }).click();
  await expect(hookproof.list.locator(".conclusion")).toContainText("cancelled before the end");
});

test("a list can be dropped on the page", async ({ hookproof, page }) => {
  await hookproof.show("Problems");
  await page.evaluate((text) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], "autumn.csv"));
    const target = document.querySelector(".bar") ?? document.body;
    for (const type of ["dragover", "drop"]) target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  }, people);
  await expect(hookproof.list.locator(".conclusion")).toContainText("of 3 contacts fail");
});
