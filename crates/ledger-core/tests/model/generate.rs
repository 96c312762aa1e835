//! Random commands: about half of them right, most of the others nearly so.
//!
//! The generator looks at the model to find what is interesting (what can
//! exactly be spent, the day before the first of a month, an entry just made);
//! what it makes of it is plain data, so that a sequence can be told again.

use super::bank::{Bank, positions, settlement};
use super::naive::{Account, Entry, Leg, Offer, Operator, Status, Village, clerks_may};
use super::plain::{
    Aim, Amount, Ask, Cover, Day, Deed, EntryId, Kind, Limit, ONE, Parcel, Position, Qty,
    Resolution, Role, TWIN, Terms, What, amount, civil, day_of, today,
};
use super::world::{Does, Review, Rule, Unit, since};

/// Numbers that look random and are the same for the same seed (splitmix64).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, sides: usize) -> usize {
        usize::try_from(self.next() % sides.max(1) as u64).unwrap()
    }

    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below(usize::try_from(most - least + 1).unwrap()) as i64
    }

    /// So many times in a hundred.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    pub fn of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }

    pub fn one<T>(&mut self, choices: impl IntoIterator<Item = T>) -> Option<T> {
        let mut choices: Vec<T> = choices.into_iter().collect();
        let at = self.below(choices.len());
        (at < choices.len()).then(|| choices.swap_remove(at))
    }
}

pub struct Generator {
    pub dice: Dice,
    now: i64,
    asked: Vec<Ask>,
}

const DAY: i64 = 24 * 3600;
pub const MANAGER: &str = "m1";

impl Generator {
    pub fn new(seed: u64, now: i64) -> Self {
        Self { dice: Dice::new(seed), now, asked: Vec::new() }
    }

    /// The next thing somebody asks of the bank.
    pub fn ask(&mut self, bank: &Bank) -> Ask {
        let ask = self.fresh(bank);
        let again = self.dice.percent(2).then(|| {
            let recent = self.asked.len().saturating_sub(60);
            self.dice.one(self.asked[recent..].to_vec())
        });
        let ask = match again.flatten() {
            // A netting of one's own making only while none is unsettled.
            Some(before) if matches!(before.what, What::NetClearing { .. }) => ask,
            // The same request again, or another under its key.
            Some(before) if self.dice.percent(60) => {
                let whole = before.whole || self.dice.percent(50);
                Ask { now: ask.now, whole, ..before }
            }
            Some(before) if before.branch == ask.branch => Ask { request: before.request, ..ask },
            _ => ask,
        };
        self.asked.push(ask.clone());
        ask
    }

    fn fresh(&mut self, bank: &Bank) -> Ask {
        let wait = match self.dice.below(1000) {
            0..600 => self.dice.between(0, 1800),
            600..900 => self.dice.between(0, 4 * 3600),
            900..985 => self.dice.between(0, DAY),
            985..998 => self.dice.between(0, 8 * DAY),
            _ => self.dice.between(10 * DAY, 44 * DAY),
        };
        self.now += wait;
        let branch = self.dice.of(&["LC01", "LC01", "LC02"]);
        if self.dice.percent(3) {
            self.go_to_an_end(&bank[branch]);
        }
        let (branch, what) = match self.dice.below(400) {
            0 => (
                self.dice.of(&["HQ", "LC01"]),
                What::Charter { branch: self.dice.of(&["LC01", "HQ"]).to_owned() },
            ),
            1..40 => self.between(bank, branch),
            _ => (branch, self.what(&bank[branch])),
        };
        let village = &bank[branch];
        let mut now = self.now;
        if self.dice.percent(3) {
            now -= self.dice.of(&[60, DAY - 7200, DAY, DAY + 1, 3 * DAY]);
        } else if self.dice.below(300) == 0 {
            // Exactly as far ahead as goes unasked, and one second more.
            now = village.last_at + 45 * DAY + self.dice.between(0, 1);
            if now <= self.now + 45 * DAY && now == village.last_at + 45 * DAY {
                self.now = now;
            }
        }
        let by = match self.dice.below(200) {
            0 => "nobody",
            1 => "v1",
            2 => "au",
            3..6 => "n1",
            6..14 => "m2",
            14..30 if !reviews(&what) => MANAGER,
            _ if what.is_of_several() => {
                // Some with a right in one of the villages only.
                self.dice.of(&[MANAGER, MANAGER, MANAGER, MANAGER, "m2", "c1", "n1", "n2", "n1"])
            }
            _ if reviews(&what) => self.dice.of(&["v1", "v2", "v3", "m2", "v1", "v2"]),
            _ if !clerks_may(&what) => self.dice.of(&[MANAGER, MANAGER, MANAGER, "m2"]),
            _ => self.dice.of(&["c1", "c1", "c2"]),
        };
        let acts = village.operators.get(by).is_some_and(|known| !known.retired);
        let by = if acts || self.dice.percent(5) { by } else { MANAGER };
        let enrolled = village.operators.get(by).map(|known| known.key.clone());
        let mut key = enrolled.unwrap_or_else(|| by.to_owned());
        if self.dice.below(150) == 0 {
            key = "stolen".to_owned();
        }
        Ask {
            branch: branch.to_owned(),
            by: by.to_owned(),
            key,
            now,
            another_deed: self.dice.percent(70),
            // A village that slept long is asked about its clock, and says so.
            clock_confirmed: self.dice.percent(3) && now <= self.now
                || now - village.last_at > 46 * DAY && self.dice.percent(80),
            request: self.request(&what),
            whole: self.dice.percent(60),
            what,
        }
    }

    /// A new key, but for what has one of its own.
    fn request(&mut self, what: &What) -> String {
        match (what.twin(), self.dice.below(400)) {
            (Some(_), 0..385) => TWIN.to_owned(),
            (None, 0) => "twin:LC01:5".to_owned(),
            _ => format!("r{}", self.asked.len()),
        }
    }

