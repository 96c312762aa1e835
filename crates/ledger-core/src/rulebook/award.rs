//! What one deed earns, or costs: pure arithmetic over a rule, a quantity and
//! what was used before.
//!
//! ```text
//! computed = points per unit × quantity            rounded down to the currency
//! awarded  = the least that any cap leaves of it   rounded down to the currency
//! ```
//!
//! Caps by time or by times clip the quantity, caps by points clip the points.
//! A clipped award uses up only what was awarded, so splitting a deed over two
//! entries never earns more (`splitting_a_deed_never_earns_more`), but for caps
//! per entry, which look at one entry only.
//!
//! Not here: whether the rule is in force, who may hold under it, how late the
//! entry is, who agreed. Those need more than the rule.

use serde::{Deserialize, Serialize};

use super::{Cap, Currency, Limit, Measure, Per, Rule, RuleKind};
use crate::day::Day;
use crate::ids::CurrencyCode;
use crate::points::{Amount, MAX_DECIMALS, Points, Qty};

/// The most units one entry may name: more is a slip of the pen.
pub const MAX_UNITS: u32 = 1_000_000;
const MOST_UNITS: i32 = MAX_UNITS.cast_signed();

/// What an award, or several of one rule, used of the rule's caps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Use {
    /// Times.
    pub times: u32,
    /// Minutes; nothing where the rule is not by the hour.
    pub minutes: Amount,
    /// Points.
    pub points: Amount,
}

impl Use {
    /// Nothing.
    pub const NONE: Self = Self { times: 0, minutes: Amount::ZERO, points: Amount::ZERO };

    /// What a posted deed used up: all of it, or, where it was clipped, the
    /// part that earns what was awarded. It follows from the entry alone, so a
    /// replay that decides nothing counts the same.
    pub fn of(rule: &Rule, qty: Qty, awarded: Points, clipped: bool) -> Self {
        let measure = rule.measure();
        let mut credited = count(rule, measure, qty).unwrap_or_default();
        if clipped && let Some(points) = rule.points {
            let price = Price::of_rule(points, measure, 0);
            let part = price.count_for(awarded.amount(), measure);
            credited = part.map_or(credited, |part| part.min(credited));
        }
        let times = match measure {
            Measure::Times => credited.times().unwrap_or(u32::MAX),
            Measure::Pieces | Measure::Hours | Measure::Money => 1,
        };
        let minutes = match measure {
            Measure::Hours => credited,
            Measure::Times | Measure::Pieces | Measure::Money => Amount::ZERO,
        };
        Self { times, minutes, points: awarded.amount() }
    }

    /// What is left after giving back; never less than nothing.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        let less = |a: Amount, b: Amount| a.saturating_sub(b).max(Amount::ZERO);
        Self {
            times: self.times.saturating_sub(other.times),
            minutes: less(self.minutes, other.minutes),
            points: less(self.points, other.points),
        }
    }

    /// Both together; beyond every bound, the bound.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            times: self.times.saturating_add(other.times),
            minutes: self.minutes.saturating_add(other.minutes),
            points: self.points.saturating_add(other.points),
        }
    }
}

/// How much of a rule an account had used before, in the periods of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Used {
    /// On the day of the deed.
    pub day: Use,
    /// In its calendar month.
    pub month: Use,
    /// In its calendar year.
    pub year: Use,
    /// Ever.
    pub life: Use,
    /// Other households of the group that were awarded in the period of the
    /// rule's cap by households ([`Rule::households`]).
    pub households_in_group: u32,
    /// The account's own household was awarded in that period.
    pub household_among: bool,
}

impl Used {
    /// Adds up what one account used under one rule, for a deed done on that day.
    ///
    /// Later deeds count too: caps go by the day of the deed, not of the entry.
    pub fn on(day: Day, uses: impl IntoIterator<Item = (Day, Use)>) -> Self {
        let mut used = Self::default();
        let (year, month) = (day.year(), day.first_of_month()..=day.end_of_month());
        for (done, part) in uses {
            used.life = used.life.plus(part);
            if done.year() == year {
                used.year = used.year.plus(part);
                if month.contains(&done) {
                    used.month = used.month.plus(part);
                }
            }
            if done == day {
                used.day = used.day.plus(part);
            }
        }
        used
    }

    /// What was used in such a period.
    pub fn within(&self, per: Per) -> Use {
        match per {
            Per::Event => Use::NONE,
            Per::Day => self.day,
            Per::Month => self.month,
            Per::Year => self.year,
            Per::Life => self.life,
        }
    }
}

