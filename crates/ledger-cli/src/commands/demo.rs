//! `demo` (演示): a bank to look around in, made from nothing.
//!
//! What is done is [`crate::demo`]'s; here it is told, with the commands that
//! go on from it. They are printed as they can be typed: the test runs them.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use ledger_core::ids::{CurrencyCode, EntryId};
use ledger_core::points::Amount;
use ledger_core::span::{Span, Term};
use serde_json::json;

use crate::app::App;
use crate::cli::Global;
use crate::commands::import;
use crate::demo::{self, APPROVER, AUDITOR, Act, Story};
use crate::error::CliError;
use crate::i18n::{Lang, text};
use crate::ui::{Table, Tone, numbers, words};

/// Make a sample bank: three villages, a month of work, an audit
///
/// The month is the last one, so the bank can be gone on with. One village
/// follows the whole procedure: claims, notice, objections, expiry, pick-up, an
/// appeal; one gives a certificate and a record for a lender. Nothing that is
/// there already is overwritten. At the end it says what a clerk, a resident, a
/// village meeting and an auditor would each look at next.
///
/// Example: `wenming demo`
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// The folder to make it in
    #[arg(default_value = "./demo-bank")]
    pub(crate) dir: PathBuf,
}

impl DemoArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        free(app, &self.dir)?;
        let global = Global {
            bank: self.dir.clone(),
            // Never among the keys of another bank, nor beside its lines.
            keys: None,
            mirror: None,
            operator: None,
            branch: None,
            ..app.args.clone()
        };
        let stage = app.with(global);
        let working = app.ui.working(app.msg("demo-working", &[]));
        let story = demo::play(&stage);
        drop(working);
        let story = story?;
        let next = Next::of(app, &self.dir, &story);
        app.ui
            .answer(&as_json(&self.dir, &story, &next), || told(app, &self.dir, &story, &next))?;
        match story.audit.findings().count() {
            0 => Ok(()),
            _ => Err(CliError::internal("demo", "the audit found something")),
        }
    }
}

/// Refuses a folder with anything in it.
fn free(app: &App, dir: &Path) -> Result<(), CliError> {
    let mut inside = match fs::read_dir(dir) {
        Ok(inside) => inside,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(CliError::io(&app.messages, dir, &e)),
    };
    if inside.next().is_none() {
        return Ok(());
    }
    let facts = [
        ("path", text(dir.display())),
        ("program", text(program())),
        ("other", text(quoted(other(dir).as_os_str()))),
        ("bank", text(quoted(dir.as_os_str()))),
    ];
    Err(CliError::refused("demo-exists", app.msg("demo-exists", &facts))
        .hint(app.msg("demo-exists.hint", &facts))
        .hint(app.msg("demo-exists.look", &facts)))
}

/// The first folder of a like name that is not there.
fn other(dir: &Path) -> PathBuf {
    let name = dir.file_name().unwrap_or_default().to_string_lossy();
    let numbered = (2_u32..).map(|n| dir.with_file_name(format!("{name}-{n}")));
    numbered.into_iter().find(|path| !path.exists()).unwrap_or_else(|| dir.to_owned())
}

/// What was typed to run this program.
fn program() -> String {
    let first = std::env::args_os().next();
    first.map_or_else(|| "wenming".to_owned(), |path| quoted(&path))
}

/// A word as a shell takes it.
fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    let plain = |c: char| c.is_alphanumeric() || "-_./:,+=@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.into_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The commands that go on from it.
struct Next {
    clerk: Vec<String>,
    resident: Vec<String>,
    meeting: Vec<String>,
    auditor: Vec<String>,
}

