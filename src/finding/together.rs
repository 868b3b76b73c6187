//! `duplicate-title` and `duplicate-campaign`: what can be wrong with several hooks only together. Of two webhooks with
//! one title nobody knows which failed; two for one campaign of a partner send everything twice, and Inkpact asks for
//! one webhook a campaign (support.ometria.com, article 34828933899293).

use super::Finding;
use crate::hook::Hook;
use crate::hook_file::Located;
use crate::source::SourceId;

/// What is wrong with hooks beside one another: for each of `hooks`, which come with the names of their files, the
/// findings that it gets besides its own. A file that is there twice is one hook.
pub fn together(hooks: &[(&str, &Hook)]) -> Vec<Vec<Finding>> {
    let of_hook = |(at, (name, hook)): (usize, &(&str, &Hook))| {
        let others = || hooks.iter().enumerate().filter(move |(other, (it, _))| *other != at && it != name);
        let title = others().find_map(|(_, (other, it))| Some((*other, same_title(hook, it)?)));
        let campaign = others().find_map(|(_, (other, it))| Some((*other, same_campaign(hook, it)?)));
        let title = title.map(|(other, title)| {
            let message = format!("'{other}' has the title '{}' too", title.text);
            Finding::warning("duplicate-title", SourceId::Hook, title.span, message)
                .with_help("give each webhook a title of its own")
        });
        let campaign = campaign.map(|(other, campaign)| {
            let message = format!("'{other}' is for the campaign '{}' too", campaign.text);
            Finding::warning("duplicate-campaign", SourceId::Hook, campaign.span, message)
                .with_help("keep one webhook for each campaign of the partner")
        });
        title.into_iter().chain(campaign).collect()
    };
    hooks.iter().enumerate().map(of_hook).collect()
}

fn same_title<'h>(a: &'h Hook, b: &Hook) -> Option<&'h Located> {
    shared(a.stated_title(), b.stated_title())
}

fn same_campaign<'h>(a: &'h Hook, b: &Hook) -> Option<&'h Located> {
    shared(a.campaign(), b.campaign()).filter(|_| a.rules().id == b.rules().id)
}

/// The first text, when the second is the same but for case and spaces around it.
fn shared<'h>(a: Option<&'h Located>, b: Option<&Located>) -> Option<&'h Located> {
    let (a, b) = (a?, b?);
    let (one, other) = (a.text.trim(), b.text.trim());
    (!one.is_empty() && one.to_lowercase() == other.to_lowercase()).then_some(a)
}

#[cfg(test)]
mod tests {
    use super::together;
    use crate::contract::Catalog;
    use crate::hook::Hook;
    use crate::hook_file::HookFile;

    fn hook(title: &str, campaign: &str, receiver: &str) -> Hook {
        let file = format!(
            "title = '{title}'\ncampaign = '{campaign}'\nsender = 'ometria'\nreceiver = '{receiver}'\nbody = '{{}}'"
        );
        Hook::compile(&HookFile::parse(&file).value, &Catalog::builtin()).value
    }

    #[test]
    fn hooks_that_share_what_each_should_have_alone_are_told_of() {
        let a = hook("Thank-you note", "13254", "inkpact");
        let b = hook("thank-you note ", "1", "inkpact");
        let c = hook("Birthday", "13254", "inkpact");
        let d = hook("", "13254", "generic");
        let hooks = [("a", &a), ("b", &b), ("c", &c), ("d", &d), ("a", &a)];
        let codes = together(&hooks).into_iter().map(|found| {
            found.into_iter().map(|it| format!("{} {}", it.code, it.message)).collect::<Vec<_>>()
        });
        let of_a = vec![
            "duplicate-title 'b' has the title 'Thank-you note' too".to_owned(),
            "duplicate-campaign 'c' is for the campaign '13254' too".to_owned(),
        ];
        let expected = [
            of_a.clone(),
            vec!["duplicate-title 'a' has the title 'thank-you note ' too".to_owned()],
            vec!["duplicate-campaign 'a' is for the campaign '13254' too".to_owned()],
            vec![],
            of_a,
        ];
        assert_eq!(codes.collect::<Vec<_>>(), expected);
    }
}
