//! The fund (基金) behind the points, and what it covers.
//!
//! ```text
//! owed  = points outstanding + points claimed, at their yuan_per_point
//! cover = the fund's balance + the bank's own counted stock at its price, at the same rate
//! ```
//!
//! Outstanding is what holders have, and what is reserved, pledged or in
//! clearing: everything that is in none of the branch's other accounts. A
//! currency without a rate is owed to nobody in yuan and counts nothing. What
//! is owed is rounded up to the fen and what covers it down, so that a fund
//! never looks better than it is.
//!
//! Whether an award beyond the cover is refused is the branch's to say
//! ([`CoverPolicy`]); that is asked in [`crate::decide()`].

use std::collections::BTreeMap;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::event::CoverPolicy;
use crate::ids::{CurrencyCode, VoucherNo};
use crate::points::{Amount, Points};
use crate::postings::SystemAccount;
use crate::state::{Offer, State};

/// The money that stands behind the points.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fund {
    /// All that came in.
    pub received: Amount,
    /// All that was spent, but not on merchants.
    pub spent: Amount,
    /// All that merchants were paid.
    pub settled: Amount,
    /// The vouchers of what came in, each with its entry.
    pub receipts: BTreeMap<VoucherNo, u64>,
    /// The vouchers of what was spent, each with its entry.
    pub payments: BTreeMap<VoucherNo, u64>,
    /// Entries of it that were reversed, with the entry that did.
    pub reversed: Vec<(u64, u64)>,
    /// What is done with awards beyond the cover.
    pub cover: CoverPolicy,
}

impl Fund {
    /// What is in it; below zero where money that was spent turned out not to
    /// have come in.
    pub fn balance(&self) -> Amount {
        let left = self.received.checked_sub(self.spent);
        left.and_then(|left| left.checked_sub(self.settled)).unwrap_or_default()
    }
}

/// What is owed for points, and what stands behind them; in yuan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// What the fund holds.
    pub fund: Amount,
    /// What the counted stock is worth.
    pub stock: Decimal,
    /// What points outstanding are worth.
    pub outstanding: Decimal,
    /// What points claimed and not yet posted are worth.
    pub claimed: Decimal,
}

impl Coverage {
    /// What stands behind the points.
    pub fn cover(&self) -> Decimal {
        self.fund.decimal().saturating_add(self.stock)
    }

    /// What stands against it.
    pub fn owed(&self) -> Decimal {
        self.outstanding.saturating_add(self.claimed)
    }

    /// More is owed than is covered.
    pub fn is_short(&self) -> bool {
        self.owed() > self.cover()
    }

    /// How much of what is owed is covered, in whole percent, rounded down;
    /// nothing where nothing is owed.
    pub fn percent(&self) -> Option<Decimal> {
        let hundredfold = self.cover().checked_mul(Decimal::ONE_HUNDRED)?;
        hundredfold.checked_div(self.owed()).map(|percent| percent.floor())
    }
}

impl State {
    /// What is owed and what covers it on a day.
    pub fn coverage(&self, on: Day) -> Coverage {
        self.coverage_with(on, None)
    }

    /// The same, as if so many points more were outstanding.
    pub(crate) fn coverage_with(&self, on: Day, more: Option<(CurrencyCode, Points)>) -> Coverage {
        let mut outstanding: BTreeMap<CurrencyCode, Decimal> = BTreeMap::new();
        let mut add = |currency, amount: Decimal| {
            let sum = outstanding.entry(currency).or_default();
            *sum = sum.saturating_add(amount);
        };
        for &(system, currency, amount) in &self.totals().system {
            if !holds_for_others(system) {
                // All postings sum to zero: what these are short of, others have.
                add(currency, (-amount).decimal());
            }
        }
        if let Some((currency, points)) = more {
            add(currency, points.amount().decimal());
        }
        let outstanding = outstanding.into_iter().map(|(currency, sum)| {
            // Arrears in one kind of points pay for nothing in another.
            self.worth(on, currency, sum.max(Decimal::ZERO))
        });
        let claimed = self.totals().claimed.iter();
        let claimed = claimed.map(|(currency, sum)| self.worth(on, *currency, sum.decimal()));
        let stock = self.offers().values().map(|offer| self.stock_worth(on, offer));
        Coverage {
            fund: self.trade().fund.balance(),
            stock: to_the_fen(sum(stock), RoundingStrategy::ToNegativeInfinity),
            outstanding: to_the_fen(sum(outstanding), RoundingStrategy::ToPositiveInfinity),
            claimed: to_the_fen(sum(claimed), RoundingStrategy::ToPositiveInfinity),
        }
    }

    /// What a point is worth on a day; nothing where no rate is said.
    pub(crate) fn rate(&self, on: Day, currency: CurrencyCode) -> Decimal {
        self.rulebook_on(on)
            .and_then(|adopted| adopted.rulebook.currency(currency)?.yuan_per_point)
            .map_or(Decimal::ZERO, Amount::decimal)
    }

