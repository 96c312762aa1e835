//! Some days at a bank of two villages and a head office, written out beforehand.

use ledger_core::command::{Command, Resolution, Sending};
use ledger_core::day::{Day, Offset, Timestamp};
use ledger_core::event::{Aim, OfferKind, Role};
use ledger_core::ids::{AccountNo, BranchCode, EntryId, RequestKey};
use ledger_core::line::EntryHash;
use ledger_core::rulebook::HolderKind;

use crate::common::store::Dice;
use crate::common::{RULEBOOK, commands, day, deed, lc01, since, time};

const ORIGIN: &str = "wenming.example/test";

/// Points that live a month, and a rule whose points hang out before they are paid.
const MORE_RULES: &str = r#"
[[currency]]
code = "GQ"
name = "公勤分"
decimals = 0
expires = "1 months"

[[rule]]
code = "V1"
kind = "earn"
category = "公益"
item = "巡河"
unit = "次"
points = "7"
currency = "GQ"
review = ["verify 1", "notice 3 days"]
"#;

/// When the founding begins: a month before the first day that is closed, so points end.
const FOUNDED: &str = "2026-02-22T02:00:00Z";
const BEGUN: &str = "2026-03-20T02:00:00Z";
/// After all of it, and no 45 days after the founding: nobody is asked about the clock.
pub(super) const AFTERWARDS: &str = "2026-04-07T08:00:00Z";
/// From one closed day to the next: a notice that was opened in between has stood.
const DAYS: i64 = 4;
/// So many days are closed, and then the last one again.
const MOST: i64 = 4;

pub(super) fn lc02() -> BranchCode {
    "LC02".parse().unwrap()
}

/// One thing that somebody asks for.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) at: Timestamp,
    pub(super) by: &'static str,
    pub(super) ask: Ask,
}

#[derive(Debug, Clone)]
pub(super) enum Ask {
    /// All of it, or nothing.
    Order { branch: BranchCode, requests: Vec<(RequestKey, Command)> },
    /// Something about what was entered under another request.
    About { request: RequestKey, of: RequestKey, branch: BranchCode, what: About },
    /// All that is due on this day, in one order.
    CloseDay { request: String, branch: BranchCode },
    /// Points for somebody in the other village.
    Send { request: RequestKey, sending: Sending },
    /// The root over all lines, as for a checkpoint.
    Root(BranchCode),
    /// What somebody has.
    Look(AccountNo),
}

/// What is done about an entry.
#[derive(Debug, Clone, Copy)]
pub(super) enum About {
    Reverse,
    Verify,
    Reject,
    Object,
    Dismiss,
    Uphold,
}

impl About {
    /// The command, once it is known which entry it is and whose.
    pub(super) fn command(self, entry: EntryId, account: AccountNo) -> Command {
        let reason = "查了签到表".to_owned();
        let resolve = |resolution, reason| Command::ResolveObjection {
            claim: entry,
            account,
            resolution,
            reason,
        };
        match self {
            Self::Reverse => commands::reverse(entry),
            Self::Verify => {
                let note = "现场看过".to_owned();
                Command::VerifyClaim { claim: entry, account, note, distinct: None }
            }
            Self::Reject => Command::RejectClaim { claim: entry, account, reason },
            Self::Object => {
                let deadline = day("2026-05-31");
                Command::RaiseObjection { claim: entry, account, reason, deadline }
            }
            Self::Dismiss => resolve(Resolution::Dismissed, reason),
            Self::Uphold => resolve(Resolution::Upheld, reason),
        }
    }
}

fn minutes_after(from: &str, minutes: usize) -> Timestamp {
    let from = time(from).unix();
    Timestamp::from_unix(from + 60 * i64::try_from(minutes).unwrap()).unwrap()
}

pub(super) fn request(text: &str) -> RequestKey {
    text.parse().unwrap()
}

/// The rules, and more of them.
fn rules() -> String {
    format!("{RULEBOOK}{MORE_RULES}")
}

/// Head office and two villages, as orders. `founded` is the hash of the first
/// line of all, which is the same each time.
pub(super) fn founding(origin: &str, founded: Option<EntryHash>) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut order = |branch: BranchCode, commands: Vec<Command>| {
        let step = steps.len();
        let requests = commands.into_iter().enumerate();
        let requests = requests.map(|(n, command)| (request(&format!("f{step}:{n}")), command));
        let ask = Ask::Order { branch, requests: requests.collect() };
        steps.push(Step { at: minutes_after(FOUNDED, step), by: "manager", ask });
    };
    order(BranchCode::HQ, vec![commands::found(origin)]);
    let Some(founded) = founded else { return steps };
    for (branch, name) in [(lc01(), "清溪村"), (lc02(), "山北村")] {
        let charter = Command::CharterBranch { branch, name: name.to_owned() };
        order(BranchCode::HQ, vec![charter]);
        let (merchant, rice) = (AccountNo::new(branch, 3), ("大米5斤", OfferKind::Goods));
        order(
            branch,
            vec![
                commands::open_branch(origin, founded, name),
                commands::enrol("clerk", Role::Clerk),
                commands::enrol("panel", Role::Verifier),
                Command::AdoptRulebook { from: since(), text: rules() },
                commands::open_account(HolderKind::Household, Some("一组-001")),
                commands::open_account(HolderKind::Household, Some("一组-002")),
                commands::open_account(HolderKind::Merchant, None),
                commands::open_account(HolderKind::Person, None),
                commands::bring_forward(AccountNo::new(branch, 1), "300", "JF"),
                commands::bring_forward(AccountNo::new(branch, 2), "40", "GQ"),
                commands::list_offer("RICE-5", rice, "20", Some(merchant)),
            ],
        );
    }
    steps
}

