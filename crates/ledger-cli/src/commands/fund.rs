//! `fund` (基金): the money behind the points, and what it covers.
//!
//! A branch keeps a fund of its own; what is shown of several is added up.
//! Nothing is rounded here: the ledger says what is owed and covered, to the fen.

use clap::{Args, Subcommand};
use ledger_core::command::Command;
use ledger_core::day::Day;
use ledger_core::event::CoverPolicy;
use ledger_core::fund::{Coverage, Fund};
use ledger_core::ids::{BranchCode, RequestKey, VoucherNo};
use ledger_core::ledger::{Done, Wanted};
use ledger_core::points::{Amount, Yuan};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::export::ListArgs;
use crate::error::CliError;
use crate::i18n::text;
use crate::list::{self, List, as_text};
use crate::refusal::Context;
use crate::sheet::write::Out;
use crate::tell::{self, Facts};
use crate::words;

/// Keep the fund that stands behind the points
#[derive(Debug, Subcommand)]
pub(crate) enum FundCommand {
    #[command(visible_alias = "入账")]
    Receive(ReceiveArgs),
    #[command(visible_alias = "支出")]
    Spend(SpendArgs),
    /// Show what is in the fund, and how far it covers the points
    ///
    /// Every village unless `--branch` names one. Against the fund and the bank's
    /// own counted stock stand the points that are still somebody's, at the rate
    /// the rulebook gives; a currency without a rate counts nothing.
    ///
    /// Example: `wenming fund show`
    #[command(visible_alias = "查看")]
    Show(ListArgs),
    #[command(visible_alias = "覆盖")]
    Cover(CoverArgs),
}

/// Enter money that came into the fund
///
/// Example: `wenming --as wang fund receive 5000 --source 镇财政拨款 --voucher 记-2026-017`
#[derive(Debug, Args)]
pub(crate) struct ReceiveArgs {
    /// How much, in yuan
    #[arg(value_parser = values::yuan, allow_negative_numbers = true)]
    pub(crate) yuan: Yuan,
    /// Where it came from
    #[arg(long, value_name = "TEXT")]
    pub(crate) source: String,
    /// The voucher's number in the books of the money
    #[arg(long, value_name = "VOUCHER", value_parser = values::voucher)]
    pub(crate) voucher: VoucherNo,
    /// The day it came in; today unless said
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) on: Option<Day>,
    /// A name for this request: asked twice, it is done once
    #[arg(long, value_name = "KEY")]
    pub(crate) request: Option<RequestKey>,
}

/// Enter money that was spent out of the fund
///
/// What a merchant is paid for points is entered with `settle`.
///
/// Example: `wenming --as wang fund spend 320.50 --purpose 超市进货 --voucher 付-2026-003`
#[derive(Debug, Args)]
pub(crate) struct SpendArgs {
    /// How much, in yuan
    #[arg(value_parser = values::yuan, allow_negative_numbers = true)]
    pub(crate) yuan: Yuan,
    /// What for
    #[arg(long, value_name = "TEXT")]
    pub(crate) purpose: String,
    /// The voucher's number in the books of the money
    #[arg(long, value_name = "VOUCHER", value_parser = values::voucher)]
    pub(crate) voucher: VoucherNo,
    /// The day it was spent; today unless said
    #[arg(long, value_name = "DATE", value_parser = values::day)]
    pub(crate) on: Option<Day>,
    /// A name for this request: asked twice, it is done once
    #[arg(long, value_name = "KEY")]
    pub(crate) request: Option<RequestKey>,
}

/// Say what is done with awards that fund and stock do not cover
///
/// Example: `wenming --as wang fund cover warn`
#[derive(Debug, Args)]
pub(crate) struct CoverArgs {
    /// Credited, credited with a warning, or refused
    #[arg(value_parser = values::cover())]
    pub(crate) policy: CoverPolicy,
}

