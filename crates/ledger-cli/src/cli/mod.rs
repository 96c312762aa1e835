//! What can be typed: every command and option, from one definition.
//!
//! Completions, man pages and the help in both languages all come from here.
//! The doc comments are the English help; the Chinese help stands in
//! `i18n/zh-help.ftl` and is put in its place by [`localise`]. Values are
//! parsed here, once ([`values`]), and trusted afterwards. What clap says of a
//! wrong command line is worded by [`misuse`]. Whether an account or a rule
//! exists is not known here.

mod groups;
pub(crate) mod localise;
pub(crate) mod misuse;
pub(crate) mod values;

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::builder::Resettable;
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use ledger_core::day::Timestamp;
use ledger_core::ids::{BranchCode, OperatorId};

use crate::commands;
use crate::i18n::{Lang, Messages};

/// Keep a village's civility bank: credit deeds, redeem points, audit every one
///
/// Points earned by good deeds are written into a journal that is signed,
/// chained and never changed; balances follow from it, and an auditor can
/// derive every one of them again from the rules in force that day.
///
/// Example: `wenming demo` makes a sample bank to look around in.
#[derive(Debug, Parser)]
#[command(name = "wenming", version, propagate_version = false, max_term_width = 100)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub(crate) global: Global,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

// What every command takes. (A doc comment would replace the help of the program.)
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Global {
    /// The bank's folder
    #[arg(long, value_name = "DIR", env = "WENMING_BANK", default_value = ".", global = true)]
    #[arg(hide_env_values = true)]
    pub(crate) bank: PathBuf,
    /// Where the operators' keys are kept; `keys` in the bank's folder unless said
    #[arg(long, value_name = "DIR", env = "WENMING_KEYS", global = true)]
    #[arg(hide_env_values = true, hide_short_help = true)]
    pub(crate) keys: Option<PathBuf>,
    /// A mirror: a folder on a stick or another disk that gets every entry too; not names, not keys
    #[arg(long, value_name = "DIR", env = "WENMING_MIRROR", global = true)]
    #[arg(hide_env_values = true, hide_short_help = true)]
    pub(crate) mirror: Option<PathBuf>,
    /// A file whose first line is the passphrase of the key; asked on the terminal otherwise
    #[arg(long, value_name = "FILE", env = "WENMING_PASSPHRASE_FILE", global = true)]
    #[arg(hide_env_values = true, hide_short_help = true)]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Who acts
    #[arg(id = "as", long = "as", value_name = "OPERATOR", env = "WENMING_AS", global = true)]
    #[arg(hide_env_values = true)]
    pub(crate) operator: Option<OperatorId>,
    /// The branch that is meant, as `LC01`
    #[arg(long, value_name = "CODE", env = "WENMING_BRANCH", global = true)]
    #[arg(hide_env_values = true, value_parser = values::upper::<BranchCode>)]
    pub(crate) branch: Option<BranchCode>,
    /// The file of the keys you trust; in your own configuration folder unless said
    #[arg(long, value_name = "FILE", env = "WENMING_TRUST", global = true)]
    #[arg(hide_env_values = true, hide_short_help = true)]
    pub(crate) trust: Option<PathBuf>,
    // Typed, and not taken from the environment, which knows nothing of another folder.
    #[arg(skip)]
    pub(crate) branch_typed: bool,
    /// The language of the answers; that of the system unless said
    #[arg(long, value_name = "LANG", env = "WENMING_LANG", global = true)]
    #[arg(hide_env_values = true)]
    pub(crate) lang: Option<Lang>,
    /// Answer in JSON, for programs: one object, or of a list an array of them
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Say nothing but the answer and what went wrong
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) quiet: bool,
    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    #[arg(hide_short_help = true)]
    pub(crate) color: When,
    /// Go on although the clock looks wrong
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) accept_clock: bool,
    /// The time to take for now, for tests and re-enactments
    #[arg(long, value_name = "RFC3339", global = true, hide = true)]
    #[arg(value_parser = values::instant)]
    pub(crate) now: Option<Timestamp>,
}

/// When something is done to the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum When {
    // On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    Always,
    Never,
}