impl Next {
    fn of(app: &App, dir: &Path, story: &Story) -> Self {
        let zh = app.lang == Lang::Zh;
        let word = |en: &'static str, zh_word: &'static str| if zh { zh_word } else { en };
        let path = |path: &Path| quoted(path.as_os_str());
        let mut start = format!("{} --bank {}", program(), path(dir));
        if app.args.keys.is_some() {
            start.push_str(&format!(" --keys {}", path(&dir.join("keys"))));
        }
        // The commands answer in the language this one was asked for in.
        if app.args.lang.is_some() && std::env::var_os("WENMING_LANG").is_none() {
            start.push_str(if zh { " --lang zh" } else { " --lang en" });
        }
        let (village, resident) = (&story.villages[0], &story.resident);
        let branch = village.branch;
        let clerk = format!("{start} --as {} --branch {branch}", village.clerk);
        let sheet = path(&story.supplement);
        let procedure = &story.procedure;
        let hall = format!("{start} --as {} --branch {}", procedure.clerk, procedure.branch);
        let asked = &story.asked;
        let window = format!("{start} --as {} --branch {}", asked.clerk, asked.branch);
        let ((draft, map), (first, last)) = (&story.draft, procedure.month);
        let period = |term| Span::of(term, first).map(|span| span.to_string()).unwrap_or_default();
        let import = format!(
            "{clerk} {} {sheet} --approver {APPROVER}",
            word("import deposits", "导入 登记表")
        );
        Self {
            clerk: vec![
                import.clone(),
                format!("{import} --yes"),
                format!(
                    "{clerk} {} {resident} H07 --evidence {} --approver {APPROVER}",
                    word("deposit", "存入"),
                    word("sheet-1", "签到表-1"),
                ),
            ],
            resident: vec![
                format!("{start} --branch {branch} {} {resident}", word("balance", "余额")),
                format!("{start} --branch {branch} {} {resident}", word("statement", "对账单")),
                format!(
                    "{window} {} {} --out {}",
                    word("certificate issue", "证明 出具"),
                    asked.certificate,
                    path(&dir.join(word("certificate.pdf", "证明.pdf")))
                ),
                format!(
                    "{window} {} {} --out {}",
                    word("record", "信用记录"),
                    asked.record,
                    path(&dir.join(word("record.pdf", "信用记录.pdf")))
                ),
            ],
            meeting: vec![
                format!(
                    "{hall} {} {} V01 --evidence {}",
                    word("claim file", "申报 提交"),
                    procedure.household,
                    word("patrol-41", "巡查记录-41"),
                ),
                format!("{hall} {}", word("claim list", "申报 列表")),
                format!("{hall} {} {}", word("notice show", "公示 查看"), procedure.notice),
                format!(
                    "{hall} {} {} --out {}",
                    word("board", "公示榜"),
                    period(Term::Month),
                    path(&dir.join(word("board.pdf", "公示榜.pdf")))
                ),
                format!("{hall} {} {}", word("honours", "荣誉榜"), period(Term::Quarter)),
                format!(
                    "{start} {} {} --from {first} --to {last} --map {}",
                    word("rules simulate", "细则 试算"),
                    path(draft),
                    path(map),
                ),
            ],
            auditor: vec![
                format!("{start} {}", word("audit", "审计")),
                format!("{} {} {}", program(), word("verify", "核验"), path(&dir.join("journal"))),
                format!(
                    "{start} {} --out {}",
                    word("export journal", "导出 流水"),
                    path(&dir.join(word("journal.xlsx", "流水.xlsx")))
                ),
            ],
        }
    }
}

fn as_json(dir: &Path, story: &Story, next: &Next) -> serde_json::Value {
    let villages = story.villages.iter().map(|village| {
        let totals = &village.month.totals;
        json!({
            "branch": village.branch,
            "name": village.name,
            "clerk": village.clerk,
            "accounts": village.accounts,
            "brought_forward": village.forward,
            "month": {
                "file": village.month.file,
                "posted": totals.ready,
                "clipped": totals.clipped,
                "bad": totals.bad,
                "held": totals.held,
                "used_up": totals.used_up,
                "bad_rows_file": village.month.bad_rows,
            },
        })
    });
    let counter = story.counter.iter().map(|deal| {
        json!({
            "on": deal.on,
            "entry": deal.entry,
            "event": deal.event.name(),
            "who": deal.who,
            "moved": deal.moved,
            "balance": deal.balance,
        })
    });
    let acts = |acts: &[Act]| -> Vec<serde_json::Value> { acts.iter().map(act_as_json).collect() };
    json!({
        "bank": dir,
        "founded": story.founded,
        "villages": villages.collect::<Vec<_>>(),
        "counter": counter.collect::<Vec<_>>(),
        "procedure": {
            "branch": story.procedure.branch,
            "notice": story.procedure.notice,
            "acts": acts(&story.procedure.acts),
        },
        "asked": {
            "branch": story.asked.branch,
            "certificate": story.asked.certificate,
            "record": story.asked.record,
            "acts": acts(&story.asked.acts),
        },
        "findings": story.audit.findings().count(),
        "next": {
            "clerk": next.clerk,
            "resident": next.resident,
            "meeting": next.meeting,
            "auditor": next.auditor,
        },
    })
}

