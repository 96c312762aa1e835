//! `audit` (审计): every point derived again from the journal.

use std::path::PathBuf;

use clap::Args;
use ledger_core::audit::observe::{self, Observation, Sampled};
use ledger_core::audit::{
    Anchor, BooksOf, BranchReport, Finding, FindingCode, Report, audit_against,
};
use ledger_core::day::Day;
use ledger_core::ids::BranchCode;
use ledger_core::journal::JournalError;
use ledger_core::ledger::{Error, Wanted};
use ledger_core::walk::Problem;
use serde_json::{Value, json};

use crate::app::App;
use crate::away;
use crate::bank::Bank;
use crate::commands::{posting, report};
use crate::error::CliError;
use crate::evidence;
use crate::i18n::text;
use crate::print::PrintArgs;
use crate::refusal::{self, Context};
use crate::storage;
use crate::ui::{Table, Tone, numbers, words};
use crate::watched::Watched;

/// Check the whole journal and derive every award and balance again
///
/// It reports all findings and then ends with exit code 1; without any, with
/// 0. With `--branch` that branch alone is audited. What keeps every rule and
/// still may be asked about (one approver for one household, a month's last
/// day) is listed apart and is no finding.
///
/// The journal is also held against every checkpoint that is kept in the bank's
/// folder, and against the files that `--against` names: checkpoints that were
/// posted or sent away, receipts that were handed out. One from before a change
/// tells of it whoever made it, and where.
///
/// `--sample` also draws deposits of each branch for an inspection on the spot.
/// The same seed draws the same ones, so name one in public that nobody could
/// know before.
///
/// Example: `wenming audit --sample 10 --seed lottery-031128 --from 2026-03-01 --to 2026-03-31`
#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    /// Checkpoints, receipts and bundles to hold the journal against
    #[arg(long, value_name = "FILE", num_args = 1..)]
    against: Vec<PathBuf>,
    /// Draw so many deposits of each branch
    #[arg(long, value_name = "N", requires = "seed")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=1000))]
    sample: Option<u16>,
    /// The words the sample is drawn by
    #[arg(long, value_name = "WORDS", requires = "sample")]
    seed: Option<String>,
    /// The first day of deeds to draw from
    #[arg(long, value_name = "DATE", requires = "sample")]
    from: Option<Day>,
    /// The last day of deeds to draw from
    #[arg(long, value_name = "DATE", requires = "sample")]
    to: Option<Day>,
    /// Also write it as a page to file: .pdf, or .html for any browser
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Write over a report that is there
    #[arg(long, requires = "report")]
    force: bool,
}

impl AuditArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        if let (Some(from), Some(to)) = (self.from, self.to) {
            posting::period(app, from, to)?;
        }
        let print = self.report.map(|out| PrintArgs { out, force: self.force });
        if let Some(print) = &print {
            print.check(app)?;
        }
        let bank = Bank::open_to_read(app)?;
        let (kept, kept_of) = evidence::kept(app, app.bank_dir(), bank.ledger().journal())?;
        evidence::warn_of_conflicts(app, app.bank_dir())?;
        let branches = match app.args.branch {
            Some(branch) => vec![branch],
            None => branches(&bank, kept_of)?,
        };
        let (journal, copies) = (bank.ledger().journal(), away::list(app)?);
        let anchors = evidence::brought(app, &self.against, &branches, journal, &copies)?;
        let anchors = evidence::once(kept.into_iter().chain(anchors));
        let ledger = bank.ledger();
        let books = |branch| ledger.books_of(branch);
        let books: &BooksOf<'_> = &books;
        if !bank.books_stored() {
            app.ui.warn(&app.messages, &app.msg("audit-books-unseen", &[]));
        }
        let books = bank.books_stored().then_some(books);
        let now = app.now()?;
        let label = app.msg("audit-progress", &[]);
        let watched = Watched::new(app, ledger.journal(), &branches, label);
        let report = audit_against(&watched, &branches, books, now, &anchors);
        drop(watched);
        bank.tell_notices();
        let report = bank.ask(report.map_err(Into::into))?;
        let sample = match (&self.seed, self.sample) {
            (Some(seed), Some(count)) => {
                let days = (self.from, self.to);
                let (journal, count) = (ledger.journal(), usize::from(count));
                let drawn = observe::sample(journal, &branches, days, seed, count);
                Some(bank.ask(drawn.map_err(Into::into))?)
            }
            _ => None,
        };
        let without = match bank.branches()?.contains(&BranchCode::HQ) {
            true => "audit-branch-alone",
            false => "audit-without-hq",
        };
        if let Some(print) = &print {
            print.put(app, &report::page(app, &bank, &report, &anchors, without)?)?;
            app.ui.note(&print.written(app));
        }
        tell(app, &report, &anchors, sample.as_deref(), without)
    }
}

