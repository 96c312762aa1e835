//! The people's procedure, in one village of the demo: the month's second half
//! of the story, told by what was entered.
//!
//! ```text
//! a year before   gift points for four households: they end in this month
//! 2nd             shop, pool, offer with stock; money for the fund
//! 3rd to 19th     forty claims, verified; three rejected; one like another, one late
//! 11th            last year's gift points have ended
//! 4th to 16th     reservations: cancelled, collected, released; an appeal that fails
//! 20th to 26th    the panel, the notice, two objections, all paid in one commit
//! 27th            a neighbour village's household is served
//! last            the shop is settled, the villages are netted, the month is closed
//! ```
//!
//! Deliberately absent: anything but orders to the ledger. What is told of each
//! is taken from the entries that answered them.

use std::fmt::Display;

use ledger_core::command::{Command, DeedCommand, Resolution, Sending};
use ledger_core::day::{Day, Offset, Timestamp};
use ledger_core::due::due;
use ledger_core::event::{Aim, Event, OfferKind, OfferTerms, Role};
use ledger_core::ids::{AccountNo, BranchCode, CurrencyCode, EntryId};
use ledger_core::ledger::{Done, Hand, Wanted};
use ledger_core::pick_up::PickUpCode;
use ledger_core::points::{Amount, Points, Qty};
use ledger_core::rulebook::HolderKind;
use ledger_core::vault::Identity;

use super::papers::{Household, VILLAGES, Village};
use super::{APPROVER, MANAGER, PANEL, Stage, named, points, unmade};
use crate::error::CliError;

/// How many deeds are claimed.
const CLAIMS: usize = 40;
/// How many are claimed on one day at the counter.
const A_DAY: usize = 8;
/// The days on which deeds are claimed; they are verified on the next.
const FILED: [u8; 5] = [3, 7, 11, 15, 19];
/// What is claimed in turn, and what proves it.
const DONE: [(&str, &str); 3] = [("V01", "巡查记录"), ("V02", "走访记录"), ("V03", "点名册")];
/// The claim that was told late.
const LATE: usize = 39;
/// The claim that is like the one before it.
const DOUBLE: usize = 38;
/// Claims that the verifier turned down, and why.
const REJECTED: [(usize, &str); 2] = [(5, "名单上没有"), (17, "当天无安排")];
/// The claim that the panel turned down, and why.
const REJECTED_BY_PANEL: (usize, &str) = (30, "属本职工作");
/// The line that was struck, and why.
const UPHELD: (usize, &str) = (9, "当天不在村里");
/// The line that was objected to for nothing, and why.
const DISMISSED: (usize, &str) = (25, "签字不像本人");
/// What the shop sells.
const OFFER: &str = "OIL-5";
/// What it costs.
const PRICE: u32 = 40;
/// The appeal that fails.
const APPEAL: &str = "BRIDGE";

/// What was done in the village that follows the whole procedure.
pub(crate) struct Procedure {
    /// Its branch.
    pub(crate) branch: BranchCode,
    /// Its name.
    pub(crate) name: &'static str,
    /// Its clerk.
    pub(crate) clerk: &'static str,
    /// What happened, in order of the days.
    pub(crate) acts: Vec<Act>,
    /// A household of it.
    pub(crate) household: String,
    /// The notice.
    pub(crate) notice: EntryId,
    /// The first day of the month, and the last.
    pub(crate) month: (Day, Day),
}

/// One thing that happened.
pub(crate) struct Act {
    /// When.
    pub(crate) on: Day,
    /// What: `demo-act-…` words it.
    pub(crate) what: &'static str,
    /// The entries; none where nothing was to be done.
    pub(crate) entries: Vec<EntryId>,
    /// What the wording names.
    pub(crate) facts: Vec<(&'static str, String)>,
}

impl Act {
    pub(super) fn of<'a>(
        at: Timestamp,
        what: &'static str,
        done: impl IntoIterator<Item = &'a Done>,
    ) -> Self {
        let entries = done.into_iter().map(|done| done.entry).collect();
        Self { on: at.day(Offset::CHINA), what, entries, facts: Vec::new() }
    }

    pub(super) fn fact(mut self, name: &'static str, value: impl Display) -> Self {
        self.facts.push((name, value.to_string()));
        self
    }
}