    /// Points to the other village: sent, or sent only and answered later.
    fn between(&mut self, bank: &Bank, branch: &'static str) -> (&'static str, What) {
        let other = if branch == "LC01" { "LC02" } else { "LC01" };
        let village = &bank[branch];
        let left_empty = |leg: &Leg| {
            let from = village.account(&leg.parcel.from).filter(moves);
            from.filter(|from| from.balances.values().all(|points| *points == 0)).cloned()
        };
        let left_empty = village.under_way().filter_map(|(_, leg)| left_empty(leg));
        if let Some(account) = self.dice.one(left_empty).filter(|_| self.dice.percent(50)) {
            return (branch, What::Close { account: account.no, reason: self.text("迁出") });
        }
        let senders = village.under_way().map(|(_, leg)| leg.parcel.from.clone());
        if let Some(account) = self.dice.one(senders).filter(|_| self.dice.percent(12)) {
            // What comes back comes back all the same.
            return (branch, What::Freeze { account, reason: self.text("核查") });
        }
        let under_way = bank.values().map(|village| village.under_way().count()).sum::<usize>();
        match self.dice.below(100) {
            0..5 => ("HQ", What::Net),
            5..13 => self.netting(bank),
            13..21 => (branch, What::Finish),
            21..60 => (branch, self.send(bank, branch, other)),
            _ if under_way == 0 && self.dice.percent(70) => {
                (branch, self.send(bank, branch, other))
            }
            _ => self.answer(bank, branch, other),
        }
    }

    fn send(&mut self, bank: &Bank, branch: &'static str, other: &'static str) -> What {
        let (village, there) = (&bank[branch], &bank[other]);
        let today = today(self.now.max(village.last_at));
        let to = match self.dice.below(100) {
            0..2 => branch,
            2..4 => "HQ",
            _ => other,
        };
        let note = self.text("");
        let book = village.book_on(today);
        let sold: Vec<(&String, &Offer)> = there.offers.iter().collect();
        let gone = |offer: &Offer| offer.withdrawn || offer.paused || offer.stock == Some(0);
        let free = |offer: &Offer| offer.terms.limit.is_none() && !gone(offer);
        if self.dice.percent(50) {
            let usual = sold.iter().filter(|(_, offer)| free(offer)).copied();
            let usual = self.dice.one(usual).filter(|_| self.dice.percent(80));
            let any = self.dice.one(sold.iter().copied());
            if let Some((code, offer)) = usual.or(any) {
                let code = if self.dice.percent(2) { "NONE".to_owned() } else { code.clone() };
                let known = book.and_then(|book| book.currency(&offer.currency));
                let can = |a: &Account| {
                    known.is_some_and(|known| a.available(known, today) >= offer.price)
                };
                let account = self.account_of(village, can);
                let units = i128::from(self.dice.of(&[1, 1, 1, 2, 3]));
                let (qty, units) = match self.dice.below(40) {
                    0 => (Qty::Number(0), 1),
                    1 => (Qty::Number(ONE / 2), 1),
                    2 => (Qty::Minutes(60), 1),
                    _ => (Qty::Number(units * ONE), units),
                };
                let more = self.dice.percent(6);
                let points = offer.price * units + if more { ONE } else { 0 };
                let currency = match self.dice.below(40) {
                    0 => self.currency(village, &account),
                    _ => offer.currency.clone(),
                };
                let aim = Aim::Offer(code, qty);
                return What::Send { account, to: to.to_owned(), aim, points, currency, note };
            }
        }
        let can = |a: &Account| {
            let money = book.map(|book| &book.currencies[..]).unwrap_or_default();
            money.iter().any(|money| a.available(money, today) > 0)
        };
        let mut account = self.account_of(village, can);
        let mut currency = self.currency(village, &account);
        let mut points = self.spend(village, &account, &currency, today);
        if self.dice.percent(20) {
            // All that somebody has.
            let all = village.accounts.iter().filter(moves).filter_map(|account| {
                let mut held = account.balances.iter().filter(|(_, points)| **points != 0);
                let (of, points) = held.next().filter(|_| held.next().is_none())?;
                let known = book.and_then(|book| book.currency(of))?;
                let all = account.available(known, today) == *points;
                all.then(|| (account.no.clone(), of.clone(), *points))
            });
            if let Some(all) = self.dice.one(all) {
                (account, currency, points) = all;
            }
        }
        let receiver = match to {
            "HQ" => "HQ-1".to_owned(),
            _ if self.dice.percent(2) => self.account(village),
            // Gone or frozen, now and then.
            _ if self.dice.percent(6) => {
                let any = self.dice.one(&there.accounts).map(|account| account.no.clone());
                any.unwrap_or_else(|| format!("{other}-1"))
            }
            _ => self.account_of(there, |account| account.kind.earns()),
        };
        let aim = Aim::Account(receiver);
        What::Send { account, to: to.to_owned(), aim, points, currency, note }
    }

