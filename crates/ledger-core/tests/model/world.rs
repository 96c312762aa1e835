//! The rulebooks of the small world: data for the model, TOML for the ledger.

use super::plain::{
    Amount, Day, Kind, ONE, amount, amount_text, civil, day_of, day_text, month_length,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    Event,
    Day,
    Month,
    Year,
    Life,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cap {
    Points(Amount, Per),
    Times(i64, Per),
    Minutes(i64, Per),
    Households(i64, Per),
    LateDays(i64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    Earn,
    Deduct,
    Clause,
}

/// Whose account is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pays {
    Named,
    Household,
    Person,
}

/// What a claim goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Review {
    pub verifiers: usize,
    pub panel: bool,
    pub notice_days: i64,
}

impl Review {
    pub const NONE: Self = Self { verifiers: 0, panel: false, notice_days: 0 };
}

/// What a unit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Times,
    Pieces,
    Hours,
    Money,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    pub code: &'static str,
    pub does: Does,
    pub unit: Unit,
    pub points: Amount,
    pub currency: &'static str,
    pub holders: Vec<Kind>,
    pub caps: Vec<Cap>,
    pub pays: Pays,
    pub review: Review,
    /// Entered more days later than these, it is late and has to be claimed.
    pub late_after: Option<i64>,
    pub approved: bool,
    pub from: Option<Day>,
    pub until: Option<Day>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Currency {
    pub code: &'static str,
    pub decimals: u32,
    pub floor: Amount,
    pub spendable_above: Amount,
    pub expires: Expires,
    /// In percent.
    pub carry_over: Option<i128>,
    pub ceiling: Option<Amount>,
    /// Only beside this one, at most so many for each one of it.
    pub spend_with: Option<(&'static str, i128)>,
    /// What a point is worth in yuan.
    pub rate: Option<Amount>,
}

/// How long points live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expires {
    Never,
    Months(i64),
    HalfYear,
    YearEnd,
}

impl Expires {
    /// The last day of points that are posted on a day.
    pub fn last_day(self, posted: Day) -> Option<Day> {
        let (year, month, day) = civil(posted);
        match self {
            Self::Never => None,
            Self::Months(months) => {
                let months = month - 1 + months;
                let (year, month) = (year + months / 12, months % 12 + 1);
                Some(day_of(year, month, day.min(month_length(year, month))))
            }
            Self::HalfYear if month <= 6 => Some(day_of(year, 6, 30)),
            Self::HalfYear | Self::YearEnd => Some(day_of(year, 12, 31)),
        }
    }

    fn text(self) -> String {
        match self {
            Self::Never => "never".to_owned(),
            Self::Months(months) => format!("{months} months"),
            Self::HalfYear => "half-year".to_owned(),
            Self::YearEnd => "year-end".to_owned(),
        }
    }
}

/// A rulebook; one without rules is a text that cannot be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    pub title: &'static str,
    pub currencies: Vec<Currency>,
    pub rules: Vec<Rule>,
}

impl Per {
    fn word(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
            Self::Life => "life",
        }
    }
}

impl Cap {
    fn text(self) -> String {
        match self {
            Self::Points(points, per) => format!("{} points/{}", amount_text(points), per.word()),
            Self::Times(times, per) => format!("{times} times/{}", per.word()),
            Self::Minutes(minutes, per) => format!("{minutes}m/{}", per.word()),
            Self::Households(most, per) => format!("{most} households/{}", per.word()),
            Self::LateDays(days) => format!("{days} days late"),
        }
    }
}

fn rule(code: &'static str, unit: Unit, points: &str, currency: &'static str) -> Rule {
    Rule {
        code,
        does: Does::Earn,
        unit,
        points: amount(points),
        currency,
        holders: vec![Kind::Household, Kind::Person, Kind::Team],
        caps: Vec::new(),
        pays: Pays::Named,
        review: Review::NONE,
        late_after: None,
        approved: false,
        from: None,
        until: None,
    }
}

impl Rule {
    fn caps(self, caps: impl Into<Vec<Cap>>) -> Self {
        Self { caps: caps.into(), ..self }
    }

    fn holders(self, holders: impl Into<Vec<Kind>>) -> Self {
        Self { holders: holders.into(), ..self }
    }

    fn does(self, does: Does) -> Self {
        Self { does, ..self }
    }

    fn pays(self, pays: Pays) -> Self {
        Self { pays, ..self }
    }

    fn reviewed(self, verifiers: usize, panel: bool, notice_days: i64) -> Self {
        Self { review: Review { verifiers, panel, notice_days }, ..self }
    }

    fn late_after(self, days: i64) -> Self {
        Self { late_after: Some(days), ..self }
    }