/// The village while its month is played.
pub(super) struct Hall<'a> {
    stage: &'a Stage<'a>,
    village: &'static Village,
    branch: BranchCode,
    /// The households in the order of the register.
    households: Vec<(String, AccountNo)>,
    /// The claims as they were filed, and those that were turned down.
    filed: Vec<Done>,
    rejected: Vec<Done>,
    shop: Option<AccountNo>,
    notice: Option<EntryId>,
    acts: Vec<Act>,
}

fn last(mut done: Vec<Done>) -> Result<Done, CliError> {
    done.pop().ok_or_else(unmade)
}

fn once() -> Qty {
    Qty::Units(Amount::whole(1))
}

fn sum(points: impl IntoIterator<Item = Points>) -> Amount {
    let amounts = points.into_iter().map(Points::amount);
    amounts.fold(Amount::ZERO, |sum, more| sum.checked_add(more).unwrap_or(sum))
}

/// What a deed pays or would pay.
fn worth(done: &Done) -> Option<Points> {
    match &done.event {
        Event::ClaimFiled(deed) | Event::Deposited(deed) => Some(deed.points),
        _ => None,
    }
}

impl<'a> Hall<'a> {
    /// The village that tries the procedure, its households known.
    pub(super) fn of(
        stage: &'a Stage<'a>,
        branch: BranchCode,
        households: &[Household],
    ) -> Result<Self, CliError> {
        let village = VILLAGES.last().ok_or_else(unmade)?;
        let households = households.iter().map(|household| {
            let number = household.number.clone();
            Ok((number.clone(), stage.account(branch, &number)?))
        });
        let households = households.collect::<Result<Vec<_>, CliError>>()?;
        Ok(Self {
            stage,
            village,
            branch,
            households,
            filed: Vec::new(),
            rejected: Vec::new(),
            shop: None,
            notice: None,
            acts: Vec::new(),
        })
    }

    fn ask(&self, by: &str, at: Timestamp, commands: Vec<Command>) -> Result<Vec<Done>, CliError> {
        self.stage.order(self.branch, by, at, commands)
    }

    fn one(&self, by: &str, at: Timestamp, command: Command) -> Result<Done, CliError> {
        last(self.ask(by, at, vec![command])?)
    }

    fn day(&self, day: u8) -> Result<Day, CliError> {
        Ok(self.stage.at(day, 12, 0)?.day(Offset::CHINA))
    }

    fn who(&self, account: AccountNo) -> String {
        let found = self.households.iter().find(|(_, of)| *of == account);
        found.map_or_else(|| account.to_string(), |(number, _)| number.clone())
    }

    /// A year before the month: gift points, which will end in it.
    pub(super) fn gifts(&mut self) -> Result<(), CliError> {
        let at = self.stage.year_before(10, 9)?;
        let on = at.day(Offset::CHINA);
        let gift = |(_, account): &(String, AccountNo)| {
            Ok(Command::Deposit(DeedCommand::new(*account, named("Z01")?, once(), on)))
        };
        let gifts: Result<Vec<_>, CliError> = self.households[..4].iter().map(gift).collect();
        let done = self.ask(self.village.clerk, at, gifts?)?;
        let until = done.iter().find_map(|done| match &done.event {
            Event::Deposited(deed) => deed.until,
            _ => None,
        });
        let act = Act::of(at, "gifts", &done)
            .fact("n", done.len())
            .fact("points", sum(done.iter().filter_map(worth)))
            .fact("until", until.ok_or_else(unmade)?);
        self.acts.push(act);
        Ok(())
    }

    /// The clerk serves the households of another village too.
    pub(super) fn join(&self, neighbours: BranchCode) -> Result<(), CliError> {
        let enrol = self.stage.enrol(self.village.clerk, Role::Clerk)?;
        self.stage.order(neighbours, MANAGER, self.stage.at(1, 11, 0)?, [enrol]).map(drop)
    }

