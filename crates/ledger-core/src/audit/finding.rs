//! Findings: what an audit reports, one thing each, under a stable code.

use std::ops::Range;

use serde::Serialize;

use crate::event::{Deed, Event};
use crate::ids::{AccountNo, BranchCode, RuleCode};
use crate::refusal::Refusal;
use crate::rulebook::AwardRefusal;
use crate::walk::Problem;

/// The kinds of findings; as text, kebab-case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingCode {
    /// A line is no entry, or not written the one way it can be.
    LineUnreadable,
    /// Entries are missing, doubled or out of order.
    EntryMissing,
    /// An entry is of another branch.
    EntryOfAnotherBranch,
    /// An entry does not follow the one before it: one of the two was changed.
    ChainBroken,
    /// An entry was made before the one before it.
    TimeBackwards,
    /// An entry is from a time that has not come.
    TimeAhead,
    /// A commit is of two operators.
    CommitMixed,
    /// A signature is not its operator's over this commit.
    SignatureWrong,
    /// A commit is signed by somebody not enrolled.
    SignerUnknown,
    /// The first entry opens no branch.
    BeginningWrong,
    /// Lines at the end were never signed.
    CommitUnfinished,
    /// The last line does not end.
    TailTorn,
    /// The books know of entries that are gone.
    EntriesLost,
    /// The entry acknowledged at this place was another.
    EntryReplaced,
    /// The operator had not the right, or was retired, or approved their own.
    NoRight,
    /// A cap would not have given this.
    CapExceeded,
    /// The rules give other points than the entry.
    AwardWrong,
    /// More was spent than was there.
    Overdraft,
    /// The rules of that day refuse the entry.
    RuleRefuses,
    /// The entry says something else than follows from it.
    EventWrong,
    /// A request was answered twice.
    RequestRepeated,
    /// A file was given for two deeds, and the later says nothing of the earlier.
    EvidenceRepeated,
    /// Points do not sum to zero.
    SumNotZero,
    /// The books differ from the replay.
    BooksDiffer,
    /// The books cannot be opened.
    BooksUnusable,
    /// Head office opened a branch whose journal is not there.
    BranchMissing,
    /// A branch that head office did not open.
    BranchNotChartered,
    /// A branch of another bank.
    BranchOfAnotherBank,
    /// Points were sent to another branch or answered there, and the other side has nothing of it.
    LegWithoutTwin,
    /// Points were answered, or their end noted, otherwise than the other branch says.
    TwinWrong,
    /// What the branches hold in clearing is not what is under way.
    ClearingNotZero,
    /// A branch settled something else than head office netted, or nothing.
    SettledWrong,
    /// The lines hash to another root than a checkpoint of them.
    RootDiffers,
    /// There are fewer lines than a checkpoint is over.
    JournalShorter,
    /// Another line stands where a receipt's did.
    ReceiptDiffers,
    /// A receipt's path does not lead to its root.
    ReceiptUnproven,
    /// A checkpoint is not signed with the key that was the branch's.
    CheckpointUnsigned,
    /// A cosignature is not with the key that was the witness's.
    CosignatureWrong,
    /// What is kept as a checkpoint cannot be read.
    CheckpointUnreadable,
}

impl FindingCode {
    /// Every code, for catalogues.
    pub const ALL: [Self; 39] = [
        Self::LineUnreadable,
        Self::EntryMissing,
        Self::EntryOfAnotherBranch,
        Self::ChainBroken,
        Self::TimeBackwards,
        Self::TimeAhead,
        Self::CommitMixed,
        Self::SignatureWrong,
        Self::SignerUnknown,
        Self::BeginningWrong,
        Self::CommitUnfinished,
        Self::TailTorn,
        Self::EntriesLost,
        Self::EntryReplaced,
        Self::NoRight,
        Self::CapExceeded,
        Self::AwardWrong,
        Self::Overdraft,
        Self::RuleRefuses,
        Self::EventWrong,
        Self::RequestRepeated,
        Self::EvidenceRepeated,
        Self::SumNotZero,
        Self::BooksDiffer,
        Self::BooksUnusable,
        Self::BranchMissing,
        Self::BranchNotChartered,
        Self::BranchOfAnotherBank,
        Self::LegWithoutTwin,
        Self::TwinWrong,
        Self::ClearingNotZero,
        Self::SettledWrong,
        Self::RootDiffers,
        Self::JournalShorter,
        Self::ReceiptDiffers,
        Self::ReceiptUnproven,
        Self::CheckpointUnsigned,
        Self::CosignatureWrong,
        Self::CheckpointUnreadable,
    ];

