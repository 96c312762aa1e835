//! What makes a rulebook whole: the checks both readers share.
//!
//! A [`Rulebook`] exists only if all of them hold, so whoever has one need not
//! ask again. A part that could not be read is left out here and was reported
//! by its reader.

use std::collections::BTreeSet;

use super::terms::MAX_EXPIRY_MONTHS;
use super::text::to_toml;
use super::{
    Cap, Currency, Expiry, Fault, HolderKind, Honour, Limit, MAX_HONOURS, MAX_PLACES, MAX_SHARE,
    Pays, Place, Rule, RuleKind, Rulebook, RulebookError, honour,
};
use crate::points::{Amount, AmountError, MAX_DECIMALS};

/// The most rules of a rulebook.
pub const MAX_RULES: usize = 500;
/// The most currencies of a rulebook.
pub const MAX_CURRENCIES: usize = 16;
/// The most bytes of a rulebook's text: a journal entry holds it whole.
pub const MAX_TEXT_BYTES: usize = 24 * 1024;
/// The most bytes of it once quotes, backslashes and line ends are escaped.
const MAX_ESCAPED_BYTES: usize = 30 * 1024;

const MAX_TITLE: usize = 60;
const MAX_WORDS: usize = 60;
const MAX_PROSE: usize = 200;
const MAX_STEPS: usize = 16;
const MAX_CAPS: usize = 8;

/// What a fault was found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The rulebook itself.
    Book,
    /// The currency at that place.
    Currency(usize),
    /// The rule at that place.
    Rule(usize),
    /// The honour at that place.
    Honour(usize),
}

/// Part, key and fault.
pub(super) type Found = (Part, &'static str, Fault);

impl Rulebook {
    /// Puts a rulebook together, if it is whole.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn new(
        title: String,
        currencies: Vec<Currency>,
        rules: Vec<Rule>,
        honours: Vec<Honour>,
    ) -> Result<Self, Vec<RulebookError>> {
        let codes: Vec<_> = rules.iter().map(|rule| rule.code).collect();
        Self::assemble(title, currencies, rules, honours).map_err(|found| {
            let error = |(part, field, fault): Found| {
                let rule = match part {
                    Part::Rule(at) => codes.get(at).map(|code| code.to_string()),
                    _ => None,
                };
                let place = Place { rule, field: Some(field.to_owned()), ..Place::default() };
                RulebookError { place, fault }
            };
            found.into_iter().map(error).collect()
        })
    }

    pub(super) fn assemble(
        title: String,
        currencies: Vec<Currency>,
        rules: Vec<Rule>,
        honours: Vec<Honour>,
    ) -> Result<Self, Vec<Found>> {
        let mut found = check_book(&title, currencies.len(), rules.len());
        found.extend(check_currencies(&currencies.iter().enumerate().collect::<Vec<_>>()));
        found.extend(check_rules(&rules.iter().enumerate().collect::<Vec<_>>(), &currencies));
        let all: Vec<_> = rules.iter().collect();
        let each: Vec<_> = honours.iter().enumerate().collect();
        found.extend(check_honours(&each, &currencies, &all));
        let mut places: Vec<_> = rules.iter().enumerate().map(|(at, r)| (r.code, at)).collect();
        places.sort_unstable();
        let book = Self { title, currencies, rules, places, honours };
        if found.is_empty()
            && let Err(fault) = check_size(&to_toml(&book))
        {
            found.push((Part::Book, "title", fault));
        }
        if found.is_empty() { Ok(book) } else { Err(found) }
    }
}

/// The text fits into a journal entry.
pub(super) fn check_size(text: &str) -> Result<(), Fault> {
    let escaped = text.len() + text.bytes().filter(|b| b"\"\\\n\r\t".contains(b)).count();
    for (bytes, most) in [(text.len(), MAX_TEXT_BYTES), (escaped, MAX_ESCAPED_BYTES)] {
        if bytes > most {
            return Err(Fault::TextTooLarge { bytes, most });
        }
    }
    Ok(())
}

