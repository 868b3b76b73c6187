//! Runs every case of `tests/cases`, each as a test of its own. `HOOKPROOF_BLESS=1` rewrites the expectations.

use libtest_mimic::{Arguments, Failed, Trial};

#[expect(dead_code, reason = "the parity example uses the rest")]
#[expect(clippy::expect_used, reason = "it is the support code of tests")]
#[path = "support/case.rs"]
mod case;

fn main() {
    let bless = std::env::var_os("HOOKPROOF_BLESS").is_some();
    let trials = case::all().into_iter().map(|case| {
        Trial::test(case.name.clone(), move || {
            if bless {
                case.bless();
                return Ok(());
            }
            case.run().map_err(Failed::from)
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit();
}