    fn worth(&self, on: Day, currency: CurrencyCode, points: Decimal) -> Decimal {
        points.checked_mul(self.rate(on, currency)).unwrap_or(Decimal::MAX)
    }

    /// What is on the bank's own shelf; for what a merchant has there the merchant
    /// collects points, which the fund has to pay.
    fn stock_worth(&self, on: Day, offer: &Offer) -> Decimal {
        let own = offer.stock.filter(|_| offer.merchant.is_none());
        let points = own.map_or(Decimal::ZERO, |units| {
            offer.price.amount().decimal().saturating_mul(units.decimal())
        });
        self.worth(on, offer.currency, points)
    }
}

/// Points here are still somebody's.
pub(crate) fn holds_for_others(system: SystemAccount) -> bool {
    use SystemAccount::{Clearing, Pledged, Reserved};
    matches!(system, Reserved | Pledged | Clearing)
}

fn sum(parts: impl Iterator<Item = Decimal>) -> Decimal {
    parts.fold(Decimal::ZERO, Decimal::saturating_add)
}

fn to_the_fen(yuan: Decimal, rounding: RoundingStrategy) -> Decimal {
    yuan.round_dp_with_strategy(2, rounding).normalize()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]

    use super::*;
    use crate::event::OfferKind;
    use crate::ids::AccountNo;
    use crate::rulebook::{BookHash, from_toml};
    use crate::state::Adopted;

    const RULEBOOK: &str = "title = \"细则\"\n\
        [[currency]]\ncode = \"JF\"\nname = \"积分\"\nyuan_per_point = \"0.1\"\n\
        [[currency]]\ncode = \"SF\"\nname = \"时间分\"\n";

    fn p<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
        text.parse().unwrap()
    }

    fn state(system: &[(SystemAccount, &str, &str)]) -> State {
        let mut state = State::new(p("LC01"));
        state.rulebooks.push(Adopted {
            book: BookHash::of(RULEBOOK),
            from: p("2026-01-01"),
            text: RULEBOOK.into(),
            rulebook: from_toml(RULEBOOK).unwrap().into(),
        });
        state.totals.system =
            system.iter().map(|(account, code, sum)| (*account, p(code), p(sum))).collect();
        state
    }

    #[test]
    fn points_are_owed_until_they_are_redeemed_taken_or_gone_wherever_they_wait() {
        use SystemAccount as S;
        let state = state(&[
            (S::Issued, "JF", "-1000"),
            (S::BroughtForward, "JF", "-200"),
            (S::Redeemed, "JF", "100"),
            (S::Deducted, "JF", "30"),
            (S::Expired, "JF", "50"),
            (S::HeadOffice, "JF", "20"),
            // Somebody's still:
            (S::Reserved, "JF", "60"),
            (S::Pledged, "JF", "40"),
            (S::Clearing, "JF", "10"),
            // No rate, and no yuan; arrears of it pay for nothing.
            (S::Issued, "SF", "500"),
        ]);
        assert_eq!(state.coverage(p("2026-03-01")).outstanding, p("100"));
        assert_eq!(state.coverage(p("2025-12-31")).outstanding, Decimal::ZERO, "no rate yet");
    }

    #[test]
    fn only_what_stands_counted_on_the_banks_own_shelf_covers_anything() {
        let mut state = state(&[]);
        let offer = |price: &str, currency: &str, merchant, stock: Option<&str>| Offer {
            title: "大米".to_owned(),
            kind: OfferKind::Goods,
            price: p(price),
            currency: p(currency),
            merchant,
            withdrawn: false,
            terms: crate::event::OfferTerms::default(),
            paused: false,
            stock: stock.map(p),
        };
        let merchant = Some(AccountNo::new(p("LC01"), 5));
        state.trade.offers = BTreeMap::from([
            (p("RICE"), offer("50", "JF", None, Some("3"))),
            (p("SALT"), offer("7", "JF", None, None)),
            (p("TEA"), offer("50", "JF", merchant, Some("100"))),
            (p("TALK"), offer("9", "SF", None, Some("8"))),
        ]);
        assert_eq!(state.coverage(p("2026-03-01")).stock, p("15"));
    }

    #[test]
    fn points_claimed_are_owed_beside_those_there_are() {
        let mut state = state(&[(SystemAccount::Issued, "JF", "-100")]);
        state.totals.claimed = vec![(p("JF"), p("25")), (p("SF"), p("9"))];
        state.trade.fund.received = p("12.5");
        let coverage = state.coverage(p("2026-03-01"));
        assert_eq!((coverage.claimed, coverage.owed()), (p("2.5"), p("12.5")));
        assert!(!coverage.is_short());
        assert_eq!(coverage.percent(), Some(p("100")));
        state.trade.fund.received = p("12.49");
        assert!(state.coverage(p("2026-03-01")).is_short());
        assert_eq!(state.coverage(p("2026-03-01")).percent(), Some(p("99")));
    }
}
