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