/// What a deed earned, or cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Award {
    /// The quantity as it stands in the entry.
    pub qty: Qty,
    /// Points for the whole quantity.
    pub computed: Points,
    /// Points that are posted.
    pub awarded: Points,
    /// What left less than the computed points, if anything did.
    pub clipped_by: Option<Clip>,
    /// What it uses up.
    pub used: Use,
}

/// What clipped an award.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clip {
    /// A cap of the rule.
    Cap(Cap),
    /// The currency's floor, which no deduction goes below.
    Floor(Amount),
}

/// Why a deed earns, or costs, nothing. In checking order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AwardRefusal {
    /// The rule does something else.
    #[error("a rule of kind `{}` cannot do this: it takes one of kind `{}`", found.word(), wanted.word())]
    WrongKind {
        /// What the rule does.
        found: RuleKind,
        /// What was asked of it.
        wanted: RuleKind,
    },
    /// The rule pays in another currency.
    #[error("the rule is in `{rule}`, not in `{given}`")]
    WrongCurrency {
        /// The rule's currency.
        rule: CurrencyCode,
        /// The currency given.
        given: CurrencyCode,
    },
    /// Nothing was done, or less.
    #[error("a quantity of `{qty}` is not greater than zero")]
    NotPositive {
        /// The quantity.
        qty: Qty,
    },
    /// A time, where the rule counts something else.
    #[error("`{qty}` is a time, and the rule counts in `{unit}`")]
    WrongUnit {
        /// The quantity.
        qty: Qty,
        /// The rule's unit.
        unit: String,
    },
    /// More decimals than the unit has.
    #[error("`{qty}` has more than the {decimals} decimals that `{unit}` has")]
    TooPrecise {
        /// The quantity.
        qty: Qty,
        /// The rule's unit.
        unit: String,
        /// The decimals it has.
        decimals: u32,
    },
    /// More units than one entry may name.
    #[error("a quantity of `{qty}` is more than the {most} units one entry may have")]
    Absurd {
        /// The quantity.
        qty: Qty,
        /// The most units.
        most: u32,
    },
    /// More points than any amount can be.
    #[error("`{qty}` at {points} points a unit is more than any account can hold")]
    TooLarge {
        /// The quantity.
        qty: Qty,
        /// Points per unit.
        points: Points,
    },
    /// Rounded down, nothing is left.
    #[error(
        "`{qty}` at {points} points a unit is nothing once rounded down to {decimals} decimals"
    )]
    AwardsNothing {
        /// The quantity.
        qty: Qty,
        /// Points per unit.
        points: Points,
        /// The currency's decimals.
        decimals: u32,
    },
    /// A cap leaves nothing.
    #[error("the cap `{cap}` leaves nothing of {computed} points: {used}{} are used", cap.counts())]
    CapReached {
        /// The cap.
        cap: Cap,
        /// What is used of it: points, times, minutes or households, as the cap counts.
        used: Amount,
        /// Points without caps.
        computed: Points,
    },
    /// The balance is at the floor, or below it.
    #[error("cannot take {computed} points: the balance is {balance} and the floor {floor}")]
    AtFloor {
        /// The balance.
        balance: Amount,
        /// The currency's floor.
        floor: Amount,
        /// Points that would be taken.
        computed: Points,
    },
}

impl AwardRefusal {
    /// A stable name for the kind of refusal, also the key of its wording.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrongKind { .. } => "award-wrong-kind",
            Self::WrongCurrency { .. } => "award-wrong-currency",
            Self::NotPositive { .. } => "award-not-positive",
            Self::WrongUnit { .. } => "award-wrong-unit",
            Self::TooPrecise { .. } => "award-too-precise",
            Self::Absurd { .. } => "award-absurd",
            Self::TooLarge { .. } => "award-too-large",
            Self::AwardsNothing { .. } => "award-nothing",
            Self::CapReached { .. } => "award-cap-reached",
            Self::AtFloor { .. } => "award-at-floor",
        }
    }
}

impl Measure {
    /// What a unit counts: 小时 hours, 元 money, 次 times, anything else pieces.
    ///
    /// ```
    /// use ledger_core::rulebook::Measure;
    /// assert_eq!(Measure::of_unit("小时"), Measure::Hours);
    /// assert_eq!(Measure::of_unit("项·次"), Measure::Pieces);
    /// ```
    pub fn of_unit(unit: &str) -> Self {
        let unit = unit.trim();
        let is_one_of = |words: &[&str]| words.iter().any(|word| unit.eq_ignore_ascii_case(word));
        if is_one_of(&["小时", "时", "h", "hour", "hours"]) {
            Self::Hours
        } else if is_one_of(&["元", "yuan"]) {
            Self::Money
        } else if is_one_of(&["次", "人次", "time", "times"]) {
            Self::Times
        } else {
            Self::Pieces
        }
    }