    /// The month up to its last day.
    pub(super) fn month(&mut self, neighbour: (&str, AccountNo)) -> Result<(), CliError> {
        self.set_up()?;
        let reserved = self.put_by()?;
        for (visit, &day) in FILED.iter().enumerate() {
            // What happens in between, in the order of the days.
            match day {
                7 => self.cancel_and_collect(&reserved)?,
                11 => self.lose_and_release()?,
                19 => self.give_back()?,
                _ => {}
            }
            self.file(visit, day)?;
            self.verify(visit, day + 1)?;
        }
        self.decide()?;
        self.hang_out()?;
        self.object(UPHELD, "upheld", Resolution::Upheld, (22, 24), "打工记录属实")?;
        self.object(DISMISSED, "dismissed", Resolution::Dismissed, (24, 25), "已当面核对")?;
        self.post()?;
        self.serve(neighbour)
    }

    fn set_up(&mut self) -> Result<(), CliError> {
        let clerk = self.village.clerk;
        let open = |kind| Command::OpenAccount { kind, household: None };
        let opened = vec![open(HolderKind::Merchant), open(HolderKind::Pool)];
        let opened = self.ask(clerk, self.stage.at(2, 10, 0)?, opened)?;
        let accounts: Vec<AccountNo> =
            opened.iter().filter_map(|done| done.event.accounts()[0]).collect();
        let [shop, pool] = accounts[..] else { return Err(unmade()) };
        self.shop = Some(shop);
        let name = |name: &str| Identity::named(name).ok();
        let names = [(shop, name("枫岭爱心超市")), (pool, name("枫岭村公益池"))];
        self.stage.bank.keep_identities(self.branch, &names)?;
        let (offer, currency) = (named(OFFER)?, CurrencyCode::JF);
        let at = self.stage.at(2, 10, 30)?;
        let listed = vec![
            Command::ListOffer {
                offer,
                title: "食用油5升".to_owned(),
                kind: OfferKind::Goods,
                price: points(PRICE)?,
                currency,
                merchant: Some(shop),
                terms: OfferTerms::default(),
            },
            Command::ChangeStock { offer, change: Amount::whole(12), reason: "进货".to_owned() },
        ];
        self.ask(MANAGER, at, listed)?;
        let (yuan, voucher) = ("5000", "SK-2001");
        let on = at.day(Offset::CHINA);
        let receive = Command::ReceiveFund {
            yuan: named(yuan)?,
            on,
            source: "村集体经营收入".to_owned(),
            voucher: named(voucher)?,
        };
        let received = self.one(MANAGER, at, receive)?;
        let act = Act::of(at, "fund", [&received]).fact("yuan", yuan).fact("voucher", voucher);
        self.acts.push(act);
        let appeal = Command::OpenAppeal {
            appeal: named(APPEAL)?,
            title: "村口小桥护栏".to_owned(),
            pool,
            goal: points(300)?,
            currency,
            until: self.day(15)?,
        };
        self.one(MANAGER, self.stage.at(2, 11, 0)?, appeal).map(drop)
    }

    /// Three households reserve, two give to the appeal: those who have most.
    fn put_by(&self) -> Result<Vec<(Done, PickUpCode)>, CliError> {
        let mut by_balance = Vec::new();
        for (_, account) in &self.households {
            by_balance.push((self.stage.balance(*account)?, *account));
        }
        by_balance.sort_by_key(|(balance, account)| (std::cmp::Reverse(*balance), *account));
        let clerk = self.village.clerk;
        let mut reserved = Vec::new();
        for (_, account) in &by_balance[..3] {
            let code = self.stage.pick_up_code(clerk, self.branch)?;
            let (offer, note, account) = (named(OFFER)?, String::new(), *account);
            let reserve = Command::Reserve { account, offer, qty: once(), code: code.hash(), note };
            reserved.push((self.one(clerk, self.stage.at(3, 8, 30)?, reserve)?, code));
        }
        for ((_, account), given) in by_balance[3..5].iter().zip([20, 15]) {
            let (appeal, account, points) = (named(APPEAL)?, *account, points(given)?);
            let pledge = Command::Pledge { appeal, account, points };
            self.one(clerk, self.stage.at(3, 8, 40)?, pledge)?;
        }
        Ok(reserved)
    }

