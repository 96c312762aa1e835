//! The auditor's report (审计报告): what `audit` saw, on paper to be signed and filed.
//! Not a command.
//!
//! It is written whatever was found. A damaged line may hold anything, so what the font
//! has not stands by its number.

use ledger_core::audit::{Anchor, Report};
use ledger_core::ids::BranchCode;
use ledger_core::ledger::Wanted;
use ledger_core::proof::Checkpoint;

use super::audit::{details, held_against, observed, place, title};
use crate::app::App;
use crate::bank::Bank;
use crate::error::CliError;
use crate::i18n::{Arg, text};
use crate::page::{Block, Page, Table, numbers, words};
use crate::print::{self, printable};

/// The report of an audit, with the words for where head office was not among it.
pub(super) fn page(
    app: &App,
    bank: &Bank<'_>,
    report: &Report,
    anchors: &[Anchor],
    without_hq: &'static str,
) -> Result<Page, CliError> {
    let label = |id: &'static str| app.msg(id, &[]);
    let heading = |id: &'static str| Block::Heading(app.msg(id, &[]));
    let now = app.now()?;
    let head_office = report.branches.iter().find(|of| of.branch == BranchCode::HQ);
    let first = head_office.or(report.branches.first());
    let name = first.map(|of| printable(&of.name)).unwrap_or_default();
    // Its days are those of whoever can still be asked; where none can, Greenwich's.
    let offset = first
        .and_then(|of| bank.ledger().view(of.branch, Wanted::Nothing, |state| state.offset()).ok());
    let today = offset.map_or_else(|| now.to_string(), |offset| now.day(offset).to_string());
    let mut page = print::page(app, now, label("report-title"));
    page.title = format!("{} {name} {today}", page.title);
    page.foot = app.msg("page-foot", &[("branch", text(&name)), ("on", text(&today))]);
    page.blocks.push(Block::Under(format!("{name} · {today}")));
    let held_against = held_against(report, anchors);
    let papers = [("count", Arg::Count(held_against as u64))];
    let books_compared = report.branches.iter().all(|of| of.books_compared);
    let books = match books_compared {
        true => label("report-books-compared"),
        false => label("report-books-unseen"),
    };
    page.blocks.push(Block::Facts(vec![
        (label("report-at"), offset.map_or_else(|| now.to_string(), |offset| now.local(offset))),
        (label("report-books"), books),
        (label("report-against"), app.msg("report-papers", &papers)),
    ]));
    page.blocks.push(heading("report-audited"));
    page.blocks.push(Block::Table(audited(app, report)));
    if let Some((by, key)) = first.and_then(|of| of.opened_by.as_ref()) {
        let facts = [("by", text(by)), ("key", text(key))];
        page.blocks.push(Block::Small(app.msg("audit-key", &facts)));
    }
    if head_office.is_none() {
        page.blocks.push(Block::Small(app.msg(without_hq, &[])));
    }
    page.blocks.push(heading("report-checked"));
    // What is signed says what was done, and nothing that was not.
    let villages = report.branches.iter().filter(|of| of.branch != BranchCode::HQ).count();
    let checks = [
        ("report-checks", true),
        ("report-checks-between", villages > 1),
        ("report-checks-books", books_compared),
        ("report-checks-papers", held_against > 0),
        ("report-checks-not", true),
    ];
    let done = checks.into_iter().filter(|(_, is_done)| *is_done);
    page.blocks.extend(done.map(|(id, _)| Block::Text(label(id))));
    page.blocks.push(heading("report-findings"));
    page.blocks.push(match report.findings().next() {
        Some(_) => Block::Table(found(app, report)),
        None => Block::Text(label("report-clean")),
    });
    let observations: Vec<Block> = report
        .branches
        .iter()
        .flat_map(|of| of.observations.iter().map(|one| observed(app, of.branch, one)))
        .map(|one| Block::Small(printable(&one)))
        .collect();
    if !observations.is_empty() {
        page.blocks.push(heading("audit-observations"));
        page.blocks.extend(observations);
    }
    page.blocks.push(heading("report-heads"));
    page.blocks.extend(heads(app, report, anchors).into_iter().map(Block::Small));
    let places = ["report-sign-auditor", "report-sign-bank", "report-sign-day"];
    page.blocks.push(Block::Sign(places.map(label).into()));
    Ok(page)
}

fn audited(app: &App, report: &Report) -> Table {
    let label = |id: &'static str| app.msg(id, &[]);
    Table {
        columns: vec![
            words(label("heading-branch")),
            words(label("heading-branch-name")),
            numbers(label("heading-entries")),
            numbers(label("heading-commits")),
            numbers(label("heading-accounts")),
            numbers(label("heading-held")),
            numbers(label("heading-findings")),
        ],
        rows: report
            .branches
            .iter()
            .map(|of| {
                let held: Vec<String> =
                    of.held.iter().map(|(currency, held)| format!("{held} {currency}")).collect();
                vec![
                    of.branch.to_string(),
                    printable(&of.name),
                    of.entries.to_string(),
                    of.commits.to_string(),
                    of.accounts.to_string(),
                    held.join(&app.msg("comma", &[])),
                    of.findings.len().to_string(),
                ]
            })
            .collect(),
        total: None,
    }
}

fn found(app: &App, report: &Report) -> Table {
    let row = |finding| {
        let details = details(app, finding).join(" · ");
        vec![place(finding), printable(&title(app, finding)), printable(&details)]
    };
    Table {
        columns: vec![
            words(app.msg("heading-entry", &[])),
            words(app.msg("report-what", &[])),
            words(app.msg("report-details", &[])),
        ],
        rows: report.findings().map(row).collect(),
        total: None,
    }
}

/// The last line of each branch by its hash, and the largest checkpoint it was held against.
fn heads(app: &App, report: &Report, anchors: &[Anchor]) -> Vec<String> {
    let latest = |branch: BranchCode| -> Option<&Checkpoint> {
        let signed = anchors.iter().filter_map(Anchor::checkpoint);
        let of_it = signed.map(|signed| signed.checkpoint()).filter(|of| of.log.branch == branch);
        of_it.max_by_key(|of| of.size)
    };
    let mut lines = Vec::new();
    for of in &report.branches {
        let branch = text(of.branch);
        lines.push(app.msg("audit-head", &[("branch", branch.clone()), ("head", text(of.head))]));
        if let Some(latest) = latest(of.branch) {
            let facts =
                [("branch", branch), ("size", text(latest.size)), ("root", text(latest.root))];
            lines.push(app.msg("report-checkpoint", &facts));
        }
    }
    lines
}
