/** Webhooks, templates and contacts that the tests share. */

export const note = `{
  "campaign_id": "13254",
  "data": [
    {
      "first_name": "{{ profile.firstname }}",
      "last_name": "{{ profile.lastname }}",
      "address_line_1": "{{profile.properties.address_1}}",
      "postcode": "{{profile.properties.postcode}}"
    }
  ]
}`;

const written = (path: string) => `{{ ${path} | default("", true) | string | tojson }}`;

/** The same, so written that no contact breaks its JSON. */
export const mended = note.replaceAll(/"\{\{ ?([\w.]+) ?\}\}"/g, (_, path: string) => written(path));

/** A contact list with a quotation mark in a name, a postcode missing, somebody twice and a line that is no contact. */
export const people = `profile.firstname,profile.lastname,profile.email,address_1,profile.properties.postcode
Andrew,Martin,andrew@example.com,Tintagel House,SE1 7TY
Ann,"O""Neil",ann@example.com,High Street,SE1 7TY
Ann,Smith,ann@example.com,High Street,
Bob,Smith,bob@example.com,High Street,SE1 7TY,too,many,cells
`;

export const andrew = {
  profile: {
    firstname: "Andrew",
    lastname: "Martin",
    properties: { address_1: "Tintagel House", postcode: "SE1 7TY" },
  },
};

/** A webhook for Inkpact that has nothing left to fill in. */
export const webhook = {
  title: "Thank-you note",
  sender: "ometria",
  receiver: "inkpact",
  campaign: "13254",
  method: "POST",
  url: "https://api.inkpact.example/notes",
  headers: { Authorization: "Basic pkey=${env:PUBLIC}&&skey=${env:SECRET}", "Content-Type": "application/json" },
  body: note,
};
