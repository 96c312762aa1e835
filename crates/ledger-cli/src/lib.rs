//! `wenming`: the civility bank at the counter.
//!
//! Arguments in (`cli`), words out (`ui`, `i18n`), and one file a command
//! between them (`commands`). Nothing is decided here: what points move, and
//! whether they may, is the core's alone.
//!
//! This is a library so that the fuzz targets reach its parsers. It has one function
//! for others, [`main`], and its code is no library to build upon.

mod across;
mod app;
mod away;
mod bank;
mod bundle;
mod claims;
mod cli;
mod commands;
mod demo;
mod ends;
mod error;
mod evidence;
mod export;
mod fault;
#[cfg(any(test, fuzzing))]
mod fixture;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod holder;
mod i18n;
mod import;
mod intake;
mod keys;
mod leak;
mod list;
mod mirror;
mod page;
mod pinyin;
mod print;
mod qr;
mod refusal;
mod rulebook;
mod seen;
mod sheet;
mod spark;
mod statement;
mod storage;
mod store;
mod tell;
mod trust;
mod ui;
mod visible;
mod watched;
mod whole;
mod words;

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::FromArgMatches as _;
use clap::parser::ValueSource;

use crate::app::App;
use crate::cli::{Cli, When, misuse};
use crate::error::{CliError, Kind};
use crate::i18n::{Lang, Messages, peek_option, text};
use crate::ui::Ui;

/// The program: takes the arguments of the process, and gives its exit code.
pub fn main() -> ExitCode {
    apologise_for_panics();
    let args: Vec<OsString> = std::env::args_os().collect();
    std::panic::catch_unwind(|| run(&args)).unwrap_or_else(|_| {
        // The hook has said so to people; programs wait for their object.
        let messages = Messages::new(language());
        let error = CliError::internal("panic", messages.msg("panic", &[("what", text("…"))]));
        peek_ui(&args).error_object(&error);
        ExitCode::from(error.kind.exit_code())
    })
}

/// The language asked for, before and beside the parsing of the arguments.
fn language() -> Lang {
    let args: Vec<String> =
        std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    Lang::peek(args.iter().map(String::as_str), |name| std::env::var(name).ok())
}

fn run(args: &[OsString]) -> ExitCode {
    let messages = Messages::new(language());
    let mut tree = cli::command(&messages);
    let mut parsed = parse(&mut tree, args);
    if let Err(error) = &parsed
        && misuse::is_without_command(error, &tree, args)
        && std::io::stdin().is_terminal()
        && std::io::stdout().is_terminal()
    {
        // Whoever types nothing more at a terminal is at the counter; it says where there
        // is no bank.
        let at_counter: Vec<OsString> = args.iter().cloned().chain(["counter".into()]).collect();
        if let Ok(cli) = parse(&mut tree, &at_counter)
            && !cli.global.json
        {
            parsed = Ok(cli);
        }
    }
    match parsed {
        Ok(Cli { global, command }) => {
            let ui = Ui::new(global.json, global.quiet, global.color);
            let app = App::new(global, messages.lang(), ui);
            let outcome = commands::run(command, &app).map_err(|mut error| {
                if error.kind == Kind::Internal {
                    // What should not be has no words of its own in any language.
                    error.message = app.msg("internal", &[("why", text(&error.message))]);
                }
                if !error.elsewhere {
                    for hint in &mut error.hints {
                        *hint = tell::addressed(&app, hint);
                    }
                }
                error
            });
            finish(&app.ui, &app.messages, outcome)
        }
        Err(error) => {
            let ui = peek_ui(args);
            let outcome = if misuse::is_help(&error) {
                misuse::show_help(&ui, &error)
            } else {
                Err(misuse::explain(&messages, &error, &tree, args))
            };
            finish(&ui, &messages, outcome)
        }
    }
}

fn parse(tree: &mut clap::Command, args: &[OsString]) -> Result<Cli, clap::Error> {
    let matches = tree.try_get_matches_from_mut(args)?;
    let mut cli = Cli::from_arg_matches(&matches)?;
    cli.global.branch_typed = matches.value_source("branch") == Some(ValueSource::CommandLine);
    Ok(cli)
}

/// The screen as the arguments ask for it that were not understood.
fn peek_ui(args: &[OsString]) -> Ui {
    let args: Vec<_> = args.iter().map(|arg| arg.to_string_lossy()).collect();
    let words = || args.iter().map(AsRef::as_ref).take_while(|arg: &&str| *arg != "--");
    let color = match peek_option(words(), "--color") {
        Some("always") => When::Always,
        Some("never") => When::Never,
        _ => When::Auto,
    };
    Ui::new(words().any(|arg| arg == "--json"), false, color)
}

/// A panic ends in an apology, not in a backtrace. One that the core catches
/// itself is none of the user's business.
fn apologise_for_panics() {
    std::panic::set_hook(Box::new(|info| {
        if ledger_core::books::guarded() || sheet::grid::guarded() {
            return;
        }
        let payload = info.payload();
        let what = payload.downcast_ref::<String>().map(String::as_str);
        let what = what.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("?");
        let place = info.location().map_or_else(String::new, ToString::to_string);
        let messages = Messages::new(language());
        let facts = [("place", text(place)), ("version", text(env!("CARGO_PKG_VERSION")))];
        let error = CliError::internal("panic", messages.msg("panic", &[("what", text(what))]))
            .hint(messages.get("panic.place", &facts))
            .hint(messages.msg("panic.hint", &[]));
        Ui::new(false, false, When::Auto).error(&messages, &error);
    }));
}

fn finish(ui: &Ui, messages: &Messages, outcome: Result<(), CliError>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            ui.error(messages, &error);
            ExitCode::from(error.kind.exit_code())
        }
    }
}