    /// The code as text, also the key of its wording.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LineUnreadable => "line-unreadable",
            Self::EntryMissing => "entry-missing",
            Self::EntryOfAnotherBranch => "entry-of-another-branch",
            Self::ChainBroken => "chain-broken",
            Self::TimeBackwards => "time-backwards",
            Self::TimeAhead => "time-ahead",
            Self::CommitMixed => "commit-mixed",
            Self::SignatureWrong => "signature-wrong",
            Self::SignerUnknown => "signer-unknown",
            Self::BeginningWrong => "beginning-wrong",
            Self::CommitUnfinished => "commit-unfinished",
            Self::TailTorn => "tail-torn",
            Self::EntriesLost => "entries-lost",
            Self::EntryReplaced => "entry-replaced",
            Self::NoRight => "no-right",
            Self::CapExceeded => "cap-exceeded",
            Self::AwardWrong => "award-wrong",
            Self::Overdraft => "overdraft",
            Self::RuleRefuses => "rule-refuses",
            Self::EventWrong => "event-wrong",
            Self::RequestRepeated => "request-repeated",
            Self::EvidenceRepeated => "evidence-repeated",
            Self::SumNotZero => "sum-not-zero",
            Self::BooksDiffer => "books-differ",
            Self::BooksUnusable => "books-unusable",
            Self::BranchMissing => "branch-missing",
            Self::BranchNotChartered => "branch-not-chartered",
            Self::BranchOfAnotherBank => "branch-of-another-bank",
            Self::LegWithoutTwin => "leg-without-twin",
            Self::TwinWrong => "twin-wrong",
            Self::ClearingNotZero => "clearing-not-zero",
            Self::SettledWrong => "settled-wrong",
            Self::RootDiffers => "root-differs",
            Self::JournalShorter => "journal-shorter",
            Self::ReceiptDiffers => "receipt-differs",
            Self::ReceiptUnproven => "receipt-unproven",
            Self::CheckpointUnsigned => "checkpoint-unsigned",
            Self::CosignatureWrong => "cosignature-wrong",
            Self::CheckpointUnreadable => "checkpoint-unreadable",
        }
    }

    pub(super) fn of_problem(problem: &Problem) -> Self {
        match problem {
            Problem::Line(_) => Self::LineUnreadable,
            Problem::Place { .. } => Self::EntryMissing,
            Problem::Branch { .. } => Self::EntryOfAnotherBranch,
            Problem::Chain { .. } => Self::ChainBroken,
            Problem::Time { .. } => Self::TimeBackwards,
            Problem::MixedRun { .. } => Self::CommitMixed,
            Problem::Signature { .. } => Self::SignatureWrong,
            Problem::UnknownSigner { .. } => Self::SignerUnknown,
            Problem::Beginning { .. } => Self::BeginningWrong,
        }
    }

    pub(super) fn of_refusal(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::UnknownOperator { .. }
            | Refusal::RetiredOperator { .. }
            | Refusal::NoRight { .. }
            | Refusal::ApproverMissing { .. }
            | Refusal::ApproverIsPoster { .. }
            | Refusal::ApproverUnfit { .. }
            | Refusal::FiledByThem { .. }
            | Refusal::OwnClaim { .. }
            | Refusal::ReviewedAlready { .. } => Self::NoRight,
            Refusal::Award { why: AwardRefusal::CapReached { .. }, .. } => Self::CapExceeded,
            Refusal::Award { .. } => Self::AwardWrong,
            Refusal::Overdraft { .. } => Self::Overdraft,
            _ => Self::RuleRefuses,
        }
    }

    /// What kind of difference there is between what follows and what stands there.
    pub(super) fn of_difference(expected: &Event, found: &Event) -> Self {
        match (expected, found) {
            (Event::Deposited(expected), Event::Deposited(found))
            | (Event::Deducted(expected), Event::Deducted(found))
            | (Event::ClaimFiled(expected), Event::ClaimFiled(found)) => {
                if expected.computed.is_some() && found.points > expected.points {
                    Self::CapExceeded
                } else {
                    Self::AwardWrong
                }
            }
            _ => Self::EventWrong,
        }
    }
}