pub(super) fn check_book(title: &str, currencies: usize, rules: usize) -> Vec<Found> {
    let mut found = Vec::new();
    let mut say = |field, fault| found.push((Part::Book, field, fault));
    if let Err(fault) = check_text(title, MAX_TITLE, true) {
        say("title", fault);
    }
    if currencies == 0 {
        say("currency", Fault::Missing);
    }
    for (field, count, most) in
        [("currency", currencies, MAX_CURRENCIES), ("rule", rules, MAX_RULES)]
    {
        if count > most {
            say(field, Fault::TooMany { count, most });
        }
    }
    found
}

pub(super) fn check_currencies(currencies: &[(usize, &Currency)]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut codes = BTreeSet::new();
    for (at, currency) in currencies {
        let mut say = |field, fault| found.push((Part::Currency(*at), field, fault));
        if !codes.insert(currency.code) {
            say("code", Fault::Twice(currency.code.to_string()));
        }
        if let Err(fault) = check_text(&currency.name, MAX_WORDS, true) {
            say("name", fault);
        }
        if currency.decimals > MAX_DECIMALS {
            say("decimals", Fault::Decimals(currency.decimals.to_string()));
        }
        for (field, amount) in
            [("floor", currency.floor), ("spendable_above", currency.spendable_above)]
        {
            if amount.decimals() > currency.decimals {
                say(field, Fault::TooPrecise { amount, decimals: currency.decimals });
            }
        }
        if currency.spendable_above.is_negative() {
            say("spendable_above", Fault::Negative(currency.spendable_above));
        }
        if let Some(worth) = currency.yuan_per_point.filter(|worth| worth.is_negative()) {
            say("yuan_per_point", Fault::Negative(worth));
        }
        if let Expiry::Months(months) = currency.expires
            && !(1..=MAX_EXPIRY_MONTHS).contains(&months)
        {
            say("expires", Fault::Expiry(currency.expires.to_string()));
        }
        if currency.carry_over.is_some() && currency.expires == Expiry::Never {
            say("carry_over", Fault::NothingToCarry);
        }
        if let Some(amount) = currency.ceiling {
            let decimals = currency.decimals;
            if amount.points().is_none() {
                say("ceiling", Fault::Amount(AmountError::NotPositive(amount.to_string())));
            } else if amount.decimals() > decimals {
                say("ceiling", Fault::TooPrecise { amount, decimals });
            }
        }
        if let Some(with) = currency.spend_with {
            let partner = currencies.iter().find(|(_, other)| other.code == with.currency);
            match partner {
                _ if !(1..=MAX_SHARE).contains(&with.share) => {
                    say("spend_with", Fault::SpendWith(with.to_string()));
                }
                _ if with.currency == currency.code => {
                    say("spend_with", Fault::SpendWithItself(with.currency));
                }
                None => say("spend_with", Fault::UnknownCurrency(with.currency.to_string())),
                Some((_, partner)) if partner.spend_with.is_some() => {
                    say("spend_with", Fault::SpendWithChain(with.currency));
                }
                Some(_) => {}
            }
        }
    }
    found
}

