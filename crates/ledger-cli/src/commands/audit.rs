//! `audit` (审计): every point derived again from the journal.

use clap::Args;
use ledger_core::audit::{BooksOf, BranchReport, Finding, Report, audit};
use ledger_core::ids::BranchCode;
use ledger_core::journal::JournalError;
use ledger_core::ledger::{Error, Wanted};
use serde_json::{Value, json};

use crate::app::App;
use crate::bank::Bank;
use crate::error::CliError;
use crate::i18n::text;
use crate::refusal::{self, Context};
use crate::storage;
use crate::ui::{Table, Tone, numbers, words};

/// Check the whole journal and derive every award and balance again
///
/// It reports all findings and then ends with exit code 1; without any, with
/// 0. With `--branch` that branch alone is audited.
///
/// Example: `wenming audit --branch LC01`
#[derive(Debug, Args)]
pub(crate) struct AuditArgs {}

impl AuditArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let bank = Bank::open_to_read(app)?;
        let branches = match app.args.branch {
            Some(branch) => vec![branch],
            None => branches(&bank)?,
        };
        let progress = app.ui.progress(branches.len() as u64, app.msg("audit-progress", &[]));
        let ledger = bank.ledger();
        let books = |branch| {
            let copy = ledger.books_of(branch);
            progress.inc(1);
            copy
        };
        let books: &BooksOf<'_> = &books;
        if !bank.books_stored() {
            app.ui.warn(&app.messages, &app.msg("audit-books-unseen", &[]));
        }
        let books = bank.books_stored().then_some(books);
        let report = audit(ledger.journal(), &branches, books, app.now()?);
        drop(progress);
        bank.tell_notices();
        let report = bank.ask(report.map_err(Into::into))?;
        tell(app, &report)
    }
}

/// Every branch with a journal; head office also where its journal is gone and
/// only the books remember it, so that losing it is found.
fn branches(bank: &Bank<'_>) -> Result<Vec<BranchCode>, CliError> {
    let mut branches = bank.branches()?;
    if !branches.contains(&BranchCode::HQ) {
        let remembered = bank.ledger().view(BranchCode::HQ, Wanted::Nothing, |_| ());
        if matches!(remembered, Err(Error::Journal(JournalError::DataLoss { .. }))) {
            branches.insert(0, BranchCode::HQ);
        }
    }
    Ok(branches)
}

/// Tells what an audit saw; findings end with exit code 1.
pub(crate) fn tell(app: &App, report: &Report) -> Result<(), CliError> {
    let count = report.findings().count();
    let answer = json!({
        "clean": count == 0,
        "branches": report.branches.iter().map(|branch| as_json(app, branch)).collect::<Vec<_>>(),
    });
    app.ui.answer(&answer, || in_words(app, report, count))?;
    if count == 0 {
        return Ok(());
    }
    Err(CliError::findings(app.msg("audit-findings", &[("count", text(count))]))
        .hint(app.msg("audit-findings.hint", &[])))
}

fn as_json(app: &App, branch: &BranchReport) -> Value {
    let finding = |finding: &Finding| {
        json!({
            "code": finding.code,
            "branch": finding.branch,
            "seq": finding.seq,
            "account": finding.account,
            "rule": finding.rule,
            "expected": finding.expected,
            "found": finding.found,
            "refusal": finding.refusal.as_ref().map(ledger_core::refusal::Refusal::code),
            "message": title(app, finding),
        })
    };
    let outstanding: serde_json::Map<String, Value> =
        branch.outstanding.iter().map(|(c, a)| (c.to_string(), json!(a))).collect();
    json!({
        "branch": branch.branch,
        "name": branch.name,
        "entries": branch.entries,
        "commits": branch.commits,
        "accounts": branch.accounts,
        "outstanding": outstanding,
        "head": branch.head,
        "opened_by": branch.opened_by.as_ref().map(|(by, key)| json!({"operator": by, "key": key})),
        "books_compared": branch.books_compared,
        "findings": branch.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

fn in_words(app: &App, report: &Report, count: usize) -> String {
    let mut table = Table::new([
        words(app.msg("heading-branch", &[])),
        words(app.msg("heading-branch-name", &[])),
        numbers(app.msg("heading-entries", &[])),
        numbers(app.msg("heading-commits", &[])),
        numbers(app.msg("heading-accounts", &[])),
        numbers(app.msg("heading-outstanding", &[])),
        numbers(app.msg("heading-findings", &[])),
    ]);
    for branch in &report.branches {
        let outstanding: Vec<String> =
            branch.outstanding.iter().map(|(c, amount)| format!("{amount} {c}")).collect();
        table.row([
            branch.branch.to_string(),
            branch.name.clone(),
            branch.entries.to_string(),
            branch.commits.to_string(),
            branch.accounts.to_string(),
            outstanding.join(", "),
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
        out.push_str(&app.msg("audit-without-hq", &[]));
    }
    for finding in report.findings() {
        out.push_str("\n\n");
        out.push_str(&one(app, finding));
    }
    if count == 0 {
        let facts = [("books", text(report.branches.iter().all(|b| b.books_compared)))];
        out.push_str("\n\n");
        out.push_str(&app.ui.paint(Tone::Good, &app.msg("audit-clean", &facts)));
    }
    out
}

/// `LC01:41`, what kind of finding, in words.
fn title(app: &App, finding: &Finding) -> String {
    app.messages.get(&format!("finding-{}", finding.code), &[])
}

fn one(app: &App, finding: &Finding) -> String {
    let place = match finding.seq {
        Some(seq) => format!("{}:{seq}", finding.branch),
        None => finding.branch.to_string(),
    };
    let heading = format!("{place}  {}  [{}]", title(app, finding), finding.code);
    let mut lines = vec![app.ui.paint(Tone::Bad, &heading)];
    let mut add = |label: String, value: String| lines.push(format!("    {label}{value}"));
    if let Some(account) = finding.account {
        add(app.msg("finding-account", &[]), account.to_string());
    }
    if let Some(rule) = finding.rule {
        add(app.msg("finding-rule", &[]), rule.to_string());
    }
    if let Some(problem) = &finding.problem {
        add(app.msg("finding-problem", &[]), storage::problem(&app.messages, problem));
    }
    match &finding.refusal {
        Some(refused) => {
            let words = refusal::explain(&app.messages, refused, &Context::default());
            add(app.msg("finding-refused", &[]), words.message);
        }
        None => add(app.msg("finding-expected", &[]), finding.expected.clone()),
    }
    add(app.msg("finding-found", &[]), finding.found.clone());
    lines.join("\n")
}