    /// A step of its own of what is under way, or one that comes too late.
    fn answer(
        &mut self,
        bank: &Bank,
        branch: &'static str,
        other: &'static str,
    ) -> (&'static str, What) {
        let legs = |code: &'static str| {
            let all = bank[code].sent.iter().map(move |(at, leg)| (code, *at, leg));
            all.collect::<Vec<_>>()
        };
        let all: Vec<_> = legs(branch).into_iter().chain(legs(other)).collect();
        let open = all.iter().filter(|(_, _, leg)| !leg.ended).copied();
        let recent = all.iter().rev().take(30).copied();
        let open = self.dice.one(open).filter(|_| self.dice.percent(85));
        let Some((home, at, leg)) = open.or_else(|| self.dice.one(recent)) else {
            return (branch, self.send(bank, branch, other));
        };
        let sent = (home.to_owned(), at);
        let to = ["HQ", "LC01", "LC02"].into_iter().find(|code| *code == leg.to).unwrap();
        if self.dice.percent(5) {
            // By an entry of a branch that it was not sent to.
            let other = if leg.to == "HQ" { home } else { self.dice.of(&["HQ", home]) };
            let answer = (other.to_owned(), self.dice.below(40));
            let arrived = What::NoteArrival { sent: sent.clone(), received: answer.clone() };
            return (home, self.dice.of(&[arrived, What::SendBack { sent, declined: answer }]));
        }
        let parcel = leg.parcel.clone();
        let receive = What::Receive { sent: sent.clone(), parcel: parcel.clone() };
        let known = receive.twin().and_then(|twin| bank[to].answered.get(&twin));
        // At home nothing is received that was sent from there.
        let to = if self.dice.percent(3) && !leg.ended { home } else { to };
        let decline = |reason| What::Decline { sent: sent.clone(), parcel: parcel.clone(), reason };
        let Some((answer, what)) = known else {
            let what = if self.dice.percent(60) { receive } else { decline(self.text("不收")) };
            return (to, what);
        };
        match self.dice.below(20) {
            // Again, or otherwise than before.
            0 => (to, receive),
            1 => (to, decline("frozen-account".to_owned())),
            2 => {
                let points = parcel.points + ONE;
                (to, What::Receive { sent, parcel: Parcel { points, ..parcel } })
            }
            // Of another that has ended.
            3..7 if leg.ended => {
                let received = (leg.to.clone(), self.dice.below(bank[&leg.to].entries.len()));
                (home, What::NoteArrival { sent, received })
            }
            7..10 if leg.ended => {
                let declined = (leg.to.clone(), self.dice.below(bank[&leg.to].entries.len()));
                (home, What::SendBack { sent, declined })
            }
            _ => {
                let answer = (leg.to.clone(), *answer);
                let what = match what {
                    What::Receive { .. } => What::NoteArrival { sent, received: answer },
                    _ => What::SendBack { sent, declined: answer },
                };
                (home, what)
            }
        }
    }

    /// One step of a netting: as the branches stand, or as somebody made it up.
    fn netting(&mut self, bank: &Bank) -> (&'static str, What) {
        let head_office = &bank["HQ"];
        let of = |code: &str| match code {
            "LC01" => "LC01",
            "LC02" => "LC02",
            _ => "HQ",
        };
        if let Some((at, last)) = head_office.nettings.last_key_value() {
            let open = last.iter().filter(|((branch, currency), _)| {
                bank[branch].settled.get(currency).is_none_or(|last| last < at)
            });
            if let Some(((branch, currency), sum)) = self.dice.one(open) {
                return match self.dice.below(12) {
                    0 => (of(branch), settlement(*at, currency, 0)),
                    1 => {
                        let netted = ("LC01".to_owned(), *at);
                        let (currency, amount) = (currency.clone(), *sum);
                        (of(branch), What::SettleClearing { netted, currency, amount })
                    }
                    _ => (of(branch), settlement(*at, currency, *sum)),
                };
            }
            if self.dice.percent(15) {
                // One from before the last, which is settled.
                let currency = self.dice.of(&["JF", "SF"]);
                let at = self.dice.below(*at);
                let branch = self.dice.of(&["LC01", "LC02"]);
                let after = |last: &usize| at <= *last;
                if bank[branch].settled.get(currency).is_some_and(after) {
                    return (branch, settlement(at, currency, ONE));
                }
            }
        }
        let mut positions: Vec<Position> = bank.values().flat_map(positions).collect();
        let position = |branch: &str, sum| (branch.to_owned(), "JF".to_owned(), sum);
        match self.dice.below(10) {
            0 => positions.push(position("LC01", ONE)),
            1 => positions.clear(),
            2 => positions.extend([position("LC09", ONE), position("LC01", -ONE)]),
            3 => positions.extend([position("HQ", ONE), position("LC02", -ONE)]),
            4 => positions.extend([position("LC02", 2 * ONE), position("LC01", -2 * ONE)]),
            _ => {}
        }
        let branch = if self.dice.percent(5) { "LC01" } else { "HQ" };
        (branch, What::NetClearing { positions })
    }

    /// On to the last day of something, or the day after it, where that is near.
    fn go_to_an_end(&mut self, village: &Village) {
        let now = today(self.now);
        let lots = village.accounts.iter().flat_map(|account| account.lots.values());
        let lots = lots.flat_map(|lots| lots.keys().copied());
        let offers = village.offers.values().filter_map(|offer| offer.terms.until);
        let ends = village
            .reservations
            .values()
            .map(|held| held.until)
            .chain(village.notices.values().map(|notice| notice.until))
            .chain(village.appeals.values().map(|appeal| appeal.until))
            .chain(lots)
            .chain(offers)
            .filter(|end| (now..now + 6).contains(end));
        if let Some(end) = self.dice.one(ends.collect::<Vec<_>>()) {
            // Eight hours ahead: the day begins on the evening before.
            let begins = (end + self.dice.between(0, 1)) * DAY - 8 * 3600;
            self.now = self.now.max(begins + self.dice.between(0, 3600));
        }
    }

    fn what(&mut self, village: &Village) -> What {
        let today = today(self.now.max(village.last_at));
        match self.dice.below(1700) {
            1000..1030 => self.household(village),
            1030..1050 => self.divide(village, today),
            1050..1085 => self.money(village, today),
            1085..1110 => self.settle(village, today),
            1110..1115 => What::SetCover {
                cover: self.dice.of(&[Cover::Off, Cover::Off, Cover::Warn, Cover::Refuse]),
            },
            1115..1200 | 1640..1700 => self.appeal(village, today),
            0..330 => self.deed(village, today, Does::Earn),
            330..420 => self.deed(village, today, Does::Deduct),
            420..560 => self.redeem(village, today),
            560..580 => self.expire(village, today),
            580..680 => self.transfer(village, today),
            680..790 => self.reverse(village),
            790..820 => self.bring(village, today),
            820..850 => self.open(village),
            850..880 => self.close(village),
            880..890 => {
                What::Freeze { account: self.account(village), reason: self.text("核查") }
            }
            890..925 => self.unfreeze(village),
            925..955 | 960..965 => self.list(village, today),
            955..960 => What::Withdraw { offer: self.offer(), reason: self.text("售完") },
            965..977 => self.enrol(village),
            977..985 => {
                // The first manager only while there is no other: that is refused.
                let manages = |known: &&Operator| known.role == Role::Manager && !known.retired;
                let last = village.operators.values().filter(manages).count() == 1;
                let first = if last { MANAGER } else { "xx" };
                let operator = self.dice.of(&["n1", "n2", "n1", "n2", "m2", first]).to_owned();
                What::Retire { operator, reason: self.text("离任") }
            }
            985..1000 => self.adopt(village, today),
            1200..1400 => self.claims(village, today),
            _ => self.shelf(village, today),
        }
    }

    /// A text: nearly always what was meant.
    fn text(&mut self, meant: &str) -> String {
        match self.dice.below(250) {
            0 => "长".repeat(201),
            1 => format!("{meant}\u{202e}"),
            2 => format!("{meant}13800138000"),
            3 => "  ".to_owned(),
            4 => "长".repeat(200),
            _ => meant.to_owned(),
        }
    }

    /// An account: nearly always one that is there and moves.
    fn account(&mut self, village: &Village) -> String {
        let some = match self.dice.below(100) {
            0 => return "LC09-1".to_owned(),
            1 => return format!("{}-{}", village.code, village.accounts.len() + 1),
            2..8 => self.dice.one(&village.accounts),
            // A few of them are favoured, so that caps are reached.
            8..50 => self.dice.one(village.accounts.iter().filter(moves).take(5)),
            _ => self.dice.one(village.accounts.iter().filter(moves)),
        };
        some.map_or_else(|| format!("{}-1", village.code), |account| account.no.clone())
    }

    fn account_of(&mut self, village: &Village, suits: impl Fn(&Account) -> bool) -> String {
        if self.dice.percent(92) {
            let fit = village.accounts.iter().filter(moves).filter(|account| suits(account));
            if let Some(account) = self.dice.one(fit) {
                return account.no.clone();
            }
        }
        self.account(village)
    }

    fn offer(&mut self) -> String {
        let offers = [
            "RICE", "RICE", "RICE", "RICE", "RICE", "RICE", "HAIR", "HAIR", "HAIR", "HAIR", "HAIR",
            "TEA", "TEA", "TEA", "TEA", "OIL",
        ];
        if self.dice.percent(2) { "NONE".to_owned() } else { self.dice.of(&offers).to_owned() }
    }

    fn currency(&mut self, village: &Village, account: &str) -> String {
        let held = village.account(account).map(|account| account.balances.clone());
        let held: Vec<String> = held
            .unwrap_or_default()
            .into_iter()
            .filter(|(_, points)| *points > 0)
            .map(|(currency, _)| currency)
            .collect();
        if !held.is_empty() && self.dice.percent(92) {
            return self.dice.of(&held);
        }
        self.dice.of(&["JF", "SF", "ZS", "WW", "QQ"]).to_owned()
    }

    /// Points to spend: often exactly all there are, or one too many.
    fn spend(&mut self, village: &Village, account: &str, currency: &str, today: Day) -> Amount {
        let book = village.book_on(today);
        let known = book.and_then(|book| book.currency(currency));
        let step = known.map_or(ONE, |known| ONE / 10_i128.pow(known.decimals));
        let account = village.account(account);
        let there =
            account.zip(known).map_or(0, |(account, known)| account.available(known, today));
        let points = match self.dice.below(20) {
            0..3 => there,
            3 => there + step,
            4 => account.map_or(ONE, |account| account.balance(currency)),
            5 => there / 2 / step * step,
            6 => step / 10,
            7 => amount("999999999999"),
            8..14 => step * i128::from(self.dice.between(1, 5)),
            _ => ONE * i128::from(self.dice.between(1, 12)),
        };
        if points > 0 { points } else { step }
    }

    fn deed(&mut self, village: &Village, today: Day, does: Does) -> What {
        let on = match self.dice.below(100) {
            0..50 => today,
            50..70 => today - self.dice.between(1, 5),
            70..80 => self.month_edge(today),
            80..88 => today - self.dice.between(19, 22),
            88..94 => today - self.dice.between(20, 400),
            94..96 => today + 1,
            96 => since() - self.dice.between(0, 1),
            _ => self.dice.of(&[
                day_of(2026, 2, 9),
                day_of(2026, 2, 10),
                day_of(2028, 2, 29),
                day_of(2028, 3, 1),
            ]),
        };
        let on = if self.dice.percent(97) { on.max(since()) } else { on };
        let book = village.book_on(on).unwrap_or(&village.books[0]);
        let fits = |rule: &&Rule| rule.does == does && (rule.code != "E9");
        let rule = match self.dice.below(100) {
            0 => book.rule("E9").unwrap(),
            1..5 => self.dice.one(&book.rules).unwrap(),
            _ => self.dice.one(book.rules.iter().filter(fits)).unwrap(),
        };
        let account = match does {
            Does::Earn => self.account_of(village, |account| rule.holders.contains(&account.kind)),
            _ => self.account_of(village, |account| account.balance(rule.currency) > 0),
        };
        let qty = if self.dice.percent(4) {
            self.dice.of(&[
                Qty::Number(0),
                Qty::Number(-ONE),
                Qty::Minutes(90),
                Qty::Minutes(0),
                Qty::Number(amount("1.5")),
                Qty::Number(amount("0.125")),
                Qty::Number(amount("1000001")),
                Qty::Number(amount("20000")),
            ])
        } else {
            self.qty(rule)
        };
        let approver = match self.dice.below(100) {
            0 => Some("au"),
            1 => Some("xx"),
            2 => Some("c1"),
            3 => Some("m1"),
            4..7 => None,
            _ if rule.approved => Some("v1"),
            7..9 => Some("v1"),
            _ => None,
        };
        let code = if self.dice.below(80) == 0 { "X9" } else { rule.code };
        let witnesses = match self.dice.below(20) {
            0 => vec![self.account(village)],
            1 => Vec::new(),
            _ if rule.late_after.is_some_and(|days| today - on > days) => {
                vec![self.account(village), self.account(village)]
            }
            _ => Vec::new(),
        };
        let claimed = rule.review != Review::NONE || !witnesses.is_empty();
        let deed = Deed {
            account,
            rule: code.to_owned(),
            qty,
            on,
            evidence: self.text("签到表"),
            note: self.text(""),
            approver: approver.map(str::to_owned),
            files: if self.dice.percent(5) { vec![self.dice.below(40) as u8] } else { Vec::new() },
            witnesses,
            like: (self.dice.below(100) == 0).then(|| self.dice.below(village.entries.len())),
        };
        match does {
            Does::Earn if self.dice.percent(if claimed { 90 } else { 3 }) => What::FileClaim(deed),
            Does::Earn => What::Deposit(deed),
            _ => What::Deduct(deed),
        }
    }

    /// What is under way with claims: the next step of one, or another.
    fn claims(&mut self, village: &Village, today: Day) -> What {
        if village.claims.len() < 4 && self.dice.percent(70) {
            return self.deed(village, today, Does::Earn);
        }
        let waiting = village.lines_for(0, today + 2);
        if waiting.len() > 1 && self.dice.percent(30) || self.dice.percent(2) {
            let strictest = waiting.iter().map(|at| village.claims[at].review.notice_days).max();
            let days = strictest.unwrap_or(3) + self.dice.of(&[0, 0, 0, 0, 1, -1, 56]);
            let from = since() + if self.dice.percent(20) { today - since() - 6 } else { 0 };
            let to = self.dice.of(&[today, today, today, today - 1, from - 1]);
            return What::OpenNotice { from, to, until: today + days };
        }
        let end = today - i64::from(self.dice.percent(70));
        let over = village.notices.iter().filter(|(_, notice)| notice.until <= end);
        let over = over.filter(|(_, notice)| {
            notice.lines.is_empty() || notice.lines.iter().all(|at| village.claims[at].objected)
        });
        let over = self.dice.one(over.map(|(at, _)| *at).collect::<Vec<_>>());
        if let Some(notice) = over.filter(|_| self.dice.percent(60)) {
            return What::CloseNotice { notice: (village.code.clone(), notice) };
        }
        if self.dice.percent(3) {
            let notice = self.dice.one(village.notices.keys().copied().collect::<Vec<_>>());
            let notice = notice.unwrap_or(1);
            return What::CloseNotice { notice: (village.code.clone(), notice) };
        }
        let known: Vec<usize> = village.claims.keys().copied().collect();
        let Some(at) = self.dice.one(known) else {
            return self.deed(village, today, Does::Earn);
        };
        let of = &village.claims[&at];
        let claim = match self.dice.below(60) {
            0 => ("LC09".to_owned(), at),
            1 => (village.code.clone(), self.dice.below(village.entries.len() + 1)),
            _ => (village.code.clone(), at),
        };
        let account = if self.dice.percent(3) { self.account(village) } else { of.account.clone() };
        if of.objected && self.dice.percent(70) {
            let less = match of.deed.qty {
                Qty::Number(number) if number > ONE => Qty::Number(number - ONE),
                Qty::Number(number) => Qty::Number(number / 2),
                Qty::Minutes(minutes) => Qty::Minutes(minutes - 1),
            };
            let qty = self.dice.of(&[less, less, less, of.deed.qty, Qty::Number(0)]);
            let resolution = self.dice.of(&[
                Resolution::Upheld,
                Resolution::Corrected(qty),
                Resolution::Corrected(qty),
                Resolution::Dismissed,
                Resolution::Withdrawn,
            ]);
            return What::Resolve { claim, account, resolution, reason: self.text("核实过") };
        }
        // On the last day it is tried too, in vain.
        let tried = today - i64::from(self.dice.percent(50));
        let stood = of.hung.is_some_and(|(_, until)| until <= tried);
        match self.dice.below(100) {
            0..6 => What::RejectClaim { claim, account, reason: self.text("无此事") },
            6..12 => What::PostClaim { claim, account },
            12..16 => What::Resolve {
                claim,
                account,
                resolution: Resolution::Dismissed,
                reason: self.text("核实过"),
            },
            16..20 => {
                let deadline = today + self.dice.of(&[3, 0, -1]);
                What::Object { claim, account, reason: self.text("没见过"), deadline }
            }
            20..26 => self.verify(village, at, claim, account),
            _ if !of.is_reviewed() => self.verify(village, at, claim, account),
            _ if stood || of.review.notice_days == 0 => What::PostClaim { claim, account },
            _ if of.hung.is_some() && self.dice.percent(60) => {
                let deadline = today + self.dice.of(&[3, 0]);
                What::Object { claim, account, reason: self.text("没见过"), deadline }
            }
            _ => self.deed(village, today, Does::Earn),
        }
    }

    fn verify(&mut self, village: &Village, at: usize, claim: EntryId, account: String) -> What {
        let of = &village.claims[&at];
        let minutes = of.at_panel() && self.dice.percent(90);
        let note = if minutes { self.text("评议记录") } else { String::new() };
        let says = of.doubtful && self.dice.percent(70) || self.dice.percent(3);
        let distinct = says.then(|| self.text("另一件"));
        What::VerifyClaim { claim, account, note, distinct }
    }

    fn qty(&mut self, rule: &Rule) -> Qty {
        match rule.unit {
            Unit::Times => Qty::Number(self.dice.of(&[1, 1, 1, 1, 2, 3, 4]) * ONE),
            Unit::Pieces => Qty::Number(self.dice.of(&[1, 1, 2, 3, 9]) * ONE),
            Unit::Hours => self.dice.of(&[
                Qty::Number(ONE),
                Qty::Number(amount("1.5")),
                Qty::Number(amount("0.25")),
                Qty::Number(amount("3.33")),
                Qty::Minutes(80),
                Qty::Minutes(90),
                Qty::Minutes(7),
                Qty::Minutes(121),
                Qty::Minutes(1),
            ]),
            Unit::Money => Qty::Number(
                self.dice.of(&[10, 30, 99].map(|yuan| yuan * ONE))
                    + self.dice.of(&[0, 0, 9900, 100 - 10 * ONE]),
            ),
        }
    }

    /// The last days of a month and the first of the next.
    fn month_edge(&mut self, today: Day) -> Day {
        let (year, month, _) = civil(today);
        day_of(year, month, 1) - self.dice.between(0, 1)
    }

    fn redeem(&mut self, village: &Village, today: Day) -> What {
        let offer = self.offer();
        let terms = village.offers.get(&offer);
        let currency = terms.map_or("JF", |terms| &terms.currency);
        let known = village.book_on(today).and_then(|book| book.currency(currency));
        let can = |a: &Account| known.is_some_and(|known| a.available(known, today) > 0);
        let account = self.account_of(village, can);
        let price = terms.map_or(ONE, |terms| terms.price);
        let money = village.book_on(today).and_then(|book| book.currency(currency));
        let there = village.account(&account).zip(money).map_or(0, |(a, m)| a.available(m, today));
        let units = (there / price).clamp(1, 10_000);
        let qty = match self.dice.below(20) {
            0 => Qty::Number(amount("0.5")),
            1 => Qty::Number(self.dice.of(&[0, -1, 10_000, 10_001]) * ONE),
            2 => Qty::Minutes(60),
            3..7 => Qty::Number(units * ONE),
            7..9 => Qty::Number((units + 1) * ONE),
            _ => Qty::Number(i128::from(self.dice.between(1, 3)) * ONE),
        };
        let with = self.dice.percent(if currency == "SF" { 60 } else { 2 }).then(|| {
            let beside = self.dice.of(&["ZS", "ZS", "ZS", "ZS", "ZS", "ZS", "JF", "QQ"]).to_owned();
            let price = price * if let Qty::Number(units) = qty { units / ONE } else { 1 };
            // Up to three quarters of it can be, in steps of a tenth.
            let share = (price * 3 / 4 / 1000 * 1000).max(1000);
            let points = match self.dice.below(20) {
                0..4 => share,
                4 => share + 1000,
                5 => share + 100,
                6 => amount("0.001"),
                7 => price.max(ONE),
                8 => price.max(ONE) + ONE,
                _ => i128::from(self.dice.between(1, 9)) * 1000,
            };
            (beside, points)
        });
        What::Redeem { account, offer, qty, note: self.text(""), with }
    }

    /// What is on the shelf, put by from it, and brought back to it.
    fn shelf(&mut self, village: &Village, today: Day) -> What {
        let code = &village.code;
        let open = village.reservations.iter().map(|(at, held)| (*at, held.clone()));
        let ending: Vec<_> =
            open.clone().filter(|(_, held)| (held.until - today).abs() <= 1).collect();
        let open = self.dice.one(open.collect::<Vec<_>>());
        let open = self.dice.one(ending).filter(|_| self.dice.percent(60)).or(open);
        match self.dice.below(100) {
            0..10 => {
                let offer = self.offer();
                let stock = village.offers.get(&offer).and_then(|offer| offer.stock);
                let change = match self.dice.below(10) {
                    0 => amount("0.5"),
                    1 => -(stock.unwrap_or(0) + 1) * ONE,
                    2 => -stock.unwrap_or(0) * ONE,
                    3 => self.dice.of(&[1_000_001, 1_000_000, 0]) * ONE,
                    _ => ONE * i128::from(self.dice.between(3, 30)),
                };
                What::Stock { offer, change, reason: self.text("盘点") }
            }
            10..12 => What::Pause { offer: self.offer(), reason: self.text("停售") },
            12..17 => {
                let paused = village.offers.iter().filter(|(_, offer)| offer.paused);
                let paused =
                    self.dice.one(paused.map(|(code, _)| code.clone()).collect::<Vec<_>>());
                What::Resume { offer: paused.unwrap_or_else(|| self.offer()) }
            }
            17..50 => match self.redeem(village, today) {
                What::Redeem { account, offer, qty, note, .. } => {
                    What::Reserve { account, offer, qty, note }
                }
                other => other,
            },
            50..58 => {
                let sold = village.entries.iter().enumerate().filter(|(_, entry)| entry.out > 0);
                let sold =
                    self.dice.one(sold.map(|(at, entry)| (at, entry.out)).collect::<Vec<_>>());
                let any = (self.dice.below(village.entries.len()), 1);
                let (seq, out) = sold.filter(|_| self.dice.percent(93)).unwrap_or(any);
                let qty = match self.dice.below(8) {
                    0 => Qty::Number(out * ONE + ONE),
                    1 => Qty::Number(out * ONE),
                    2 => Qty::Number(ONE / 2),
                    _ => Qty::Number(ONE),
                };
                let branch = if self.dice.percent(2) { "LC09" } else { code };
                let entry = (branch.to_owned(), seq);
                What::Return { entry, qty, reason: self.text("不合用") }
            }
            _ => {
                let Some((at, held)) = open else { return self.redeem(village, today) };
                let mut reservation = (code.clone(), at);
                if self.dice.percent(6) {
                    reservation.1 = self.dice.below(village.entries.len());
                }
                let mut account = held.account.clone();
                if self.dice.percent(4) {
                    account = self.account(village);
                }
                let over = today >= held.until;
                match self.dice.below(10) {
                    0..5 => {
                        let another = self.dice.percent(8);
                        let other = village.reservations.keys().copied().collect::<Vec<_>>();
                        let code_of = if another {
                            (code.clone(), self.dice.of(&other))
                        } else {
                            reservation.clone()
                        };
                        What::Collect { account, reservation, code_of }
                    }
                    5..7 => What::Cancel { account, reservation, reason: self.text("不要了") },
                    _ if over || self.dice.percent(20) => What::Release { account, reservation },
                    _ => self.redeem(village, today),
                }
            }
        }
    }

    /// Points that have ended, where there are some.
    fn expire(&mut self, village: &Village, today: Day) -> What {
        let ended = village.accounts.iter().flat_map(|account| {
            let of =
                account.lots.iter().filter(|(_, lots)| lots.keys().any(|until| *until < today));
            of.map(|(currency, _)| (account.no.clone(), currency.clone()))
        });
        let ended = self.dice.one(ended.collect::<Vec<_>>());
        let (account, currency) = ended.filter(|_| self.dice.percent(90)).unwrap_or_else(|| {
            let account = self.account(village);
            let currency = self.currency(village, &account);
            (account, currency)
        });
        What::Expire { account, currency }
    }

    fn transfer(&mut self, village: &Village, today: Day) -> What {
        let book = village.book_on(today);
        let can = |a: &Account| {
            let money = book.map(|book| &book.currencies[..]).unwrap_or_default();
            money.iter().any(|money| a.available(money, today) > 0)
        };
        let from = self.account_of(village, can);
        let currency = self.currency(village, &from);
        let to = if self.dice.percent(2) { from.clone() } else { self.account(village) };
        let points = self.spend(village, &from, &currency, today);
        let into = if self.dice.percent(2) { "SF".to_owned() } else { currency.clone() };
        What::Transfer { from, to, points, currency, into, note: self.text("") }
    }

    fn reverse(&mut self, village: &Village) -> What {
        let moved = |(_, entry): &(usize, &Entry)| !entry.moves.is_empty();
        let recent = village.entries.len().saturating_sub(60);
        let all = village.entries.iter().enumerate();
        let seq = match self.dice.below(20) {
            0 => self.dice.below(village.entries.len() + 2),
            1..4 => self.dice.one(all.filter(moved)).map_or(0, |(seq, _)| seq),
            _ => self.dice.one(all.skip(recent).filter(moved)).map_or(0, |(seq, _)| seq),
        };
        let branch = if self.dice.percent(2) { "LC09" } else { &village.code };
        What::Reverse { entry: (branch.to_owned(), seq), reason: self.text("记错") }
    }

    fn bring(&mut self, village: &Village, today: Day) -> What {
        let account = self.account(village);
        let currency = self.dice.of(&["JF", "SF", "ZS", "WW", "QQ"]).to_owned();
        let points = match self.dice.below(20) {
            0 => amount("999999999999"),
            2 => amount("0.05"),
            _ => ONE * i128::from(self.dice.between(1, 150)),
        };
        let as_of = self.dice.of(&[today, today - 40, today, today + 1, day_of(2025, 12, 31)]);
        let points = points.max(1);
        What::Bring { account, points, currency, as_of, note: self.text("") }
    }

    fn open(&mut self, village: &Village) -> What {
        let open = village.accounts.iter().filter(moves).count();
        let mut kind = self.dice.of(&Kind::ALL);
        if village.code == "LC02" && kind == Kind::Pool && self.dice.percent(80) {
            kind = Kind::Person;
        }
        let numbers = [
            "LC01-000123-Q",
            "一组-001",
            "一组-002",
            "一组-009",
            "二组-001",
            "二组-009",
            "三组-001",
            "单",
        ];
        let closed = village
            .accounts
            .iter()
            .filter(|account| account.status == Status::Closed)
            .filter_map(|account| account.household.clone());
        let household = match self.dice.below(10) {
            0..3 => None,
            3..6 => self.dice.one(closed.collect::<Vec<_>>()),
            6 => Some(format!("四组-{:03}", village.accounts.len())),
            _ => Some(self.dice.of(&numbers).to_owned()),
        };
        if open > 18 && self.dice.percent(80) {
            return self.close(village);
        }
        What::OpenAccount { kind, household }
    }

    fn close(&mut self, village: &Village) -> What {
        let empty = |account: &Account| account.balances.values().all(|points| *points == 0);
        let many = village.accounts.iter().filter(moves).count() > 12;
        let head = |a: &Account| {
            let of = |other: &Account| other.member_of.as_ref() == Some(&a.no);
            village.accounts.iter().any(of) && empty(a)
        };
        let account = match self.dice.below(10) {
            0 => self.account_of(village, head),
            _ if many => self.account_of(village, empty),
            _ => self.account(village),
        };
        What::Close { account, reason: self.text("迁出") }
    }

    fn unfreeze(&mut self, village: &Village) -> What {
        let frozen = village.accounts.iter().filter(|account| account.status == Status::Frozen);
        let account = self.dice.one(frozen).map(|account| account.no.clone());
        let account = account.unwrap_or_else(|| self.account(village));
        What::Unfreeze { account, reason: self.text("查清") }
    }

    fn list(&mut self, village: &Village, today: Day) -> What {
        // Often one that cannot be had as it is.
        let gone = |offer: &Offer| {
            let over = offer.terms.until.is_some_and(|until| until < today);
            offer.withdrawn || over || offer.terms.from.is_some_and(|from| from > today)
        };
        let gone = village.offers.iter().filter(|(_, offer)| gone(offer));
        let gone = self.dice.one(gone.map(|(code, _)| code.clone()).collect::<Vec<_>>());
        let any = self.dice.of(&["RICE", "HAIR", "TEA", "OIL"]).to_owned();
        let offer = gone.filter(|_| self.dice.percent(80)).unwrap_or(any);
        let currency = match offer.as_str() {
            _ if self.dice.percent(3) => "QQ",
            "TEA" => "SF",
            "OIL" => "ZS",
            _ => "JF",
        };
        let price = match self.dice.below(20) {
            0 => amount("0.001"),
            1 => amount("0.0001") * 5,
            2 => amount("1.5"),
            _ => ONE * i128::from(self.dice.between(1, 9)),
        };
        let merchant = self
            .dice
            .percent(60)
            .then(|| self.account_of(village, |account| account.kind == Kind::Merchant));
        let terms = Terms {
            limit: self.dice.percent(40).then(|| {
                self.dice.of(&[
                    Limit::Day(2),
                    Limit::Month(3),
                    Limit::Month(5),
                    Limit::Year(8),
                    Limit::Life(12),
                    Limit::Points(5),
                ])
            }),
            from: self.dice.percent(12).then(|| today + self.dice.of(&[-3, 0, 1])),
            until: self.dice.percent(12).then(|| today + self.dice.of(&[-4, 0, 1, 5, 60, 60])),
            hold_days: self.dice.percent(60).then(|| self.dice.of(&[1, 2, 1, 2, 365, 366, 0, 3])),
        };
        let mut title = self.text("好物");
        title = title.chars().take(if self.dice.percent(50) { 60 } else { 61 }).collect();
        What::List { offer, title, price, currency: currency.to_owned(), merchant, terms }
    }

    /// Somebody joins a household, or leaves it.
    fn household(&mut self, village: &Village) -> What {
        if self.dice.percent(30) {
            let account = self.account_of(village, |account| account.member_of.is_some());
            return What::Leave { account, reason: self.text("分家") };
        }
        let single = |a: &Account| a.kind == Kind::Person && a.member_of.is_none();
        let account = self.account_of(village, single);
        let household = self.account_of(village, |account| account.kind == Kind::Household);
        What::Join { account, household }
    }

    fn divide(&mut self, village: &Village, today: Day) -> What {
        let holds = |a: &Account| a.kind <= Kind::Person && a.balances.values().any(|p| *p > 0);
        let from = self.account_of(village, holds);
        let to = self.account_of(village, |account| account.kind <= Kind::Person);
        let currency = self.currency(village, &from);
        let mut points = self.spend(village, &from, &currency, today);
        if self.dice.percent(20) {
            let there = village.account(&from).map_or(0, |from| from.standing(&currency, today));
            points = (there + self.dice.of(&[0, ONE])).max(ONE);
        }
        What::Divide { from, to, points, currency, reason: self.text("分户") }
    }

    fn voucher(&mut self) -> String {
        format!("凭-{}", self.dice.below(200))
    }

    fn yuan(&mut self, village: &Village) -> Amount {
        match self.dice.below(6) {
            0 => village.fund.max(ONE),
            1 => village.fund.max(0) + ONE / 100,
            _ => ONE / 100 * i128::from(self.dice.between(1, 3000)),
        }
    }

    /// Money comes into the fund, or goes out of it.
    fn money(&mut self, village: &Village, today: Day) -> What {
        let on = self.dice.of(&[today, today, today - 3, today, today + 1, since() - 1, today]);
        let voucher = self.voucher();
        if self.dice.percent(45) {
            let (yuan, purpose) = (self.yuan(village), self.text("购米"));
            return What::SpendFund { yuan, on, purpose, voucher };
        }
        // Often exactly what is missing.
        let missing = village.owed(today, None) - village.fund;
        let yuan = match self.dice.below(4) {
            0 if missing > 0 => missing,
            1 if missing > 0 => missing + ONE / 5,
            _ => self.yuan(village).min(100 * ONE),
        };
        What::ReceiveFund { yuan, on, source: self.text("拨款"), voucher }
    }

    fn settle(&mut self, village: &Village, today: Day) -> What {
        let sells =
            |a: &Account| a.kind == Kind::Merchant && a.balances.values().any(|points| *points > 0);
        let merchant = self.account_of(village, sells);
        let currency = self.currency(village, &merchant);
        let points = self.spend(village, &merchant, &currency, today);
        let yuan = self.yuan(village);
        let voucher = format!("结-{}", self.dice.below(25));
        What::Settle { merchant, points, currency, yuan, voucher, note: self.text("") }
    }

    /// Points for a need: asked for, given, given back or paid.
    fn appeal(&mut self, village: &Village, today: Day) -> What {
        let open = village.appeals.iter().filter(|(_, appeal)| !appeal.closed);
        let open = self.dice.one(open.collect::<Vec<_>>());
        let Some((code, appeal)) = open.filter(|_| self.dice.percent(90)) else {
            let is_pool = |account: &Account| account.kind == Kind::Pool;
            if !village.accounts.iter().filter(moves).any(is_pool) {
                return self.deed(village, today, Does::Earn);
            }
            let pool = self.account_of(village, is_pool);
            let known = village.appeals.len();
            let again = self.dice.percent(15);
            let appeal = format!("A{}", if again { self.dice.below(known + 1) } else { known });
            let until = today + self.dice.of(&[0, 1, 3, 10, 40, -1]);
            let currency = self.dice.of(&["JF", "JF", "SF", "WW", "ZS", "QQ"]).to_owned();
            let goal = if self.dice.percent(5) {
                amount("2.0005")
            } else {
                ONE * i128::from(self.dice.between(2, 30))
            };
            return What::OpenAppeal {
                appeal,
                title: self.text("修桥").chars().take(60).collect(),
                pool,
                goal,
                currency,
                until,
            };
        };
        let code = match self.dice.below(40) {
            0 => "A999".to_owned(),
            1 | 2 => format!("A{}", self.dice.below(village.appeals.len())),
            _ => code.clone(),
        };
        let over = today > appeal.until || appeal.raised >= appeal.goal;
        let closes = if over { 60 } else { 5 };
        if self.dice.percent(closes) {
            let pledge = match appeal.pledges.first() {
                Some(_) if self.dice.percent(30) => self.dice.of(&appeal.pledges),
                Some(first) => *first,
                None => self.dice.below(village.entries.len()),
            };
            if (appeal.pledges.is_empty() || self.dice.percent(15)) && self.dice.percent(90) {
                return What::CloseAppeal { appeal: code };
            }
            return What::ReturnPledge { appeal: code, pledge: (village.code.clone(), pledge) };
        }
        let currency = &appeal.currency;
        let known = village.book_on(today).and_then(|book| book.currency(currency));
        let can = |a: &Account| known.is_some_and(|known| a.available(known, today) > 0);
        let account = self.account_of(village, can);
        let missing = appeal.goal - appeal.raised;
        let points = match self.dice.below(6) {
            0 if missing > 0 => missing,
            1 => missing.max(0) + ONE,
            2 => self.spend(village, &account, currency, today),
            _ => ONE * i128::from(self.dice.between(1, 6)),
        };
        What::Pledge { appeal: code, account, points }
    }

    fn enrol(&mut self, village: &Village) -> What {
        let operator = self.dice.of(&["n1", "n2", "m2", "m1"]).to_owned();
        let role = self.dice.of(&[Role::Clerk, Role::Verifier, Role::Manager, Role::Auditor]);
        let manages = operator == MANAGER || operator == "m2" && self.dice.percent(80);
        let role = if manages { Role::Manager } else { role };
        let key = if self.dice.percent(15) { "c1".to_owned() } else { operator.clone() };
        let account = self.dice.percent(25).then(|| self.account(village));
        What::Enrol { operator, role, key, account }
    }

    fn adopt(&mut self, village: &Village, today: Day) -> What {
        let last: usize = village.books.len();
        let edition =
            if self.dice.percent(12) { self.dice.below(last) } else { self.dice.below(3) };
        // Every opening of the books reads them all.
        if edition < 3 && village.adopted.len() > 10 && self.dice.percent(70) {
            return self.deed(village, today, Does::Earn);
        }
        let from = match self.dice.below(10) {
            0 => village.last_deed.unwrap_or(today),
            1 => since() - 1,
            2..6 => village.last_deed.unwrap_or(today) + 1,
            _ => today + self.dice.between(1, 20),
        };
        What::Adopt { from, edition }
    }
}

fn moves(account: &&Account) -> bool {
    account.status == Status::Open
}

fn reviews(what: &What) -> bool {
    matches!(what, What::VerifyClaim { .. } | What::RejectClaim { .. })
}