/// `currencies` may be short of those that could not be read; then the reader
/// leaves out what is said about unknown ones.
pub(super) fn check_rules(rules: &[(usize, &Rule)], currencies: &[Currency]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut codes = BTreeSet::new();
    for (at, rule) in rules {
        let mut say = |field, fault| found.push((Part::Rule(*at), field, fault));
        let moves = rule.kind != RuleKind::Clause;
        if !codes.insert(rule.code) {
            say("code", Fault::Twice(rule.code.to_string()));
        }
        for (field, text, most, needed) in [
            ("category", &rule.category, MAX_WORDS, false),
            ("item", &rule.item, MAX_WORDS, true),
            ("unit", &rule.unit, MAX_WORDS, moves),
            ("evidence", &rule.evidence, MAX_PROSE, false),
            ("remark", &rule.remark, MAX_PROSE, false),
        ] {
            if let Err(fault) = check_text(text, most, needed) {
                say(field, fault);
            }
        }
        for step in &rule.steps {
            if let Err(fault) = check_text(step, MAX_WORDS, true) {
                say("steps", fault);
            }
        }
        for (field, count, most) in
            [("steps", rule.steps.len(), MAX_STEPS), ("caps", rule.caps.len(), MAX_CAPS)]
        {
            if count > most {
                say(field, Fault::TooMany { count, most });
            }
        }
        if moves && rule.points.is_none() {
            say("points", Fault::Missing);
        }
        if rule.holders.is_empty() {
            say("holders", Fault::Missing);
        }
        for (place, holder) in rule.holders.iter().enumerate() {
            if rule.holders[..place].contains(holder) {
                say("holders", Fault::Twice(holder.word().to_owned()));
            }
        }
        if let Err(error) = Cap::check(&rule.caps, rule.measure()) {
            say("caps", Fault::Cap(error));
        }
        match currencies.iter().find(|currency| currency.code == rule.currency) {
            None => say("currency", Fault::UnknownCurrency(rule.currency.to_string())),
            Some(currency) => {
                let decimals = currency.decimals;
                let too_fine = |amount: &Amount| amount.decimals() > decimals;
                for (field, points) in [
                    ("points", rule.points),
                    ("points_from", rule.points_from),
                    ("points_to", rule.points_to),
                ] {
                    if let Some(amount) = points.map(|p| p.amount()).filter(too_fine) {
                        say(field, Fault::TooPrecise { amount, decimals });
                    }
                }
                for cap in &rule.caps {
                    if let Cap::Within { limit: Limit::Points(points), .. } = cap
                        && too_fine(&points.amount())
                    {
                        say("caps", Fault::TooPrecise { amount: points.amount(), decimals });
                    }
                }
            }
        }
        if let (Some(from), Some(until)) = (rule.from, rule.until)
            && until < from
        {
            say("until", Fault::EndsBeforeItStarts { from, until });
        }
        check_terms(rule, say);
    }
    found
}

/// `rules` may be short of those that could not be read; then the reader leaves out
/// what is said about unknown ones.
pub(super) fn check_honours(
    honours: &[(usize, &Honour)],
    currencies: &[Currency],
    rules: &[&Rule],
) -> Vec<Found> {
    let mut found = Vec::new();
    if honours.len() > MAX_HONOURS {
        let fault = Fault::TooMany { count: honours.len(), most: MAX_HONOURS };
        found.push((Part::Book, "honour", fault));
    }
    for (place, (at, honour)) in honours.iter().enumerate() {
        let mut say = |field, fault| found.push((Part::Honour(*at), field, fault));
        let before: Vec<&Honour> = honours[..place].iter().map(|(_, honour)| *honour).collect();
        if before.iter().any(|other| other.name == honour.name) {
            say("name", Fault::Twice(honour.name.clone()));
        }
        for (field, text, needed) in
            [("name", &honour.name, true), ("ladder", &honour.ladder, false)]
        {
            if let Err(fault) = check_text(text, MAX_WORDS, needed) {
                say(field, fault);
            }
        }
        for (field, named) in [("counts", &honour.counts), ("veto", &honour.veto)] {
            for name in named {
                if let Err(fault) = check_text(name, MAX_WORDS, true) {
                    say(field, fault);
                }
            }
        }
        if honour.holders.is_empty() {
            say("holders", Fault::Missing);
        }
        for (at, holder) in honour.holders.iter().enumerate() {
            if honour.holders[..at].contains(holder) {
                say("holders", Fault::Twice(holder.word().to_owned()));
            }
            if !honour::HONOURED.contains(holder) {
                say("holders", Fault::not_honoured(holder.word()));
            }
        }
        let amount = honour.at_least.amount();
        match currencies.iter().find(|currency| currency.code == honour.currency) {
            None => say("currency", Fault::UnknownCurrency(honour.currency.to_string())),
            Some(currency) if amount.decimals() > currency.decimals => {
                say("at_least", Fault::TooPrecise { amount, decimals: currency.decimals });
            }
            Some(_) => {}
        }
        if let Some(places) = honour.places.filter(|places| places.get() > MAX_PLACES) {
            say("places", Fault::PlaceCount(places.to_string()));
        }
        // The steps of a ladder are comparable: they differ in points, places and veto.
        for other in before.iter().filter(|other| other.is_of_one_ladder(honour)) {
            if other.at_least == honour.at_least {
                say("at_least", Fault::Twice(honour.at_least.to_string()));
            }
            for (field, differs) in [
                ("holders", other.holders != honour.holders),
                ("currency", other.currency != honour.currency),
                ("counts", other.counts != honour.counts),
                ("per", other.per != honour.per),
            ] {
                if differs {
                    let ladder = honour.ladder.clone();
                    say(field, Fault::LadderDiffers { ladder, other: other.name.clone() });
                }
            }
        }
        for (field, fault) in honour::check_named(honour, rules) {
            say(field, fault);
        }
    }
    found
}