    fn approved(self) -> Self {
        Self { approved: true, ..self }
    }

    fn between(self, from: Day, until: Day) -> Self {
        Self { from: Some(from), until: Some(until), ..self }
    }
}

impl Book {
    pub fn currency(&self, code: &str) -> Option<&Currency> {
        self.currencies.iter().find(|currency| currency.code == code)
    }

    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.code == code)
    }

    pub fn toml(&self) -> String {
        let mut text = format!("title = \"{}\"\n", self.title);
        for currency in &self.currencies {
            let Currency { code, decimals, floor, spendable_above, .. } = currency;
            text += &format!(
                "\n[[currency]]\ncode = \"{code}\"\nname = \"{code}\"\ndecimals = {decimals}\n\
                 floor = \"{}\"\nspendable_above = \"{}\"\n",
                amount_text(*floor),
                amount_text(*spendable_above),
            );
            text += &format!("expires = \"{}\"\n", currency.expires.text());
            if let Some(percent) = currency.carry_over {
                text += &format!("carry_over = \"{percent}%\"\n");
            }
            if let Some(ceiling) = currency.ceiling {
                text += &format!("ceiling = \"{}\"\n", amount_text(ceiling));
            }
            if let Some(rate) = currency.rate {
                text += &format!("yuan_per_point = \"{}\"\n", amount_text(rate));
            }
            if let Some((partner, share)) = currency.spend_with {
                text += &format!("spend_with = \"{partner} 1:{share}\"\n");
            }
        }
        for rule in &self.rules {
            let does = match rule.does {
                Does::Earn => "earn",
                Does::Deduct => "deduct",
                Does::Clause => "clause",
            };
            let unit = match rule.unit {
                Unit::Times => "次",
                Unit::Pieces => "件",
                Unit::Hours => "小时",
                Unit::Money => "元",
            };
            let quoted = |words: Vec<String>| {
                words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
            };
            let holders = rule.holders.iter().map(|kind| kind.word().to_owned()).collect();
            let caps = rule.caps.iter().map(|cap| cap.text()).collect();
            text += &format!(
                "\n[[rule]]\ncode = \"{}\"\nkind = \"{does}\"\ncategory = \"类\"\nitem = \"事\"\n\
                 unit = \"{unit}\"\npoints = \"{}\"\ncurrency = \"{}\"\nholders = [{}]\ncaps = [{}]\n",
                rule.code,
                amount_text(rule.points),
                rule.currency,
                quoted(holders),
                quoted(caps),
            );
            match rule.pays {
                Pays::Named => {}
                Pays::Household => text += "pays = \"household\"\n",
                Pays::Person => text += "pays = \"person\"\n",
            }
            let Review { verifiers, panel, notice_days } = rule.review;
            let steps = [
                (verifiers > 0, format!("verify {verifiers}")),
                (panel, "panel".to_owned()),
                (notice_days > 0, format!("notice {notice_days} days")),
            ];
            let steps: Vec<String> =
                steps.into_iter().filter(|(asked, _)| *asked).map(|(_, step)| step).collect();
            if !steps.is_empty() {
                text += &format!("review = [{}]\n", quoted(steps));
            }
            if let Some(days) = rule.late_after {
                text += &format!("late_after_days = {days}\n");
            }
            if rule.approved {
                text += "steps = [\"评议小组\"]\n";
            }
            if let (Some(from), Some(until)) = (rule.from, rule.until) {
                text += &format!("from = {}\nuntil = {}\n", day_text(from), day_text(until));
            }
        }
        text
    }
}

/// The first day of the villages.
pub fn since() -> Day {
    day_of(2026, 1, 1)
}