/// Every branch with a journal, and those that checkpoints are kept of; head
/// office also where its journal is gone and only the books remember it, so that
/// losing it is found.
fn branches(bank: &Bank<'_>, kept_of: Vec<BranchCode>) -> Result<Vec<BranchCode>, CliError> {
    let mut branches = bank.branches()?;
    branches.extend(kept_of);
    branches.sort_unstable();
    branches.dedup();
    if !branches.contains(&BranchCode::HQ) {
        let remembered = bank.ledger().view(BranchCode::HQ, Wanted::Nothing, |_| ());
        if matches!(remembered, Err(Error::Journal(JournalError::DataLoss { .. }))) {
            branches.insert(0, BranchCode::HQ);
        }
    }
    Ok(branches)
}

/// Tells what an audit saw, with the words for where head office was not among
/// it; findings end with exit code 1.
pub(crate) fn tell(
    app: &App,
    report: &Report,
    anchors: &[Anchor],
    sample: Option<&[Sampled]>,
    without_hq: &'static str,
) -> Result<(), CliError> {
    let count = report.findings().count();
    let mut answer = as_object(app, report, anchors);
    if let Some(sample) = sample {
        answer["sample"] = json!(sample);
    }
    app.ui.answer(&answer, || {
        let drawn = sample.map(|sample| sampled(app, sample)).unwrap_or_default();
        in_words(app, report, anchors, without_hq) + &drawn
    })?;
    if count == 0 {
        return Ok(());
    }
    let broke_off = |finding: &Finding| {
        matches!(finding.code, FindingCode::CommitUnfinished | FindingCode::TailTorn)
    };
    // Only the books can vouch that what broke off was not acknowledged.
    let vouched = report.branches.iter().all(|branch| branch.books_compared);
    let hint = match vouched && report.findings().all(broke_off) {
        true => app.msg("audit-unfinished.hint", &[]),
        false => app.msg("audit-findings.hint", &[]),
    };
    Err(CliError::findings(app.msg("audit-findings", &[("count", text(count))])).hint(hint))
}

/// What an audit saw, for programs.
pub(super) fn as_object(app: &App, report: &Report, anchors: &[Anchor]) -> Value {
    json!({
        "clean": report.findings().next().is_none(),
        "anchors": held_against(report, anchors),
        "branches": report.branches.iter().map(|branch| as_json(app, branch)).collect::<Vec<_>>(),
    })
}

/// How many papers the journal was held against: what is of a branch that was
/// not audited was passed over.
pub(super) fn held_against(report: &Report, anchors: &[Anchor]) -> usize {
    let audited = |anchor: &&Anchor| report.branches.iter().any(|b| b.branch == anchor.branch());
    anchors.iter().filter(audited).count()
}

fn as_json(app: &App, branch: &BranchReport) -> Value {
    let finding = |finding: &Finding| finding_as_object(app, finding);
    let held: serde_json::Map<String, Value> =
        branch.held.iter().map(|(c, a)| (c.to_string(), json!(a))).collect();
    json!({
        "branch": branch.branch,
        "name": branch.name,
        "entries": branch.entries,
        "commits": branch.commits,
        "accounts": branch.accounts,
        "held": held,
        "head": branch.head,
        "opened_by": branch.opened_by.as_ref().map(|(by, key)| json!({"operator": by, "key": key})),
        "books_compared": branch.books_compared,
        "findings": branch.findings.iter().map(finding).collect::<Vec<_>>(),
        "observations": branch.observations,
    })
}

/// One finding, for programs.
pub(super) fn finding_as_object(app: &App, finding: &Finding) -> Value {
    json!({
        "code": finding.code,
        "branch": finding.branch,
        "seq": finding.seq,
        "account": finding.account,
        "rule": finding.rule,
        "part": finding.part.as_ref().map(|(part, _)| part),
        "of": finding.part.as_ref().map(|(_, which)| which),
        "expected": finding.expected,
        "found": finding.found,
        "refusal": finding.refusal.as_ref().map(ledger_core::refusal::Refusal::code),
        "source": finding.source,
        "within": finding.within.as_ref().map(|at| [at.start, at.end.saturating_sub(1)]),
        "message": title(app, finding),
    })
}