fn act_as_json(act: &Act) -> serde_json::Value {
    let facts: serde_json::Map<String, serde_json::Value> =
        act.facts.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    json!({
        "on": act.on,
        "act": act.what,
        "entries": act.entries,
        "facts": facts,
    })
}

fn told(app: &App, dir: &Path, story: &Story, next: &Next) -> String {
    let head = |line: String| app.ui.paint(Tone::Strong, &line);
    let facts = [("path", text(dir.display()))];
    let mut parts = vec![head(app.msg("demo-done", &facts))];

    let facts = [
        ("founded", text(story.founded)),
        ("village", text(story.procedure.name)),
        ("day", text(story.joined)),
        ("n", text(story.villages.len())),
    ];
    parts.push(format!("{}\n{}", head(app.msg("demo-founded", &facts)), villages(app, story)));

    let sheets = [("path", text(dir.join("sheets").display()))];
    parts.push(format!(
        "{}\n{}{}",
        head(app.msg("demo-imported", &sheets)),
        imports(app, story),
        examples(app, story)
    ));

    let facts = [("village", text(story.villages[0].name))];
    parts.push(format!("{}\n{}", head(app.msg("demo-counter", &facts)), counter(app, story)));

    let facts = [("village", text(story.procedure.name))];
    parts.push(format!(
        "{}\n{}",
        head(app.msg("demo-procedure", &facts)),
        acts(app, &story.procedure.acts)
    ));

    let asked = [("village", text(story.asked.name))];
    parts.push(format!(
        "{}\n{}",
        head(app.msg("demo-asked", &asked)),
        acts(app, &story.asked.acts)
    ));

    let (reports, findings) = (&story.audit.branches, story.audit.findings().count());
    let sum = |count: fn(&ledger_core::audit::BranchReport) -> u64| {
        text(reports.iter().map(count).sum::<u64>())
    };
    let held = reports.iter().flat_map(|report| &report.held);
    let held = held
        .filter(|(currency, _)| *currency == CurrencyCode::JF)
        .try_fold(Amount::ZERO, |sum, (_, amount)| sum.checked_add(*amount));
    let held = crate::words::points(&app.messages, held.unwrap_or_default());
    let facts = [
        ("branches", text(reports.len())),
        ("entries", sum(|report| report.entries)),
        ("commits", sum(|report| report.commits)),
        ("held", text(held)),
        ("case", text(if findings == 0 { "clean" } else { "other" })),
        ("findings", text(findings)),
    ];
    parts.push(format!(
        "{}\n{}",
        head(app.msg("demo-audited", &[])),
        app.msg("demo-audit", &facts)
    ));

    let clerk = [("who", text(story.villages[0].clerk)), ("approver", text(APPROVER))];
    let resident = [("who", text(&story.resident)), ("village", text(story.asked.name))];
    let auditor = [("who", text(AUDITOR))];
    let commands =
        |line: String, commands: &[String]| format!("{}\n  {}", head(line), commands.join("\n  "));
    parts.push(commands(app.msg("demo-next-clerk", &clerk), &next.clerk));
    parts.push(commands(app.msg("demo-next-resident", &resident), &next.resident));
    let meeting = [("village", text(story.procedure.name))];
    parts.push(commands(app.msg("demo-next-meeting", &meeting), &next.meeting));
    parts.push(commands(app.msg("demo-next-auditor", &auditor), &next.auditor));
    parts.join("\n\n")
}

fn indented(table: &Table) -> String {
    table.to_text().lines().map(|line| format!("  {line}\n")).collect()
}

fn villages(app: &App, story: &Story) -> String {
    let mut table = Table::new([
        words(app.msg("demo-column-village", &[])),
        words(app.msg("column-branch", &[])),
        words(app.msg("demo-column-clerk", &[])),
        numbers(app.msg("demo-column-accounts", &[])),
        numbers(app.msg("demo-column-forward", &[])),
    ]);
    for village in &story.villages {
        table.row([
            village.name.to_owned(),
            village.branch.to_string(),
            village.clerk.to_owned(),
            village.accounts.to_string(),
            village.forward.to_string(),
        ]);
    }
    let facts = [("rules", text(demo::RULES.lines().count().saturating_sub(1)))];
    format!("{}  {}", indented(&table), app.msg("demo-rules", &facts))
}

