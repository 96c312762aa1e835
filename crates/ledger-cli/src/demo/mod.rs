//! The demo: a bank of three villages with a month of work behind it.
//!
//! ```text
//! a year before         founded, with one village to try it
//! first of last month   the other villages opened, registers and openings imported
//! during it             offers, redemptions, a gift, a fine, a mistake undone;
//!                       in one village the whole procedure ([`procedure`]);
//!                       in one a volunteer's hours, made public ([`asked`])
//! last day of it        each village's month of deeds imported from its sheet;
//!                       a certificate issued, a record for a lender
//! now                   audited
//! ```
//!
//! The month is the one before now, so the bank is up to date when the visitor
//! goes on with it. Everything passes through the very functions the counter
//! uses: the sheets are files that are read and planned like any other
//! ([`crate::intake`]), everything else is ordered from the ledger. Only the
//! clock is put to the day a thing would have happened on.
//!
//! Deliberately absent: showing any of it. What was done comes back as a
//! [`Story`] of facts; its wording is the command's.

mod asked;
mod papers;
mod procedure;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ledger_core::audit::{Report, audit};
use ledger_core::command::{Command, DeedCommand};
use ledger_core::day::{Day, Offset, Timestamp};
use ledger_core::event::{Event, OfferKind, OfferTerms, Role};
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode, EntryId, OperatorId, RequestKey};
use ledger_core::keys::OperatorKey;
use ledger_core::ledger::{Done, Order, SubmitError};
use ledger_core::line::EntryHash;
use ledger_core::pick_up::PickUpCode;
use ledger_core::points::{Amount, Points, Qty};
use ledger_core::postings::brings;
use ledger_core::rulebook::{HolderKind, TableOptions, from_table, to_toml};
use ledger_core::vault::Identity;
use time::{Date, Duration};

pub(crate) use self::asked::Asked;
use self::papers::{Household, Papers, VILLAGES, Village};
use self::procedure::Hall;
pub(crate) use self::procedure::{Act, Procedure};
use crate::app::App;
use crate::bank::Bank;
use crate::error::CliError;
use crate::fault;
use crate::import::{Clipped, Office, Totals, bad_rows};
use crate::intake::{self, Content, Paper};
use crate::refusal::Context;
use crate::sheet::write::write;

/// The rulebook the demo adopts: what a township lays down for households.
pub(crate) const RULES: &str = include_str!("../../demo/户用积分细则.csv");

/// What the last village has besides: gift points that end, and deeds that are
/// verified, decided on and hung out before they are paid.
const MORE_RULES: &str = include_str!("../../demo/枫岭村补充.toml");

/// What the village in between has besides: volunteers' hours, each person's own.
const BY_THE_HOUR: &str = include_str!("../../demo/石桥村补充.toml");

/// The stars and titles that the township gives, which no table has a column for.
const HONOURS: &str = include_str!("../../demo/荣誉.toml");

/// What another village's table says: a draft to try on the month.
const DRAFT: &str = include_str!("../../demo/爱心超市积分细则.csv");

/// Which rule of the draft takes the place of which.
const MAP: &str = include_str!("../../demo/事项对应.csv");

/// Who runs the township's bank.
pub(crate) const MANAGER: &str = "wang";
/// Who agrees to awards, in every village.
pub(crate) const APPROVER: &str = "chen-jie";
/// Who enters what the panel decided.
pub(crate) const PANEL: &str = "ma-ping";
/// Who only looks.
pub(crate) const AUDITOR: &str = "zhou-yi";

/// What the demo did.
pub(crate) struct Story {
    /// The day the bank was founded.
    pub(crate) founded: Day,
    /// The day from which all villages were in it.
    pub(crate) joined: Day,
    /// The villages.
    pub(crate) villages: Vec<VillageStory>,
    /// What was done at the counter.
    pub(crate) counter: Vec<Deal>,
    /// The month of the village that follows the whole procedure.
    pub(crate) procedure: Procedure,
    /// What was said on paper, as its holders asked.
    pub(crate) asked: Asked,
    /// What the audit saw.
    pub(crate) audit: Report,
    /// The household a resident would ask about.
    pub(crate) resident: String,
    /// A sheet that was not imported.
    pub(crate) supplement: PathBuf,
    /// A draft rulebook, and which of its rules is for which.
    pub(crate) draft: (PathBuf, PathBuf),
}