/// One thing to ask about, in a line.
pub(super) fn observed(app: &App, branch: BranchCode, observation: &Observation) -> String {
    let mut facts = vec![("branch", text(branch))];
    match observation {
        Observation::ApproverShare { account, approver, agreed, of, usually_percent } => {
            facts.push(("account", text(account)));
            facts.push(("approver", text(approver)));
            facts.push(("agreed", text(agreed)));
            facts.push(("of", text(of)));
            facts.push(("usually", text(usually_percent)));
        }
        Observation::ApprovalInFamily { entry, account, approver } => {
            facts.push(("entry", text(entry)));
            facts.push(("account", text(account)));
            facts.push(("approver", text(approver)));
        }
        Observation::LastDaySpike { day, currency, points, of } => {
            facts.push(("day", text(day)));
            facts.push(("points", text(format!("{points} {currency}"))));
            facts.push(("of", text(format!("{of} {currency}"))));
        }
        Observation::CapHugging { account, rule, cap, months, of } => {
            facts.push(("account", text(account)));
            facts.push(("rule", text(rule)));
            facts.push(("cap", text(cap)));
            facts.push(("months", text(months)));
            facts.push(("of", text(of)));
        }
        Observation::DeedTwice { entry, like, account, rule, on } => {
            facts.push(("entry", text(entry)));
            facts.push(("like", text(like)));
            facts.push(("account", text(account)));
            facts.push(("rule", text(rule)));
            facts.push(("on", text(on)));
        }
        Observation::More { count, .. } => facts.push(("count", text(count))),
    }
    app.messages.get(&format!("observation-{}", observation.code()), &facts)
}

/// The sample as a table to take along.
fn sampled(app: &App, sample: &[Sampled]) -> String {
    if sample.is_empty() {
        return format!("\n\n{}", app.msg("audit-sample-none", &[]));
    }
    let mut table = Table::new([
        words(app.msg("heading-entry", &[])),
        words(app.msg("heading-day", &[])),
        words(app.msg("heading-account", &[])),
        words(app.msg("heading-rule", &[])),
        numbers(app.msg("heading-points", &[])),
        words(app.msg("heading-evidence", &[])),
    ]);
    for Sampled { entry, deed } in sample {
        table.row([
            entry.to_string(),
            deed.on.to_string(),
            deed.account.to_string(),
            deed.rule.to_string(),
            format!("{} {}", deed.points, deed.currency),
            deed.evidence.clone(),
        ]);
    }
    format!("\n\n{}\n{}", app.msg("audit-sample", &[]), table.to_text())
}

/// The same for people.
pub(super) fn in_words(
    app: &App,
    report: &Report,
    anchors: &[Anchor],
    without_hq: &'static str,
) -> String {
    let (count, anchors) = (report.findings().count(), held_against(report, anchors));
    let mut table = Table::new([
        words(app.msg("heading-branch", &[])),
        words(app.msg("heading-branch-name", &[])),
        numbers(app.msg("heading-entries", &[])),
        numbers(app.msg("heading-commits", &[])),
        numbers(app.msg("heading-accounts", &[])),
        numbers(app.msg("heading-held", &[])),
        numbers(app.msg("heading-findings", &[])),
    ]);
    for branch in &report.branches {
        let held: Vec<String> =
            branch.held.iter().map(|(c, amount)| format!("{amount} {c}")).collect();
        table.row([
            branch.branch.to_string(),
            branch.name.clone(),
            branch.entries.to_string(),
            branch.commits.to_string(),
            branch.accounts.to_string(),
            held.join(", "),
            branch.findings.len().to_string(),
        ]);
    }
    let mut out = table.to_text();
    for branch in &report.branches {
        let facts = [("branch", text(branch.branch)), ("head", text(branch.head))];
        out.push('\n');
        out.push_str(&app.msg("audit-head", &facts));
    }
    let head_office = report.branches.iter().find(|branch| branch.branch == BranchCode::HQ);
    let opener = head_office.or(report.branches.first()).and_then(|b| b.opened_by.as_ref());
    if let Some((by, key)) = opener {
        out.push('\n');
        out.push_str(&app.msg("audit-key", &[("by", text(by)), ("key", text(key))]));
    }
    if !report.branches.iter().any(|branch| branch.branch == BranchCode::HQ) {
        out.push('\n');
        out.push_str(&app.msg(without_hq, &[]));
    }
    if anchors > 0 {
        out.push('\n');
        out.push_str(&app.msg("audit-anchors", &[("count", text(anchors))]));
    }
    for finding in report.findings() {
        out.push_str("\n\n");
        out.push_str(&one(app, finding));
    }
    let observations: Vec<String> = report
        .branches
        .iter()
        .flat_map(|of| of.observations.iter().map(|one| observed(app, of.branch, one)))
        .collect();
    if !observations.is_empty() {
        out.push_str("\n\n");
        out.push_str(&app.msg("audit-observations", &[]));
        for one in observations {
            out.push_str("\n  ");
            out.push_str(&one);
        }
    }
    if count == 0 {
        let facts = [("books", text(report.branches.iter().all(|b| b.books_compared)))];
        out.push_str("\n\n");
        out.push_str(&app.ui.paint(Tone::Good, &app.msg("audit-clean", &facts)));
    }
    out
}