    fn cancel_and_collect(&mut self, reserved: &[(Done, PickUpCode)]) -> Result<(), CliError> {
        let [(cancelled, _), (collected, code), ..] = reserved else { return Err(unmade()) };
        let holder = |done: &Done| done.event.accounts()[0].ok_or_else(unmade);
        let (account, reservation) = (holder(cancelled)?, cancelled.entry);
        let reason = "改要现金补贴".to_owned();
        let cancel = Command::CancelReservation { account, reservation, reason };
        let at = self.stage.at(5, 9, 0)?;
        let done = self.one(self.village.clerk, at, cancel)?;
        let act = Act::of(at, "cancelled", [&done])
            .fact("who", self.who(account))
            .fact("reservation", reservation)
            .fact("points", PRICE);
        self.acts.push(act);
        let (account, reservation) = (holder(collected)?, collected.entry);
        let collect = Command::Collect { account, reservation, code: *code };
        let at = self.stage.at(6, 9, 0)?;
        let done = self.one(self.village.clerk, at, collect)?;
        let act = Act::of(at, "collected", [&done])
            .fact("who", self.who(account))
            .fact("reservation", reservation)
            .fact("points", PRICE);
        self.acts.push(act);
        Ok(())
    }

    /// Closes a day, with whatever is due on it.
    fn close(&self, branch: BranchCode, at: Timestamp) -> Result<Vec<Done>, CliError> {
        let today = at.day(Offset::CHINA);
        let ledger = self.stage.bank.ledger();
        let commands = ledger.view(branch, Wanted::Accounts, |state| due(state, today));
        match self.stage.bank.ask(commands)? {
            none if none.is_empty() => Ok(Vec::new()),
            commands => self.stage.order(branch, MANAGER, at, commands),
        }
    }

    /// The day after last year's gifts ended, and a reservation nobody came for.
    fn lose_and_release(&mut self) -> Result<(), CliError> {
        let at = self.stage.at(11, 8, 0)?;
        let done = self.close(self.branch, at)?;
        let (released, expired): (Vec<_>, Vec<_>) =
            done.iter().partition(|done| matches!(done.event, Event::ReservationReleased { .. }));
        let lost = |done: &&Done| match &done.event {
            Event::Expired { points, carried, .. } => {
                Some((*points, carried.map(|lot| lot.points)))
            }
            _ => None,
        };
        let losses: Vec<_> = expired.iter().filter_map(lost).collect();
        let act = Act::of(at, "expired", expired.iter().copied())
            .fact("n", losses.len())
            .fact("lost", sum(losses.iter().map(|(lost, _)| *lost)))
            .fact("carried", sum(losses.iter().filter_map(|(_, carried)| *carried)));
        self.acts.push(act);
        for done in released {
            let Event::ReservationReleased { account, reservation, .. } = &done.event else {
                continue;
            };
            let act = Act::of(at, "released", [done])
                .fact("who", self.who(*account))
                .fact("reservation", reservation)
                .fact("points", PRICE);
            self.acts.push(act);
        }
        Ok(())
    }

    /// The appeal's last day has gone by without its goal.
    fn give_back(&mut self) -> Result<(), CliError> {
        let at = self.stage.at(16, 17, 30)?;
        let done = self.close(self.branch, at)?;
        let back = done.iter().filter_map(|done| match &done.event {
            Event::PledgeReturned { points, .. } => Some(*points),
            _ => None,
        });
        let back: Vec<Points> = back.collect();
        let act = Act::of(at, "given-back", &done)
            .fact("n", back.len())
            .fact("points", sum(back))
            .fact("goal", 300);
        self.acts.push(act);
        Ok(())
    }

    fn file(&mut self, visit: usize, day: u8) -> Result<(), CliError> {
        let mut claims = Vec::new();
        for nth in visit * A_DAY..(visit + 1) * A_DAY {
            let told = if nth == DOUBLE { nth - 1 } else { nth };
            let (rule, proof) = DONE[told % DONE.len()];
            let account = self.households[told % 20].1;
            let on = match nth {
                LATE => self.day(2)?,
                _ => self.day(day - 1 - (told % 2) as u8)?,
            };
            let mut deed = DeedCommand::new(account, named(rule)?, once(), on);
            deed.evidence = format!("{proof}-{:02}", nth + 1);
            if nth == LATE {
                deed.witnesses = vec![self.households[21].1, self.households[22].1];
            }
            claims.push(Command::FileClaim(deed));
        }
        let filed = self.ask(self.village.clerk, self.stage.at(day, 9, 30)?, claims)?;
        self.filed.extend(filed);
        Ok(())
    }

