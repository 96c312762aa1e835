//! The commands, one file each: its arguments, whose doc comment is the
//! English help, and what it does.
//!
//! A command parses nothing and prints nothing by itself: it asks the bank and
//! hands the answer to [`App`].

pub(crate) mod account;
pub(crate) mod appeal;
pub(crate) mod attest;
pub(crate) mod audit;
pub(crate) mod balance;
pub(crate) mod between;
pub(crate) mod board;
pub(crate) mod branch;
pub(crate) mod bundle;
pub(crate) mod cancel;
pub(crate) mod certificate;
pub(crate) mod checkpoint;
pub(crate) mod claim;
pub(crate) mod clearing;
pub(crate) mod collect;
pub(crate) mod completions;
pub(crate) mod counter;
pub(crate) mod day;
pub(crate) mod deduct;
pub(crate) mod demo;
pub(crate) mod deposit;
pub(crate) mod doctor;
pub(crate) mod expiring;
pub(crate) mod export;
pub(crate) mod fund;
pub(crate) mod honours;
pub(crate) mod household;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod man;
pub(crate) mod notice;
pub(crate) mod offer;
pub(crate) mod operator;
pub(crate) mod paper;
pub(crate) mod passbook;
pub(crate) mod posting;
pub(crate) mod privacy;
pub(crate) mod ranking;
pub(crate) mod rebuild;
pub(crate) mod receipt;
pub(crate) mod record;
pub(crate) mod redeem;
pub(crate) mod report;
pub(crate) mod reservations;
pub(crate) mod reserve;
pub(crate) mod restore;
pub(crate) mod returns;
pub(crate) mod reverse;
pub(crate) mod rules;
pub(crate) mod settle;
pub(crate) mod settlement;
pub(crate) mod slip;
pub(crate) mod statement;
pub(crate) mod stock;
pub(crate) mod summary;
pub(crate) mod template;
pub(crate) mod transfer;
pub(crate) mod trust;
pub(crate) mod verify;
pub(crate) mod year;

use crate::app::App;
use crate::cli::Command;
use crate::error::CliError;

/// Does what was asked.
pub(crate) fn run(command: Command, app: &App) -> Result<(), CliError> {
    match command {
        Command::Counter(args) => args.run(app),
        Command::Demo(args) => args.run(app),
        Command::Init(args) => args.run(app),
        Command::Branch(command) => command.run(app),
        Command::Operator(command) => command.run(app),
        Command::Rules(command) => command.run(app),
        Command::Account(command) => command.run(app),
        Command::Household(command) => command.run(app),
        Command::Deposit(args) => args.run(app),
        Command::Deduct(args) => args.run(app),
        Command::Claim(command) => command.run(app),
        Command::Notice(command) => command.run(app),
        Command::Certificate(command) => command.run(app),
        Command::Record(args) => args.run(app),
        Command::Offer(command) => command.run(app),
        Command::Stock(command) => command.run(app),
        Command::Redeem(args) => args.run(app),
        Command::Reserve(args) => args.run(app),
        Command::Collect(args) => args.run(app),
        Command::Cancel(args) => args.run(app),
        Command::Reservations(args) => args.run(app),
        Command::Slip(args) => args.run(app),
        Command::Return(args) => args.run(app),
        Command::Transfer(args) => args.run(app),
        Command::Clearing(command) => command.run(app),
        Command::Reverse(args) => args.run(app),
        Command::Fund(command) => command.run(app),
        Command::Settle(args) => args.run(app),
        Command::Settlement(args) => args.run(app),
        Command::Appeal(command) => command.run(app),
        Command::Balance(args) => args.run(app),
        Command::Statement(args) => args.run(app),
        Command::Passbook(args) => args.run(app),
        Command::Privacy(command) => command.run(app),
        Command::Expiring(args) => args.run(app),
        Command::Board(args) => args.run(app),
        Command::Ranking(args) => args.run(app),
        Command::Honours(args) => args.run(app),
        Command::Summary(args) => args.run(app),
        Command::Day(command) => command.run(app),
        Command::DayClose(args) => args.run(app),
        Command::Year(command) => command.run(app),
        Command::YearClose(args) => args.run(app),
        Command::Import(command) => command.run(app),
        Command::Template(command) => command.run(app),
        Command::Export(command) => command.run(app),
        Command::Audit(args) => args.run(app),
        Command::Verify(args) => args.run(app),
        Command::Restore(args) => args.run(app),
        Command::Checkpoint(args) => args.run(app),
        Command::Receipt(args) => args.run(app),
        Command::Trust(command) => command.run(app),
        Command::Doctor(args) => args.run(app),
        Command::Rebuild(args) => args.run(app),
        Command::Completions(args) => args.run(app),
        Command::Man(args) => args.run(app),
    }
}
