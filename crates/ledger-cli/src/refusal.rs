//! Refusals in words: what the rules say no to, both numbers, and the way out.
//!
//! The core states facts; the catalogues hold `refusal-<code>` with its
//! `.hint`; here the facts are given their names. Nothing is decided, and no
//! wording stands here. `every_refusal_is_worded_in_both_languages` holds an
//! example of each.

use ledger_core::day::Day;
use ledger_core::ids::{BranchCode, EntryId};
use ledger_core::points::{Amount, Qty};
use ledger_core::refusal::Refusal;
use ledger_core::rulebook::AwardRefusal;

use crate::error::CliError;
use crate::i18n::{Arg, Messages, count, text};
use crate::rulebook::faults;
use crate::words;

/// What the command was about, for the commands that a hint names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Context {
    /// The account as the person named it: its number or the household's.
    pub(crate) account: Option<String>,
    /// The branch that the next command has to name, to be about this one.
    pub(crate) branch: Option<BranchCode>,
    /// Only a manager may do it.
    pub(crate) managers: bool,
    /// The option the day was given by, where it is not `--on`.
    pub(crate) day: Option<&'static str>,
    /// What became of the reservation that was to be returned, if it is over.
    pub(crate) over: Option<Over>,
    /// How much of a deed was typed, and its day where one was.
    pub(crate) deed: Option<(Qty, Option<Day>)>,
    /// The kind of the entry that answered the request before.
    pub(crate) answered: Option<&'static str>,
}

/// How a reservation ended.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Over {
    /// It was collected by this entry.
    Collected(EntryId),
    /// Its points were given back.
    GivenBack,
}

impl Context {
    /// A command about an account.
    pub(crate) fn account(named: impl Into<String>) -> Self {
        Self { account: Some(named.into()), ..Self::default() }
    }

    /// A command that only a manager may ask.
    pub(crate) fn of_managers() -> Self {
        Self { managers: true, ..Self::default() }
    }
}

/// The option by which a command that is shown names its branch, where it has to.
pub(crate) fn in_branch(branch: Option<BranchCode>) -> String {
    branch.map_or_else(String::new, |branch| format!(" --branch {branch}"))
}

/// A refusal in words, with its way out.
pub(crate) fn explain(messages: &Messages, refusal: &Refusal, context: &Context) -> CliError {
    let id = format!("refusal-{}", refusal.code());
    let mut facts = facts(messages, refusal);
    // Hints name an account even where the refusal has none.
    if !facts.iter().any(|(name, _)| *name == "account") {
        let account = context.account.clone();
        let account = account.unwrap_or_else(|| messages.msg("placeholder-account", &[]));
        facts.push(("account", text(account)));
    }
    let hint = hint_facts(refusal, &facts, context);
    CliError::refused(refusal.code(), messages.get(&id, &facts))
        .hints(messages.find(&format!("{id}.hint"), &hint))
}

