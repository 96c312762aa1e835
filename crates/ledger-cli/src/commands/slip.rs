//! `slip` (兑换单): what somebody gets for points, on paper: a part that the bank keeps
//! and a part to get it with.
//!
//! The pick-up code of a reservation stands on the holder's part alone, and as long as it
//! is good: the journal does not have it, so it takes the key of who reserved it to tell
//! it again.

use clap::Args;
use ledger_core::day::Day;
use ledger_core::event::Event;
use ledger_core::ids::{AccountNo, CurrencyCode, EntryId, OfferCode, OperatorId};
use ledger_core::ledger::Wanted;
use ledger_core::line::Entry;
use ledger_core::pick_up::{CodeHash, PickUpCode};
use ledger_core::points::{Points, Qty};
use ledger_core::refusal::Refusal;

use crate::across;
use crate::app::App;
use crate::bank::Bank;
use crate::cli::values;
use crate::commands::posting;
use crate::error::CliError;
use crate::i18n::text;
use crate::page::{Block, Page, Paper};
use crate::print::{self, PrintArgs};
use crate::qr::Qr;
use crate::tell;
use crate::words;

/// Print the slip of a redemption, a reservation or a collection
///
/// In two parts: the bank keeps one, the holder gets what it names against the other. The
/// pick-up code of a reservation stands on the holder's part, and only who reserved it can
/// print it again.
///
/// Example: `wenming slip LC01:57 --out 兑换单.pdf`
#[derive(Debug, Args)]
pub(crate) struct SlipArgs {
    /// The entry, as `LC01:57`
    #[arg(value_parser = values::upper::<EntryId>)]
    pub(crate) entry: EntryId,
    /// Where to.
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

/// What a slip is of.
struct Got {
    account: AccountNo,
    offer: OfferCode,
    qty: Qty,
    /// Everything that was paid, part by part.
    paid: Vec<(Points, CurrencyCode)>,
    merchant: Option<AccountNo>,
    note: String,
    standing: Standing,
}

/// How far it is.
enum Standing {
    /// Handed over at once.
    Redeemed,
    /// Put by to a day, against the code of this hash.
    PutBy { until: Day, code: CodeHash },
    /// Put by, then handed over.
    Collected { reservation: EntryId },
}

impl SlipArgs {
    /// Does it.
    pub(crate) fn run(self, app: &App) -> Result<(), CliError> {
        self.print.check(app)?;
        let bank = Bank::open_to_read(app)?;
        let id = self.entry;
        if !bank.branches()?.contains(&id.branch) {
            return Err(across::refused(app, &Refusal::UnknownEntry { entry: id }));
        }
        let found = bank.ask(bank.ledger().entry(id))?;
        let entry =
            found.ok_or_else(|| across::refused(app, &Refusal::UnknownEntry { entry: id }))?;
        let got = Got::of(app, id, &entry.event)?;
        let returned = still_good(app, &bank, id, &got)?;
        let code = match got.standing {
            Standing::PutBy { code, .. } => Some(told_again(app, &bank, &entry, code)?),
            _ => None,
        };
        let facts = facts(app, &bank, &entry, &got, returned)?;
        let (village, offset) =
            bank.ask(bank.ledger().view(id.branch, Wanted::Nothing, |state| {
                let name = state.charter().map(|charter| charter.name.clone());
                (name.unwrap_or_default(), state.offset())
            }))?;
        let mut page = print::page(app, bank.now(), app.msg("slip-title", &[]));
        page.title = format!("{} {id}", page.title);
        page.paper = Paper::A5;
        // What it is of stands at its head, so that both parts fit one sheet.
        let head = format!("{village} · {id} · {} · {}", entry.at.day(offset), entry.by);
        let today = bank.now().day(offset);
        page.foot = app.msg("page-foot", &[("branch", text(&village)), ("on", text(today))]);
        page.blocks.clear();
        let sign = |ids: [&'static str; 2]| Block::Sign(ids.map(|id| app.msg(id, &[])).into());
        part(app, &mut page, "slip-stub", &head, &facts);
        page.blocks.push(sign(["slip-sign-holder", "slip-sign-by"]));
        page.blocks.push(Block::Cut);
        let told = code.map(|code| (app.msg("slip-code", &[]), code.to_string()));
        let facts: Vec<(String, String)> = facts.into_iter().chain(told).collect();
        part(app, &mut page, "slip-claim", &head, &facts);
        page.blocks.extend(code.map(|code| coded(app, code)));
        page.blocks.push(sign(["slip-sign-holder", "slip-sign-giver"]));
        self.print.give(app, &page)
    }
}

impl Got {
    fn of(app: &App, id: EntryId, event: &Event) -> Result<Self, CliError> {
        Ok(match event {
            Event::Redeemed {
                account,
                offer,
                qty,
                points,
                currency,
                merchant,
                note,
                matched,
                ..
            } => Self {
                account: *account,
                offer: *offer,
                qty: *qty,
                paid: std::iter::once((*points, *currency))
                    .chain(matched.iter().map(|beside| (beside.points, beside.currency)))
                    .collect(),
                merchant: *merchant,
                note: note.clone(),
                standing: Standing::Redeemed,
            },
            Event::Reserved {
                account,
                offer,
                qty,
                points,
                currency,
                merchant,
                until,
                code,
                note,
                ..
            } => Self {
                account: *account,
                offer: *offer,
                qty: *qty,
                paid: vec![(*points, *currency)],
                merchant: *merchant,
                note: note.clone(),
                standing: Standing::PutBy { until: *until, code: *code },
            },
            Event::Collected {
                reservation,
                account,
                offer,
                qty,
                points,
                currency,
                merchant,
                ..
            } => Self {
                account: *account,
                offer: *offer,
                qty: *qty,
                paid: vec![(*points, *currency)],
                merchant: *merchant,
                note: String::new(),
                standing: Standing::Collected { reservation: *reservation },
            },
            other => {
                let facts = [
                    ("entry", text(id)),
                    ("event", text(words::event(&app.messages, other.name()))),
                ];
                return Err(CliError::refused(
                    "slip-of-nothing",
                    app.msg("slip-of-nothing", &facts),
                )
                .hint(app.msg("slip-of-nothing.hint", &[])));
            }
        })
    }
}

/// How many of it were brought back.
///
/// # Errors
/// Where nothing is to be had against the slip: it was reversed, or is no longer put by.
fn still_good(app: &App, bank: &Bank<'_>, id: EntryId, got: &Got) -> Result<u32, CliError> {
    let account = got.account;
    let Some(found) = bank.ask(bank.ledger().account(account))? else {
        return Err(across::refused(app, &Refusal::UnknownAccount { account }));
    };
    if let Some(&(_, by)) = found.reversed.iter().find(|(undone, _)| *undone == id.seq) {
        let by = EntryId { branch: id.branch, seq: by };
        return Err(across::refused(app, &Refusal::AlreadyReversed { entry: id, by }));
    }
    let is_put_by = found.reservations.iter().any(|kept| kept.seq == id.seq);
    if matches!(got.standing, Standing::PutBy { .. }) && !is_put_by {
        let refusal = Refusal::ReservationOver { account, reservation: id };
        return Err(across::refused(app, &refusal));
    }
    Ok(found.returned(id.seq))
}

/// The pick-up code of a reservation, from the key it was made with.
fn told_again(
    app: &App,
    bank: &Bank<'_>,
    entry: &Entry,
    hash: CodeHash,
) -> Result<PickUpCode, CliError> {
    let id = EntryId { branch: entry.branch, seq: entry.seq };
    let other = |by: &OperatorId| {
        let wenming = tell::wenming_as(app, Some(by.as_str()));
        let facts = [("entry", text(id)), ("by", text(by)), ("wenming", text(wenming))];
        CliError::refused("slip-code", app.msg("slip-code-unknown", &facts[..2]))
            .hint(app.msg("slip-code-unknown.hint", &facts))
    };
    if bank.operator()? != entry.by {
        return Err(other(&entry.by));
    }
    let code = bank.key()?.pick_up_code(entry.branch, &entry.req);
    // It was made with a key that was replaced since, or by a program that made up its own.
    if code.hash() == hash { Ok(code) } else { Err(other(&entry.by)) }
}

fn facts(
    app: &App,
    bank: &Bank<'_>,
    entry: &Entry,
    got: &Got,
    returned: u32,
) -> Result<Vec<(String, String)>, CliError> {
    let label = |id: &'static str| app.msg(id, &[]);
    let branch = entry.branch;
    let title = bank.ask(bank.ledger().view(branch, Wanted::Nothing, |state| {
        state.offers().get(&got.offer).map(|offer| offer.title.clone()).unwrap_or_default()
    }))?;
    let mut paid = Vec::new();
    for &(points, currency) in &got.paid {
        let name = posting::currency_name(bank, branch, currency)?;
        paid.push(format!("{} {name}", words::points(&app.messages, points)));
    }
    let mut facts = vec![
        (label("slip-what"), format!("{title}（{}）× {}", got.offer, got.qty)),
        (label("slip-paid"), paid.join(" + ")),
        (label("slip-holder"), posting::shown(bank, got.account)?),
    ];
    if let Some(merchant) = got.merchant {
        facts.push((label("slip-merchant"), posting::shown(bank, merchant)?));
    }
    match got.standing {
        Standing::Redeemed => {}
        Standing::PutBy { until, .. } => facts.push((label("slip-until"), until.to_string())),
        Standing::Collected { reservation } => {
            facts.push((label("slip-reservation"), reservation.to_string()));
        }
    }
    if returned > 0 {
        facts.push((label("slip-returned"), returned.to_string()));
    }
    if !got.note.is_empty() {
        facts.push((label("heading-remark"), got.note.clone()));
    }
    Ok(facts)
}

/// One of the two parts, up to where it is signed.
fn part(app: &App, page: &mut Page, which: &'static str, head: &str, facts: &[(String, String)]) {
    let which = [("part", text(app.msg(which, &[])))];
    page.blocks.push(Block::Title(app.msg("slip-part", &which)));
    page.blocks.push(Block::Under(head.to_owned()));
    page.blocks.push(Block::Facts(facts.to_vec()));
}

/// The pick-up code, to be scanned.
fn coded(app: &App, code: PickUpCode) -> Block {
    let how = app.msg("slip-code-how", &[]);
    match Qr::of(code.to_string().as_bytes()) {
        Some(qr) => Block::Code { code: qr.drawing(app.msg("slip-code", &[])), about: vec![how] },
        None => Block::Small(how),
    }
}
