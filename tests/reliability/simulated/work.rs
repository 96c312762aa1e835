//! A morning at a bank of two villages and a head office, written out beforehand.

use ledger_core::command::{Command, Sending};
use ledger_core::day::{Offset, Timestamp};
use ledger_core::event::{Aim, OfferKind, OfferTerms, Role};
use ledger_core::ids::{AccountNo, BranchCode, RequestKey};
use ledger_core::line::EntryHash;
use ledger_core::rulebook::HolderKind;

use super::common::store::Dice;
use super::common::{RULEBOOK, day, deed, key, lc01, time};

const ORIGIN: &str = "wenming.example/test";

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
    /// What was entered under a request is taken back.
    Reverse { request: RequestKey, of: RequestKey, branch: BranchCode },
    /// Points for somebody in the other village.
    Send { request: RequestKey, sending: Sending },
    /// The root over all lines, as for a checkpoint.
    Root(BranchCode),
    /// What somebody has.
    Look(AccountNo),
}

fn minute(n: usize) -> Timestamp {
    let from = time("2026-03-20T02:00:00Z").unix();
    Timestamp::from_unix(from + 60 * i64::try_from(n).unwrap()).unwrap()
}

fn request(text: String) -> RequestKey {
    text.parse().unwrap()
}

/// Head office and two villages, as orders. `founded` is the hash of the first
/// line of all, which is the same each time.
pub(super) fn founding(origin: &str, founded: Option<EntryHash>) -> Vec<Step> {
    let key_of = key("manager").public();
    let (offset, since) = (Offset::CHINA, day("2026-01-01"));
    let mut steps: Vec<Step> = Vec::new();
    let mut order = |branch: BranchCode, commands: Vec<Command>| {
        let step = steps.len();
        let requests = commands.into_iter().enumerate();
        let requests = requests.map(|(n, command)| (request(format!("f{step}:{n}")), command));
        let ask = Ask::Order { branch, requests: requests.collect() };
        steps.push(Step { at: minute(step), by: "manager", ask });
    };
    let origin: ledger_core::ids::Origin = origin.parse().unwrap();
    let name = "试镇文明银行".to_owned();
    let found = Command::Found { origin: origin.clone(), name, offset, since, key: key_of };
    order(BranchCode::HQ, vec![found]);
    let Some(founded) = founded else { return steps };
    for (branch, name) in [(lc01(), "清溪村"), (lc02(), "山北村")] {
        let name = name.to_owned();
        order(BranchCode::HQ, vec![Command::CharterBranch { branch, name: name.clone() }]);
        let enrol = |name: &str, role| Command::EnrolOperator {
            operator: name.parse().unwrap(),
            role,
            key: key(name).public(),
            account: None,
        };
        let opened = |kind, household: Option<&str>| Command::OpenAccount {
            kind,
            household: household.map(|h| h.parse().unwrap()),
        };
        let origin = origin.clone();
        order(
            branch,
            vec![
                Command::OpenBranch { origin, founded, name, offset, since, key: key_of },
                enrol("clerk", Role::Clerk),
                Command::AdoptRulebook { from: since, text: RULEBOOK.to_owned() },
                opened(HolderKind::Household, Some("一组-001")),
                opened(HolderKind::Household, Some("一组-002")),
                opened(HolderKind::Merchant, None),
                opened(HolderKind::Person, None),
                Command::BringForward {
                    account: AccountNo::new(branch, 1),
                    points: "300".parse().unwrap(),
                    currency: "JF".parse().unwrap(),
                    as_of: day("2025-12-31"),
                    evidence: "旧账".to_owned(),
                    note: String::new(),
                },
                Command::ListOffer {
                    offer: "RICE-5".parse().unwrap(),
                    title: "大米5斤".to_owned(),
                    kind: OfferKind::Goods,
                    price: "20".parse().unwrap(),
                    currency: "JF".parse().unwrap(),
                    merchant: Some(AccountNo::new(branch, 3)),
                    terms: OfferTerms::default(),
                },
            ],
        );
    }
    steps
}

/// What the oracle's bank is called.
pub(super) fn origin() -> &'static str {
    ORIGIN
}

/// So many things to do, the same for the same dice.
pub(super) fn work(dice: &mut Dice, count: usize) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut deposits: Vec<(BranchCode, RequestKey)> = Vec::new();
    for n in 0..count {
        let branch = [lc01(), lc01(), lc02()][dice.below(3)];
        let (by, ask) = match dice.below(16) {
            0..=4 => {
                let request = request(format!("w{n}"));
                deposits.push((branch, request.clone()));
                let requests = vec![(request, a_deed(branch, dice, n, 0))];
                ("clerk", Ask::Order { branch, requests })
            }
            5..=7 => {
                // An import: now and then of more than a page.
                let rows = [2, 5, 12, 30][dice.below(4)];
                let row = |row| (request(format!("w{n}:{row}")), a_deed(branch, dice, n, row));
                let requests = (0..rows).map(row).collect();
                ("clerk", Ask::Order { branch, requests })
            }
            8 => {
                let command = Command::Redeem {
                    account: AccountNo::new(branch, 1),
                    offer: "RICE-5".parse().unwrap(),
                    qty: "1".parse().unwrap(),
                    note: String::new(),
                    with: None,
                };
                (
                    "clerk",
                    Ask::Order { branch, requests: vec![(request(format!("w{n}")), command)] },
                )
            }
            9 if !deposits.is_empty() => {
                let (branch, of) = deposits.swap_remove(dice.below(deposits.len()));
                ("manager", Ask::Reverse { request: request(format!("w{n}")), of, branch })
            }
            10 | 11 => {
                let to = if branch == lc01() { lc02() } else { lc01() };
                let sending = Sending {
                    account: AccountNo::new(branch, 1),
                    to,
                    aim: Aim::Account(AccountNo::new(to, 2)),
                    points: (1 + dice.below(9)).to_string().parse().unwrap(),
                    currency: "JF".parse().unwrap(),
                    note: String::new(),
                };
                ("clerk", Ask::Send { request: request(format!("w{n}")), sending })
            }
            12 => {
                let from = day(&format!("2026-04-{:02}", 1 + n % 28));
                let text = format!("{RULEBOOK}\n# {n}\n");
                let command = Command::AdoptRulebook { from, text };
                let requests = vec![(request(format!("w{n}")), command)];
                ("manager", Ask::Order { branch, requests })
            }
            13 => {
                let points = (1 + dice.below(5)).to_string().parse().unwrap();
                let currency = "JF".parse().unwrap();
                let command = Command::Transfer {
                    from: AccountNo::new(branch, 1),
                    to: AccountNo::new(branch, 2),
                    points,
                    currency,
                    into: currency,
                    note: String::new(),
                };
                (
                    "clerk",
                    Ask::Order { branch, requests: vec![(request(format!("w{n}")), command)] },
                )
            }
            14 => ("clerk", Ask::Root(branch)),
            _ => ("clerk", Ask::Look(AccountNo::new(branch, 1))),
        };
        steps.push(Step { at: minute(30 + n), by, ask });
    }
    steps
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
