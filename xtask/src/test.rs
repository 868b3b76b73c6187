//! `cargo xtask test`: runs the stages and sums up.

use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::project::Project;
use crate::stages::{self, Stage};

/// How a stage ended.
enum End {
    Passed,
    Failed(String),
    /// It was not run, because this stage, which it needs, did not pass.
    Blocked(&'static str),
}

struct Outcome {
    stage: &'static str,
    time: Duration,
    end: End,
}

/// Runs the named stages (none means all) and fails when one of them did.
pub(crate) fn run(project: &Project, names: &[String]) -> Result<(), Failure> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    for stage in stages::select(names) {
        let outcome = run_stage(project, stage, &outcomes);
        outcomes.push(outcome);
    }
    let failed: Vec<&str> = outcomes.iter().filter(|it| !it.passed()).map(|it| it.stage).collect();
    println!("\n{}", table(&outcomes));
    if !failed.is_empty() {
        println!("failed: {}\nrun one alone with `cargo xtask test {}`", failed.join(", "), failed[0]);
    }
    // The last line has a fixed form, which continuous integration reads.
    println!("{} passed, {} failed", outcomes.len() - failed.len(), failed.len());
    if failed.is_empty() { Ok(()) } else { Err(Failure::Reported) }
}

fn run_stage(project: &Project, stage: &Stage, earlier: &[Outcome]) -> Outcome {
    let passed = |need: &&&str| earlier.iter().any(|it| it.stage == **need && it.passed());
    if let Some(need) = stage.needs.iter().find(|need| !passed(need)) {
        return Outcome { stage: stage.name, time: Duration::ZERO, end: End::Blocked(need) };
    }
    println!("\n== {}: {} ==", stage.name, stage.about);
    let start = now();
    let end = match (stage.run)(project) {
        Ok(()) => End::Passed,
        Err(failure) => {
            println!("{failure}");
            End::Failed(failure.summary())
        }
    };
    Outcome { stage: stage.name, time: start.elapsed(), end }
}

#[expect(clippy::disallowed_methods, reason = "the core reads no clock; this measures the tests")]
fn now() -> Instant {
    Instant::now()
}

impl Outcome {
    fn passed(&self) -> bool {
        matches!(self.end, End::Passed)
    }
}

fn table(outcomes: &[Outcome]) -> String {
    let mut lines = vec![row("stage", "seconds", "  result")];
    for Outcome { stage, time, end } in outcomes {
        let result = match end {
            End::Passed => "  passed".to_owned(),
            End::Failed(reason) => format!("  FAILED: {reason}"),
            End::Blocked(need) => format!("  FAILED: not run, because it needs `{need}`"),
        };
        lines.push(row(stage, &seconds(*time), &result));
    }
    lines.push(row("all", &seconds(outcomes.iter().map(|it| it.time).sum()), ""));
    lines.join("\n")
}

fn row(stage: &str, seconds: &str, result: &str) -> String {
    format!("{stage:<12} {seconds:>9}{result}")
}

fn seconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::{End, Outcome, table};
    use std::time::Duration;

    #[test]
    fn the_table_shows_times_and_reasons() {
        let outcome =
            |stage, tenths: u64, end| Outcome { stage, time: Duration::from_millis(tenths * 100), end };
        let outcomes = [
            outcome("fmt", 9, End::Passed),
            outcome("wasm", 1234, End::Failed("`cargo build` failed".into())),
            outcome("npm", 0, End::Blocked("wasm")),
        ];
        let expected = "\
stage          seconds  result
fmt                0.9  passed
wasm             123.4  FAILED: `cargo build` failed
npm                0.0  FAILED: not run, because it needs `wasm`
all              124.3";
        assert_eq!(table(&outcomes), expected);
    }
}