impl FundCommand {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        match self {
            Self::Receive(args) => {
                let ReceiveArgs { yuan, source, voucher, on, request } = args;
                enter(app, on, request, |on| Command::ReceiveFund { yuan, on, source, voucher })
            }
            Self::Spend(args) => {
                let SpendArgs { yuan, purpose, voucher, on, request } = args;
                enter(app, on, request, |on| Command::SpendFund { yuan, on, purpose, voucher })
            }
            Self::Show(args) => show(&args, app),
            Self::Cover(args) => cover(args.policy, app),
        }
    }
}

fn enter(
    app: &App,
    on: Option<Day>,
    request: Option<RequestKey>,
    command: impl FnOnce(Day) -> Command,
) -> Result<(), CliError> {
    let bank = Bank::open(app)?;
    let branch = across::village(app, &bank)?;
    let on = match on {
        Some(on) => on,
        None => app.now()?.day(bank.offset(branch)?),
    };
    let done = bank.submit(branch, command(on), request, &Context::default())?;
    told(app, &bank, &done)
}

/// Tells what was entered, and what is in the fund now.
pub(crate) fn told(app: &App, bank: &Bank<'_>, done: &Done) -> Result<(), CliError> {
    let branch = done.entry.branch;
    let balance = bank
        .ask(bank.ledger().view(branch, Wanted::Nothing, |state| state.trade().fund.balance()))?;
    let answer = json!({ "entry": done.entry, "repeated": done.repeated, "event": done.event,
        "fund": balance });
    app.ui.answer(&answer, || {
        let facts = [
            ("event", text(words::event(&app.messages, done.event.name()))),
            ("entry", text(done.entry)),
        ];
        let headline = app.msg("counter-other", &facts);
        let told = Facts::new().row(app.msg("fund-balance", &[]), yuan(app, balance));
        let mut lines = tell::done(app, &headline, &told);
        if done.repeated {
            lines.push_str(&app.msg("counter-repeated", &[("entry", text(done.entry))]));
        }
        lines
    })
}

/// Money as it is shown: `128.5 yuan`, 128.5元.
pub(crate) fn yuan(app: &App, amount: impl std::fmt::Display) -> String {
    app.msg("yuan", &[("amount", text(amount))])
}

fn cover(policy: CoverPolicy, app: &App) -> Result<(), CliError> {
    let bank = Bank::open(app)?;
    let branch = across::village(app, &bank)?;
    let command = Command::SetCover { cover: policy };
    let done = bank.submit(branch, command, None, &Context::default())?;
    let answer = json!({ "branch": branch, "entry": done.entry, "policy": policy });
    app.ui.answer(&answer, || {
        let policy = text(words::cover(&app.messages, policy));
        app.msg("fund-cover-set", &[("branch", text(branch)), ("policy", policy)])
    })?;
    let facts = [("wenming", text(tell::wenming(app)))];
    tell::next(app, [app.msg("next-fund-show", &facts)]);
    Ok(())
}

/// One branch's fund, or the sum of several.
struct Line {
    branch: Option<BranchCode>,
    received: Amount,
    spent: Amount,
    settled: Amount,
    coverage: Coverage,
    policy: Option<CoverPolicy>,
    /// Some points are worth something in yuan.
    rated: bool,
}

impl Line {
    fn json(&self) -> Value {
        let Coverage { fund, stock, outstanding, claimed } = self.coverage;
        let money = |sum: Decimal| sum.to_string();
        json!({
            "branch": self.branch, "received": self.received, "spent": self.spent,
            "settled": self.settled, "fund": fund, "stock": money(stock),
            "cover": money(self.coverage.cover()), "outstanding": money(outstanding),
            "claimed": money(claimed), "owed": money(self.coverage.owed()),
            "percent": self.coverage.percent().map(money), "policy": self.policy,
            "rated": self.rated,
        })
    }
}