impl std::fmt::Display for FindingCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// One thing an audit found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What kind of thing.
    pub code: FindingCode,
    /// In which branch.
    pub branch: BranchCode,
    /// At which entry, where there is one.
    pub seq: Option<u64>,
    /// On which account, where there is one.
    pub account: Option<AccountNo>,
    /// Under which rule, where there is one.
    pub rule: Option<RuleCode>,
    /// Of books that differ: which part of them, as a stable word, and of that which.
    pub part: Option<(&'static str, String)>,
    /// What should be there: names, numbers and hashes, no words.
    pub expected: String,
    /// What is there, in the same way.
    pub found: String,
    /// What the rules say, where they refuse the entry.
    pub refusal: Option<Refusal>,
    /// What is wrong with the line, rules apart.
    pub problem: Option<Problem>,
    /// What it was held against, where that is nothing of the bank's own.
    pub source: Option<String>,
    /// The first entry that differs is one of these, as far as can be told.
    pub within: Option<Range<u64>>,
}

impl Finding {
    pub(super) fn new(code: FindingCode, branch: BranchCode, seq: Option<u64>) -> Self {
        Self {
            code,
            branch,
            seq,
            account: None,
            rule: None,
            part: None,
            expected: String::new(),
            found: String::new(),
            refusal: None,
            problem: None,
            source: None,
            within: None,
        }
    }

    pub(super) fn from(mut self, source: &str) -> Self {
        self.source = Some(source.to_owned());
        self
    }

    pub(super) fn within(mut self, range: Option<Range<u64>>) -> Self {
        self.within = range;
        self
    }

    pub(super) fn compare(mut self, expected: &str, found: &str) -> Self {
        self.expected = expected.to_owned();
        self.found = found.to_owned();
        self
    }

    pub(super) fn about(mut self, event: &Event) -> Self {
        self.account = event.accounts()[0];
        if let Event::Deposited(Deed { rule, .. })
        | Event::Deducted(Deed { rule, .. })
        | Event::ClaimFiled(Deed { rule, .. }) = event
        {
            self.rule = Some(*rule);
        }
        self
    }

    pub(super) fn refused(mut self, refusal: Refusal) -> Self {
        self.refusal = Some(refusal);
        self
    }

    pub(super) fn problem(mut self, problem: Problem) -> Self {
        self.problem = Some(problem.clone());
        let found = problem.to_string();
        match problem {
            Problem::Line(_) => self.compare("an entry in canonical form", &found),
            Problem::Place { expected, found } => {
                self.compare(&format!("entry {expected}"), &format!("entry {found}"))
            }
            Problem::Branch { found } => {
                let expected = self.branch.to_string();
                self.compare(&expected, found.as_str())
            }
            Problem::Chain { expected, found } => {
                self.compare(&expected.to_string(), &found.to_string())
            }
            Problem::Time { expected, found } => {
                self.compare(&format!("{expected} or later"), &found.to_string())
            }
            Problem::MixedRun { expected, found } => {
                self.compare(expected.as_str(), found.as_str())
            }
            Problem::Signature { by } => {
                self.compare(&format!("a signature of `{by}` over this commit"), "another")
            }
            Problem::UnknownSigner { by } => self.compare("an operator enrolled here", by.as_str()),
            Problem::Beginning { found } => self.compare("founded or branch_opened", found),
        }
    }
}

/// An event in a few words: its name and, where points move, how many.
pub(super) fn brief(event: &Event) -> String {
    match crate::postings::movements(event).next() {
        Some(movement) => format!("{} {} {}", event.name(), movement.points, movement.currency),
        None => event.name().to_owned(),
    }
}

/// The keys in which two events differ, as each of them has it.
pub(super) fn difference(expected: &Event, found: &Event) -> (String, String) {
    let fields = |event: &Event| match serde_json::to_value(event) {
        Ok(serde_json::Value::Object(named)) => named
            .into_iter()
            .flat_map(|(_, fields)| match fields {
                serde_json::Value::Object(fields) => fields.into_iter().collect(),
                _ => Vec::new(),
            })
            .collect::<std::collections::BTreeMap<String, serde_json::Value>>(),
        _ => std::collections::BTreeMap::new(),
    };
    let (one, other) = (fields(expected), fields(found));
    let only = |mine: &std::collections::BTreeMap<String, serde_json::Value>,
                theirs: &std::collections::BTreeMap<String, serde_json::Value>| {
        let differing = mine.iter().filter(|(key, value)| theirs.get(*key) != Some(value));
        let texts: Vec<String> = differing
            .map(|(key, value)| match value {
                serde_json::Value::String(text) => format!("{key}={text}"),
                other => format!("{key}={other}"),
            })
            .collect();
        if texts.is_empty() { super::NONE.to_owned() } else { texts.join(" ") }
    };
    (only(&one, &other), only(&other, &one))
}
