//! `transfer` (转赠): points given to another account, of the branch or of another.

use clap::Args;
use ledger_core::command::{Command, Sending};
use ledger_core::event::Aim;
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode, RequestKey};
use ledger_core::points::Points;
use ledger_core::refusal::Refusal;

use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::{between, posting};
use crate::error::CliError;
use crate::i18n::text;
use crate::refusal::Context;
use crate::tell;

/// Give points to another account, here or in another village
///
/// A household that gets is looked up in the giver's own village unless `--at`
/// says otherwise. What goes to another village is one entry here and one
/// there; both are told.
///
/// Example: `wenming transfer 二组-017 三组-004 20 --note 帮扶`
#[derive(Debug, Args)]
pub(crate) struct TransferArgs {
    /// The account, or household, that gives
    pub(crate) from: String,
    /// The account, or household, that gets; of another village by its number, or with `--at`
    pub(crate) to: String,
    /// How many points
    #[arg(value_parser = values::points, allow_negative_numbers = true)]
    pub(crate) points: Points,
    /// Their currency; the rulebook's first unless said
    #[arg(long, value_name = "CODE", value_parser = values::upper::<CurrencyCode>)]
    pub(crate) currency: Option<CurrencyCode>,
    /// The currency they arrive in; any but their own is refused
    #[arg(long, value_name = "CODE", value_parser = values::upper::<CurrencyCode>, hide = true)]
    pub(crate) to_currency: Option<CurrencyCode>,
    /// The village of the household that gets; the giver's own unless said
    #[arg(long, value_name = "CODE", value_parser = values::upper::<BranchCode>)]
    pub(crate) at: Option<BranchCode>,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) note: String,
    /// A name for this request: asked twice, it is done once
    #[arg(long, value_name = "KEY")]
    pub(crate) request: Option<RequestKey>,
}

impl TransferArgs {
    /// Who gets. A household number is of the giver's own village unless another
    /// is named: a slip of the pen must not send points to a namesake elsewhere.
    fn receiver(&self, app: &App, bank: &Bank<'_>, from: AccountNo) -> Result<AccountNo, CliError> {
        if let Some(at) = self.at {
            return bank.resolve_in(Some(at), &self.to);
        }
        let own = app.args.branch.unwrap_or(from.branch());
        if let Ok(account) = bank.resolve_in(Some(own), &self.to) {
            return Ok(account);
        }
        // Found only elsewhere, it is named and not served; not found, or found
        // more than once, is said as anywhere.
        let there = bank.resolve_in(None, &self.to)?;
        let facts = [
            ("branch", text(own)),
            ("name", text(&self.to)),
            ("at", text(there.branch())),
            ("account", text(there)),
            ("wenming", text(tell::wenming(app))),
            ("from", text(tell::shell(&self.from))),
            ("to", text(tell::shell(&self.to))),
            ("points", text(self.points)),
        ];
        Err(CliError::refused("household-elsewhere", app.msg("household-elsewhere", &facts))
            .hint(app.msg("household-elsewhere.hint", &facts)))
    }

    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        let bank = Bank::open(app)?;
        let from = bank.resolve(&self.from)?;
        let to = self.receiver(app, &bank, from)?;
        if let Some(at) = self.at.filter(|at| *at != to.branch()) {
            return Err(app.refused(
                &Refusal::OtherBranch { account: to, branch: at },
                &Context::account(self.to),
            ));
        }
        let branch = from.branch();
        let currency = posting::currency(app, &bank, branch, self.currency)?;
        let context = Context::account(self.from);
        if to.branch() != branch {
            between::same_currency(app, currency, self.to_currency, &context)?;
            let Self { points, note, .. } = self;
            let aim = Aim::Account(to);
            let sending = Sending { account: from, to: to.branch(), aim, points, currency, note };
            return between::send(app, &bank, sending, self.request, &context);
        }
        let command = Command::Transfer {
            from,
            to,
            points: self.points,
            currency,
            into: self.to_currency.unwrap_or(currency),
            note: self.note,
        };
        let done = bank.submit(branch, command, self.request, &context)?;
        posting::tell(app, &bank, &done)
    }
}