    /// Decimals a quantity of it may have.
    fn decimals(self) -> u32 {
        match self {
            Self::Times | Self::Pieces => 0,
            Self::Hours | Self::Money => 2,
        }
    }
}

/// What a deed earns under an earn rule.
///
/// # Errors
/// [`AwardRefusal`]; an award of nothing is one.
pub fn award(
    rule: &Rule,
    currency: &Currency,
    qty: Qty,
    used: &Used,
) -> Result<Award, AwardRefusal> {
    compute(rule, currency, qty, used, RuleKind::Earn, None)
}

/// What a deed costs under a deduct rule; the balance stays at the floor or above it.
///
/// # Errors
/// [`AwardRefusal`]; a deduction of nothing is one.
pub fn deduction(
    rule: &Rule,
    currency: &Currency,
    qty: Qty,
    used: &Used,
    balance: Amount,
) -> Result<Award, AwardRefusal> {
    compute(rule, currency, qty, used, RuleKind::Deduct, Some(balance))
}

fn compute(
    rule: &Rule,
    currency: &Currency,
    qty: Qty,
    used: &Used,
    wanted: RuleKind,
    balance: Option<Amount>,
) -> Result<Award, AwardRefusal> {
    let points = match rule.points {
        Some(points) if rule.kind == wanted => points,
        _ => {
            return Err(AwardRefusal::WrongKind { found: rule.kind, wanted });
        }
    };
    if rule.currency != currency.code {
        return Err(AwardRefusal::WrongCurrency { rule: rule.currency, given: currency.code });
    }
    let measure = rule.measure();
    let qty = if measure == Measure::Hours { qty.in_hours() } else { qty };
    let count = count(rule, measure, qty)?;
    let price = Price::of_rule(points, measure, currency.decimals);
    let too_large = || AwardRefusal::TooLarge { qty, points };
    let whole = price.of(count).ok_or_else(too_large)?;
    let computed = whole.points().ok_or(AwardRefusal::AwardsNothing {
        qty,
        points,
        decimals: price.decimals,
    })?;

    let mut least = (whole, None);
    for cap in &rule.caps {
        let Some((left_count, left_points, gone)) = left(cap, measure, used) else {
            continue;
        };
        let by_count = price.of(count.min(left_count)).ok_or_else(too_large)?;
        let allowed = by_count.min(left_points.floored(price.decimals));
        if allowed <= Amount::ZERO {
            return Err(AwardRefusal::CapReached { cap: *cap, used: gone, computed });
        }
        if allowed < least.0 {
            least = (allowed, Some(Clip::Cap(*cap)));
        }
    }
    if let Some(balance) = balance {
        let above = balance.saturating_sub(currency.floor);
        let allowed = above.max(Amount::ZERO).floored(price.decimals);
        if allowed <= Amount::ZERO {
            return Err(AwardRefusal::AtFloor { balance, floor: currency.floor, computed });
        }
        if allowed < least.0 {
            least = (allowed, Some(Clip::Floor(currency.floor)));
        }
    }
    let (awarded, clipped_by) = least;
    // Every cap left more than nothing, so there is something.
    let awarded = awarded.points().unwrap_or(computed);
    let used = Use::of(rule, qty, awarded, clipped_by.is_some());
    Ok(Award { qty, computed, awarded, clipped_by, used })
}

/// The quantity as a number: units, or minutes for a rule by the hour.
fn count(rule: &Rule, measure: Measure, qty: Qty) -> Result<Amount, AwardRefusal> {
    if qty.number() <= Amount::ZERO {
        return Err(AwardRefusal::NotPositive { qty });
    }
    let (count, most) = match (measure, qty) {
        (Measure::Hours, Qty::Minutes(_)) => (qty.number(), MOST_UNITS * 60),
        (_, Qty::Minutes(_)) => {
            return Err(AwardRefusal::WrongUnit { qty, unit: rule.unit.clone() });
        }
        (_, Qty::Units(units)) if units.decimals() > measure.decimals() => {
            let decimals = measure.decimals();
            return Err(AwardRefusal::TooPrecise { qty, unit: rule.unit.clone(), decimals });
        }
        (Measure::Hours, Qty::Units(_)) => (qty.as_minutes(), MOST_UNITS * 60),
        (_, Qty::Units(units)) => (units, MOST_UNITS),
    };
    if count > Amount::whole(most) {
        return Err(AwardRefusal::Absurd { qty, most: MAX_UNITS });
    }
    Ok(count)
}