fn show(args: &ListArgs, app: &App) -> Result<(), CliError> {
    args.check(app)?;
    let bank = Bank::open_to_read(app)?;
    let branches = match app.args.branch {
        Some(branch) => vec![branch],
        None => {
            across::villages(app, &bank)?;
            bank.branches()?
        }
    };
    let now = app.now()?;
    let mut lines = Vec::new();
    for branch in branches {
        let line = bank.ask(bank.ledger().view(branch, Wanted::Nothing, |state| {
            let Fund { received, spent, settled, cover, .. } = state.trade().fund;
            let coverage = state.coverage(now.day(state.offset()));
            let policy = Some(cover);
            let in_force = state.rulebook_on(now.day(state.offset()));
            let mut currencies = in_force.iter().flat_map(|book| book.rulebook.currencies());
            let rated = currencies.any(|currency| currency.yuan_per_point.is_some());
            Line { branch: Some(branch), received, spent, settled, coverage, policy, rated }
        }))?;
        // Head office is listed if it ever had a fund.
        let idle = line.received == Amount::ZERO && line.coverage.owed().is_zero();
        if branch != BranchCode::HQ || !idle || app.args.branch.is_some() {
            lines.push(line);
        }
    }
    let sum = total(&lines);
    let all: Vec<Value> = lines.iter().map(Line::json).collect();
    let answer = json!({ "branches": all, "sum": sum.json() });
    let sheet = list(app, &lines);
    args.answer(
        app,
        &answer,
        || sheet.to_sheet(app, "fund"),
        || {
            if lines.len() > 1 {
                lines.push(sum);
            }
            table(app, &lines)
        },
    )
}

fn total(lines: &[Line]) -> Line {
    let amount = |of: fn(&Line) -> Amount| {
        lines.iter().map(of).fold(Amount::ZERO, |sum, part| sum.checked_add(part).unwrap_or(sum))
    };
    let money = |of: fn(&Coverage) -> Decimal| {
        lines.iter().map(|line| of(&line.coverage)).fold(Decimal::ZERO, Decimal::saturating_add)
    };
    Line {
        branch: None,
        received: amount(|line| line.received),
        spent: amount(|line| line.spent),
        settled: amount(|line| line.settled),
        coverage: Coverage {
            fund: amount(|line| line.coverage.fund),
            stock: money(|coverage| coverage.stock),
            outstanding: money(|coverage| coverage.outstanding),
            claimed: money(|coverage| coverage.claimed),
        },
        policy: None,
        rated: true,
    }
}

fn list(app: &App, lines: &[Line]) -> List {
    let number = |id: &'static str| list::numbers(app.messages.get(id, &[])).summed();
    let covered = app.msg("fund-covered", &[]);
    let mut list = List::new([
        list::words(app.msg("heading-branch", &[])),
        number("fund-received"),
        number("fund-spent"),
        number("fund-settled"),
        number("fund-balance"),
        number("fund-stock"),
        number("fund-outstanding"),
        number("fund-claimed"),
        list::numbers(covered.clone()).on_screen(),
        list::numbers(format!("{covered} %")).in_file(),
        list::words(app.msg("fund-policy", &[])),
    ]);
    for line in lines {
        let Coverage { fund, stock, outstanding, claimed } = line.coverage;
        let percent = line.coverage.percent();
        let policy = line.policy.map(|policy| words::cover(&app.messages, policy));
        list.row([
            line.branch.map_or_else(|| app.msg("fund-sum", &[]).into(), as_text),
            line.received.into(),
            line.spent.into(),
            line.settled.into(),
            fund.into(),
            Out::Number(stock).into(),
            Out::Number(outstanding).into(),
            Out::Number(claimed).into(),
            percent.map_or_else(|| "-".to_owned(), |percent| format!("{percent}%")).into(),
            list::some(percent.map(Out::Number)),
            list::some(policy),
        ]);
    }
    list
}

fn table(app: &App, lines: &[Line]) -> String {
    let mut out = list(app, lines).to_text();
    out.push_str(&app.msg("fund-unit", &[]));
    for branch in lines.iter().filter(|line| !line.rated).filter_map(|line| line.branch) {
        out.push('\n');
        out.push_str(&app.msg("fund-no-rate", &[("branch", text(branch))]));
    }
    out
}
