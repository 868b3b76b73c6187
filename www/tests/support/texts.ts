/** Templates and contacts that the tests share. */

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