/// What a cap leaves, as a count and as points, and what of it is used, in its
/// own measure. Nothing for caps that are not about amounts.
fn left(cap: &Cap, measure: Measure, used: &Used) -> Option<(Amount, Amount, Amount)> {
    let Cap::Within { limit, per } = cap else {
        return None;
    };
    let before = used.within(*per);
    let all_or_nothing = |open: bool| if open { Amount::MOST } else { Amount::ZERO };
    let minus = |a: Amount, b: Amount| a.saturating_sub(b).max(Amount::ZERO);
    Some(match limit {
        Limit::Points(points) => {
            (Amount::MOST, minus(points.amount(), before.points), before.points)
        }
        Limit::Times(times) => {
            let left = times.get().saturating_sub(before.times);
            let gone = Amount::from(before.times);
            match measure {
                Measure::Times => (left.into(), Amount::MOST, gone),
                // The whole entry is one time.
                _ => (Amount::MOST, all_or_nothing(left > 0), gone),
            }
        }
        Limit::Minutes(minutes) => {
            // On a rule that is not by the hour it says nothing; checked rulebooks have none.
            if measure != Measure::Hours {
                return None;
            }
            (minus(minutes.get().into(), before.minutes), Amount::MOST, before.minutes)
        }
        Limit::Households(most) => {
            let open = used.household_among || used.households_in_group < most.get();
            (Amount::MOST, all_or_nothing(open), used.households_in_group.into())
        }
    })
}

/// So many points for every `per` of a count.
struct Price {
    points: Amount,
    per: u32,
    decimals: u32,
}

impl Price {
    fn of_rule(points: Points, measure: Measure, decimals: u32) -> Self {
        let per = if measure == Measure::Hours { 60 } else { 1 };
        Self { points: points.amount(), per, decimals: decimals.min(MAX_DECIMALS) }
    }

    /// points × count ÷ per, rounded down.
    fn of(&self, count: Amount) -> Option<Amount> {
        self.points.times_over(count, self.per, self.decimals)
    }