/// What the oracle's bank is called.
pub(super) fn origin() -> &'static str {
    ORIGIN
}

/// What is written out so far.
struct Writing {
    steps: Vec<Step>,
    /// So many days are closed.
    days: i64,
}

impl Writing {
    fn now(&self) -> Timestamp {
        let at = minutes_after(BEGUN, 30 + self.steps.len());
        Timestamp::from_unix(at.unix() + self.days * DAYS * 86_400).unwrap()
    }

    fn today(&self) -> Day {
        self.now().day(Offset::CHINA)
    }

    /// A request that nothing else has.
    fn request(&self) -> RequestKey {
        request(&format!("w{}", self.steps.len()))
    }

    fn push(&mut self, by: &'static str, ask: Ask) {
        self.steps.push(Step { at: self.now(), by, ask });
    }

    /// One command by itself; its request.
    fn order(&mut self, by: &'static str, branch: BranchCode, command: Command) -> RequestKey {
        let request = self.request();
        let requests = vec![(request.clone(), command)];
        self.push(by, Ask::Order { branch, requests });
        request
    }

    fn about(&mut self, by: &'static str, branch: BranchCode, of: &RequestKey, what: About) {
        let request = self.request();
        self.push(by, Ask::About { request, of: of.clone(), branch, what });
    }

    /// Some days later.
    fn close_day(&mut self, branch: BranchCode) {
        self.days = MOST.min(self.days + 1);
        let request = format!("w{}", self.steps.len());
        self.push("clerk", Ask::CloseDay { request, branch });
    }

    /// From the claim to the day that pays it, or part of that way.
    fn claim(&mut self, branch: BranchCode, dice: &mut Dice) {
        let on = format!("2026-03-{:02}", 1 + dice.below(18));
        let mut asked = deed(1, "V1", "1", &on);
        asked.account = AccountNo::new(branch, 2);
        asked.note = format!("申报{}", self.steps.len());
        let claim = self.order("clerk", branch, Command::FileClaim(asked));
        let verdict = [About::Verify, About::Verify, About::Verify, About::Reject][dice.below(4)];
        self.about("panel", branch, &claim, verdict);
        let (from, to, until) = (day("2026-03-01"), day("2026-03-19"), self.today().plus_days(3));
        let notice = Command::OpenNotice { from, to, until };
        self.order("clerk", branch, notice);
        if dice.below(3) == 0 {
            self.about("clerk", branch, &claim, About::Object);
            if dice.below(3) > 0 {
                let what = [About::Dismiss, About::Uphold][dice.below(2)];
                self.about("manager", branch, &claim, what);
            }
        }
        self.close_day(branch);
    }
}

/// So many things to do, the same for the same dice.
pub(super) fn work(dice: &mut Dice, count: usize) -> Vec<Step> {
    let mut writing = Writing { steps: Vec::new(), days: 0 };
    let mut deposits: Vec<(BranchCode, RequestKey)> = Vec::new();
    while writing.steps.len() < count {
        let n = writing.steps.len();
        let branch = [lc01(), lc01(), lc02()][dice.below(3)];
        let (one, two) = (AccountNo::new(branch, 1), AccountNo::new(branch, 2));
        match dice.below(19) {
            0..=4 => {
                let command = a_deed(branch, dice, n, 0);
                deposits.push((branch, writing.order("clerk", branch, command)));
            }
            5..=7 => {
                // An import: now and then of more than a page.
                let rows = [2, 5, 12, 30][dice.below(4)];
                let row = |row| (request(&format!("w{n}:{row}")), a_deed(branch, dice, n, row));
                let requests = (0..rows).map(row).collect();
                writing.push("clerk", Ask::Order { branch, requests });
            }
            8 => drop(writing.order("clerk", branch, commands::redeem(one, "RICE-5", "1"))),
            9 if !deposits.is_empty() => {
                let (branch, of) = deposits.swap_remove(dice.below(deposits.len()));
                writing.about("manager", branch, &of, About::Reverse);
            }
            10 | 11 => {
                let to = if branch == lc01() { lc02() } else { lc01() };
                let sending = Sending {
                    account: one,
                    to,
                    aim: Aim::Account(AccountNo::new(to, 2)),
                    points: (1 + dice.below(9)).to_string().parse().unwrap(),
                    currency: "JF".parse().unwrap(),
                    note: String::new(),
                };
                writing.push("clerk", Ask::Send { request: writing.request(), sending });
            }
            12 => {
                let from = day(&format!("2026-06-{:02}", 1 + n % 28));
                let text = format!("{}\n# {n}\n", rules());
                writing.order("manager", branch, Command::AdoptRulebook { from, text });
            }
            13 => {
                let points = (1 + dice.below(5)).to_string();
                writing.order("clerk", branch, commands::transfer(one, two, &points));
            }
            14 => writing.push("clerk", Ask::Root(branch)),
            15 | 16 => writing.claim(branch, dice),
            17 => writing.close_day(branch),
            _ => writing.push("clerk", Ask::Look(one)),
        }
    }
    writing.steps
}

/// A deed of the person, or of a household.
fn a_deed(branch: BranchCode, dice: &mut Dice, n: usize, row: usize) -> Command {
    let on = format!("2026-03-{:02}", 1 + dice.below(18));
    // Rows of an import are of the one rule that nobody has enough of.
    let mut asked = match dice.below(4) {
        0 if row == 0 => deed(1, "H01", "1", &on),
        1 if row == 0 => deed(1, "H51", "1", &on),
        _ => deed(4, "T01", "0.1", &on),
    };
    asked.account = AccountNo::new(branch, asked.account.serial());
    asked.note = format!("第{n}次{row}");
    match asked.rule.to_string().as_str() {
        "H51" => Command::Deduct(asked),
        _ => Command::Deposit(asked),
    }
}
