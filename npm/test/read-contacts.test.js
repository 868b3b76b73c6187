import assert from "node:assert/strict";
import { test } from "node:test";
import { readContacts } from "hookproof";

test("without a browser's FileReader, reading is refused in words", async () => {
  await assert.rejects(readContacts(new Blob(["{}"]), () => {}), /readContacts is for browsers/);
});

/** Stands in for the browser's, which Node does not have: reads a whole blob and says so. */
class FileReader extends EventTarget {
  readyState = 0;
  result = null;

  readAsArrayBuffer(blob) {
    this.readyState = 1;
    blob.arrayBuffer().then((buffer) => {
      this.readyState = 2;
      this.result = buffer;
      this.dispatchEvent(new Event("load"));
    });
  }
}

/** Large enough for several slices, with characters of every width on their borders. */
const CONTACTS = Array.from({ length: 20_000 }, (_, index) => `{"id": ${index}, "name": "Zoë 😀 中", "spent": 10.0}`);

async function contactsIn(text) {
  globalThis.FileReader = FileReader;
  const file = new File([text], "contacts.json");
  const contacts = [];
  const progress = [];
  const count = await readContacts(
    file,
    (contact) => contacts.push(contact),
    (bytes, total) => progress.push({ bytes, total }),
  );
  assert.equal(count, contacts.length);
  assert.ok(progress.length > 1, "the file was read in one piece");
  assert.deepEqual(progress.at(-1), { bytes: file.size, total: file.size });
  return contacts;
}

for (const { form, text } of [
  { form: "lines", text: CONTACTS.join("\n") + "\n" },
  { form: "an array", text: `[\n${CONTACTS.join(",\n")}\n]\n` },
]) {
  test(`contacts are read from ${form}, across the borders of slices`, async () => {
    const contacts = await contactsIn(text);
    assert.deepEqual(contacts.map((contact) => JSON.parse(contact)), CONTACTS.map((contact) => JSON.parse(contact)));
    assert.match(contacts[0], /: ?10\.0\}$/);
  });
}

test("reading stops when progress is answered with false", async () => {
  globalThis.FileReader = FileReader;
  const file = new File([CONTACTS.join("\n")], "contacts.json");
  const progress = [];
  const count = await readContacts(file, () => {}, (bytes) => progress.push(bytes) < 2);
  assert.equal(progress.length, 2);
  assert.ok(count > 0 && count < CONTACTS.length, `${count} contacts`);
});
