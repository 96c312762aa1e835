//! The campaign: damage of every kind, done to the ledger as it is, and what came of it.
//!
//! ```sh
//! cargo test --test reliability                        # short, as in CI
//! cargo test --release --test reliability -- --long    # long: the tables of docs/reliability.md
//! cargo test --test reliability -- --round 7           # one simulated round, told step by step
//! ```
//!
//! `--seed N` draws other chances; `--only WORD` runs the rows whose fault has the
//! word in it (`simulation`: all simulated ones); of N simulated rounds (`--rounds N`) those
//! are run that are of such a row. Every round has a seed and is had again by it.
#![allow(clippy::unwrap_used, reason = "a campaign that cannot be set up ends")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it is a program that reports")]

#[path = "../../crates/ledger-core/tests/common/mod.rs"]
mod common;
mod damage;
mod dice;
mod plain_sled;
mod program;
mod real;
mod simulated;
mod table;

use std::process::{Command, ExitCode};
use std::thread;
use std::time::Instant;

use table::{Outcome, Row, markdown};

/// The seed where none is given: the tables of docs/reliability.md are of it.
const SEED: u64 = 20_260_401;

/// What is to be run.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) long: bool,
    pub(crate) seed: u64,
    only: Option<String>,
    /// So many simulated rounds, where not as many as usual.
    rounds: Option<u64>,
    /// This simulated round alone, told step by step.
    round: Option<u64>,
}

impl Plan {
    fn read(args: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut plan = Self { long: false, seed: SEED, only: None, rounds: None, round: None };
        let mut args = args.peekable();
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or(format!("`{arg}` needs a value"));
            let number = |text: String| text.parse().map_err(|_| format!("`{text}` is no number"));
            match arg.as_str() {
                "--long" => plan.long = true,
                "--seed" => plan.seed = number(value()?)?,
                "--only" => plan.only = Some(value()?),
                "--rounds" => plan.rounds = Some(number(value()?)?),
                "--round" => plan.round = Some(number(value()?)?),
                // What `cargo test` passes on to every test program.
                _ => {}
            }
        }
        Ok(plan)
    }

    /// Whether this row is to be run.
    pub(crate) fn wants(&self, fault: &str) -> bool {
        self.only.as_ref().is_none_or(|word| fault.contains(word.as_str()))
    }

    /// So many rounds in the short campaign, so many in the long one.
    pub(crate) fn rounds(&self, short: u64, long: u64) -> u64 {
        if self.long { long } else { short }
    }

    /// A row, run if it is wanted.
    pub(crate) fn row(&self, fault: &'static str, fill: impl FnOnce(&mut Row)) -> Option<Row> {
        self.wants(fault).then(|| {
            let (started, mut row) = (Instant::now(), Row::new(fault));
            fill(&mut row);
            eprintln!("{:>7.1} s  {fault}: {}", started.elapsed().as_secs_f32(), row.rounds());
            row.failures.iter().for_each(|seen| eprintln!("           {seen}"));
            row
        })
    }
}

/// What a program says of itself, for the record.
fn said_by(program: &str, args: &[&str]) -> String {
    let said = Command::new(program).args(args).output();
    let text = said.map(|said| String::from_utf8_lossy(&said.stdout).trim().to_owned());
    text.ok().filter(|text| !text.is_empty()).unwrap_or_else(|| "not known".to_owned())
}

fn print_versions(plan: &Plan) {
    let program = program::wenming().display().to_string();
    let temp = std::env::temp_dir().display().to_string();
    let build = if cfg!(debug_assertions) { "debug" } else { "release" };
    println!("- program: {}, {build} build; sled 0.34.7", said_by(&program, &["--version"]));
    println!("- compiler: {}", said_by("rustc", &["--version"]));
    println!("- system: {}", said_by("uname", &["-srm"]));
    println!("- file system of the folders: {}", said_by("stat", &["-f", "-c", "%T", &temp]));
    println!("- seed: {}, the {} campaign\n", plan.seed, if plan.long { "long" } else { "short" });
}

fn main() -> ExitCode {
    if let Some(done) = plain_sled::as_child() {
        return done;
    }
    let plan = match Plan::read(std::env::args().skip(1)) {
        Ok(plan) => plan,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    let started = Instant::now();
    print_versions(&plan);
    if let Some(round) = plan.round {
        let row = simulated::again(round);
        println!("{}", markdown(std::slice::from_ref(&row)));
        return ExitCode::from(u8::from(!row.is_good()));
    }
    let mut rows = Vec::new();
    let all = plan.wants("simulation");
    let rounds = plan.rounds.unwrap_or_else(|| plan.rounds(480, 12_000));
    let simulated = simulated::run(rounds, plan.seed, &|fault| all || plan.wants(fault));
    if !simulated.is_empty() {
        println!(
            "### Simulated: the real ledger on a machine that breaks to order\n\n{}",
            markdown(&simulated)
        );
        rows.extend(simulated);
    }
    // It may fail: that is what plain sled is there to show.
    let (real, plain) = thread::scope(|scope| {
        let plain = scope.spawn(|| plain_sled::run(&plan));
        (real::run(&plan), plain.join().unwrap())
    });
    println!("### Real files, the real program\n\n{}", markdown(&real.rows));
    for note in &real.notes {
        println!("{note}\n");
    }
    rows.extend(real.rows);
    println!("### The same done to plain sled\n\n{}", markdown(&plain.rows));
    for note in &plain.notes {
        println!("{note}\n");
    }

    let failed = rows.iter().filter(|row| !row.is_good());
    for row in failed.clone() {
        for seen in &row.failures {
            println!("FAILED {}: {seen}", row.fault);
        }
    }
    let failed = failed.count();
    let word = if failed == 0 { "ok" } else { "FAILED" };
    println!(
        "test result: {word}. {} passed; {failed} failed; 0 ignored; 0 measured; 0 filtered out; \
         finished in {:.2}s",
        rows.len() - failed,
        started.elapsed().as_secs_f32()
    );
    ExitCode::from(u8::from(failed > 0))
}

/// Rows, and what is to be said below them.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) rows: Vec<Row>,
    pub(crate) notes: Vec<String>,
}

/// What came of a round, and what was seen where it was bad.
pub(crate) type Seen = (Outcome, String);