/// The rulebooks there are to adopt. The last one is none.
pub fn books() -> Vec<Book> {
    use Per::{Day, Event, Life, Month, Year};
    let money = |code, decimals, floor: &str, above: &str| Currency {
        code,
        decimals,
        floor: amount(floor),
        spendable_above: amount(above),
        expires: Expires::Never,
        carry_over: None,
        ceiling: None,
        spend_with: None,
        rate: None,
    };
    let first = Book {
        title: "试用细则",
        currencies: vec![
            Currency {
                expires: Expires::Months(2),
                carry_over: Some(50),
                ceiling: Some(120 * ONE),
                rate: Some(ONE / 10),
                ..money("JF", 0, "0", "4")
            },
            Currency {
                expires: Expires::HalfYear,
                ceiling: Some(amount("40.5")),
                rate: Some(amount("0.03")),
                ..money("SF", 1, "1.5", "0")
            },
            Currency {
                expires: Expires::YearEnd,
                carry_over: Some(33),
                spend_with: Some(("SF", 3)),
                ..money("ZS", 2, "0", "0.5")
            },
            money("WW", 4, "0", "0"),
        ],
        rules: vec![
            rule("E1", Unit::Times, "2", "JF").caps([Cap::Points(10 * ONE, Month)]),
            rule("E2", Unit::Times, "5", "JF")
                .caps([Cap::Times(3, Month), Cap::Points(100 * ONE, Year)]),
            rule("E3", Unit::Hours, "1.5", "SF")
                .caps([Cap::Minutes(120, Event), Cap::Minutes(301, Month)])
                .holders([Kind::Person, Kind::Team]),
            rule("E4", Unit::Money, "0.33", "ZS")
                .caps([Cap::Points(200 * ONE, Life)])
                .approved()
                .between(day_of(2026, 2, 10), day_of(2028, 2, 29)),
            rule("E5", Unit::Times, "30", "JF")
                .caps([Cap::Times(1, Month), Cap::Households(2, Month)])
                .holders([Kind::Household]),
            rule("E6", Unit::Pieces, "0.7", "ZS").caps([Cap::Times(2, Day), Cap::Times(12, Year)]),
            rule("E7", Unit::Hours, "0.7", "SF").caps([Cap::Minutes(90, Day), Cap::LateDays(20)]),
            rule("E8", Unit::Times, "12.34", "ZS")
                .caps([Cap::Points(40 * ONE, Event), Cap::Times(200, Life)]),
            rule("E9", Unit::Times, "300000000000", "WW"),
            rule("EH", Unit::Times, "4", "JF")
                .caps([Cap::Points(20 * ONE, Month)])
                .holders([Kind::Household])
                .pays(Pays::Household),
            rule("EI", Unit::Pieces, "1.5", "SF")
                .caps([Cap::Times(4, Month)])
                .holders([Kind::Person])
                .pays(Pays::Person),
            rule("R1", Unit::Times, "6", "JF")
                .caps([Cap::Points(30 * ONE, Month), Cap::LateDays(25)])
                .reviewed(1, false, 3)
                .late_after(5),
            rule("R2", Unit::Hours, "2", "SF")
                .caps([Cap::Minutes(600, Month)])
                .holders([Kind::Person, Kind::Household])
                .pays(Pays::Household)
                .reviewed(2, true, 5),
            rule("R3", Unit::Pieces, "0.35", "ZS")
                .caps([Cap::Points(20 * ONE, Year), Cap::LateDays(60)])
                .reviewed(0, true, 0)
                .late_after(10),
            rule("R4", Unit::Times, "1", "JF").caps([Cap::Times(5, Month)]).reviewed(0, false, 1),
            rule("R5", Unit::Times, "1", "JF").caps([Cap::LateDays(30)]).late_after(3),
            rule("EP", Unit::Pieces, "3", "JF").holders([Kind::Pool, Kind::Merchant, Kind::Team]),
            rule("D1", Unit::Times, "3", "JF")
                .does(Does::Deduct)
                .caps([Cap::Points(15 * ONE, Month)]),
            rule("D2", Unit::Times, "40", "JF").does(Does::Deduct).approved(),
            rule("D3", Unit::Hours, "2", "SF").does(Does::Deduct).caps([Cap::Times(3, Month)]),
            rule("C1", Unit::Times, "1", "JF").does(Does::Clause),
        ],
    };
    let mut second = first.clone();
    second.title = "修订细则";
    second.currencies[0].spendable_above = 10 * ONE;
    second.currencies[0].expires = Expires::Months(7);
    second.currencies[0].carry_over = None;
    second.currencies[1].carry_over = Some(70);
    second.currencies[2].spend_with = None;
    second.rules[0].points = 3 * ONE;
    second.rules[10].points = 7 * ONE;
    second.rules[1].caps = vec![Cap::Times(2, Day), Cap::Points(60 * ONE, Year)];
    second.rules[4].caps = vec![Cap::Times(1, Year), Cap::Households(3, Year)];
    second.rules.retain(|rule| rule.code != "E6");
    let mut third = first.clone();
    third.title = "三订细则";
    third.currencies[0].ceiling = Some(80 * ONE);
    third.currencies[1].expires = Expires::Never;
    third.currencies.retain(|currency| currency.code != "ZS");
    third.rules.retain(|rule| rule.currency != "ZS");
    third.rules[2].points = amount("1.3");
    third.rules[4].caps = vec![Cap::Times(2, Month), Cap::Households(2, Life)];
    let mut wrong = first.clone();
    wrong.title = "换位细则";
    wrong.currencies[1].decimals = 2;
    let none = Book { title: "不成文", currencies: Vec::new(), rules: Vec::new() };
    vec![first, second, third, wrong, none]
}
