// The webhooks of the audience's bench, and generated contacts for them. Everything is made from numbers in a fixed
// order, so that two runs measure the same.

import { closeSync, openSync, writeSync } from 'node:fs';

const FIRST = ['Amelia', 'Ben', 'Chloë', 'David', 'Ella', 'Finn', 'Grace', 'Hugo', 'Isla', 'Jack', 'Karin', 'Liam'];
const LAST = ["O'Hara", 'Clarke', 'Smith', 'Jones', 'Patel', 'Müller', 'Evans', 'Wood', 'Khan', 'Brown'];
const TOWN = ['Leeds', 'Bath', 'York', 'Bristol', 'Derby'];

/** A generator of numbers (Marsaglia's xorshift, 32 bits). */
function numbers(seed) {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function profile(pick, at) {
  const properties = {
    address_1: `${1 + pick(300)} Rose Lane`,
    address_2: pick(3) === 0 ? `Flat ${1 + pick(40)}` : '',
    city: TOWN[pick(TOWN.length)],
    county: 'Kent',
    postcode: `LS${1 + pick(20)} ${1 + pick(9)}AB`,
    country: 'United Kingdom',
  };
  const made = {
    id: 100000 + at,
    email: `contact${at}@example.com`,
    firstname: FIRST[pick(FIRST.length)],
    lastname: LAST[pick(LAST.length)],
    country: 'GB',
    marketing_optin: 'true',
    date_of_first_order: '2026-01-31',
    properties,
  };
  // About six in a thousand fail: those without a postcode, and those with a quotation mark in their name.
  const odd = pick(1000);
  if (odd < 3) delete properties.postcode;
  else if (odd < 5) properties.postcode = '';
  else if (odd < 6) made.lastname = 'O"Neil';
  return made;
}

const INKPACT = `{
  "campaign_id": "13254",
  "data": [
    {
      "first_name": "{{ profile.firstname }}",
      "last_name": "{{ profile.lastname }}",
      "address_line_1": "{{ profile.properties.address_1 }}",
      "address_line_2": "{{ profile.properties.address_2 }}",
      "town": "{{ profile.properties.city }}",
      "county": "{{ profile.properties.county }}",
      "postcode": "{{ profile.properties.postcode }}",
      "country": "{{ profile.properties.country }}",
      "attribute_a": "{{ profile.date_of_first_order }}"
    }
  ]
}`;

const LIQUID = `{
  "campaign_id": "13254",
  "data": [
    {
      "first_name": "{{ Profile.firstname | default: "friend" | capitalize }}",
      "last_name": "{{ Profile.lastname | strip }}",
      {% if Profile.properties.address_2 != "" %}"address_line_2": "{{ Profile.properties.address_2 }}",{% endif %}
      "address_line_1": "{{ Profile.properties.address_1 }}",
      "town": "{{ Profile.properties.city | upcase }}",
      "postcode": "{{ Profile.properties.postcode }}"
    }
  ]
}`;

const LOOP = `{
  "campaign_id": "13254",
  "data": [
    {% for item in order.lines %}{
      "first_name": "{{ profile.firstname }}",
      "address_line_1": "{{ profile.properties.address_1 }}",
      "postcode": "{{ profile.properties.postcode }}",
      "note": "{{ item.name }}",
      "crm_ref": "{{ item.sku }}"
    }{% if not loop.last %},{% endif %}{% endfor %}
  ]
}`;

// Not `items`: in Jinja that is what maps have of their own.
function lines(pick) {
  return Array.from({ length: 1 + pick(4) }, () => ({ sku: `A${pick(10000)}`, name: `Shoe ${pick(50)}`, price: 19.5 }));
}

function hook(sender, body) {
  return {
    sender,
    receiver: 'inkpact',
    campaign: '13254',
    url: 'https://api.example.com/notes',
    headers: {
      'Content-Type': 'application/json',
      Authorization: 'Basic pkey=${env:PUBLIC_KEY}&&skey=${env:SECRET_KEY}',
    },
    body,
  };
}

/** What is measured: a name, the webhook, the language of its template, and one contact for each number. */
export const CASES = [
  { name: "Inkpact's template", language: 'jinja', hook: hook('ometria', INKPACT), contact: (pick, at) => ({ profile: profile(pick, at) }) },
  { name: 'Liquid with filters and an if', language: 'liquid', hook: hook('clevertap', LIQUID), contact: (pick, at) => ({ Profile: profile(pick, at) }) },
  { name: 'a loop over an order', language: 'jinja', hook: hook('ometria', LOOP), contact: (pick, at) => ({ profile: profile(pick, at), order: { lines: lines(pick) } }) },
];

/** Writes so many contacts, one a line. */
export function write(file, { contact }, count) {
  const pick = numbers(2463534242);
  const out = openSync(file, 'w');
  for (let at = 0; at < count; ) {
    const lines = [];
    for (const end = Math.min(count, at + 10000); at < end; at += 1) lines.push(JSON.stringify(contact(pick, at)));
    writeSync(out, `${lines.join('\n')}\n`);
  }
  closeSync(out);
}