/// What was done in a village.
pub(crate) struct VillageStory {
    /// Its branch.
    pub(crate) branch: BranchCode,
    /// Its name.
    pub(crate) name: &'static str,
    /// Its clerk.
    pub(crate) clerk: &'static str,
    /// How many accounts its register opened.
    pub(crate) accounts: usize,
    /// What was brought forward.
    pub(crate) forward: Amount,
    /// The month's sheet.
    pub(crate) month: Month,
}

/// A month of deeds imported.
pub(crate) struct Month {
    /// The file's name.
    pub(crate) file: String,
    /// What came of its rows.
    pub(crate) totals: Totals,
    /// One award that a cap clipped: the household and the numbers.
    pub(crate) clipped: Option<(u32, String, Clipped)>,
    /// Where the rows to mend were written.
    pub(crate) bad_rows: Option<PathBuf>,
}

/// Something done at the counter.
pub(crate) struct Deal {
    /// When.
    pub(crate) on: Day,
    /// The entry.
    pub(crate) entry: EntryId,
    /// What happened.
    pub(crate) event: Event,
    /// Whose account, as the village calls it.
    pub(crate) who: String,
    /// What came to it; below zero it went.
    pub(crate) moved: Amount,
    /// What it holds then.
    pub(crate) balance: Amount,
}

/// The bank being made, with the keys of everyone in it.
struct Stage<'a> {
    app: &'a App,
    bank: Bank<'a>,
    keys: BTreeMap<&'static str, OperatorKey>,
    /// The first day of the month, and the last.
    month: (Date, Date),
    asked: std::cell::Cell<u32>,
}

/// Makes the bank in the folder that `app` names, which is empty or new.
pub(crate) fn play(app: &App) -> Result<Story, CliError> {
    let today = app.now()?.day(Offset::CHINA).date();
    let first = today.replace_day(1).unwrap_or(today);
    let last = first.previous_day().unwrap_or(first);
    let first = last.replace_day(1).unwrap_or(last);

    let bank = Bank::open_new(app)?;
    bank.new_vault_key()?;
    let mut keys = BTreeMap::new();
    let clerks = VILLAGES.iter().map(|village| village.clerk);
    for name in [MANAGER, APPROVER, PANEL, AUDITOR].into_iter().chain(clerks) {
        let (key, _) = bank.new_key(&named::<OperatorId>(name)?)?;
        keys.insert(name, key);
    }
    let stage = Stage { app, bank, keys, month: (first, last), asked: std::cell::Cell::new(0) };

    let sheets = app.bank_dir().join("sheets");
    fs::create_dir(&sheets).map_err(|e| CliError::io(&app.messages, &sheets, &e))?;
    let put = |name: &str, text: &str| {
        let path = sheets.join(name);
        fs::write(&path, text).map_err(|e| CliError::io(&app.messages, &path, &e))?;
        Ok::<_, CliError>(path)
    };
    put("户用积分细则.csv", RULES)?;
    put("枫岭村积分细则.toml", &rulebook(MORE_RULES)?)?;
    put("石桥村积分细则.toml", &rulebook(BY_THE_HOUR)?)?;
    let draft = (put("爱心超市积分细则.csv", DRAFT)?, put("事项对应.csv", MAP)?);

    let mut villages = Vec::new();
    let mut households = Vec::new();
    for village in &VILLAGES {
        let papers = Papers::of(&sheets, village, last);
        let written = papers::write(&papers, village, last);
        households.push(written.map_err(|e| fault::sheet(&app.messages, &sheets, &e))?);
        villages.push((papers, named::<BranchCode>(village.code)?));
    }
    // The last village tries it for a year; the others join.
    let tried = VILLAGES.len() - 1;
    stage.found()?;
    let mut registered = vec![0; VILLAGES.len()];
    let mut hall = None;
    for at in [tried].into_iter().chain(0..tried) {
        let (village, (papers, branch)) = (&VILLAGES[at], &villages[at]);
        let first = |hour| match at == tried {
            true => stage.year_before(1, hour),
            false => stage.at(1, hour, 0),
        };
        let more = match at {
            asked::VILLAGE => BY_THE_HOUR,
            _ if at == tried => MORE_RULES,
            _ => "",
        };
        stage.open(village, more, first(9)?)?;
        registered[at] = stage.register(village, papers, *branch, first(10)?)?;
        if at == tried {
            let mut tries = Hall::of(&stage, *branch, &households[at])?;
            tries.gifts()?;
            hall = Some(tries);
        }
    }
    let mut hall = hall.ok_or_else(unmade)?;
    let mut forward = Vec::new();
    for (papers, branch) in &villages {
        forward.push(stage.bring_forward(papers, *branch)?);
    }
    let first_village = villages[0].1;
    hall.join(first_village)?;
    let mut counter = Vec::new();
    let (resident, neighbour) = stage.counter(first_village, &households[0], &mut counter)?;
    hall.month((&neighbour.0, neighbour.1))?;
    let volunteer = stage.volunteer(villages[asked::VILLAGE].1, &households[asked::VILLAGE])?;
    let mut stories = Vec::new();
    let opened = registered.into_iter().zip(forward);
    for ((village, (papers, branch)), (accounts, forward)) in
        VILLAGES.iter().zip(&villages).zip(opened)
    {
        let month = stage.month(village, papers, *branch)?;
        let (branch, name, clerk) = (*branch, village.name, village.clerk);
        stories.push(VillageStory { branch, name, clerk, accounts, forward, month });
    }
    stage.last_day(first_village, &resident, &mut counter)?;
    let asked = stage.on_paper(volunteer)?;
    let branches: Vec<BranchCode> = villages.iter().map(|(_, branch)| *branch).collect();
    let procedure = hall.month_end(&branches)?;

    let supplement = villages[0].0.supplement.clone();
    for (papers, _) in &villages[1..] {
        // One supplement is enough to try.
        fs::remove_file(&papers.supplement)
            .map_err(|e| CliError::io(&app.messages, &papers.supplement, &e))?;
    }
    let audit = stage.audit()?;
    let (founded, joined) = (stage.year_before(1, 9)?, stage.at(1, 9, 0)?);
    let (founded, joined) = (founded.day(Offset::CHINA), joined.day(Offset::CHINA));
    let villages = stories;
    Ok(Story {
        founded,
        joined,
        villages,
        counter,
        procedure,
        asked,
        audit,
        resident,
        supplement,
        draft,
    })
}