    /// The claim that was filed in that place, and the account it is of.
    fn claim(&self, nth: usize) -> Result<(EntryId, AccountNo), CliError> {
        let done = self.filed.get(nth).ok_or_else(unmade)?;
        Ok((done.entry, done.event.accounts()[0].ok_or_else(unmade)?))
    }

    fn verify(&mut self, visit: usize, day: u8) -> Result<(), CliError> {
        let why = "上午、下午各去一次";
        let mut commands = Vec::new();
        for nth in visit * A_DAY..(visit + 1) * A_DAY {
            let (claim, account) = self.claim(nth)?;
            commands.push(match REJECTED.iter().find(|(at, _)| *at == nth) {
                Some((_, reason)) => {
                    Command::RejectClaim { claim, account, reason: (*reason).to_owned() }
                }
                None => Command::VerifyClaim {
                    claim,
                    account,
                    note: "现场核过".to_owned(),
                    distinct: (nth == DOUBLE).then(|| why.to_owned()),
                },
            });
        }
        let at = self.stage.at(day, 15, 0)?;
        for done in self.ask(APPROVER, at, commands)? {
            match &done.event {
                Event::ClaimRejected { .. } => self.rejected.push(done),
                Event::ClaimVerified { claim, distinct: Some(why), .. } => {
                    let like = self.filed.iter().find(|filed| filed.entry == *claim);
                    let Some(Event::ClaimFiled(deed)) = like.map(|filed| &filed.event) else {
                        continue;
                    };
                    let act = Act::of(at, "like", [&done])
                        .fact("claim", claim)
                        .fact("like", deed.like.ok_or_else(unmade)?)
                        .fact("why", why);
                    self.acts.push(act);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The panel decides on what was verified, in one sitting.
    fn decide(&mut self) -> Result<(), CliError> {
        let filed_at = self.stage.at(FILED[FILED.len() - 1], 9, 30)?;
        let act = Act::of(filed_at, "filed", &self.filed)
            .fact("n", self.filed.len())
            .fact("points", sum(self.filed.iter().filter_map(worth)));
        self.acts.push(act);
        let late = self.filed.get(LATE).ok_or_else(unmade)?;
        if let Event::ClaimFiled(deed) = &late.event {
            let act = Act::of(filed_at, "late", [late])
                .fact("days", deed.on.days_until(filed_at.day(Offset::CHINA)))
                .fact("n", deed.witnesses.len());
            self.acts.push(act);
        }
        let mut commands = Vec::new();
        for nth in 0..CLAIMS {
            let (claim, account) = self.claim(nth)?;
            if nth == REJECTED_BY_PANEL.0 {
                let reason = REJECTED_BY_PANEL.1.to_owned();
                commands.push(Command::RejectClaim { claim, account, reason });
            } else if REJECTED.iter().all(|(at, _)| *at != nth) {
                let note = "评议小组会议纪要第6号".to_owned();
                commands.push(Command::VerifyClaim { claim, account, note, distinct: None });
            }
        }
        let at = self.stage.at(20, 19, 0)?;
        let done = self.ask(PANEL, at, commands)?;
        let rejected = |done: &Done| matches!(done.event, Event::ClaimRejected { .. });
        self.rejected.extend(done.into_iter().filter(rejected));
        let reasons = self.rejected.iter().filter_map(|done| match &done.event {
            Event::ClaimRejected { reason, .. } => Some(reason.as_str()),
            _ => None,
        });
        let reasons: Vec<&str> = reasons.collect();
        let act = Act::of(at, "rejected", &self.rejected)
            .fact("n", self.rejected.len())
            .fact("reasons", reasons.join("、"));
        self.acts.push(act);
        Ok(())
    }

    fn hang_out(&mut self) -> Result<(), CliError> {
        let (from, to, until) = (self.day(1)?, self.day(20)?, self.day(25)?);
        let at = self.stage.at(20, 20, 0)?;
        let open = Command::OpenNotice { from, to, until };
        let done = self.one(self.village.clerk, at, open)?;
        let lines = match &done.event {
            Event::NoticeOpened { claims, .. } => claims.len(),
            _ => 0,
        };
        self.notice = Some(done.entry);
        self.acts.push(Act::of(at, "notice", [&done]).fact("n", lines).fact("until", until));
        Ok(())
    }

    fn object(
        &mut self,
        (nth, said): (usize, &str),
        what: &'static str,
        resolution: Resolution,
        (raised, resolved): (u8, u8),
        found: &str,
    ) -> Result<(), CliError> {
        let (claim, account) = self.claim(nth)?;
        let (reason, deadline) = (said.to_owned(), self.day(28)?);
        let raise = Command::RaiseObjection { claim, account, reason, deadline };
        self.one(self.village.clerk, self.stage.at(raised, 10, 0)?, raise)?;
        let reason = found.to_owned();
        let resolve = Command::ResolveObjection { claim, account, resolution, reason };
        let at = self.stage.at(resolved, 9, 0)?;
        let done = self.one(MANAGER, at, resolve)?;
        let act =
            Act::of(at, what, [&done]).fact("claim", claim).fact("said", said).fact("found", found);
        self.acts.push(act);
        Ok(())
    }

    /// The notice has stood: everything on it is paid in one commit.
    fn post(&mut self) -> Result<(), CliError> {
        let at = self.stage.at(26, 8, 0)?;
        let done = self.close(self.branch, at)?;
        let paid: Vec<Points> = done.iter().filter_map(worth).collect();
        let act = Act::of(at, "posted", &done).fact("n", paid.len()).fact("points", sum(paid));
        self.acts.push(act);
        Ok(())
    }

    /// A household of the neighbour village is served at this village's shop.
    fn serve(&mut self, (who, account): (&str, AccountNo)) -> Result<(), CliError> {
        let at = self.stage.at(27, 10, 0)?;
        let sending = Sending {
            account,
            to: self.branch,
            aim: Aim::Offer { offer: named(OFFER)?, qty: once() },
            points: points(PRICE)?,
            currency: CurrencyCode::JF,
            note: String::new(),
        };
        let hand =
            Hand { key: self.stage.key(self.village.clerk)?, now: at, clock_confirmed: true };
        let request = self.stage.next_request()?;
        let crossing =
            self.stage.answered(self.stage.bank.ledger().send(hand, request, sending))?;
        let ended = crossing.ended.ok_or_else(unmade)?;
        let act = Act::of(at, "served", [&crossing.sent])
            .fact("village", VILLAGES[0].name)
            .fact("who", who)
            .fact("points", PRICE)
            .fact("answer", ended.answer.entry);
        self.acts.push(act);
        Ok(())
    }

    /// The last day: the shop is paid, the villages are netted, the month is closed.
    pub(super) fn month_end(mut self, villages: &[BranchCode]) -> Result<Procedure, CliError> {
        let shop = self.shop.ok_or_else(unmade)?;
        let collected = self.stage.balance(shop)?.points().ok_or_else(unmade)?;
        let at = self.stage.at(self.stage.last(), 17, 30)?;
        let voucher = "FK-3001";
        let settle = Command::Settle {
            merchant: shop,
            points: collected,
            currency: CurrencyCode::JF,
            // A point is worth a yuan here.
            yuan: named(&collected.to_string())?,
            voucher: named(voucher)?,
            note: String::new(),
        };
        let done = self.one(MANAGER, at, settle)?;
        let act =
            Act::of(at, "settled", [&done]).fact("points", collected).fact("voucher", voucher);
        self.acts.push(act);
        let at = self.stage.at(self.stage.last(), 18, 0)?;
        let hand = Hand { key: self.stage.key(MANAGER)?, now: at, clock_confirmed: true };
        let request = self.stage.next_request()?;
        let netting = self.stage.answered(self.stage.bank.ledger().net(hand, request))?;
        let act = Act::of(at, "netted", &netting.netted)
            .fact("n", netting.settled.len())
            .fact("points", PRICE);
        self.acts.push(act);
        let at = self.stage.at(self.stage.last(), 18, 30)?;
        let mut closed = Vec::new();
        for &village in villages {
            closed.extend(self.close(village, at)?);
        }
        self.acts.push(Act::of(at, "closed", &closed).fact("n", closed.len()));
        self.acts.sort_by_key(|act| act.on);
        let (first, last) = (self.day(1)?, self.day(self.stage.last())?);
        Ok(Procedure {
            branch: self.branch,
            name: self.village.name,
            clerk: self.village.clerk,
            household: self.households[0].0.clone(),
            acts: self.acts,
            notice: self.notice.ok_or_else(unmade)?,
            month: (first, last),
        })
    }
}
