//! `hookproof.toml`, which webhooks share.

use crate::support::Session;

const SETTINGS: &str = "[connectors.acme]\ntype = \"bearer\"\ntoken = \"${env:ACME_TOKEN}\"\n\n\
                        [connections.cards]\nconnector = \"acme\"\n";

const HOOK: &str = "sender = \"ometria\"\nreceiver = { title = \"Acme\", headers = { Authorization = \"Bearer {TOKEN}\" } }\n\
                    url = \"https://acme.example/cards\"\nbody = \"{}\"\n";

#[test]
fn webhooks_below_a_folder_share_its_settings() {
    let mut session = Session::in_empty("settings-shared");
    std::fs::create_dir_all(session.path("shop/spring")).expect("folders");
    session.write("hookproof.toml", SETTINGS);
    session.write("contact.json", "{}");
    session.write("shop/spring/cards.hook.toml", HOOK);
    session.write("shop/spring/named.hook.toml", format!("connector = \"acme\"\n{HOOK}"));
    session.write("shop/spring/misspelt.hook.toml", format!("connector = \"amce\"\n{HOOK}"));
    assert_eq!(session.run("render shop/spring/cards.hook.toml --contact contact.json").code, 0);
    assert_eq!(session.run("check --no-proof shop/spring/named.hook.toml --contact contact.json").code, 0);
    assert_eq!(session.run("check --no-proof shop/spring/misspelt.hook.toml --contact contact.json").code, 1);
    session.expect("settings-shared");
}

#[test]
fn what_is_wrong_with_settings_is_told_in_them() {
    let mut session = Session::in_empty("settings-mistakes");
    session
        .write("hookproof.toml", SETTINGS.replace("${env:ACME_TOKEN}", "abc123").replace("acme\"", "amce\""));
    session.write("contact.json", "{}");
    session.write("cards.hook.toml", HOOK);
    assert_eq!(session.run("check --no-proof cards.hook.toml --contact contact.json").code, 1);
    assert_eq!(session.run("check --no-proof cards.hook.toml --contact contact.json --format json").code, 1);
    session.expect("settings-mistakes");
}