/// A refused command may be asked again with less; it may also be that nothing is left.
/// What the way out is depends on who may ask, too, and on what was asked.
fn hint_facts(
    refusal: &Refusal,
    facts: &[(&'static str, Arg)],
    context: &Context,
) -> Vec<(&'static str, Arg)> {
    let mut facts = facts.to_vec();
    facts.push(("in", text(in_branch(context.branch))));
    facts.push(("takes", text(if context.managers { "manager" } else { "other" })));
    facts.push(("enrol", text(if context.managers { "manager" } else { "clerk" })));
    let by_itself = match refusal {
        Refusal::PastDay { .. } => "--until",
        _ => "--on",
    };
    facts.push(("option", text(context.day.unwrap_or(by_itself))));
    // One of it, today, is what nobody has to type.
    let (qty, day) = context.deed.unzip();
    let qty = qty.map(|qty| qty.to_string()).filter(|qty| qty != "1");
    let day = day.flatten().map(|day| format!(" --on {day}"));
    facts.push(("qty_typed", text(qty.map(|qty| format!(" {qty}")).unwrap_or_default())));
    facts.push(("day_typed", text(day.unwrap_or_default())));
    if let (Refusal::NotReturnable { event: "reserved", .. }, Some(over)) = (refusal, context.over)
    {
        let (case, collected) = match over {
            Over::Collected(entry) => ("was-collected", text(entry)),
            Over::GivenBack => ("over", text("")),
        };
        facts.retain(|(name, _)| *name != "case");
        facts.extend([("case", text(case)), ("collected", collected)]);
    }
    if let Refusal::RequestReused { .. } = refusal {
        // What is undone has its own way back each; what else there is has none.
        let way = match context.answered {
            Some("claim_filed") => "claim",
            Some("reserved") => "reservation",
            Some("collected") => "collected",
            Some(
                "deposited" | "deducted" | "redeemed" | "transferred" | "brought_forward"
                | "settled" | "fund_received" | "fund_spent",
            ) => "moved",
            _ => "other",
        };
        facts.push(("case", text(way)));
    }
    if let Refusal::Overdraft { available, .. } = refusal
        && available.points().is_none()
    {
        facts.retain(|(name, _)| *name != "case");
        facts.push(("case", text("none")));
    }
    facts
}

/// The facts of a refusal under the names they have in the catalogues.
fn facts(m: &Messages, refusal: &Refusal) -> Vec<(&'static str, Arg)> {
    let days = |n: u64| text(words::days(m, n));
    let field = |name: &str| ("field", text(words::field(m, name)));
    match refusal {
        Refusal::RequestReused { request, entry } => {
            vec![("request", text(request)), ("entry", text(entry))]
        }
        Refusal::KeyReserved { request } => vec![("request", text(request))],
        Refusal::KeyNotTwin { request, needed } => {
            vec![("request", text(request)), ("needed", text(needed))]
        }
        Refusal::NotUnderWay { entry } | Refusal::NotDeclined { sent: entry } => {
            vec![("entry", text(entry))]
        }
        Refusal::ClearingNotZero { currency, sum } => {
            vec![("currency", text(currency)), ("sum", text(sum))]
        }
        Refusal::NothingToNet => vec![],
        Refusal::SettledBefore { netted, last, currency } => {
            vec![("netted", text(netted)), ("last", text(last)), ("currency", text(currency))]
        }
        Refusal::OfferPrice { offer, qty, price, currency, points } => vec![
            ("offer", text(offer)),
            ("qty", text(qty)),
            ("price", text(words::points(m, price))),
            ("currency", text(currency)),
            ("points", text(words::points(m, points))),
        ],
        Refusal::ClockBehind { seconds } => {
            vec![("span", text(words::span(m, seconds.unsigned_abs())))]
        }
        Refusal::ClockAhead { days } => {
            vec![("span", text(words::days(m, days.unsigned_abs())))]
        }
        Refusal::WrongBranch { needed } => vec![("needed", text(needed))],
        Refusal::BranchExists { branch }
        | Refusal::BranchNotOpen { branch }
        | Refusal::NotChartered { branch }
        | Refusal::SameBranch { branch }
        | Refusal::NoNumbersLeft { branch } => vec![("branch", text(branch))],
        Refusal::NoBranchesLeft { most } => vec![("most", text(most))],
        Refusal::UnknownOperator { operator, branch } => {
            vec![("operator", text(operator)), ("branch", text(branch))]
        }
        Refusal::RetiredOperator { operator } | Refusal::WrongKey { operator } => {
            vec![("operator", text(operator))]
        }
        Refusal::NoRight { operator, role, needed } => vec![
            ("operator", text(operator)),
            ("role", text(words::role(m, *role))),
            ("needed", text(words::role(m, *needed))),
        ],
        Refusal::KeyTaken { operator, holder } => {
            vec![("operator", text(operator)), ("holder", text(holder))]
        }
        Refusal::KeyOfOperator { holder } => vec![("holder", text(holder))],
        Refusal::KeyOfBranch { entry } => {
            vec![("entry", text(entry)), ("branch", text(entry.branch))]
        }
        Refusal::LastManager { operator, branch } => {
            vec![("operator", text(operator)), ("branch", text(branch))]
        }
        Refusal::TextTooLong { field: name, length, limit } => {
            vec![field(name), ("length", text(length)), ("limit", text(limit))]
        }
        Refusal::TooMany { field, given, most } => {
            let field = text(words::field(m, field));
            vec![("field", field), ("given", text(given)), ("most", text(most))]
        }
        Refusal::TextControl { field: name } | Refusal::TextMissing { field: name } => {
            vec![field(name)]
        }
        Refusal::TextPrivate { field: name, number } => {
            vec![field(name), ("number", text(words::private_number(m, *number)))]
        }
        Refusal::OtherBranch { account, branch } => vec![
            ("account", text(account)),
            ("home", text(account.branch())),
            ("branch", text(branch)),
        ],
        Refusal::UnknownAccount { account }
        | Refusal::ClosedAccount { account }
        | Refusal::FrozenAccount { account }
        | Refusal::NotFrozen { account }
        | Refusal::ToItself { account }
        | Refusal::NotAMerchant { account }
        | Refusal::NoHousehold { account }
        | Refusal::NotAPool { account }
        | Refusal::OutOfBounds { account } => vec![("account", text(account))],
        Refusal::NotEmpty { account, balance, currency } => vec![
            ("account", text(account)),
            ("balance", text(words::points(m, balance))),
            ("currency", text(currency)),
        ],
        Refusal::HouseholdTaken { household, account } => {
            vec![("household", text(household)), ("account", text(account))]
        }
        Refusal::HasMembers { account, member, count: persons } => {
            vec![("account", text(account)), ("member", text(member)), ("n", count(*persons))]
        }
        Refusal::NotAPerson { account, kind }
        | Refusal::NotAVolunteer { account, kind }
        | Refusal::NoRecord { account, kind }
        | Refusal::NotAHousehold { account, kind }
        | Refusal::NotDivisible { account, kind } => {
            vec![("account", text(account)), ("kind", text(words::holder(m, *kind)))]
        }
        Refusal::AlreadyMember { account, household } => {
            vec![("account", text(account)), ("household", text(household))]
        }
        Refusal::PaysPerson { rule, account } => {
            vec![("rule", text(rule)), ("account", text(account))]
        }
        Refusal::NotLike { like, account, rule, on }
        | Refusal::DeedAgain { like, account, rule, on } => vec![
            ("like", text(like)),
            ("account", text(account)),
            ("rule", text(rule)),
            ("on", text(on)),
        ],
        Refusal::HouseholdIsAccount { household } => vec![("household", text(household))],
        Refusal::HouseholdMissing => vec![],
        Refusal::AcrossCurrencies { from, to } => vec![("from", text(from)), ("to", text(to))],
        Refusal::FutureDay { on, today } => vec![("on", text(on)), ("today", text(today))],
        Refusal::BeforeBank { on, since } => vec![("on", text(on)), ("since", text(since))],
        Refusal::BadRulebook { why } => vec![("why", text(faults::say(m, why).line(m)))],
        Refusal::RulebookTooEarly { from, last } => {
            let next = last.date().next_day().map_or_else(String::new, |day| day.to_string());
            vec![("from", text(from)), ("last", text(last)), ("next", text(next))]
        }
        Refusal::RulebookInForce { from } => vec![("from", text(from))],
        Refusal::DecimalsChanged { currency, decimals } => {
            vec![("currency", text(currency)), ("decimals", text(decimals))]
        }
        Refusal::NoRulebook { on } => vec![("on", text(on))],
        Refusal::RulebookUnread { from } => vec![("from", text(from))],
        Refusal::UnknownRule { rule, on } => vec![("rule", text(rule)), ("on", text(on))],
        Refusal::RuleNotInForce { rule, on, from, until } => {
            let mut facts = within(from.as_ref(), until.as_ref());
            facts.extend([("rule", text(rule)), ("on", text(on))]);
            facts
        }
        Refusal::RuleOfKind { rule, found: _, wanted } => {
            vec![("rule", text(rule)), ("wanted", text(wanted.word()))]
        }
        Refusal::HolderNotAllowed { rule, kind } => {
            vec![("rule", text(rule)), ("kind", text(words::holder(m, *kind)))]
        }
        Refusal::TooLate { rule, on, days: age, limit } => vec![
            ("rule", text(rule)),
            ("on", text(on)),
            ("days", days(u64::from(age.unsigned_abs()))),
            ("limit", days(u64::from(*limit))),
        ],
        Refusal::ApproverMissing { rule, by, steps } => {
            vec![("rule", text(rule)), ("by", text(by)), ("steps", text(steps))]
        }
        Refusal::ApproverIsPoster { approver } | Refusal::ApproverUnfit { approver } => {
            vec![("approver", text(approver))]
        }
        Refusal::UnknownCurrency { currency } => vec![("currency", text(currency))],
        Refusal::TooPrecise { points, currency, decimals } => vec![
            ("points", text(words::points(m, points))),
            ("currency", text(currency)),
            ("decimals", text(decimals)),
        ],
        Refusal::AlreadyBroughtForward { account, currency } => {
            vec![("account", text(account)), ("currency", text(currency))]
        }
        Refusal::Award { rule, why } => {
            let mut facts = award_facts(m, why);
            facts.push(("rule", text(rule)));
            facts
        }
        Refusal::NoPool { account, currency, ceiling, balance, points } => vec![
            ("account", text(account)),
            ("currency", text(currency)),
            ("ceiling", text(words::points(m, ceiling))),
            ("balance", text(words::points(m, balance))),
            ("points", text(words::points(m, points))),
        ],
        Refusal::NeedsPartner { currency, partner, share } => {
            vec![("currency", text(currency)), ("partner", text(partner)), ("share", text(share))]
        }
        Refusal::NotPartner { currency, partner } => {
            vec![("currency", text(currency)), ("partner", text(partner))]
        }
        Refusal::AboveShare { currency, points, most, share, price, partner } => vec![
            ("currency", text(currency)),
            ("partner", text(partner)),
            ("points", text(points)),
            ("most", text(most)),
            ("share", text(share)),
            ("price", text(price)),
            ("case", text(if *most == Amount::ZERO { "none" } else { "other" })),
        ],
        Refusal::AboveCeiling { account, currency, ceiling, balance, points } => {
            let room = ceiling.checked_sub(*balance).unwrap_or_default().max(Amount::ZERO);
            vec![
                ("account", text(account)),
                ("currency", text(currency)),
                ("ceiling", text(words::points(m, ceiling))),
                ("balance", text(words::points(m, balance))),
                ("points", text(words::points(m, points))),
                ("room", text(words::points(m, room))),
                ("case", text(if room == Amount::ZERO { "none" } else { "other" })),
            ]
        }
        Refusal::NothingExpired { account, currency, today, next } => vec![
            ("account", text(account)),
            ("currency", text(currency)),
            ("today", text(today)),
            ("next", next.as_ref().map_or_else(|| text(""), text)),
            ("case", text(if next.is_some() { "next" } else { "none" })),
        ],
        Refusal::UnknownAppeal { appeal } | Refusal::GoalReached { appeal } => {
            vec![("appeal", text(appeal))]
        }
        Refusal::AppealTaken { appeal, entry } | Refusal::ClosedAppeal { appeal, entry } => {
            vec![("appeal", text(appeal)), ("entry", text(entry))]
        }
        Refusal::UnderWay { account, entry } => {
            vec![("account", text(account)), ("entry", text(entry))]
        }
        Refusal::ClaimNeeded { rule } | Refusal::ReviewNotNeeded { rule } => {
            vec![("rule", text(rule))]
        }
        Refusal::LateNeedsClaim { rule, on, days: old, limit } => vec![
            ("rule", text(rule)),
            ("on", text(on)),
            ("days", days(u64::from(old.unsigned_abs()))),
            ("limit", days(u64::from(*limit))),
        ],
        Refusal::WitnessesMissing { rule, needed, given } => {
            vec![("rule", text(rule)), ("needed", count(*needed)), ("given", count(*given))]
        }
        Refusal::WitnessUnfit { account, why } => {
            vec![("account", text(account)), ("why", text(why.word()))]
        }
        Refusal::UnknownClaim { claim, account } => {
            vec![("claim", text(claim)), ("account", text(account))]
        }
        Refusal::FiledByThem { claim, operator } | Refusal::ReviewedAlready { claim, operator } => {
            let branch = text(claim.branch);
            vec![("claim", text(claim)), ("operator", text(operator)), ("branch", branch)]
        }
        Refusal::OwnClaim { claim, account, operator } => {
            let (claim, branch) = (text(claim), text(claim.branch));
            let (account, operator) = (text(account), text(operator));
            vec![("claim", claim), ("account", account), ("operator", operator), ("branch", branch)]
        }
        Refusal::ReviewDone { claim }
        | Refusal::MinutesMissing { claim }
        | Refusal::NotOnNotice { claim }
        | Refusal::NotObjected { claim } => vec![("claim", text(claim))],
        Refusal::LooksDouble { claim, like } => {
            vec![("claim", text(claim)), ("like", text(like))]
        }
        Refusal::ReviewMissing { claim, step, left } => vec![
            ("claim", text(claim)),
            ("step", text(words::step(m, *step))),
            ("left", count(*left)),
        ],
        Refusal::OnNotice { claim, notice } => {
            vec![("claim", text(claim)), ("notice", text(notice))]
        }
        Refusal::Objected { claim, by, deadline } => {
            vec![("claim", text(claim)), ("by", text(by)), ("deadline", text(deadline))]
        }
        Refusal::NotLess { claim, qty, claimed } => {
            vec![("claim", text(claim)), ("qty", text(qty)), ("claimed", text(claimed))]
        }
        Refusal::PeriodBackwards { from, to } | Refusal::NothingForNotice { from, to } => {
            vec![("from", text(from)), ("to", text(to))]
        }
        Refusal::NoticeDays { days: asked, least, most } => {
            vec![("days", text(asked)), ("least", text(least)), ("most", text(most))]
        }
        Refusal::UnknownNotice { notice } => vec![("notice", text(notice))],
        Refusal::NoticeStands { notice, until, today } => {
            vec![("notice", text(notice)), ("until", text(until)), ("today", text(today))]
        }
        Refusal::LinesUnpaid { notice, claim, left } => {
            vec![("notice", text(notice)), ("claim", text(claim)), ("left", count(*left))]
        }
        Refusal::UnknownCertificate { certificate, account } => {
            vec![("certificate", text(certificate)), ("account", text(account))]
        }
        Refusal::CertificateIssued { certificate, by }
        | Refusal::CertificateWithdrawn { certificate, by } => {
            vec![("certificate", text(certificate)), ("by", text(by))]
        }
        Refusal::CertificateAsked { certificate }
        | Refusal::ServiceNotCorrected { certificate } => {
            vec![("certificate", text(certificate))]
        }
        Refusal::NothingServed { account, from, to } => {
            vec![("account", text(account)), ("from", text(from)), ("to", text(to))]
        }
        Refusal::CertificateStands { certificate, from, today } => {
            vec![("certificate", text(certificate)), ("from", text(from)), ("today", text(today))]
        }
        Refusal::ServiceChanged { certificate, published, now } => vec![
            ("certificate", text(certificate)),
            ("published", text(words::served(m, *published))),
            ("now", text(words::served(m, *now))),
        ],
        Refusal::PastDay { until, today } => vec![("until", text(until)), ("today", text(today))],
        Refusal::AppealOver { appeal, until, today } => {
            vec![("appeal", text(appeal)), ("until", text(until)), ("today", text(today))]
        }
        Refusal::AboveGoal { appeal, currency, points, missing } => vec![
            ("appeal", text(appeal)),
            ("currency", text(currency)),
            ("points", text(words::points(m, points))),
            ("missing", text(words::points(m, missing))),
            ("case", text(if missing.points().is_none() { "reached" } else { "other" })),
        ],
        Refusal::AppealRuns { appeal, currency, missing, until } => vec![
            ("appeal", text(appeal)),
            ("currency", text(currency)),
            ("missing", text(words::points(m, missing))),
            ("until", text(until)),
        ],
        Refusal::UnknownPledge { appeal, pledge } => {
            vec![("appeal", text(appeal)), ("pledge", text(pledge))]
        }
        Refusal::PledgesHeld { appeal, pledges } => {
            vec![("appeal", text(appeal)), ("pledges", count(*pledges))]
        }
        Refusal::VoucherUsed { voucher, entry } => {
            vec![("voucher", text(voucher)), ("entry", text(entry))]
        }
        Refusal::FundShort { needed, balance } => {
            let short = needed.amount().checked_sub(*balance).unwrap_or_default();
            let (needed, balance) = (text(needed), text(balance));
            vec![("needed", needed), ("balance", balance), ("short", text(short))]
        }
        Refusal::BeyondCover { owed, cover } => vec![("owed", text(owed)), ("cover", text(cover))],
        Refusal::UnknownOffer { offer }
        | Refusal::WithdrawnOffer { offer }
        | Refusal::PausedOffer { offer }
        | Refusal::NotPaused { offer } => vec![("offer", text(offer))],
        Refusal::NotOnSale { offer, on, from, until } => {
            let mut facts = within(from.as_ref(), until.as_ref());
            facts.extend([("offer", text(offer)), ("on", text(on))]);
            facts
        }
        Refusal::ReservationOver { account, reservation } => {
            vec![("account", text(account)), ("reservation", text(reservation))]
        }
        Refusal::WrongCode { reservation } => vec![("reservation", text(reservation))],
        Refusal::NotDueYet { reservation, until, today } => {
            vec![("reservation", text(reservation)), ("until", text(until)), ("today", text(today))]
        }
        Refusal::OfferQty { qty } => vec![("qty", text(qty))],
        Refusal::LimitUnfit { limit } => vec![("limit", text(words::cap(m, limit)))],
        Refusal::SaleDates { from, until } => vec![("from", text(from)), ("until", text(until))],
        Refusal::HoldDays { days, most } => {
            vec![("days", text(words::days(m, u64::from(*days)))), ("most", text(most))]
        }
        Refusal::StockChange { change, most } => {
            vec![("change", text(change)), ("most", text(most))]
        }
        Refusal::OutOfStock { offer, wanted, left } => {
            vec![("offer", text(offer)), ("wanted", text(wanted)), ("left", text(left))]
        }
        Refusal::LimitReached { offer, limit, taken, wanted } => vec![
            ("offer", text(offer)),
            ("limit", text(words::cap(m, limit))),
            ("taken", text(taken)),
            ("wanted", text(wanted)),
        ],
        Refusal::Overdraft { account, currency, needed, available, balance, above, claimed } => {
            let case = if balance.is_negative() {
                "arrears"
            } else if *above == Amount::ZERO {
                "plain"
            } else {
                "threshold"
            };
            let short = needed.amount().checked_sub(*available).unwrap_or_default();
            let points = |amount: &Amount| text(words::points(m, amount));
            vec![
                ("account", text(account)),
                ("currency", text(currency)),
                ("needed", points(&needed.amount())),
                ("available", points(available)),
                ("balance", points(balance)),
                ("above", text(above)),
                ("available_are", text(words::points_are(m, available))),
                ("short_are", text(words::points_are(m, short))),
                ("claimed", text(claimed.map(|c| words::claimed(m, c)).unwrap_or_default())),
                ("more", text(if claimed.is_some() { "claimed" } else { "none" })),
                ("case", text(case)),
            ]
        }
        Refusal::UnknownEntry { entry } => vec![("entry", text(entry))],
        Refusal::NotReversible { entry, event } => {
            let case = match *event {
                "reversed" => "reversal",
                "pledged" | "pledge_returned" | "appeal_closed" => "appeal",
                "expired" => "expired",
                "sent" | "received" | "sent_back" | "clearing_settled" => "between",
                "reserved" => "reserved",
                "collected" => "collected",
                "reservation_cancelled" | "reservation_released" | "returned" => "given-back",
                _ => "other",
            };
            vec![
                ("entry", text(entry)),
                ("event", text(words::event(m, event))),
                ("case", text(case)),
            ]
        }
        Refusal::NotReturnable { entry, event } => {
            let case = match *event {
                "reserved" => "reserved",
                // Paid in one currency it could be.
                "redeemed" => "redeemed",
                _ => "other",
            };
            vec![
                ("entry", text(entry)),
                ("event", text(words::event(m, event))),
                ("case", text(case)),
            ]
        }
        Refusal::OnlyHere { offer, branch } => {
            vec![("offer", text(offer)), ("branch", text(branch))]
        }
        Refusal::AlreadyReversed { entry, by } => {
            vec![("entry", text(entry)), ("by", text(by))]
        }
        Refusal::AlreadyReturned { entry, returned, left } => vec![
            ("entry", text(entry)),
            ("returned", text(returned)),
            ("left", text(left)),
            ("case", text(if *left == 0 { "all" } else { "some" })),
        ],
        Refusal::ReturnTooMany { entry, wanted, left } => {
            vec![("entry", text(entry)), ("wanted", text(wanted)), ("left", text(left))]
        }
    }
}

/// A time from a day on, until one, or between two.
fn within(from: Option<&Day>, until: Option<&Day>) -> Vec<(&'static str, Arg)> {
    let case = match (from, until) {
        (Some(_), None) => "from",
        (None, _) => "until",
        (Some(_), Some(_)) => "between",
    };
    let day = |day: Option<&Day>| day.map_or_else(|| text(""), text);
    vec![("case", text(case)), ("from", day(from)), ("until", day(until))]
}

fn award_facts(m: &Messages, why: &AwardRefusal) -> Vec<(&'static str, Arg)> {
    match why {
        AwardRefusal::WrongKind { found, wanted } => vec![
            ("found", text(words::rule_kind(m, *found))),
            ("wanted", text(words::rule_kind(m, *wanted))),
        ],
        AwardRefusal::WrongCurrency { rule, given } => {
            vec![("currency", text(rule)), ("given", text(given))]
        }
        AwardRefusal::NotPositive { qty } => vec![("qty", text(qty))],
        AwardRefusal::WrongUnit { qty, unit } => vec![("qty", text(qty)), ("unit", text(unit))],
        AwardRefusal::TooPrecise { qty, unit, decimals } => {
            vec![("qty", text(qty)), ("unit", text(unit)), ("decimals", text(decimals))]
        }
        AwardRefusal::Absurd { qty, most } => vec![("qty", text(qty)), ("most", text(most))],
        AwardRefusal::TooLarge { qty, points } => {
            vec![("qty", text(qty)), ("each", text(words::points(m, points)))]
        }
        AwardRefusal::AwardsNothing { qty, points, decimals } => vec![
            ("qty", text(qty)),
            ("each", text(words::points(m, points))),
            ("decimals", text(decimals)),
        ],
        AwardRefusal::CapReached { cap, used, computed } => vec![
            ("cap", text(words::cap(m, cap))),
            ("used", text(words::used(m, cap, &used.to_string()))),
            ("computed", text(words::points(m, computed))),
        ],
        AwardRefusal::AtFloor { balance, floor, computed } => vec![
            ("balance", text(words::points(m, balance))),
            ("floor", text(words::points(m, floor))),
            ("computed", text(words::points(m, computed))),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use ledger_core::claim::Claimed;
    use ledger_core::day::Day;
    use ledger_core::event::{Role, Step};
    use ledger_core::ids::{AccountNo, BranchCode};
    use ledger_core::points::{Points, Qty};
    use ledger_core::privacy::PrivateNumber;
    use ledger_core::refusal::WitnessFault;
    use ledger_core::rulebook::HolderKind;
    use ledger_core::rulebook::RuleKind;
    use std::collections::BTreeSet;

    fn p<T: std::str::FromStr>(text: &str) -> T {
        text.parse().unwrap_or_else(|_| panic!("{text}"))
    }

    /// One of each, in the order they are checked in.
    fn examples() -> Vec<Refusal> {
        let account: AccountNo = p("LC01-000123-Q");
        let branch: BranchCode = p("LC01");
        let (on, day): (Day, Day) = (p("2026-03-19"), p("2026-03-10"));
        let entry: EntryId = p("LC01:41");
        let qty: Qty = p("2");
        let (few, many): (Points, Points) = (p("5"), p("500"));
        let overdraft = |available: &str, balance: &str, above: &str| Refusal::Overdraft {
            account,
            currency: p("JF"),
            needed: many,
            available: p(available),
            balance: p(balance),
            above: p(above),
            claimed: None,
        };
        let claimed = |until: Option<Day>| match overdraft("320", "320", "0") {
            Refusal::Overdraft { account, currency, needed, available, balance, above, .. } => {
                let claimed = Some(Claimed { points: p("40"), until });
                Refusal::Overdraft { account, currency, needed, available, balance, above, claimed }
            }
            other => other,
        };
        let above_goal = |missing: &str| Refusal::AboveGoal {
            appeal: p("BRIDGE"),
            currency: p("JF"),
            points: many,
            missing: p(missing),
        };
        let above_share = |most: &str| Refusal::AboveShare {
            currency: p("ZS"),
            points: many,
            most: p(most),
            share: 5,
            price: p("60"),
            partner: p("RW"),
        };
        let above_ceiling = |balance: &str| Refusal::AboveCeiling {
            account,
            currency: p("SJ"),
            ceiling: p("1500"),
            balance: p(balance),
            points: many,
        };
        let period = |from: Option<Day>, until: Option<Day>| Refusal::RuleNotInForce {
            rule: p("H07"),
            on,
            from,
            until,
        };
        let on_sale = |from: Option<Day>, until: Option<Day>| Refusal::NotOnSale {
            offer: p("RICE-5"),
            on,
            from,
            until,
        };
        let mut all = vec![
            Refusal::RequestReused { request: p("k1"), entry },
            Refusal::ClockBehind { seconds: 200_000 },
            Refusal::ClockAhead { days: 3 },
            Refusal::KeyReserved { request: p("twin:k1") },
            Refusal::KeyNotTwin { request: p("k1"), needed: p("twin:LC01:41") },
            Refusal::SameBranch { branch },
            Refusal::NotUnderWay { entry },
            Refusal::NotDeclined { sent: entry },
            Refusal::ClearingNotZero { currency: p("JF"), sum: p("1") },
            Refusal::NothingToNet,
            Refusal::SettledBefore { netted: p("HQ:6"), last: p("HQ:7"), currency: p("JF") },
            Refusal::OfferPrice {
                offer: p("RICE-5"),
                qty,
                price: many,
                currency: p("JF"),
                points: few,
            },
            Refusal::WrongBranch { needed: BranchCode::HQ },
            Refusal::BranchExists { branch },
            Refusal::BranchNotOpen { branch },
            Refusal::UnknownOperator { operator: p("clerk01"), branch },
            Refusal::RetiredOperator { operator: p("clerk01") },
            Refusal::WrongKey { operator: p("clerk01") },
            Refusal::NoRight { operator: p("clerk01"), role: Role::Clerk, needed: Role::Manager },
            Refusal::TextTooLong { field: "note", length: 300, limit: 200 },
            Refusal::TextControl { field: "evidence" },
            Refusal::TextPrivate { field: "note", number: PrivateNumber::IdCard },
            Refusal::TextMissing { field: "reason" },
            Refusal::TooMany { field: "files", given: 17, most: 16 },
            Refusal::TooMany { field: "witnesses", given: 17, most: 16 },
            Refusal::OtherBranch { account, branch: p("QX07") },
            Refusal::UnknownAccount { account },
            Refusal::ClosedAccount { account },
            Refusal::FrozenAccount { account },
            Refusal::NotFrozen { account },
            Refusal::UnderWay { account, entry },
            Refusal::NotEmpty { account, balance: p("12.5"), currency: p("JF") },
            Refusal::HouseholdTaken { household: p("二组-017"), account },
            Refusal::HouseholdMissing,
            Refusal::HouseholdIsAccount { household: p("LC01-000123-Q") },
            Refusal::HasMembers { account, member: p("LC01-000125-M"), count: 3 },
            Refusal::NoNumbersLeft { branch },
            Refusal::NoBranchesLeft { most: 9_999 },
            Refusal::NotAPerson { account, kind: HolderKind::Team },
            Refusal::NotAHousehold { account, kind: HolderKind::Person },
            Refusal::AlreadyMember { account, household: p("LC01-000125-M") },
            Refusal::NoHousehold { account },
            Refusal::NotDivisible { account, kind: HolderKind::Merchant },
            Refusal::ToItself { account },
            Refusal::AcrossCurrencies { from: p("JF"), to: p("SJ") },
            Refusal::FutureDay { on, today: day },
            Refusal::BeforeBank { on: day, since: on },
            Refusal::BadRulebook {
                why: Box::new(ledger_core::rulebook::RulebookError {
                    place: Default::default(),
                    fault: ledger_core::rulebook::Fault::Missing,
                }),
            },
            Refusal::RulebookTooEarly { from: day, last: on },
            Refusal::RulebookInForce { from: day },
            Refusal::DecimalsChanged { currency: p("JF"), decimals: 1 },
            Refusal::NoRulebook { on },
            Refusal::RulebookUnread { from: on },
            Refusal::UnknownRule { rule: p("H99"), on },
            period(Some(day), None),
            period(None, Some(day)),
            period(Some(day), Some(day)),
            Refusal::RuleOfKind { rule: p("H07"), found: RuleKind::Deduct, wanted: RuleKind::Earn },
            Refusal::RuleOfKind { rule: p("H07"), found: RuleKind::Earn, wanted: RuleKind::Deduct },
            Refusal::NotChartered { branch: p("LC01") },
            Refusal::KeyTaken { operator: p("clerk01"), holder: p("clerk02") },
            Refusal::KeyOfOperator { holder: p("clerk01") },
            Refusal::KeyOfBranch { entry: p("LC01:57") },
            Refusal::LastManager { operator: p("wang"), branch: p("LC01") },
            Refusal::HolderNotAllowed { rule: p("H07"), kind: HolderKind::Team },
            Refusal::PaysPerson { rule: p("H07"), account },
            Refusal::TooLate { rule: p("H07"), on, days: 120, limit: 90 },
            Refusal::ApproverMissing {
                rule: p("H05"), by: p("clerk01"), steps: "评议小组".into()
            },
            Refusal::ApproverIsPoster { approver: p("clerk01") },
            Refusal::ApproverUnfit { approver: p("clerk01") },
            Refusal::UnknownCurrency { currency: p("XX") },
            Refusal::TooPrecise { points: p("1.55"), currency: p("JF"), decimals: 1 },
            Refusal::AlreadyBroughtForward { account, currency: p("JF") },
        ];
        let cap = |cap: &str, used: &str| AwardRefusal::CapReached {
            cap: p(cap),
            used: p(used),
            computed: few,
        };
        let awards = [
            AwardRefusal::WrongKind { found: RuleKind::Clause, wanted: RuleKind::Earn },
            AwardRefusal::WrongCurrency { rule: p("JF"), given: p("SJ") },
            AwardRefusal::NotPositive { qty: p("-1") },
            AwardRefusal::WrongUnit { qty: p("90m"), unit: "次".to_owned() },
            AwardRefusal::TooPrecise { qty: p("1.5"), unit: "次".to_owned(), decimals: 0 },
            AwardRefusal::Absurd { qty: p("2000000"), most: 1_000_000 },
            AwardRefusal::TooLarge { qty, points: many },
            AwardRefusal::AwardsNothing { qty, points: p("0.1"), decimals: 0 },
            cap("20 points/month", "20"),
            cap("2 times/month", "2"),
            cap("20h/month", "1200"),
            cap("3 households/month", "3"),
            AwardRefusal::AtFloor { balance: p("0"), floor: p("0"), computed: few },
        ];
        all.extend(awards.map(|why| Refusal::Award { rule: p("H07"), why }));
        use WitnessFault::{Closed, NoWitness, Own, Twice, Unknown};
        let faults = [Unknown, Closed, NoWitness, Twice, Own];
        all.extend(faults.map(|why| Refusal::WitnessUnfit { account, why }));
        all.extend([
            Refusal::UnknownOffer { offer: p("RICE-5") },
            Refusal::WithdrawnOffer { offer: p("RICE-5") },
            Refusal::NotAMerchant { account },
            Refusal::PausedOffer { offer: p("RICE-5") },
            Refusal::NotPaused { offer: p("RICE-5") },
            on_sale(Some(day), None),
            on_sale(None, Some(day)),
            on_sale(Some(day), Some(day)),
            Refusal::ReservationOver { account, reservation: entry },
            Refusal::WrongCode { reservation: entry },
            Refusal::NotDueYet { reservation: entry, until: on, today: day },
            Refusal::OfferQty { qty: p("1.5") },
            Refusal::NoPool {
                account,
                currency: p("SJ"),
                ceiling: p("1500"),
                balance: p("1490"),
                points: few,
            },
            Refusal::NeedsPartner { currency: p("ZS"), partner: p("RW"), share: 5 },
            Refusal::NotPartner { currency: p("JF"), partner: p("RW") },
            above_share("50"),
            above_share("0"),
            above_ceiling("1490"),
            above_ceiling("1500"),
            Refusal::NothingExpired { account, currency: p("JF"), today: on, next: Some(on) },
            Refusal::NothingExpired { account, currency: p("JF"), today: on, next: None },
            Refusal::NotReversible { entry, event: "expired" },
            Refusal::NotReversible { entry, event: "sent" },
            Refusal::LimitUnfit { limit: p("20 points/month") },
            Refusal::SaleDates { from: on, until: day },
            Refusal::HoldDays { days: 400, most: 365 },
            Refusal::StockChange { change: p("0.5"), most: 1_000_000 },
            Refusal::OutOfStock { offer: p("RICE-5"), wanted: p("2"), left: p("0") },
            Refusal::LimitReached {
                offer: p("RICE-5"),
                limit: p("2 times/month"),
                taken: 1,
                wanted: 2,
            },
            Refusal::OnlyHere { offer: p("RICE-5"), branch: p("LC02") },
            overdraft("320", "320", "0"),
            overdraft("320", "420", "100"),
            claimed(None),
            claimed(Some(on)),
            overdraft("0", "60", "100"),
            overdraft("0", "-5", "0"),
            Refusal::OutOfBounds { account },
            Refusal::NotLike { like: entry, account, rule: p("H07"), on },
            Refusal::DeedAgain { like: entry, account, rule: p("H07"), on },
            Refusal::UnknownAppeal { appeal: p("BRIDGE") },
            Refusal::AppealTaken { appeal: p("BRIDGE"), entry },
            Refusal::ClosedAppeal { appeal: p("BRIDGE"), entry },
            Refusal::UnderWay { account, entry },
            Refusal::ClaimNeeded { rule: p("H07") },
            Refusal::LateNeedsClaim { rule: p("H07"), on, days: 20, limit: 10 },
            Refusal::ReviewNotNeeded { rule: p("H07") },
            Refusal::WitnessesMissing { rule: p("H07"), needed: 2, given: 0 },
            Refusal::WitnessesMissing { rule: p("H07"), needed: 2, given: 1 },
            Refusal::UnknownClaim { claim: entry, account },
            Refusal::FiledByThem { claim: entry, operator: p("wang") },
            Refusal::OwnClaim { claim: entry, account, operator: p("wang") },
            Refusal::ReviewedAlready { claim: entry, operator: p("wang") },
            Refusal::ReviewDone { claim: entry },
            Refusal::MinutesMissing { claim: entry },
            Refusal::LooksDouble { claim: entry, like: p("LC01:17") },
            Refusal::ReviewMissing { claim: entry, step: Step::Verify, left: 2 },
            Refusal::ReviewMissing { claim: entry, step: Step::Panel, left: 1 },
            Refusal::OnNotice { claim: entry, notice: p("LC01:57") },
            Refusal::NotOnNotice { claim: entry },
            Refusal::Objected { claim: entry, by: p("LC01:58"), deadline: on },
            Refusal::NotObjected { claim: entry },
            Refusal::NotLess { claim: entry, qty: p("3"), claimed: qty },
            Refusal::PeriodBackwards { from: on, to: day },
            Refusal::NothingForNotice { from: day, to: on },
            Refusal::NoticeDays { days: 3, least: 7, most: 60 },
            Refusal::UnknownNotice { notice: p("LC01:57") },
            Refusal::NoticeStands { notice: p("LC01:57"), until: on, today: day },
            Refusal::LinesUnpaid { notice: p("LC01:57"), claim: entry, left: 2 },
            Refusal::NotAVolunteer { account, kind: HolderKind::Household },
            Refusal::NoRecord { account, kind: HolderKind::Merchant },
            Refusal::UnknownCertificate { certificate: entry, account },
            Refusal::CertificateIssued { certificate: entry, by: p("LC01:57") },
            Refusal::CertificateWithdrawn { certificate: entry, by: p("LC01:57") },
            Refusal::CertificateAsked { certificate: entry },
            Refusal::NothingServed { account, from: day, to: on },
            Refusal::ServiceNotCorrected { certificate: entry },
            Refusal::CertificateStands { certificate: entry, from: on, today: day },
            Refusal::ServiceChanged { certificate: entry, published: p("150"), now: p("90") },
            Refusal::NotAPool { account },
            Refusal::PastDay { until: day, today: on },
            Refusal::AppealOver { appeal: p("BRIDGE"), until: day, today: on },
            above_goal("20"),
            above_goal("0"),
            Refusal::GoalReached { appeal: p("BRIDGE") },
            Refusal::AppealRuns {
                appeal: p("BRIDGE"),
                currency: p("JF"),
                missing: p("20"),
                until: on,
            },
            Refusal::UnknownPledge { appeal: p("BRIDGE"), pledge: entry },
            Refusal::PledgesHeld { appeal: p("BRIDGE"), pledges: 3 },
            Refusal::VoucherUsed { voucher: p("记-017"), entry },
            Refusal::FundShort { needed: p("500"), balance: p("128.5") },
            Refusal::BeyondCover { owed: p("512.6"), cover: p("500") },
            Refusal::UnknownEntry { entry },
            Refusal::NotReversible { entry, event: "account_opened" },
            Refusal::NotReversible { entry, event: "reversed" },
            Refusal::NotReversible { entry, event: "pledged" },
            Refusal::NotReversible { entry, event: "reserved" },
            Refusal::NotReversible { entry, event: "collected" },
            Refusal::NotReversible { entry, event: "returned" },
            Refusal::NotReturnable { entry, event: "deposited" },
            Refusal::NotReturnable { entry, event: "reserved" },
            Refusal::NotReturnable { entry, event: "redeemed" },
            Refusal::AlreadyReversed { entry, by: p("LC01:57") },
            Refusal::AlreadyReturned { entry, returned: 2, left: 1 },
            Refusal::AlreadyReturned { entry, returned: 2, left: 0 },
            Refusal::ReturnTooMany { entry, wanted: 3, left: 1 },
        ]);
        all
    }

    /// Every code there is, as the core's own source gives them out.
    fn codes_of_the_core() -> BTreeSet<&'static str> {
        let sources = [
            include_str!("../../ledger-core/src/refusal.rs"),
            include_str!("../../ledger-core/src/rulebook/award.rs"),
        ];
        let codes = sources.into_iter().flat_map(|source| {
            let from = source.find("fn code(&self)").unwrap();
            let table = &source[from..][..source[from..].find("\n}").unwrap()];
            table.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next())
        });
        codes.collect()
    }

    #[test]
    fn every_refusal_is_worded_in_both_languages() {
        let mut codes = BTreeSet::new();
        for lang in [Lang::En, Lang::Zh] {
            let messages = Messages::new(lang);
            for refusal in examples() {
                let code = refusal.code();
                codes.insert(code);
                let error = explain(&messages, &refusal, &Context::account("二组-017"));
                assert!(!error.message.contains(['{', '}']), "{code}: {}", error.message);
                assert_eq!(error.hints.len(), 1, "{code} has no hint");
                assert!(!error.hints[0].contains(['{', '}']), "{code}: {}", error.hints[0]);
                assert!(!error.message.ends_with(['.', '。']), "{code}: {}", error.message);
                assert_eq!(error.kind.exit_code(), 1);
            }
        }
        assert_eq!(codes, codes_of_the_core(), "an example of each kind");
    }

    #[test]
    fn every_wording_of_a_refusal_is_of_a_refusal_there_is() {
        let codes: BTreeSet<String> =
            examples().iter().map(|refusal| format!("refusal-{}", refusal.code())).collect();
        for id in crate::i18n::tests::catalogue(include_str!("../i18n/en.ftl")).keys() {
            if id.starts_with("refusal-") {
                let message = id.split('.').next().unwrap_or_default();
                assert!(codes.contains(message), "{id}");
            }
        }
    }

    #[test]
    fn every_command_a_hint_names_parses() {
        let entry = p("LC01:42");
        let asked = [
            Context::default(),
            Context { over: Some(Over::Collected(entry)), ..Context::of_managers() },
            Context { over: Some(Over::GivenBack), ..Context::default() },
            Context { deed: Some((p("2.5"), Some(p("2026-03-05")))), ..Context::default() },
            Context { answered: Some("claim_filed"), ..Context::default() },
            Context { answered: Some("reserved"), ..Context::default() },
            Context { answered: Some("collected"), ..Context::default() },
            Context { answered: Some("deposited"), ..Context::default() },
        ];
        let all =
            || examples().into_iter().flat_map(|of| asked.iter().map(move |by| (of.clone(), by)));
        for lang in [Lang::En, Lang::Zh] {
            let messages = Messages::new(lang);
            let tree = crate::cli::command(&messages);
            for (refusal, context) in all() {
                let error = explain(&messages, &refusal, context);
                assert!(!error.hints[0].contains(['{', '}']), "{}", error.hints[0]);
                for command in error.hints[0].split('`').filter(|part| part.starts_with("wenming "))
                {
                    let filled = command
                        .replace("MANAGER", "wang")
                        .replace("VERIFIER", "wang")
                        .replace("--as 核实员", "--as wang")
                        .replace("--as 主管", "--as wang")
                        .replace("--role ROLE", "--role clerk")
                        .replace("--role 角色", "--role clerk")
                        .replace("reverse ENTRY", "reverse LC01:41")
                        .replace("冲正 分录号", "冲正 LC01:41")
                        .replace(" POINTS", " 5")
                        .replace(" 分数", " 5")
                        .replace("--note MINUTES", "--note m")
                        .replace("open CODE", "open LC02")
                        .replace("开设 代码", "开设 LC02");
                    let parsed = tree.clone().try_get_matches_from(filled.split(' '));
                    assert!(parsed.is_ok(), "{filled}: {}", parsed.unwrap_err());
                    // Where a branch was named the command is of that one, and still one.
                    if std::ptr::eq(context, &asked[0]) {
                        let rest = filled.strip_prefix("wenming ").unwrap();
                        let named = crate::tell::of_branch(rest, p("LC02"));
                        assert!(named.matches("--branch").count() <= 1, "{named}");
                        let parsed = tree.clone().try_get_matches_from(named.split(' '));
                        assert!(parsed.is_ok(), "{named}: {}", parsed.unwrap_err());
                    }
                }
            }
        }
    }

    #[test]
    fn one_point_is_short_and_two_are() {
        let messages = Messages::new(Lang::En);
        let said = |needed: &str, available: &str| {
            let refusal = Refusal::Overdraft {
                account: p("LC01-000123-Q"),
                currency: p("JF"),
                needed: p(needed),
                available: p(available),
                balance: p(available),
                above: Amount::ZERO,
                claimed: None,
            };
            explain(&messages, &refusal, &Context::default()).message
        };
        let one = said("2", "1");
        assert!(one.contains("1 point is available; 1 point is short"), "{one}");
        let two = said("4", "2");
        assert!(two.contains("2 points are available; 2 points are short"), "{two}");
        let private = examples().into_iter().find(|r| matches!(r, Refusal::TextPrivate { .. }));
        let private = explain(&messages, &private.unwrap(), &Context::default()).message;
        assert!(!private.contains("a ID"), "{private}");
    }

    #[test]
    fn an_overdraft_shows_both_numbers_and_what_is_short() {
        let cases = [
            (
                Lang::En,
                "500 points",
                "320 points are available",
                "180 points are short",
                "wenming statement LC01-000123-Q",
            ),
            (Lang::Zh, "500分", "可用 320分", "还差 180分", "wenming 对账单 LC01-000123-Q"),
        ];
        for (lang, needed, available, short, next) in cases {
            let all = examples();
            let refusal = all.iter().find(|r| matches!(r, Refusal::Overdraft { .. })).unwrap();
            let error = explain(&Messages::new(lang), refusal, &Context::default());
            for part in [needed, available, short] {
                assert!(error.message.contains(part), "{}", error.message);
            }
            assert!(error.hints[0].contains(next), "{}", error.hints[0]);
        }
    }
}