// The commands. Daily verbs have a Chinese name as well.
#[derive(Debug, Subcommand)]
#[command(disable_help_subcommand = false)]
pub(crate) enum Command {
    #[command(visible_alias = "柜台")]
    Counter(commands::counter::CounterArgs),
    #[command(visible_alias = "演示")]
    Demo(commands::demo::DemoArgs),
    #[command(visible_alias = "建行")]
    Init(commands::init::InitArgs),
    #[command(subcommand, visible_alias = "分行")]
    Branch(commands::branch::BranchCommand),
    #[command(subcommand, visible_alias = "经办人")]
    Operator(commands::operator::OperatorCommand),
    #[command(subcommand, visible_alias = "细则")]
    Rules(commands::rules::RulesCommand),
    #[command(subcommand, visible_alias = "账户")]
    Account(commands::account::AccountCommand),
    #[command(subcommand, visible_alias = "户")]
    Household(commands::household::HouseholdCommand),
    #[command(visible_alias = "存入")]
    Deposit(commands::deposit::DepositArgs),
    #[command(visible_alias = "扣减")]
    Deduct(commands::deduct::DeductArgs),
    #[command(subcommand, visible_alias = "申报")]
    Claim(commands::claim::ClaimCommand),
    #[command(subcommand, visible_alias = "公示")]
    Notice(commands::notice::NoticeCommand),
    #[command(subcommand, visible_alias = "兑换项目")]
    Offer(commands::offer::OfferCommand),
    #[command(subcommand, visible_alias = "库存")]
    Stock(commands::stock::StockCommand),
    #[command(visible_alias = "兑换")]
    Redeem(commands::redeem::RedeemArgs),
    #[command(visible_alias = "预留")]
    Reserve(commands::reserve::ReserveArgs),
    #[command(visible_alias = "核销")]
    Collect(commands::collect::CollectArgs),
    #[command(visible_alias = "撤单")]
    Cancel(commands::cancel::CancelArgs),
    #[command(visible_alias = "预留单")]
    Reservations(commands::reservations::ReservationsArgs),
    #[command(visible_alias = "兑换单")]
    Slip(commands::slip::SlipArgs),
    #[command(visible_alias = "退货")]
    Return(commands::returns::ReturnArgs),
    #[command(visible_alias = "转赠")]
    Transfer(commands::transfer::TransferArgs),
    #[command(subcommand, visible_alias = "清算")]
    Clearing(commands::clearing::ClearingCommand),
    #[command(visible_alias = "冲正")]
    Reverse(commands::reverse::ReverseArgs),
    #[command(subcommand, visible_alias = "基金")]
    Fund(commands::fund::FundCommand),
    #[command(visible_alias = "结算")]
    Settle(commands::settle::SettleArgs),
    #[command(visible_alias = "结算单")]
    Settlement(commands::settlement::SettlementArgs),
    #[command(subcommand, visible_alias = "众筹")]
    Appeal(commands::appeal::AppealCommand),
    #[command(visible_alias = "余额")]
    Balance(commands::balance::BalanceArgs),
    #[command(visible_alias = "对账单")]
    Statement(commands::statement::StatementArgs),
    #[command(visible_alias = "存折")]
    Passbook(commands::passbook::PassbookArgs),
    #[command(subcommand, visible_alias = "证明")]
    Certificate(commands::certificate::CertificateCommand),
    #[command(visible_alias = "信用记录")]
    Record(commands::record::RecordArgs),
    #[command(visible_alias = "公示榜")]
    Board(commands::board::BoardArgs),
    #[command(visible_alias = "积分榜")]
    Ranking(commands::ranking::RankingArgs),
    #[command(visible_alias = "荣誉榜")]
    Honours(commands::honours::HonoursArgs),
    #[command(subcommand, visible_alias = "隐私")]
    Privacy(commands::privacy::PrivacyCommand),
    #[command(visible_alias = "汇总")]
    Summary(commands::summary::SummaryArgs),
    #[command(visible_alias = "即将到期")]
    Expiring(commands::expiring::ExpiringArgs),
    #[command(subcommand, visible_alias = "日")]
    Day(commands::day::DayCommand),
    // 日结 and 年结 are one word.
    #[command(name = "day-close", visible_alias = "日结", hide = true)]
    DayClose(commands::day::CloseArgs),
    #[command(subcommand, visible_alias = "年")]
    Year(commands::year::YearCommand),
    #[command(name = "year-close", visible_alias = "年结", hide = true)]
    YearClose(commands::year::CloseArgs),
    #[command(subcommand, visible_alias = "表样")]
    Template(commands::template::TemplateCommand),
    #[command(subcommand, visible_alias = "导入")]
    Import(commands::import::ImportCommand),
    #[command(subcommand, visible_alias = "导出")]
    Export(commands::export::ExportCommand),
    #[command(visible_alias = "审计")]
    Audit(commands::audit::AuditArgs),
    #[command(visible_alias = "核验")]
    Verify(commands::verify::VerifyArgs),
    #[command(visible_alias = "恢复")]
    Restore(commands::bundle::RestoreArgs),
    #[command(visible_alias = "封账")]
    Checkpoint(commands::checkpoint::CheckpointArgs),
    #[command(visible_alias = "回单")]
    Receipt(commands::receipt::ReceiptArgs),
    #[command(subcommand, visible_alias = "信任")]
    Trust(commands::trust::TrustCommand),
    #[command(visible_alias = "体检")]
    Doctor(commands::doctor::DoctorArgs),
    #[command(visible_alias = "重建")]
    Rebuild(commands::rebuild::RebuildArgs),
    Completions(commands::completions::CompletionsArgs),
    Man(commands::man::ManArgs),
}