    /// The least count that is worth so much, to the unit or a tenth of a
    /// minute (a hundredth of an hour is six of them). Rounded up, so that the
    /// part used up is never worth less than what was awarded for it.
    fn count_for(&self, awarded: Amount, measure: Measure) -> Option<Amount> {
        let decimals = if measure == Measure::Hours { 1 } else { 0 };
        awarded.divided_up(self.points, self.per, decimals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::{Expiry, HolderKind, Pays, Review};
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    fn currency(decimals: u32, floor: &str) -> Currency {
        Currency {
            code: CurrencyCode::JF,
            name: "文明积分".to_owned(),
            decimals,
            floor: floor.parse().unwrap(),
            spendable_above: Amount::ZERO,
            yuan_per_point: None,
            expires: Expiry::Never,
            carry_over: None,
            ceiling: None,
            spend_with: None,
        }
    }

    fn rule(kind: RuleKind, unit: &str, points: &str, caps: &str) -> Rule {
        Rule {
            code: "R1".parse().unwrap(),
            kind,
            category: String::new(),
            item: "事".to_owned(),
            unit: unit.to_owned(),
            points: points.parse().ok(),
            currency: CurrencyCode::JF,
            holders: vec![HolderKind::Household],
            caps: Cap::read(caps, kind).unwrap(),
            evidence: String::new(),
            steps: Vec::new(),
            from: None,
            until: None,
            remark: String::new(),
            review: Review::NONE,
            pays: Pays::Named,
            late_after_days: None,
            points_from: None,
            points_to: None,
            fixed: Vec::new(),
        }
    }

    /// `2 times 120 min 10 points` used in every period.
    fn used(times: u32, minutes: &str, points: &str) -> Used {
        let part =
            Use { times, minutes: minutes.parse().unwrap(), points: points.parse().unwrap() };
        Used { day: part, month: part, year: part, life: part, ..Used::default() }
    }

    fn say(result: Result<Award, AwardRefusal>) -> String {
        match result {
            Ok(award) => {
                let clip = match award.clipped_by {
                    None => String::new(),
                    Some(Clip::Cap(cap)) => format!(" by {cap}"),
                    Some(Clip::Floor(floor)) => format!(" by floor {floor}"),
                };
                let Use { times, minutes, points } = award.used;
                assert_eq!(points, award.awarded.amount());
                let (qty, computed, awarded) = (award.qty, award.computed, award.awarded);
                format!("{qty}: {awarded} of {computed}{clip}; {times}x {minutes}m")
            }
            Err(refusal) => {
                let text = format!("{refusal:?}");
                text.split([' ', '{']).next().unwrap().to_owned()
            }
        }
    }

    #[test]
    fn awards_as_a_table() {
        // unit, points, decimals, caps, quantity, used before, answer
        let cases = [
            ("次", "5", 0, "20/月", "1", used(0, "0", "0"), "1: 5 of 5; 1x 0m"),
            (
                "次",
                "5",
                0,
                "20/月",
                "3",
                used(2, "0", "10"),
                "3: 10 of 15 by 20 points/month; 2x 0m",
            ),
            ("次", "5", 0, "20/月", "1", used(4, "0", "20"), "CapReached"),
            ("次", "5", 0, "20/月", "1", used(9, "0", "99"), "CapReached"),
            ("次", "5", 0, "18/月", "1", used(3, "0", "15"), "1: 3 of 5 by 18 points/month; 1x 0m"),
            (
                "次",
                "10",
                0,
                "1次/月",
                "2",
                used(0, "0", "0"),
                "2: 10 of 20 by 1 times/month; 1x 0m",
            ),
            ("次", "10", 0, "1次", "1", used(1, "0", "10"), "CapReached"),
            // Pieces: the whole entry is one time.
            ("项·次", "2", 0, "12/次, 月2次", "6", used(1, "0", "12"), "6: 12 of 12; 1x 0m"),
            (
                "项·次",
                "2",
                0,
                "12/次, 月2次",
                "8",
                used(1, "0", "12"),
                "8: 12 of 16 by 12 points/event; 1x 0m",
            ),
            ("项·次", "2", 0, "12/次, 月2次", "1", used(2, "0", "4"), "CapReached"),
            // Hours.
            ("小时", "1", 1, "2h/次, 20h/月", "1.5", used(0, "0", "0"), "1.5: 1.5 of 1.5; 1x 90m"),
            ("小时", "1", 1, "2h/次, 20h/月", "90m", used(0, "0", "0"), "1.5: 1.5 of 1.5; 1x 90m"),
            (
                "小时",
                "1",
                1,
                "2h/次, 20h/月",
                "3",
                used(0, "0", "0"),
                "3: 2 of 3 by 2h/event; 1x 120m",
            ),
            (
                "小时",
                "1",
                1,
                "2h/次, 20h/月",
                "3",
                used(9, "1140", "19"),
                "3: 1 of 3 by 20h/month; 1x 60m",
            ),
            ("小时", "1", 0, "20h/月", "80m", used(0, "0", "0"), "80m: 1 of 1; 1x 80m"),
            ("小时", "1", 2, "20h/月", "80m", used(0, "0", "0"), "80m: 1.33 of 1.33; 1x 80m"),
            ("小时", "1", 0, "20h/月", "59m", used(0, "0", "0"), "AwardsNothing"),
            ("小时", "1.2", 1, "", "20m", used(0, "0", "0"), "20m: 0.4 of 0.4; 1x 20m"),
            // Points clip the hours that are used up, and rounding them goes up.
            (
                "小时",
                "1",
                0,
                "7/月",
                "10",
                used(0, "0", "0"),
                "10: 7 of 10 by 7 points/month; 1x 420m",
            ),
            (
                "小时",
                "1.1",
                0,
                "7/月",
                "10",
                used(0, "0", "0"),
                "10: 7 of 11 by 7 points/month; 1x 381.9m",
            ),
            // Money.
            ("元", "10", 0, "按基金", "12.34", used(0, "0", "0"), "12.34: 123 of 123; 1x 0m"),
            (
                "次",
                "0.1",
                1,
                "1.0/月",
                "3",
                used(9, "0", "0.9"),
                "3: 0.1 of 0.3 by 1 points/month; 1x 0m",
            ),
            // The tightest of several, the first of equals.
            (
                "次",
                "5",
                0,
                "10/月, 10/年",
                "4",
                used(0, "0", "0"),
                "4: 10 of 20 by 10 points/month; 2x 0m",
            ),
            (
                "次",
                "5",
                0,
                "15/月, 10/年",
                "4",
                used(0, "0", "0"),
                "4: 10 of 20 by 10 points/year; 2x 0m",
            ),
            // Quantities.
            ("次", "5", 0, "", "0", used(0, "0", "0"), "NotPositive"),
            ("次", "5", 0, "", "-1", used(0, "0", "0"), "NotPositive"),
            ("小时", "5", 0, "", "0m", used(0, "0", "0"), "NotPositive"),
            ("次", "5", 0, "", "1.5", used(0, "0", "0"), "TooPrecise"),
            ("件", "5", 0, "", "0.5", used(0, "0", "0"), "TooPrecise"),
            ("元", "5", 0, "", "0.125", used(0, "0", "0"), "TooPrecise"),
            ("小时", "5", 0, "", "1.125", used(0, "0", "0"), "TooPrecise"),
            ("次", "5", 0, "", "90m", used(0, "0", "0"), "WrongUnit"),
            (
                "次",
                "5",
                0,
                "",
                "1000000",
                used(0, "0", "0"),
                "1000000: 5000000 of 5000000; 1000000x 0m",
            ),
            ("次", "5", 0, "", "1000001", used(0, "0", "0"), "Absurd"),
            ("次", "999999999999", 0, "", "2", used(0, "0", "0"), "TooLarge"),
        ];
        for (unit, points, decimals, caps, qty, before, want) in cases {
            let rule = rule(RuleKind::Earn, unit, points, caps);
            let got = award(&rule, &currency(decimals, "0"), Qty::read(qty).unwrap(), &before);
            assert_eq!(say(got), want, "{qty} × {points}/{unit} under {caps}");
        }
    }

    #[test]
    fn a_refusal_carries_both_numbers() {
        let rule = rule(RuleKind::Earn, "次", "5", "20/月");
        let refusal = award(&rule, &currency(0, "0"), Qty::read("1").unwrap(), &used(4, "0", "20"));
        assert_eq!(
            refusal.unwrap_err().to_string(),
            "the cap `20 points/month` leaves nothing of 5 points: 20 points are used"
        );
    }

    #[test]
    fn a_group_has_room_for_so_many_households_and_keeps_those_it_has() {
        let rule = rule(RuleKind::Earn, "次", "30", "全组3户/月");
        assert_eq!(rule.households(), Some((3, Per::Month)));
        for (others, among, want) in
            [(0, false, true), (2, false, true), (3, false, false), (3, true, true)]
        {
            let used =
                Used { households_in_group: others, household_among: among, ..Used::default() };
            let got = award(&rule, &currency(0, "0"), Qty::read("1").unwrap(), &used);
            assert_eq!(got.is_ok(), want, "{others} {among}");
        }
    }

    #[test]
    fn deductions_stop_at_the_floor() {
        let cases = [
            ("1", "", "100", "0", "1: 20 of 20; 1x 0m"),
            ("1", "", "15", "0", "1: 15 of 20 by floor 0; 1x 0m"),
            ("2", "", "15", "0", "2: 15 of 40 by floor 0; 1x 0m"),
            ("1", "", "15", "-10", "1: 20 of 20; 1x 0m"),
            ("1", "", "0", "0", "AtFloor"),
            ("1", "", "-5", "0", "AtFloor"),
            ("1", "", "10", "10", "AtFloor"),
            ("1", "-15/年", "15", "0", "1: 15 of 20 by 15 points/year; 1x 0m"),
            ("1", "-15/年", "3", "0", "1: 3 of 20 by floor 0; 1x 0m"),
        ];
        for (qty, caps, balance, floor, want) in cases {
            let rule = rule(RuleKind::Deduct, "次", "20", caps);
            let got = deduction(
                &rule,
                &currency(0, floor),
                Qty::read(qty).unwrap(),
                &Used::default(),
                balance.parse().unwrap(),
            );
            assert_eq!(say(got), want, "{qty} {caps} {balance} {floor}");
        }
    }

    #[test]
    fn a_rule_does_only_what_it_is_for() {
        let one = Qty::read("1").unwrap();
        for kind in RuleKind::ALL {
            let rule = rule(kind, "次", "1", "");
            let ten = Amount::whole(10);
            let earned = award(&rule, &currency(0, "0"), one, &Used::default());
            let taken = deduction(&rule, &currency(0, "0"), one, &Used::default(), ten);
            assert_eq!(earned.is_ok(), kind == RuleKind::Earn);
            assert_eq!(taken.is_ok(), kind == RuleKind::Deduct);
        }
        let clause = rule(RuleKind::Clause, "小时", "", "90日内");
        assert_eq!(clause.late_days(), Some(90));
        let other = Currency { code: "SJ".parse().unwrap(), ..currency(0, "0") };
        let earn = rule(RuleKind::Earn, "次", "1", "");
        assert_eq!(say(award(&earn, &other, one, &Used::default())), "WrongCurrency");
    }

    #[test]
    fn uses_are_added_up_by_the_day_of_the_deed() {
        let one = Use { times: 1, minutes: Amount::whole(60), points: Amount::whole(5) };
        let days = ["2026-03-19", "2026-03-01", "2026-03-31", "2026-02-28", "2025-03-19"];
        let uses = days.map(|day| (day.parse().unwrap(), one));
        let used = Used::on("2026-03-19".parse().unwrap(), uses);
        let times = [used.day, used.month, used.year, used.life].map(|u| u.times);
        assert_eq!(times, [1, 3, 4, 5]);
        assert_eq!(used.within(Per::Event), Use::NONE);
        let most = Use { times: u32::MAX, minutes: Amount::whole(1), points: Amount::MOST };
        assert_eq!(most.plus(most).points, most.points);
    }

    /// A rule with caps, and days and quantities to enter under it.
    fn history() -> impl Strategy<Value = (Rule, u32, Vec<(u16, Qty)>)> {
        let unit = prop::sample::select(vec!["次", "件", "小时", "元"]);
        let caps = prop::collection::vec((0..3_usize, 1..400_u32, 0..5_usize), 0..4);
        let steps = prop::collection::vec((0..800_u16, 1..2_000_u32, any::<bool>()), 1..40);
        (unit, 1..500_i64, 0..3_u32, caps, steps).prop_map(
            |(unit, points, decimals, caps, steps)| {
                let measure = Measure::of_unit(unit);
                let mut rule = rule(RuleKind::Earn, unit, "1", "");
                let amount = Amount::new(Decimal::new(points, decimals)).unwrap();
                rule.points = amount.points();
                let pers = [Per::Event, Per::Day, Per::Month, Per::Year, Per::Life];
                rule.caps = caps
                    .into_iter()
                    .map(|(what, n, per)| {
                        let count = std::num::NonZeroU32::new(n).unwrap();
                        let limit = match what {
                            0 => Limit::Times(count),
                            1 if measure == Measure::Hours => Limit::Minutes(count),
                            _ => Limit::Points(Amount::new(n.into()).unwrap().points().unwrap()),
                        };
                        Cap::Within { limit, per: pers[per] }
                    })
                    .collect();
                let quantities = steps.into_iter().map(|(day, n, minutes)| {
                    let n_units = match measure {
                        Measure::Hours if minutes => return (day, Qty::Minutes(n)),
                        Measure::Hours | Measure::Money => Decimal::new(n.into(), 2),
                        _ => Decimal::from(n % 30 + 1),
                    };
                    (day, Qty::Units(Amount::new(n_units).unwrap()))
                });
                (rule, decimals, quantities.collect())
            },
        )
    }

    fn day(number: u16) -> Day {
        let start = time::macros::date!(2026 - 01 - 01);
        Day::new(start + time::Duration::days(number.into())).unwrap()
    }

    proptest! {
        #[test]
        fn whatever_is_entered_no_cap_is_ever_exceeded((rule, decimals, steps) in history()) {
            let currency = currency(decimals, "0");
            let mut uses: Vec<(Day, Use)> = Vec::new();
            for (number, qty) in steps {
                let on = day(number);
                let used = Used::on(on, uses.iter().copied());
                let got = award(&rule, &currency, qty, &used);
                prop_assert_eq!(&got, &award(&rule, &currency, qty, &used));
                let Ok(got) = got else { continue };
                prop_assert!(got.awarded <= got.computed);
                prop_assert_eq!(got.clipped_by.is_some(), got.awarded < got.computed);
                prop_assert!(got.awarded.amount().decimals() <= decimals);
                prop_assert!(got.used.times >= 1);
                prop_assert!(got.used.minutes <= qty.as_minutes());
                uses.push((on, got.used));
                let after = Used::on(on, uses.iter().copied());
                for cap in &rule.caps {
                    let Cap::Within { limit, per } = cap else { continue };
                    let total = if *per == Per::Event { got.used } else { after.within(*per) };
                    match limit {
                        Limit::Points(most) => prop_assert!(total.points <= most.amount()),
                        Limit::Times(most) => prop_assert!(total.times <= most.get()),
                        // Minutes that earn nothing more are no clip: they may stand above.
                        Limit::Minutes(most) => {
                            let above = total.minutes.decimal() - Decimal::from(most.get());
                            let price = rule.points.unwrap().amount().decimal();
                            let least = Decimal::new(1, decimals);
                            prop_assert!(above * price < least * Decimal::from(60));
                        }
                        Limit::Households(_) => {}
                    }
                }
            }
        }

        /// Beside the same in decimals, where a product is as long as it has to be.
        #[test]
        fn prices_are_those_of_long_division(
            points in 1..10_i64.pow(16), scale in 0..5_u32, count in 1..10_000_000_000_i64,
            hours in any::<bool>(), decimals in 0..5_u32,
        ) {
            let points = Decimal::new(points, scale).normalize();
            prop_assume!(points < Decimal::from(crate::points::LIMIT));
            let points = Amount::new(points).unwrap().points().unwrap();
            let measure = if hours { Measure::Hours } else { Measure::Times };
            let count = Amount::new(Decimal::new(count, 4)).unwrap();
            let price = Price::of_rule(points, measure, decimals);
            let exact = points.amount().decimal().checked_mul(count.decimal()).unwrap();
            let denominator = 10_i128.pow(exact.scale()) * i128::from(price.per);
            let whole = exact.mantissa() * 10_i128.pow(decimals) / denominator;
            let long = Decimal::try_from_i128_with_scale(whole, decimals).ok();
            let long = long.and_then(|long| Amount::new(long).ok());
            prop_assert_eq!(price.of(count), long);
            // The count for an award is the least that is worth it.
            let Some(award) = long.filter(|award| *award > Amount::ZERO) else { return Ok(()) };
            let step = if hours { Amount::new(Decimal::new(1, 1)).unwrap() } else { 1_u32.into() };
            let least = price.count_for(award, measure).unwrap();
            let worth = |count: Amount| {
                points.amount().decimal() * count.decimal() >= award.decimal() * Decimal::from(price.per)
            };
            prop_assert!(worth(least));
            prop_assert!(!worth(least.checked_sub(step).unwrap()));
        }

        #[test]
        fn splitting_a_deed_never_earns_more(
            (mut rule, decimals, steps) in history(),
            share in 1..100_u32,
        ) {
            rule.caps.retain(|cap| !matches!(cap, Cap::Within { per: Per::Event, .. }));
            let currency = currency(decimals, "0");
            let mut uses: Vec<(Day, Use)> = Vec::new();
            for (number, qty) in steps {
                let on = day(number);
                let used = Used::on(on, uses.iter().copied());
                let whole = award(&rule, &currency, qty, &used);
                let points = |a: &Result<Award, AwardRefusal>| {
                    a.as_ref().map_or(Amount::ZERO, |a| a.awarded.amount())
                };
                let part = |units: Amount, scale: u32| {
                    let part = units.decimal() * Decimal::from(share) / Decimal::from(100);
                    Amount::new(part.round_dp(scale)).unwrap()
                };
                let (one, two) = match qty {
                    Qty::Minutes(n) => (Qty::Minutes(n * share / 100), Qty::Minutes(n - n * share / 100)),
                    Qty::Units(units) => {
                        let one = part(units, rule.measure().decimals());
                        (Qty::Units(one), Qty::Units(units.checked_sub(one).unwrap()))
                    }
                };
                let first = award(&rule, &currency, one, &used);
                let mut between = uses.clone();
                between.extend(first.iter().map(|a| (on, a.used)));
                let second = award(&rule, &currency, two, &Used::on(on, between.iter().copied()));
                let split = points(&first).checked_add(points(&second)).unwrap();
                prop_assert!(split <= points(&whole), "{split} > {}", points(&whole));
                uses.extend(whole.iter().map(|a| (on, a.used)));
            }
        }

        #[test]
        fn no_quantity_makes_the_arithmetic_panic(
            points in 1..i64::MAX, scale in 0..5_u32, minutes in any::<u32>(),
            mantissa in any::<i64>(), decimals in any::<u32>(), times in any::<u32>(),
        ) {
            let amount = |m: i64, scale| {
                Amount::new(Decimal::new(m, scale)).unwrap_or(Amount::whole(1))
            };
            let part = Use { times, minutes: amount(mantissa, 4), points: amount(mantissa, 2) };
            let used = Used { day: part, month: part, year: part, life: part, ..Used::default() };
            for unit in ["次", "小时", "元", "件"] {
                for kind in [RuleKind::Earn, RuleKind::Deduct] {
                    let mut rule = rule(kind, unit, "1", "9/月, 3次/年, 5h/day");
                    rule.points = amount(points, scale).points();
                    let mut currency = currency(0, "0");
                    currency.decimals = decimals;
                    for qty in [Qty::Minutes(minutes), Qty::Units(amount(mantissa, scale))] {
                        let earned = award(&rule, &currency, qty, &used);
                        let taken = deduction(&rule, &currency, qty, &used, amount(points, 4));
                        prop_assert!(earned.is_err() || taken.is_err());
                    }
                }
            }
        }
    }
}