/// A name that stands in the demo itself, so it is one.
fn named<T: std::str::FromStr>(text: &str) -> Result<T, CliError> {
    text.parse().map_err(|_| CliError::internal("demo", text))
}

fn unmade() -> CliError {
    CliError::internal("demo", "a day out of reach")
}

impl Stage<'_> {
    /// A time on a day of the month, at the bank.
    fn at(&self, day: u8, hour: u8, minute: u8) -> Result<Timestamp, CliError> {
        let date = self.month.0.replace_day(day).unwrap_or(self.month.1);
        let time = date.with_hms(hour, minute, 0).map_err(|_| unmade())?;
        let utc = time.assume_utc() - Duration::hours(8);
        Timestamp::from_unix(utc.unix_timestamp()).ok_or_else(unmade)
    }

    fn last(&self) -> u8 {
        self.month.1.day()
    }

    /// A time on a day of the same month a year before.
    fn year_before(&self, day: u8, hour: u8) -> Result<Timestamp, CliError> {
        let date = Date::from_calendar_date(self.month.0.year() - 1, self.month.0.month(), day);
        let time = date.and_then(|date| date.with_hms(hour, 0, 0)).map_err(|_| unmade())?;
        let utc = time.assume_utc() - Duration::hours(8);
        Timestamp::from_unix(utc.unix_timestamp()).ok_or_else(unmade)
    }

    /// The first of January of the year before, from when deeds count.
    fn since(&self) -> Result<Day, CliError> {
        let date = Date::from_ordinal_date(self.month.0.year() - 1, 1).ok();
        date.and_then(Day::new).ok_or_else(unmade)
    }

    fn key(&self, name: &str) -> Result<&OperatorKey, CliError> {
        self.keys.get(name).ok_or_else(|| CliError::internal("demo", name))
    }

    /// The name of the next request.
    fn next_request(&self) -> Result<RequestKey, CliError> {
        self.asked.set(self.asked.get() + 1);
        named(&format!("demo-{}", self.asked.get()))
    }

    /// The pick-up code of what is ordered next.
    fn pick_up_code(&self, by: &str, branch: BranchCode) -> Result<PickUpCode, CliError> {
        let next = named(&format!("demo-{}", self.asked.get() + 1))?;
        Ok(self.key(by)?.pick_up_code(branch, &next))
    }

    /// Orders something of a branch, at a time that is not now.
    fn order(
        &self,
        branch: BranchCode,
        by: &str,
        now: Timestamp,
        commands: impl IntoIterator<Item = Command>,
    ) -> Result<Vec<Done>, CliError> {
        let mut requests = Vec::new();
        for command in commands {
            requests.push((self.next_request()?, command));
        }
        let key = self.key(by)?;
        let order = Order {
            branch,
            key,
            now,
            // The year of trying it goes by at once.
            clock_confirmed: true,
            likeness_confirmed: false,
            requests: &requests,
        };
        self.answered(self.bank.ledger().submit(&order))
    }

    fn answered<T>(&self, answer: Result<T, SubmitError>) -> Result<T, CliError> {
        match answer {
            Ok(done) => self.bank.ask(Ok(done)),
            Err(SubmitError::Failed(error)) => self.bank.ask(Err(error)),
            Err(SubmitError::Refused { refusal, .. }) => {
                Err(self.app.refused(&refusal, &Context::default()))
            }
        }
    }

    fn found(&self) -> Result<(), CliError> {
        let found = Command::Found {
            origin: named("wenming.example/yunling")?,
            name: "云岭镇文明银行".to_owned(),
            offset: Offset::CHINA,
            since: self.since()?,
            key: self.key(MANAGER)?.public(),
        };
        let mut commands = vec![found, self.enrol(AUDITOR, Role::Auditor)?];
        for village in &VILLAGES {
            let (branch, name) = (named(village.code)?, village.name.to_owned());
            commands.push(Command::CharterBranch { branch, name });
        }
        self.order(BranchCode::HQ, MANAGER, self.year_before(1, 8)?, commands).map(drop)
    }

    fn enrol(&self, name: &str, role: Role) -> Result<Command, CliError> {
        let key = self.key(name)?;
        Ok(Command::EnrolOperator {
            operator: key.operator().clone(),
            role,
            key: key.public(),
            account: None,
        })
    }

    /// Opens a village with the township's rules, and more of its own.
    fn open(&self, village: &Village, more: &str, at: Timestamp) -> Result<(), CliError> {
        let branch = named(village.code)?;
        let line = self.bank.ledger().journal().line(BranchCode::HQ, 0);
        let line = self.bank.ask(line.map_err(Into::into))?.ok_or_else(unmade)?;
        let open = Command::OpenBranch {
            origin: named("wenming.example/yunling")?,
            founded: EntryHash::of(&line),
            name: village.name.to_owned(),
            offset: Offset::CHINA,
            since: self.since()?,
            key: self.key(MANAGER)?.public(),
        };
        let adopt = Command::AdoptRulebook { from: self.since()?, text: rulebook(more)? };
        let commands = [
            open,
            self.enrol(village.clerk, Role::Clerk)?,
            self.enrol(APPROVER, Role::Verifier)?,
            self.enrol(PANEL, Role::Verifier)?,
            self.enrol(AUDITOR, Role::Auditor)?,
            adopt,
        ];
        self.order(branch, MANAGER, at, commands).map(drop)
    }

    /// Takes a sheet in as the counter does, and says what came of its rows.
    fn take_in(
        &self,
        branch: BranchCode,
        by: &str,
        now: Timestamp,
        file: &Path,
        content: Content,
    ) -> Result<intake::Intake, CliError> {
        let (ledger, key) = (self.bank.ledger(), self.key(by)?);
        let mut office = Office { ledger, branch, key, now, clock_confirmed: true };
        let paper = Paper { file: file.to_owned(), sheet: None, content };
        let mut intake = intake::plan(self.app, &self.bank, &mut office, &paper)?;
        intake::carry_out(self.app, &self.bank, &office, &mut intake, &paper)?;
        Ok(intake)
    }

    /// The register; gives how many accounts it opened.
    fn register(
        &self,
        village: &Village,
        papers: &Papers,
        branch: BranchCode,
        at: Timestamp,
    ) -> Result<usize, CliError> {
        let opened =
            self.take_in(branch, village.clerk, at, &papers.register, Content::Accounts)?;
        Ok(opened.plan.totals().ready)
    }

    /// The balances of the old books; gives their sum.
    fn bring_forward(&self, papers: &Papers, branch: BranchCode) -> Result<Amount, CliError> {
        let currency = CurrencyCode::JF;
        let content = Content::Opening { currency, as_of: None, year: None };
        let at = self.at(1, 10, 30)?;
        let forward = self.take_in(branch, MANAGER, at, &papers.openings, content)?;
        let sum = forward.plan.totals().sums.first().map(|sum| sum.credited);
        Ok(sum.unwrap_or_default())
    }

    fn account(&self, branch: BranchCode, household: &str) -> Result<AccountNo, CliError> {
        let found = self.bank.ledger().find_household(branch, &named(household)?);
        self.bank.ask(found)?.ok_or_else(|| CliError::internal("demo", household))
    }

    fn balance(&self, account: AccountNo) -> Result<Amount, CliError> {
        let found = self.bank.ask(self.bank.ledger().account(account))?;
        Ok(found.map_or(Amount::ZERO, |account| account.balance(CurrencyCode::JF)))
    }

    /// One thing at the counter, with what it made of the account it is about.
    fn deal(
        &self,
        branch: BranchCode,
        by: &str,
        at: Timestamp,
        who: (&str, AccountNo),
        command: Command,
        counter: &mut Vec<Deal>,
    ) -> Result<EntryId, CliError> {
        let mut done = self.order(branch, by, at, [command])?;
        let done = done.pop().ok_or_else(unmade)?;
        let (who, account) = (who.0.to_owned(), who.1);
        let moved = brings(&done.event, account).next();
        counter.push(Deal {
            on: at.day(Offset::CHINA),
            entry: done.entry,
            event: done.event,
            who,
            moved: moved.map_or(Amount::ZERO, |(_, amount)| amount),
            balance: self.balance(account)?,
        });
        Ok(done.entry)
    }

    /// A month at the counter of one village; gives the household that bought,
    /// and the one that has most of those nothing happened to.
    fn counter(
        &self,
        branch: BranchCode,
        households: &[Household],
        counter: &mut Vec<Deal>,
    ) -> Result<(String, (String, AccountNo)), CliError> {
        let clerk = VILLAGES[0].clerk;
        let shop = Command::OpenAccount { kind: HolderKind::Merchant, household: None };
        let shop = self.order(branch, clerk, self.at(2, 9, 0)?, [shop])?;
        let [shop, ..] = shop.first().ok_or_else(unmade)?.event.accounts();
        let shop = shop.ok_or_else(unmade)?;
        let name = Identity::named("柳河爱心超市");
        self.bank.keep_identities(branch, &[(shop, name.ok())])?;
        let offer = |code: &str, title: &str, kind, price: u32, merchant| {
            let (price, currency) = (points(price)?, CurrencyCode::JF);
            let title = title.to_owned();
            let (offer, terms) = (named(code)?, OfferTerms::default());
            Ok(Command::ListOffer { offer, title, kind, price, currency, merchant, terms })
        };
        let offers = [
            offer("RICE-5", "大米5公斤", OfferKind::Goods, 50, Some(shop))?,
            offer("SOAP", "洗衣皂两块", OfferKind::Goods, 8, Some(shop))?,
            offer("HAIRCUT", "理发一次", OfferKind::Service, 15, None)?,
        ];
        self.order(branch, MANAGER, self.at(2, 9, 30)?, offers)?;

        // Who has most can spend; only what is above the threshold.
        let mut by_balance = Vec::new();
        for household in households {
            let account = self.account(branch, &household.number)?;
            by_balance.push((self.balance(account)?, household.number.as_str(), account));
        }
        by_balance.sort_by_key(|(balance, number, _)| (std::cmp::Reverse(*balance), *number));
        let who = |at: usize| (by_balance[at].1, by_balance[at].2);
        let (rich, second, third) = (who(0), who(1), who(2));
        let poorest = who(by_balance.len() - 1);
        let (wrong, right) = (who(3), who(4));
        let redeem = |account, offer: &str, qty: i32| {
            let qty = Qty::Units(Amount::whole(qty));
            Ok::<_, CliError>(Command::Redeem {
                account,
                offer: named(offer)?,
                qty,
                note: String::new(),
                with: None,
            })
        };
        let deed = |account, rule: &str, day: u8, evidence: &str| {
            let on = self.month.0.replace_day(day).ok().and_then(Day::new).ok_or_else(unmade)?;
            let once = Qty::Units(Amount::whole(1));
            Ok::<_, CliError>(DeedCommand {
                evidence: evidence.to_owned(),
                approver: Some(named(APPROVER)?),
                ..DeedCommand::new(account, named(rule)?, once, on)
            })
        };
        let buy = redeem(rich.1, "RICE-5", 1)?;
        self.deal(branch, clerk, self.at(6, 10, 12)?, rich, buy, counter)?;
        let soap = redeem(second.1, "SOAP", 2)?;
        self.deal(branch, clerk, self.at(9, 15, 40)?, second, soap, counter)?;
        let gift = Command::Transfer {
            from: third.1,
            to: poorest.1,
            points: points(20)?,
            currency: CurrencyCode::JF,
            into: CurrencyCode::JF,
            note: "邻里互助".to_owned(),
        };
        self.deal(branch, clerk, self.at(12, 9, 20)?, third, gift, counter)?;
        let mistaken = Command::Deposit(deed(wrong.1, "H10", 14, "证书-07")?);
        let entry = self.deal(branch, clerk, self.at(15, 11, 5)?, wrong, mistaken, counter)?;
        let reason = format!("记错户，应为{}", right.0);
        let undo = Command::Reverse { entry, reason };
        self.deal(branch, MANAGER, self.at(16, 9, 0)?, wrong, undo, counter)?;
        let mended = Command::Deposit(deed(right.1, "H10", 14, "证书-07")?);
        self.deal(branch, clerk, self.at(16, 9, 10)?, right, mended, counter)?;
        let fine = Command::Deduct(deed(poorest.1, "H53", 17, "照片-17")?);
        self.deal(branch, clerk, self.at(18, 16, 30)?, poorest, fine, counter)?;
        let other = who(5);
        Ok((rich.0.to_owned(), (other.0.to_owned(), other.1)))
    }

    /// The month's sheet, on its last day.
    fn month(
        &self,
        village: &Village,
        papers: &Papers,
        branch: BranchCode,
    ) -> Result<Month, CliError> {
        let m = &self.app.messages;
        let approver = Some(named(APPROVER)?);
        let content = Content::Deposits { approver, year: None, allow_duplicates: false };
        let at = self.at(self.last(), 16, 30)?;
        let intake = self.take_in(branch, village.clerk, at, &papers.month, content)?;
        let totals = intake.plan.totals();
        let clipped = intake.plan.ready().find_map(|row| {
            let household = row.household.as_ref()?.to_string();
            Some((row.row, household, *row.clipped.clone()?))
        });
        let mut written = None;
        if totals.bad > 0 {
            let heading = m.msg("column-reason", &[]);
            let reason =
                |row: &_, bad: &_| crate::commands::import::reason(m, row, bad, intake.named(row));
            let sheet = bad_rows(&intake.plan, &heading, &reason);
            write(&papers.bad_rows, &sheet, false)
                .map_err(|e| fault::sheet(m, &papers.bad_rows, &e))?;
            written = Some(papers.bad_rows.clone());
        }
        let file = intake.plan.source().file;
        Ok(Month { file, totals, clipped, bad_rows: written })
    }

    /// After the month is in, the same household buys again.
    fn last_day(
        &self,
        branch: BranchCode,
        resident: &str,
        counter: &mut Vec<Deal>,
    ) -> Result<(), CliError> {
        let account = self.account(branch, resident)?;
        let (offer, note) = (named("HAIRCUT")?, String::new());
        let qty = Qty::Units(Amount::whole(1));
        let haircut = Command::Redeem { account, offer, qty, note, with: None };
        let at = self.at(self.last(), 17, 10)?;
        let who = (resident, account);
        self.deal(branch, VILLAGES[0].clerk, at, who, haircut, counter).map(drop)
    }

    fn audit(&self) -> Result<Report, CliError> {
        let ledger = self.bank.ledger();
        let books = |branch| ledger.books_of(branch);
        let branches = self.bank.branches()?;
        let report = audit(ledger.journal(), &branches, Some(&books), self.app.now()?);
        self.bank.ask(report.map_err(Into::into))
    }
}

fn points(whole: u32) -> Result<Points, CliError> {
    named(&whole.to_string())
}

/// The table as the text a branch adopts, with the honours and what a village adds; what is
/// above 100 points can be spent, and a point is worth a yuan.
fn rulebook(more: &str) -> Result<String, CliError> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(RULES.as_bytes());
    let rows: Result<Vec<Vec<String>>, csv::Error> =
        reader.records().map(|record| Ok(record?.iter().map(str::to_owned).collect())).collect();
    let rows = rows.map_err(|e| CliError::internal("demo", e.to_string()))?;
    let mut options = TableOptions::new("云岭镇文明积分细则（户）");
    options.spendable_above = Amount::whole(100);
    options.yuan_per_point = Some(Amount::whole(1));
    let book = from_table(&rows, &options);
    book.map(|book| to_toml(&book) + HONOURS + more)
        .map_err(|_| CliError::internal("demo", "rulebook"))
}