/// The command tree in a language, built and ready to parse or to print.
pub(crate) fn command(messages: &Messages) -> clap::Command {
    // A variable that is empty says nothing, as in any other program.
    let is_empty = |name: &OsStr| std::env::var_os(name).is_some_and(|value| value.is_empty());
    let mut command = Cli::command().mut_args(|arg| match arg.get_env().is_some_and(is_empty) {
        true => arg.env(Resettable::Reset),
        false => arg,
    });
    command.build();
    let command = match messages.lang() {
        Lang::En => command,
        Lang::Zh => localise::localise(command, messages),
    };
    groups::arrange(command, messages)
}

/// The same tree without its `help` commands, for pages and completions.
pub(crate) fn command_without_help(messages: &Messages) -> clap::Command {
    fn without(command: clap::Command) -> clap::Command {
        // A page is long help, and clap_mangen leaves the words out of what the short hides.
        let whole = |arg: clap::Arg| arg.hide_short_help(false);
        command.disable_help_subcommand(true).mut_args(whole).mut_subcommands(without)
    }
    let mut command = without(Cli::command());
    command.build();
    match messages.lang() {
        Lang::En => command,
        Lang::Zh => localise::localise(command, messages),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_tree_is_sound_in_both_languages() {
        Cli::command().debug_assert();
        for lang in [Lang::En, Lang::Zh] {
            command(&Messages::new(lang)).debug_assert();
            command_without_help(&Messages::new(lang)).debug_assert();
        }
    }

    fn leaves(command: &clap::Command, visit: &mut dyn FnMut(&clap::Command)) {
        if command.has_subcommands() {
            command.get_subcommands().for_each(|sub| leaves(sub, visit));
        } else {
            visit(command);
        }
    }

    #[test]
    fn every_command_starts_with_a_line_and_ends_with_an_example_in_both_languages() {
        for (lang, word) in [(Lang::En, "Example: "), (Lang::Zh, "示例: ")] {
            leaves(&command_without_help(&Messages::new(lang)), &mut |leaf| {
                let name = leaf.get_name();
                let about = leaf.get_about().map(ToString::to_string).unwrap_or_default();
                assert!(!about.is_empty() && !about.ends_with(['.', '。']), "{name}: {about}");
                let long = leaf.get_long_about().map(ToString::to_string).unwrap_or_default();
                let example = long.lines().last().unwrap_or_default();
                assert!(example.starts_with(word), "{name}: {long}");
            });
        }
    }

    #[test]
    fn a_manual_page_has_the_words_of_every_option() {
        for lang in [Lang::En, Lang::Zh] {
            let command = command_without_help(&Messages::new(lang));
            let mut page = Vec::new();
            clap_mangen::Man::new(command.clone()).render(&mut page).unwrap();
            let page = String::from_utf8(page).unwrap().replace('\\', "");
            for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
                let words = arg.get_help().map(ToString::to_string).unwrap_or_default();
                let words = words.split(['；', ';', ' ']).next().unwrap_or_default();
                assert!(page.contains(words), "{}: {words}", arg.get_id());
            }
        }
    }

    #[test]
    fn every_example_in_the_help_parses() {
        for (lang, word) in [(Lang::En, "Example: "), (Lang::Zh, "示例: ")] {
            let messages = Messages::new(lang);
            leaves(&command_without_help(&messages), &mut |leaf| {
                let long = leaf.get_long_about().map(ToString::to_string).unwrap_or_default();
                let example = long.lines().last().unwrap_or_default();
                let line = example.trim_start_matches(word).replace('`', "");
                let line = line.split(" > ").next().unwrap_or_default();
                let words: Vec<&str> = line.split_whitespace().collect();
                let parsed = command(&messages).try_get_matches_from(&words);
                assert!(parsed.is_ok(), "{line}: {:?}", parsed.err().map(|e| e.to_string()));
            });
        }
    }
}