/// What kind of finding, in words.
pub(super) fn title(app: &App, finding: &Finding) -> String {
    app.messages.get(&format!("finding-{}", finding.code), &[])
}

/// Where a finding is: `LC01:41`.
pub(super) fn place(finding: &Finding) -> String {
    match finding.seq {
        Some(seq) => format!("{}:{seq}", finding.branch),
        None => finding.branch.to_string(),
    }
}

/// One finding in words.
pub(super) fn one(app: &App, finding: &Finding) -> String {
    let heading = format!("{}  {}  [{}]", place(finding), title(app, finding), finding.code);
    let mut lines = vec![app.ui.paint(Tone::Bad, &heading)];
    lines.extend(details(app, finding).iter().map(|line| format!("    {line}")));
    lines.join("\n")
}

/// What there is to a finding, a line each with its label.
pub(super) fn details(app: &App, finding: &Finding) -> Vec<String> {
    let mut lines = Vec::new();
    let mut add = |label: String, value: String| lines.push(format!("{label}{value}"));
    if let Some(account) = finding.account {
        add(app.msg("finding-account", &[]), account.to_string());
    }
    if let Some(source) = &finding.source {
        add(app.msg("finding-source", &[]), source.clone());
    }
    if let Some(rule) = finding.rule {
        add(app.msg("finding-rule", &[]), rule.to_string());
    }
    if let Some((part, which)) = &finding.part {
        let part = app.messages.get(&format!("books-part-{part}"), &[]);
        add(app.msg("finding-part", &[]), format!("{part} {which}"));
    }
    if let Some(problem) = &finding.problem {
        // It is told whole; only hashes are no words.
        add(app.msg("finding-problem", &[]), storage::problem(&app.messages, problem));
        if !matches!(problem, Problem::Chain { .. }) {
            return lines;
        }
    }
    match &finding.refusal {
        Some(refused) => {
            let words = refusal::explain(&app.messages, refused, &Context::default());
            add(app.msg("finding-refused", &[]), words.message);
        }
        None => {
            if let Some(expected) = side(app, finding, "expected", &finding.expected) {
                add(app.msg("finding-expected", &[]), expected);
            }
        }
    }
    if let Some(found) = side(app, finding, "found", &finding.found) {
        add(app.msg("finding-found", &[]), found);
    }
    if let Some(at) = &finding.within {
        let (branch, last) = (finding.branch, at.end.saturating_sub(1));
        let first = format!("{branch}:{}", at.start);
        let place = if at.start == last { first } else { format!("{first} – {branch}:{last}") };
        add(app.msg("finding-within", &[]), place);
    }
    lines
}

/// What was expected or found, in words where the bare facts are not enough; nothing where
/// the finding's own name says it.
fn side(app: &App, finding: &Finding, side: &str, bare: &str) -> Option<String> {
    let facts = [("fact", text(bare))];
    let id = format!("finding-{}.{side}", finding.code);
    let worded = app.messages.find(&id, &facts).or_else(|| match bare {
        "" => None,
        "none" => Some(app.msg("finding-none", &[])),
        bare => Some(bare.to_owned()),
    })?;
    (!worded.is_empty()).then_some(worded)
}

#[cfg(test)]
mod tests {
    use crate::i18n::{Lang, Messages};

    #[test]
    fn every_part_of_the_books_that_can_differ_has_a_name_in_both_languages() {
        let source = include_str!("../../../ledger-core/src/audit/mod.rs");
        let named =
            ["Difference::new(\"", "Difference::of(\"", "Difference::keys(\"", "amounts(\""];
        let parts: Vec<&str> = named
            .iter()
            .flat_map(|call| source.split(call).skip(1))
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert!(parts.len() > 19, "{parts:?}");
        for lang in [Lang::En, Lang::Zh] {
            let m = Messages::new(lang);
            for part in &parts {
                assert!(m.find(&format!("books-part-{part}"), &[]).is_some(), "{part}");
            }
        }
    }
}
