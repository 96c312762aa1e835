//! What a campaign reports: one row a fault, one of five outcomes a round.

use std::collections::BTreeMap;

/// How a round ended, the best first. The last three are failures of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// Everything acknowledged is there and verified.
    Survived,
    /// An error that says what is known; what was acknowledged is untouched or named as lost.
    Refused,
    /// An answer that is wrong, or something acknowledged that is gone without a word.
    Silent,
    /// It panicked.
    Panicked,
    /// It did not come back in time.
    Hung,
}

impl Outcome {
    /// All of them, in the table's order.
    pub(crate) const ALL: [Self; 5] =
        [Self::Survived, Self::Refused, Self::Silent, Self::Panicked, Self::Hung];
}

/// One kind of fault, and how its rounds ended.
#[derive(Debug)]
pub(crate) struct Row {
    /// What was done, as the table says it: `crash: unsynced writes torn`.
    pub(crate) fault: &'static str,
    outcomes: BTreeMap<Outcome, u64>,
    /// The first rounds that failed: the seed that makes them again, and what was seen.
    pub(crate) failures: Vec<String>,
}

impl Row {
    /// No round of it yet.
    pub(crate) fn new(fault: &'static str) -> Self {
        Self { fault, outcomes: BTreeMap::new(), failures: Vec::new() }
    }

    /// A round ended so; `seen` says by which seed it is had again, and what was wrong.
    pub(crate) fn add(&mut self, outcome: Outcome, seen: impl FnOnce() -> String) {
        *self.outcomes.entry(outcome).or_default() += 1;
        if outcome >= Outcome::Silent && self.failures.len() < 10 {
            self.failures.push(seen());
        }
    }

    /// How many rounds ended so.
    pub(crate) fn count(&self, outcome: Outcome) -> u64 {
        self.outcomes.get(&outcome).copied().unwrap_or(0)
    }

    /// How many rounds there were.
    pub(crate) fn rounds(&self) -> u64 {
        self.outcomes.values().sum()
    }

    /// Whether no round was silent, panicked or hung.
    pub(crate) fn is_good(&self) -> bool {
        Outcome::ALL[2..].iter().all(|&outcome| self.count(outcome) == 0)
    }
}

/// The rows as a Markdown table, in their order.
pub(crate) fn markdown(rows: &[Row]) -> String {
    let mut table = String::from(
        "| fault | rounds | survived | typed error | silent | panic | hang |\n\
         |---|--:|--:|--:|--:|--:|--:|\n",
    );
    for row in rows {
        let counts: Vec<String> =
            Outcome::ALL.iter().map(|&outcome| row.count(outcome).to_string()).collect();
        table += &format!("| {} | {} | {} |\n", row.fault, row.rounds(), counts.join(" | "));
    }
    table
}