/// What a rule says of claims, of whom it pays, and of its own bounds.
fn check_terms(rule: &Rule, mut say: impl FnMut(&'static str, Fault)) {
    if rule.kind != RuleKind::Earn {
        for (field, given) in [
            ("review", !rule.review.is_none()),
            ("pays", rule.pays != Pays::Named),
            ("late_after_days", rule.late_after_days.is_some()),
        ] {
            if given {
                say(field, Fault::OnlyEarn(rule.kind));
            }
        }
    }
    if !rule.review.in_bounds() {
        say("review", Fault::Review(rule.review.steps().join(", ")));
    }
    let holder = match rule.pays {
        Pays::Named => None,
        Pays::Household => Some(HolderKind::Household),
        Pays::Person => Some(HolderKind::Person),
    };
    if holder.is_some_and(|holder| !rule.holders.contains(&holder)) {
        say("pays", Fault::PaysNoHolder(rule.pays));
    }
    if let Some(after) = rule.late_after_days {
        let within = rule.late_days();
        if within.is_none_or(|within| within <= after) {
            say("late_after_days", Fault::LateAfter { after, within });
        }
    }
    let (from, to) = (rule.points_from, rule.points_to);
    match (rule.points, from, to) {
        (_, Some(from), Some(to)) if from > to => {
            say("points_to", Fault::BoundsCross { from, to });
        }
        (Some(points), ..)
            if from.is_some_and(|from| points < from) || to.is_some_and(|to| points > to) =>
        {
            say("points", Fault::OutOfBounds { points, from, to });
        }
        // Only a clause lacks points without being told so already.
        (None, ..) if rule.kind == RuleKind::Clause && (from.is_some() || to.is_some()) => {
            say("points", Fault::Missing);
        }
        _ => {}
    }
    for (place, field) in rule.fixed.iter().enumerate() {
        if rule.fixed[..place].contains(field) {
            say("fixed", Fault::Twice(field.word().to_owned()));
        }
    }
}

/// One line of visible text, not too long.
fn check_text(text: &str, most: usize, needed: bool) -> Result<(), Fault> {
    // Characters that break a line or turn its direction make it read as another text.
    let misleads = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let length = text.chars().count();
    if needed && text.trim().is_empty() {
        Err(Fault::Missing)
    } else if text.contains(misleads) {
        Err(Fault::ControlCharacter)
    } else if length > most {
        Err(Fault::TooLong { length, most })
    } else {
        Ok(())
    }
}