fn imports(app: &App, story: &Story) -> String {
    let mut table = Table::new([
        words(app.msg("demo-column-file", &[])),
        numbers(app.msg("demo-column-posted", &[])),
        numbers(app.msg("demo-column-clipped", &[])),
        numbers(app.msg("demo-column-used-up", &[])),
        numbers(app.msg("demo-column-bad", &[])),
        numbers(app.msg("demo-column-held", &[])),
        numbers(app.msg("demo-column-points", &[])),
    ]);
    for village in &story.villages {
        let totals = &village.month.totals;
        let net = totals.sums.first().and_then(|sum| sum.credited.checked_sub(sum.charged));
        table.row([
            village.month.file.clone(),
            totals.ready.to_string(),
            totals.clipped.to_string(),
            totals.used_up.to_string(),
            totals.bad.to_string(),
            totals.held.to_string(),
            format!("+{}", net.unwrap_or_default()),
        ]);
    }
    indented(&table)
}

/// One clipped award, and where the rows to mend are.
fn examples(app: &App, story: &Story) -> String {
    let m = &app.messages;
    let mut lines = Vec::new();
    let clipped = story.villages.iter().find_map(|village| village.month.clipped.as_ref());
    if let Some((row, household, clip)) = clipped {
        let by = clip.by.map(|by| import::clip(m, &by)).unwrap_or_default();
        let facts = [
            ("row", text(row)),
            ("household", text(household)),
            ("computed", text(crate::words::points(m, clip.computed))),
            ("awarded", text(crate::words::points(m, clip.awarded))),
            ("by", text(by)),
        ];
        lines.push(app.msg("demo-clipped", &facts));
    }
    if let Some(path) = story.villages.iter().find_map(|village| village.month.bad_rows.as_ref()) {
        lines.push(app.msg("demo-bad-rows", &[("path", text(path.display()))]));
    }
    lines.iter().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

fn counter(app: &App, story: &Story) -> String {
    let mut table = Table::new([
        words(app.msg("column-day", &[])),
        words(app.msg("column-entry", &[])),
        words(app.msg("column-event", &[])),
        words(app.msg("column-household", &[])),
        numbers(app.msg("column-points", &[])),
        numbers(app.msg("column-balance", &[])),
    ]);
    for deal in &story.counter {
        table.row([
            deal.on.to_string(),
            deal.entry.to_string(),
            crate::words::event(&app.messages, deal.event.name()),
            deal.who.clone(),
            if deal.moved.is_negative() {
                deal.moved.to_string()
            } else {
                format!("+{}", deal.moved)
            },
            deal.balance.to_string(),
        ]);
    }
    indented(&table).trim_end().to_owned()
}

/// What happened in a village, day by day.
fn acts(app: &App, acts: &[Act]) -> String {
    // A clerk reads hours; a program reads minutes.
    let fact = |name: &str, value: &str| match (name, value.parse()) {
        ("minutes", Ok(minutes)) => crate::words::served(&app.messages, minutes),
        _ => value.to_owned(),
    };
    let mut table = Table::new([
        words(app.msg("column-day", &[])),
        words(app.msg("column-entry", &[])),
        words(app.msg("demo-column-act", &[])),
    ]);
    for act in acts {
        let facts: Vec<_> =
            act.facts.iter().map(|(name, value)| (*name, text(fact(name, value)))).collect();
        table.row([
            act.on.to_string(),
            range(&act.entries),
            app.messages.get(&format!("demo-act-{}", act.what), &facts),
        ]);
    }
    indented(&table).trim_end().to_owned()
}

/// The first of some entries and the last: all that lie between, or some of them.
fn range(entries: &[EntryId]) -> String {
    match entries {
        [] => String::new(),
        [only] => only.to_string(),
        [first, .., last] => {
            let all = last.seq.checked_sub(first.seq) == u64::try_from(entries.len() - 1).ok();
            format!("{first}{}{}", if all { "–" } else { "…" }, last.seq)
        }
    }
}
