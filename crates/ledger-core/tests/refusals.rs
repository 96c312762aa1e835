//! Refusals: every way the rules say no, as a table, and that nothing is
//! written when they do.
//!
//! A row is `who: command => code: message`. `#3` is account 3 of LC01, `#HQ:1`
//! account 1 of head office, `@name` an entry the story below left under that
//! name, `_` a space and `字*201` a text of so many characters. The message is
//! the refusal's own, so every row holds the numbers it tells as well.
//! `every_refusal_there_is_has_a_row` reads the codes off the source, so that a
//! refusal cannot be added without one.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::{BTreeSet, HashMap};

use common::store::all_books;
use common::{Bank, RULEBOOK, account, day, deed, key, key_of, lc01, time};
use ledger_core::command::{Command, DeedCommand, Incoming, Resolution, Sending};
use ledger_core::day::Offset;
use ledger_core::event::{Aim, OfferKind, OfferTerms, Position};
use ledger_core::ids::{AccountNo, BranchCode, EntryId};
use ledger_core::ledger::{Done, Order, SubmitError};
use ledger_core::line::EntryHash;
use ledger_core::pick_up::PickUpCode;
use ledger_core::points::{Points, Qty};
use ledger_core::refusal::Refusal;

/// Terms and rules for refusals that the common rulebook has none for.
const MORE: &str = r#"
[[currency]]
code = "RW"
name = "任务积分"
expires = "year-end"
ceiling = "100"

[[currency]]
code = "ZS"
name = "赠予积分"
spend_with = "RW 1:5"

[[rule]]
code = "W01"
kind = "earn"
category = "任务"
item = "任务"
unit = "次"
points = "45"
currency = "RW"

[[rule]]
code = "W02"
kind = "earn"
category = "赠予"
item = "赠予"
unit = "次"
points = "45"
currency = "ZS"

[[rule]]
code = "P01"
kind = "earn"
category = "到人"
item = "学习"
unit = "次"
points = "1"
currency = "JF"
holders = ["household", "person"]
pays = "person"

[[rule]]
code = "F01"
kind = "earn"
category = "到户"
item = "庭院整洁"
unit = "次"
points = "1"
currency = "JF"
pays = "household"

[[rule]]
code = "L01"
kind = "earn"
category = "补录"
item = "旧事"
unit = "次"
points = "1"
currency = "JF"
caps = ["30日内"]

[[rule]]
code = "Z01"
kind = "earn"
category = "大数"
item = "大数"
unit = "件"
points = "999999999999"
currency = "JF"

[[currency]]
code = "YB"
name = "有价分"
decimals = 0
yuan_per_point = "0.1"

[[rule]]
code = "E01"
kind = "earn"
category = "有价"
item = "护林"
unit = "次"
points = "10"
currency = "YB"

[[rule]]
code = "K01"
kind = "clause"
category = "说明"
item = "转赠须知"
unit = "次"
currency = "JF"

[[rule]]
code = "V01"
kind = "earn"
category = "公益"
item = "修路"
unit = "次"
points = "1"
currency = "JF"
review = ["verify 1", "notice 7 days"]

[[rule]]
code = "V02"
kind = "earn"
category = "公益"
item = "调解"
unit = "次"
points = "1"
currency = "JF"
review = ["verify 1", "panel"]

[[rule]]
code = "L02"
kind = "earn"
category = "补录"
item = "巡河"
unit = "次"
points = "1"
currency = "JF"
caps = ["60日内"]
late_after_days = 10
"#;

/// A bank where everything that can be refused has been made ready.
struct World {
    bank: Bank,
    marks: HashMap<&'static str, EntryId>,
}

impl World {
    fn new() -> Self {
        let bank = Bank::in_memory_with(&format!("{RULEBOOK}{MORE}"));
        let mut marks = HashMap::new();
        marks.insert("none", EntryId { branch: lc01(), seq: 9_999 });
        marks.insert("elsewhere", EntryId { branch: BranchCode::HQ, seq: 0 });
        marks.insert("opened", EntryId { branch: lc01(), seq: 0 });
        let mut world = Self { bank, marks };
        for line in STORY.trim().lines() {
            let (mark, order) = line.split_once("| ").unwrap();
            let done = world.ask(order).unwrap_or_else(|refusal| panic!("{line}: {refusal}"));
            if let Some(mark) = mark.trim().strip_prefix('@') {
                world.marks.insert(mark, done.entry);
            }
        }
        world
    }

    /// `who[@BRANCH][~KEY] [at=TIME] [req=KEY]: command`
    fn ask(&mut self, order: &str) -> Result<Done, Refusal> {
        let (asked, command) = order.split_once(": ").unwrap();
        let mut asked = asked.split(' ');
        let who = asked.next().unwrap();
        let (who, secret) = who.split_once('~').unwrap_or((who, ""));
        let (who, branch) = who.split_once('@').unwrap_or((who, "LC01"));
        let signing = if secret.is_empty() { key(who) } else { key_of(who, secret) };
        let (mut now, mut request) = (self.bank.now, self.bank.request());
        for option in asked {
            match option.split_once('=').unwrap() {
                ("at", at) => now = time(at),
                ("req", req) => request = req.parse().unwrap(),
                other => panic!("{other:?}"),
            }
        }
        let command = self.command(command);
        let done = self.bank.ledger.submit(&Order {
            branch: branch.parse().unwrap(),
            key: &signing,
            now,
            clock_confirmed: false,
            likeness_confirmed: false,
            requests: &[(request, command)],
        });
        match done {
            Ok(mut done) => Ok(done.remove(0)),
            Err(SubmitError::Refused { index: 0, refusal }) => Err(*refusal),
            Err(other) => panic!("{order}: {other}"),
        }
    }

    fn account(&self, text: &str) -> AccountNo {
        let text = text.strip_prefix('#').unwrap();
        match text.split_once(':') {
            Some((branch, serial)) => {
                AccountNo::new(branch.parse().unwrap(), serial.parse().unwrap())
            }
            None => account(text.parse().unwrap()),
        }
    }

    fn mark(&self, text: &str) -> EntryId {
        self.marks[text.strip_prefix('@').unwrap()]
    }

    fn command(&self, text: &str) -> Command {
        let mut words = Vec::new();
        let mut options: HashMap<&str, String> = HashMap::new();
        for word in text.split(' ') {
            match word.split_once('=') {
                Some((name, value)) => drop(options.insert(name, spelled(value))),
                None => words.push(word),
            }
        }
        let mut option = |name: &str| options.remove(name);
        let since = day("2026-01-01");
        let points = |text: &str| Points::read(text).unwrap();
        let qty = |text: &str| Qty::read(text).unwrap();
        match words[..] {
            [what @ ("deposit" | "deduct"), acc, rule, amount, on] => {
                let mut posted = deed(1, rule, amount, on);
                posted.account = self.account(acc);
                posted.approver = option("ok").map(|ok| ok.parse().unwrap());
                posted.evidence = option("evidence").unwrap_or_default();
                posted.note = option("note").unwrap_or_default();
                posted.like = option("like").map(|like| self.marks[&like[1..]]);
                if what == "deposit" { Command::Deposit(posted) } else { Command::Deduct(posted) }
            }
            ["redeem", acc, offer, amount] => Command::Redeem {
                account: self.account(acc),
                offer: offer.parse().unwrap(),
                qty: qty(amount),
                note: option("note").unwrap_or_default(),
                with: option("with").map(|with| {
                    let (currency, asked) = with.split_once(':').unwrap();
                    (currency.parse().unwrap(), points(asked))
                }),
            },
            ["expire", acc, currency] => {
                Command::Expire { account: self.account(acc), currency: currency.parse().unwrap() }
            }
            ["reserve", acc, offer, amount] => Command::Reserve {
                account: self.account(acc),
                offer: offer.parse().unwrap(),
                qty: qty(amount),
                code: code("right").hash(),
                note: option("note").unwrap_or_default(),
            },
            ["collect", acc, entry, which] => Command::Collect {
                account: self.account(acc),
                reservation: self.entry(entry),
                code: code(which),
            },
            ["cancel", acc, entry, reason] => Command::CancelReservation {
                account: self.account(acc),
                reservation: self.entry(entry),
                reason: spelled(reason),
            },
            ["release", acc, entry] => Command::ReleaseReservation {
                account: self.account(acc),
                reservation: self.entry(entry),
            },
            ["return", entry, amount, reason] => Command::Return {
                entry: self.entry(entry),
                qty: qty(amount),
                reason: spelled(reason),
            },
            ["pause", offer, reason] => {
                Command::PauseOffer { offer: offer.parse().unwrap(), reason: spelled(reason) }
            }
            ["resume", offer] => Command::ResumeOffer { offer: offer.parse().unwrap() },
            ["stock", offer, change, reason] => Command::ChangeStock {
                offer: offer.parse().unwrap(),
                change: change.parse().unwrap(),
                reason: spelled(reason),
            },
            ["transfer", from, to, amount, currency] => Command::Transfer {
                from: self.account(from),
                to: self.account(to),
                points: points(amount),
                currency: currency.parse().unwrap(),
                into: option("into").as_deref().unwrap_or(currency).parse().unwrap(),
                note: option("note").unwrap_or_default(),
            },
            ["open", kind] | ["open", kind, _] => Command::OpenAccount {
                kind: serde_json::from_value(kind.into()).unwrap(),
                household: words.get(2).map(|household| household.parse().unwrap()),
            },
            ["join", acc, household] => Command::JoinHousehold {
                account: self.account(acc),
                household: self.account(household),
            },
            ["leave", acc, reason] => {
                Command::LeaveHousehold { account: self.account(acc), reason: spelled(reason) }
            }
            ["divide", from, to, amount, currency, reason] => Command::Divide {
                from: self.account(from),
                to: self.account(to),
                points: points(amount),
                currency: currency.parse().unwrap(),
                reason: spelled(reason),
            },
            ["close", acc, reason] => {
                Command::CloseAccount { account: self.account(acc), reason: spelled(reason) }
            }
            ["freeze", acc, reason] => {
                Command::FreezeAccount { account: self.account(acc), reason: spelled(reason) }
            }
            ["unfreeze", acc, reason] => {
                Command::UnfreezeAccount { account: self.account(acc), reason: spelled(reason) }
            }
            ["bring", acc, amount, currency, as_of] => Command::BringForward {
                account: self.account(acc),
                points: points(amount),
                currency: currency.parse().unwrap(),
                as_of: day(as_of),
                evidence: option("evidence").unwrap_or_default(),
                note: option("note").unwrap_or_default(),
            },
            ["list", offer, price, currency] => Command::ListOffer {
                offer: offer.parse().unwrap(),
                title: option("title").unwrap_or("一样东西".to_owned()),
                kind: OfferKind::Goods,
                price: points(price),
                currency: currency.parse().unwrap(),
                merchant: option("to").map(|to| self.account(&to)),
                terms: OfferTerms {
                    limit: option("limit").map(|limit| limit.parse().unwrap()),
                    from: option("from").map(|from| day(&from)),
                    until: option("until").map(|until| day(&until)),
                    hold_days: option("hold").map(|days| days.parse().unwrap()),
                },
            },
            ["withdraw", offer, reason] => {
                Command::WithdrawOffer { offer: offer.parse().unwrap(), reason: spelled(reason) }
            }
            ["reverse", entry, reason] => {
                Command::Reverse { entry: self.mark(entry), reason: spelled(reason) }
            }
            ["receive", yuan, on, voucher] => Command::ReceiveFund {
                yuan: yuan.parse().unwrap(),
                on: day(on),
                source: option("source").unwrap_or("镇财政".to_owned()),
                voucher: voucher.parse().unwrap(),
            },
            ["spend", yuan, on, voucher] => Command::SpendFund {
                yuan: yuan.parse().unwrap(),
                on: day(on),
                purpose: option("purpose").unwrap_or("进货".to_owned()),
                voucher: voucher.parse().unwrap(),
            },
            ["settle", acc, amount, currency, yuan, voucher] => Command::Settle {
                merchant: self.account(acc),
                points: points(amount),
                currency: currency.parse().unwrap(),
                yuan: yuan.parse().unwrap(),
                voucher: voucher.parse().unwrap(),
                note: option("note").unwrap_or_default(),
            },
            ["cover", policy] => {
                Command::SetCover { cover: serde_json::from_value(policy.into()).unwrap() }
            }
            ["appeal", code, pool, goal, currency, until] => Command::OpenAppeal {
                appeal: code.parse().unwrap(),
                title: option("title").unwrap_or("修桥".to_owned()),
                pool: self.account(pool),
                goal: points(goal),
                currency: currency.parse().unwrap(),
                until: day(until),
            },
            ["pledge", code, acc, amount] => Command::Pledge {
                appeal: code.parse().unwrap(),
                account: self.account(acc),
                points: points(amount),
            },
            ["return", code, pledge] => {
                Command::ReturnPledge { appeal: code.parse().unwrap(), pledge: self.mark(pledge) }
            }
            ["end", code] => Command::CloseAppeal { appeal: code.parse().unwrap() },
            ["enrol", operator, role, secret] => Command::EnrolOperator {
                operator: operator.parse().unwrap(),
                role: serde_json::from_value(role.into()).unwrap(),
                key: key(secret).public(),
                account: option("account").map(|account| self.account(&account)),
            },
            ["set-key", secret, reason] => {
                Command::SetBranchKey { key: key(secret).public(), reason: spelled(reason) }
            }
            ["claim", acc, rule, amount, on] => {
                let witnesses = option("seen").unwrap_or_default();
                let witnesses = witnesses.split_terminator(',').map(|of| self.account(of));
                let asked = deed(1, rule, amount, on);
                let (account, witnesses) = (self.account(acc), witnesses.collect());
                Command::FileClaim(DeedCommand { account, witnesses, ..asked })
            }
            ["verify", claim, acc] => Command::VerifyClaim {
                claim: self.mark(claim),
                account: self.account(acc),
                note: option("note").unwrap_or_default(),
                distinct: option("why"),
            },
            ["reject", claim, acc, reason] => Command::RejectClaim {
                claim: self.mark(claim),
                account: self.account(acc),
                reason: spelled(reason),
            },
            ["pay", claim, acc] => {
                Command::PostClaim { claim: self.mark(claim), account: self.account(acc) }
            }
            ["notice", from, to, until] => {
                Command::OpenNotice { from: day(from), to: day(to), until: day(until) }
            }
            ["object", claim, acc, reason, deadline] => Command::RaiseObjection {
                claim: self.mark(claim),
                account: self.account(acc),
                reason: spelled(reason),
                deadline: day(deadline),
            },
            ["resolve", claim, acc, outcome, reason] => Command::ResolveObjection {
                claim: self.mark(claim),
                account: self.account(acc),
                resolution: match outcome {
                    "upheld" => Resolution::Upheld,
                    "dismissed" => Resolution::Dismissed,
                    corrected => Resolution::Corrected(qty(corrected)),
                },
                reason: spelled(reason),
            },
            ["certify", acc, from, to] => Command::PublishCertificate {
                account: self.account(acc),
                from: day(from),
                to: day(to),
            },
            ["issue", certificate, acc, contact] => Command::IssueCertificate {
                certificate: self.mark(certificate),
                account: self.account(acc),
                contact: spelled(contact),
            },
            ["record", acc, requested, lender] => Command::IssueRecord {
                account: self.account(acc),
                requested: day(requested),
                lender: spelled(lender),
            },
            ["recall", certificate, acc, reason] => Command::WithdrawCertificate {
                certificate: self.mark(certificate),
                account: self.account(acc),
                reason: spelled(reason),
            },
            ["close-notice", notice] => Command::CloseNotice { notice: self.mark(notice) },
            ["retire", operator, reason] => Command::RetireOperator {
                operator: operator.parse().unwrap(),
                reason: spelled(reason),
            },
            ["adopt", from, book] => {
                Command::AdoptRulebook { from: day(from), text: rulebook(book) }
            }
            ["charter", branch, name] => {
                Command::CharterBranch { branch: branch.parse().unwrap(), name: spelled(name) }
            }
            ["found", name] => Command::Found {
                origin: "wenming.example/test".parse().unwrap(),
                name: spelled(name),
                offset: Offset::CHINA,
                since,
                key: key("manager").public(),
            },
            ["open-branch", name] => Command::OpenBranch {
                origin: option("origin")
                    .as_deref()
                    .unwrap_or("wenming.example/test")
                    .parse()
                    .unwrap(),
                founded: EntryHash([7; 32]),
                name: spelled(name),
                offset: Offset::CHINA,
                since,
                key: key(option("key").as_deref().unwrap_or("manager")).public(),
            },
            ["send", acc, to, aim, amount, currency] => Command::Send(Sending {
                account: self.account(acc),
                to: to.parse().unwrap(),
                aim: self.aim(aim),
                points: points(amount),
                currency: currency.parse().unwrap(),
                note: option("note").unwrap_or_default(),
            }),
            [what @ ("receive" | "decline"), sent, aim, amount, currency] => {
                let sent = self.entry(sent);
                let incoming = Incoming {
                    sent,
                    hash: EntryHash::default(),
                    from: AccountNo::new(sent.branch, 1),
                    aim: self.aim(aim),
                    points: points(amount),
                    currency: currency.parse().unwrap(),
                    lots: Vec::new(),
                };
                match what {
                    "receive" => Command::Receive(incoming),
                    _ => Command::Decline { incoming, reason: "no".to_owned() },
                }
            }
            ["arrived", sent, received] => Command::NoteArrival {
                sent: self.entry(sent),
                received: self.entry(received),
                hash: EntryHash::default(),
            },
            ["send-back", sent, declined] => Command::SendBack {
                sent: self.entry(sent),
                declined: self.entry(declined),
                hash: EntryHash::default(),
            },
            ["net", ref positions @ ..] => {
                let position = |text: &&str| {
                    let (branch, amount) = text.split_once('/').unwrap();
                    let (branch, currency) = (branch.parse().unwrap(), "JF".parse().unwrap());
                    Position { branch, currency, amount: amount.parse().unwrap() }
                };
                Command::NetClearing { positions: positions.iter().map(position).collect() }
            }
            ["settle", netted, amount, currency] => {
                let netted = self.entry(netted);
                let line = self.bank.ledger.journal().line(netted.branch, netted.seq).unwrap();
                Command::SettleClearing {
                    netted,
                    hash: EntryHash::of(&line.unwrap_or_default()),
                    currency: currency.parse().unwrap(),
                    amount: amount.parse().unwrap(),
                }
            }
            _ => panic!("{text}"),
        }
    }

    /// `@name`, or the entry's id.
    fn entry(&self, text: &str) -> EntryId {
        match text.strip_prefix('@') {
            Some(mark) => self.marks[mark],
            None => text.parse().unwrap(),
        }
    }

    /// `#3`, or an offer and how many of it: `HAIR/2`.
    fn aim(&self, text: &str) -> Aim {
        match text.split_once('/') {
            None => Aim::Account(self.account(text)),
            Some((offer, qty)) => {
                Aim::Offer { offer: offer.parse().unwrap(), qty: Qty::read(qty).unwrap() }
            }
        }
    }

    /// `#3` as the account's number and `@name` as the entry's, in a message.
    fn message(&self, text: &str) -> String {
        let mut told = String::new();
        for word in text.split_inclusive(|c: char| " `;,".contains(c)) {
            let end = word.len() - usize::from(word.ends_with([' ', '`', ';', ',']));
            match word[..end].split_at_checked(1) {
                Some(("#", _)) => told += &self.account(&word[..end]).to_string(),
                Some(("@", mark)) => told += &self.marks[mark].to_string(),
                _ => told += &word[..end],
            }
            told += &word[end..];
        }
        told
    }

    /// All that could have been written to.
    fn kept(&self) -> (Vec<String>, Vec<String>, Vec<u64>) {
        let journal = self.bank.ledger.journal();
        let sizes = journal.branches().unwrap().into_iter().map(|b| journal.size(b).unwrap());
        (all_books(&self.bank.ledger), self.bank.balances(), sizes.collect())
    }
}

fn spelled(text: &str) -> String {
    let text = text.replace('_', " ").replace("\\t", "\t").replace("\\u202e", "\u{202e}");
    match text.split_once('*') {
        Some((one, times)) => one.repeat(times.parse().unwrap()),
        None => text,
    }
}

fn code(which: &str) -> PickUpCode {
    match which {
        "right" => "7K3M-9QTX-2BHD".parse().unwrap(),
        "wrong" => "7K3M-9QTX-2BHE".parse().unwrap(),
        _ => panic!("{which}"),
    }
}

fn rulebook(name: &str) -> String {
    match name {
        "same" => format!("{RULEBOOK}{MORE}"),
        "other" => format!("{RULEBOOK}{MORE}# 第二版\n"),
        "finer" => RULEBOOK.replacen("decimals = 0", "decimals = 2", 1),
        "broken" => "title = ".to_owned(),
        "private" => format!("{RULEBOOK}# 组长电话 13800138000\n"),
        _ => panic!("{name}"),
    }
}

const STORY: &str = "
           | manager: open household 二组-001
           | manager: open household 二组-002
           | manager: open pool
           | manager: freeze #6 失联
           | manager: close #7 迁出
           | manager: enrol gone clerk gone
           | manager: enrol second clerk second
           | manager: retire gone 离任
           | manager: list OLD 10 JF
           | manager: withdraw OLD 停办
@deposit   | clerk: deposit #1 H08 1 2026-03-01
@reversed  | clerk: deposit #1 H01 1 2026-03-02
@reversal  | manager: reverse @reversed 记错
@answered  | clerk req=once: deposit #3 H01 2 2026-03-05
@full      | clerk: deposit #3 H08 3 2026-03-05
           | clerk: deposit #4 T01 1.5 2026-03-06
@redeemed  | clerk: redeem #1 RICE-5 1
           | clerk: deposit #1 W01 2 2026-03-06
           | clerk: deposit #1 W02 1 2026-03-06
           | clerk: deposit #2 W01 2 2026-03-06
           | manager: list TOOL 60 RW
           | manager: list GIFT 5 ZS
           | manager@HQ: charter LC03 山北村
           | manager@HQ: enrol hqclerk clerk hqclerk
           | manager@HQ: enrol hqgone manager hqgone
           | manager@HQ: retire hqgone 离任
           | manager@HQ: open person
           | clerk: open household 二组-003
@closed    | clerk: deposit #9 H01 1 2026-03-03
           | manager: reverse @closed 记错
           | clerk: close #9 迁出
           | manager: enrol kin verifier kin account=#2
@claim     | clerk: claim #2 V01 3 2026-03-03
@like      | clerk: claim #2 V01 1 2026-03-03
@seen      | manager: claim #3 V01 1 2026-03-03
           | panel: verify @seen #3
@panel     | clerk: claim #2 V02 1 2026-03-04
           | panel: verify @panel #2
@agreed    | clerk: claim #3 V02 1 2026-03-04
           | panel: verify @agreed #3
           | manager: verify @agreed #3 note=同意
@hung      | clerk: claim #1 V01 2 2026-02-10
           | panel: verify @hung #1
@objected  | clerk: claim #3 V01 2 2026-02-11
           | panel: verify @objected #3
@notice    | clerk: notice 2026-02-01 2026-02-28 2026-03-27
@objection | clerk: object @objected #3 没见他来 2026-03-25
           | clerk: open person
           | clerk: open household 二组-004
           | clerk: join #10 #11
@sent      | clerk: send #5 LC03 #LC03:1 5 JF
@netted    | manager@HQ: net LC01/5 LC03/-5
           | manager req=twin:HQ:7:JF: settle @netted 5 JF
           | manager: open pool
           | manager: open pool
@received  | manager: receive 100 2026-03-01 记-001
@spent     | manager: spend 30 2026-03-02 付-001
@settled   | manager: settle #5 5 JF 1 结-001
@mistaken  | manager: receive 5 2026-03-01 记-002
@mended    | manager: reverse @mistaken 记错
           | manager: cover refuse
@appeal    | manager: appeal BRIDGE #13 50 JF 2026-03-31
@pledge    | clerk: pledge BRIDGE #3 20
           | manager: appeal FULL #13 5 JF 2026-03-31
@whole     | clerk: pledge FULL #3 5
           | manager: appeal DONE #12 5 JF 2026-03-31
           | clerk: pledge DONE #3 5
@done      | clerk: end DONE
@empty     | clerk: claim #10 V02 1 2026-03-04
           | clerk: open person
           | clerk: deposit #14 T01 1 2026-03-06
@away      | clerk: send #14 LC03 #LC03:1 1 SF
           | clerk: open household 二组-005
           | manager: bring #15 154 JF 2025-12-31
           | manager: list TEA 5 JF limit=2_times/month hold=3
           | manager: stock TEA 3 入库
@over      | clerk: reserve #15 TEA 1
           | clerk: cancel #15 @over 不要了
@reserved  | clerk: reserve #15 TEA 2
           | manager: list PAUSED 5 JF
           | manager: pause PAUSED 盘点
           | manager: list GONE 5 JF
           | manager: pause GONE 盘点
           | manager: withdraw GONE 停办
           | manager: list LATER 5 JF from=2026-05-01 until=2026-05-07
           | manager: pause LATER 盘点
           | manager: list CAKE 5 JF from=2026-05-01 until=2026-05-07
           | manager: list GOLD 5000 JF limit=1_times/life
           | manager: list OIL 5 JF limit=1_times/month
           | clerk: redeem #15 OIL 1
@part      | clerk: redeem #15 HAIR 2
           | manager: return @part 1 破损
           | manager: bring #15 100 RW 2025-12-31
           | manager: bring #15 100 ZS 2025-12-31
@both      | clerk: redeem #15 TOOL 1 with=ZS:50
@undone    | clerk: redeem #15 HAIR 1
           | manager: reverse @undone 记错
@key       | manager: set-key first 首次
           | manager: set-key second-key 更换
           | manager: list CHIP 5 ZS limit=1_times/month
           | manager: stock CHIP 3 入库
@taken     | clerk: deposit #4 T01 1 2026-03-02
@changed   | clerk: certify #4 2026-03-02 2026-03-02
           | manager: reverse @taken 记错
@standing  | clerk: certify #4 2026-03-01 2026-03-20
@recalled  | clerk: certify #4 2026-03-05 2026-03-08
@recall    | clerk: recall @recalled #4 不要了
@doubted   | clerk: certify #4 2026-03-06 2026-03-06
@doubt     | clerk: object @doubted #4 没见他来 2026-03-25
";

/// Where a message says more than its numbers, `…` stands for the rest.
const ROWS: &str = "
clerk req=once: deposit #3 H01 1 2026-03-05 => request-reused: request `once` was already answered by `@answered` and asked for something else
clerk req=once: redeem #3 HAIR 1 => request-reused: request `once` was already answered by `@answered` and asked for something else
clerk req=twin:LC03:4: deposit #1 H01 1 2026-03-01 => key-reserved: request `twin:LC03:4` begins as only the answers between branches do
manager req=twin:: freeze #1 无 => key-reserved: request `twin:` begins as only the answers between branches do
clerk: receive LC03:4 #1 5 JF => key-not-twin: …
clerk req=twin:LC03:5: receive LC03:4 #1 5 JF => key-not-twin: request `twin:LC03:5` is not `twin:LC03:4`, which alone answers that entry
clerk req=own: decline LC03:4 #1 5 JF => key-not-twin: request `own` is not `twin:LC03:4`, which alone answers that entry
clerk req=own: arrived @sent LC03:4 => key-not-twin: request `own` is not `twin:LC03:4`, which alone answers that entry
clerk req=own: send-back @sent LC03:4 => key-not-twin: request `own` is not `twin:LC03:4`, which alone answers that entry
manager req=twin:HQ:8: settle HQ:8 5 JF => key-not-twin: request `twin:HQ:8` is not `twin:HQ:8:JF`, which alone answers that entry
clerk at=2026-03-19T01:59:59Z: deposit #1 H01 1 2026-03-01 => clock-behind: the clock is 86401 seconds behind the last entry
clerk at=2026-05-05T02:00:00Z: deposit #1 H01 1 2026-03-01 => clock-ahead: the clock is 46 days ahead of the last entry
manager: found 又一家 => wrong-branch: this can only be done in `HQ`
manager: charter LC04 山南村 => wrong-branch: this can only be done in `HQ`
manager@HQ: found 又一家 => branch-exists: branch `HQ` is already there
manager@HQ: charter LC01 清溪村 => branch-exists: branch `LC01` is already there
manager@HQ: charter HQ 总行 => branch-exists: branch `HQ` is already there
manager: open-branch 清溪村 => branch-exists: branch `LC01` is already there
clerk@LC03: deposit #LC03:1 H01 1 2026-03-01 => branch-not-open: branch `LC03` is not open
clerk@LC09: open person => branch-not-open: branch `LC09` is not open
manager@LC09: open-branch 山东村 => not-chartered: head office has not chartered branch `LC09`
manager@LC03: open-branch 山北村 origin=wenming.example/other => not-chartered: head office has not chartered branch `LC03`
nobody: deposit #1 H01 1 2026-03-01 => unknown-operator: operator `nobody` is not enrolled in `LC01`
manager: retire nobody 离任 => unknown-operator: operator `nobody` is not enrolled in `LC01`
clerk@HQ: open person => unknown-operator: operator `clerk` is not enrolled in `HQ`
panel@LC03: open-branch 山北村 key=panel => unknown-operator: operator `panel` is not enrolled in `HQ`
gone: deposit #1 H01 1 2026-03-01 => retired-operator: operator `gone` was retired
manager: retire gone 离任 => retired-operator: operator `gone` was retired
hqgone@LC03: open-branch 山北村 key=hqgone => retired-operator: operator `hqgone` was retired
clerk~forged: deposit #1 H01 1 2026-03-01 => wrong-key: the key given for `clerk` is not the one enrolled
manager~forged: retire clerk 离任 => wrong-key: the key given for `manager` is not the one enrolled
manager@LC03~forged: open-branch 山北村 key=forged => wrong-key: the key given for `manager` is not the one enrolled
manager@LC03: open-branch 山北村 key=forged => wrong-key: the key given for `manager` is not the one enrolled
clerk: reverse @deposit 记错 => no-right: `clerk` is Clerk; this takes Manager
clerk: bring #2 10 JF 2025-12-31 => no-right: `clerk` is Clerk; this takes Manager
clerk: adopt 2026-04-01 other => no-right: `clerk` is Clerk; this takes Manager
clerk: enrol friend manager friend => no-right: `clerk` is Clerk; this takes Manager
clerk: list NEW 10 JF => no-right: `clerk` is Clerk; this takes Manager
clerk: leave #10 迁出 => no-right: `clerk` is Clerk; this takes Manager
clerk: divide #1 #2 1 JF 分家 => no-right: `clerk` is Clerk; this takes Manager
panel: join #4 #1 => no-right: `panel` is Verifier; this takes Clerk
clerk: pause TEA 盘点 => no-right: `clerk` is Clerk; this takes Manager
clerk: resume PAUSED => no-right: `clerk` is Clerk; this takes Manager
clerk: stock TEA 1 入库 => no-right: `clerk` is Clerk; this takes Manager
clerk: return @part 1 破损 => no-right: `clerk` is Clerk; this takes Manager
panel: reserve #15 HAIR 1 => no-right: `panel` is Verifier; this takes Clerk
panel: cancel #15 @reserved 不要了 => no-right: `panel` is Verifier; this takes Clerk
clerk: freeze #1 无 => no-right: `clerk` is Clerk; this takes Manager
panel: deposit #1 H01 1 2026-03-01 => no-right: `panel` is Verifier; this takes Clerk
auditor: redeem #1 HAIR 1 => no-right: `auditor` is Auditor; this takes Clerk
auditor: enrol friend clerk friend => no-right: `auditor` is Auditor; this takes Manager
hqclerk@HQ: charter LC04 山南村 => no-right: `hqclerk` is Clerk; this takes Manager
hqclerk@LC03: open-branch 山北村 key=hqclerk => no-right: `hqclerk` is Clerk; this takes Manager
manager: enrol twice verifier clerk => key-taken: the key given for `twice` is already that of `clerk`
clerk: verify @claim #2 => no-right: `clerk` is Clerk; this takes Verifier
auditor: reject @claim #2 没有 => no-right: `auditor` is Auditor; this takes Verifier
panel: claim #1 V01 1 2026-03-03 => no-right: `panel` is Verifier; this takes Clerk
panel: notice 2026-03-01 2026-03-20 2026-03-27 => no-right: `panel` is Verifier; this takes Clerk
panel: resolve @objected #3 upheld 属实 => no-right: `panel` is Verifier; this takes Manager
auditor: pay @agreed #3 => no-right: `auditor` is Auditor; this takes Clerk
clerk: set-key fresh 首次 => no-right: `clerk` is Clerk; this takes Manager
manager: set-key clerk 更换 => key-of-operator: the key is that of operator `clerk`, and cannot be the branch's
manager: set-key gone 更换 => key-of-operator: the key is that of operator `gone`, and cannot be the branch's
manager: set-key first 更换 => key-of-branch: the key was set as the branch's by `@key`, and cannot be set or enrolled again
manager: set-key second-key 更换 => key-of-branch: …
manager: enrol friend clerk first => key-of-branch: the key was set as the branch's by `@key`, and cannot be set or enrolled again
manager: set-key fresh _ => text-missing: the reason is empty
manager: retire manager 离任 => last-manager: `manager` is the last manager of `LC01`
manager: enrol manager clerk manager => last-manager: `manager` is the last manager of `LC01`
clerk: deposit #1 H01 1 2026-03-01 note=字*201 => text-too-long: the note is 201 characters long; at most 200 are allowed
manager: reverse @deposit 字*201 => text-too-long: the reason is 201 characters long; at most 200 are allowed
manager: list NEW 10 JF title=字*61 => text-too-long: the title is 61 characters long; at most 60 are allowed
manager@HQ: charter LC04 字*61 => text-too-long: the name is 61 characters long; at most 60 are allowed
clerk: deposit #1 H01 1 2026-03-01 note=甲\\t乙 => text-control: the note holds a control character
clerk: deposit #1 H01 1 2026-03-01 evidence=甲\\u202e乙 => text-control: the evidence holds a control character
clerk: deposit #1 H01 1 2026-03-01 note=11010519491231002X => text-private: the note holds a private number (IdCard)
clerk: deposit #1 H01 1 2026-03-01 evidence=电话138_0013_8000 => text-private: the evidence holds a private number (Phone)
clerk: redeem #1 HAIR 1 note=6222021234567890128 => text-private: the note holds a private number (BankCard)
clerk: transfer #1 #2 1 JF note=13800138000 => text-private: the note holds a private number (Phone)
manager: retire clerk 改号13800138000 => text-private: the reason holds a private number (Phone)
clerk: open household 13800138000 => text-private: the household number holds a private number (Phone)
manager: adopt 2026-04-01 private => text-private: the rulebook holds a private number (Phone)
panel: verify @like #2 why=_ => text-missing: the distinct is empty
clerk: claim #1 L02 1 2026-03-09 seen=#2,#2,#2,#2,#2,#2,#2,#2,#2,#2,#2,#2,#2,#2,#2,#2,#2 => too-many: 17 witnesses are named; at most 16 are allowed
panel: reject @claim #2 _ => text-missing: the reason is empty
clerk: object @hung #1 _ 2026-03-25 => text-missing: the reason is empty
manager: freeze #1 _ => text-missing: the reason is empty
manager: list NEW 10 JF title=_ => text-missing: the title is empty
clerk: redeem #1 NOTHING 1 => unknown-offer: there is no offer `NOTHING`
manager: withdraw NOTHING 停办 => unknown-offer: there is no offer `NOTHING`
clerk: redeem #1 OLD 1 => withdrawn-offer: offer `OLD` was withdrawn
manager: withdraw OLD 停办 => withdrawn-offer: offer `OLD` was withdrawn
clerk: send #1 LC01 HAIR/1 10 JF => same-branch: points are sent to a branch other than `LC01`, where they are
clerk req=twin:LC01:4: receive LC01:4 #2 10 JF => same-branch: points are sent to a branch other than `LC01`, where they are
clerk req=twin:LC01:4: decline LC01:4 #2 10 JF => same-branch: points are sent to a branch other than `LC01`, where they are
clerk req=twin:LC03:4: arrived LC01:3 LC03:4 => not-under-way: nothing of entry `LC01:3` is under way
clerk req=twin:LC03:4: send-back LC01:3 LC03:4 => not-under-way: nothing of entry `LC01:3` is under way
clerk req=twin:LC04:4: send-back @sent LC04:4 => not-under-way: nothing of entry `@sent` is under way
manager@HQ: net LC01/5 LC03/-4 => clearing-not-zero: in JF the branches' positions sum to 1, not to 0
manager@HQ: net LC01/5 LC09/-5 => not-chartered: head office has not chartered branch `LC09`
manager: net LC01/5 LC03/-5 => wrong-branch: this can only be done in `HQ`
hqclerk@HQ: net LC01/5 LC03/-5 => no-right: `hqclerk` is Clerk; this takes Manager
clerk req=twin:HQ:8:JF: settle HQ:8 5 JF => no-right: `clerk` is Clerk; this takes Manager
panel: send #1 LC03 #LC03:1 1 JF => no-right: `panel` is Verifier; this takes Clerk
manager@HQ: net => nothing-to-net: no branch owes another anything
manager@HQ: net LC01/5 LC01/-5 => nothing-to-net: no branch owes another anything
manager req=twin:HQ:8:JF: settle HQ:8 0 JF => nothing-to-net: no branch owes another anything
manager req=twin:HQ:6:JF: settle HQ:6 5 JF => settled-before: netting `HQ:6` is no later than `@netted`, which was settled in JF
manager req=twin:LC03:8:JF: settle LC03:8 5 JF => wrong-branch: this can only be done in `HQ`
clerk req=twin:LC03:4: decline LC03:4 HAIR/1 10 JF => not-declined: what `LC03:4` sent would be received, and is not declined
clerk: send #1 LC03 #LC01:2 10 JF => other-branch: account `#2` is of branch `LC01`, not `LC03`
clerk: close #14 迁出 => under-way: account `#14` has `@away` under way
clerk req=twin:LC03:4: receive LC03:4 HAIR/2 10 JF => offer-price: 2 of `HAIR` cost 20 JF; 10 were sent
clerk req=twin:LC03:4: receive LC03:4 HAIR/1 10 SF => offer-price: 1 of `HAIR` cost 10 JF; 10 were sent
clerk req=twin:LC03:4: receive LC03:4 OLD/1 10 JF => withdrawn-offer: offer `OLD` was withdrawn
clerk req=twin:LC03:4: receive LC03:4 #6 10 JF => frozen-account: account `#6` is frozen
clerk: send #6 LC03 #LC03:1 1 JF => frozen-account: account `#6` is frozen
clerk: send #1 LC03 #LC03:1 91 JF => overdraft: `#1` has 90 JF to spend; 91 are needed
clerk: send #1 LC03 #LC03:1 1 JF note=13800138000 => text-private: the note holds a private number (Phone)
manager: reverse @sent 记错 => not-reversible: entry `@sent` (sent) cannot be reversed
manager: enrol third clerk third account=#HQ:1 => other-branch: account `#HQ:1` is of branch `HQ`, not `LC01`
manager: reverse @sent 记错 => not-reversible: entry `@sent` (sent) cannot be reversed
clerk: redeem #1 PAUSED 1 => paused-offer: offer `PAUSED` is paused
clerk: reserve #1 PAUSED 1 => paused-offer: offer `PAUSED` is paused
manager: pause PAUSED 再停 => paused-offer: offer `PAUSED` is paused
manager: resume TEA => not-paused: offer `TEA` is not paused
manager: resume OLD => withdrawn-offer: offer `OLD` was withdrawn
manager: stock NOTHING 1 入库 => unknown-offer: there is no offer `NOTHING`
clerk: redeem #1 CAKE 1 => not-on-sale: offer `CAKE` cannot be had on 2026-03-20
clerk: collect #15 @over right => reservation-over: account `#15` has no reservation `@over` under way
clerk: cancel #15 @over 又不要了 => reservation-over: account `#15` has no reservation `@over` under way
clerk: release #15 @over => reservation-over: account `#15` has no reservation `@over` under way
clerk: collect #1 @reserved right => reservation-over: account `#1` has no reservation `@reserved` under way
clerk: cancel #15 @elsewhere 不要了 => reservation-over: account `#15` has no reservation `@elsewhere` under way
clerk: collect #15 @reserved wrong => wrong-code: the code is not that of reservation `@reserved`
clerk: release #15 @reserved => not-due-yet: reservation `@reserved` is held until 2026-03-23; today is 2026-03-20
clerk: deposit #HQ:1 H01 1 2026-03-01 => other-branch: account `#HQ:1` is of branch `HQ`, not `LC01`
clerk: transfer #1 #HQ:1 1 JF => other-branch: account `#HQ:1` is of branch `HQ`, not `LC01`
clerk: deposit #99 H01 1 2026-03-01 => unknown-account: there is no account `#99`
clerk: redeem #99 HAIR 1 => unknown-account: there is no account `#99`
manager: enrol third clerk third account=#99 => unknown-account: there is no account `#99`
clerk: transfer #1 #99 1 JF => unknown-account: there is no account `#99`
clerk: close #99 迁出 => unknown-account: there is no account `#99`
clerk: deposit #7 H01 1 2026-03-01 => closed-account: account `#7` is closed
manager: unfreeze #7 回村 => closed-account: account `#7` is closed
clerk: close #7 迁出 => closed-account: account `#7` is closed
manager: reverse @closed 记错 => closed-account: account `#9` is closed
clerk: transfer #1 #7 1 JF => closed-account: account `#7` is closed
clerk: join #4 #9 => closed-account: account `#9` is closed
manager: enrol third clerk third account=#7 => closed-account: account `#7` is closed
clerk: join #4 #6 => frozen-account: account `#6` is frozen
manager: divide #1 #6 1 JF 分家 => frozen-account: account `#6` is frozen
clerk: deposit #6 H01 1 2026-03-01 => frozen-account: account `#6` is frozen
clerk: deduct #6 H51 1 2026-03-01 => frozen-account: account `#6` is frozen
clerk: redeem #6 HAIR 1 => frozen-account: account `#6` is frozen
clerk: transfer #6 #1 1 JF => frozen-account: account `#6` is frozen
clerk: transfer #1 #6 1 JF => frozen-account: account `#6` is frozen
manager: bring #6 10 JF 2025-12-31 => frozen-account: account `#6` is frozen
manager: freeze #6 失联 => frozen-account: account `#6` is frozen
manager: unfreeze #1 回村 => not-frozen: account `#1` is not frozen
clerk: close #1 迁出 => not-empty: account `#1` still holds 190 JF
clerk: close #4 迁出 => not-empty: account `#4` still holds 1.5 SF
clerk: close #10 迁出 => under-way: account `#10` has `@empty` under way
clerk: open household 一组-001 => household-taken: household number `一组-001` already has account `#1`
clerk: open household LC01-000001-9 => household-is-account: household number `#1` has the form of an account number
clerk: open household 二组-001 => household-taken: household number `二组-001` already has account `#6`
clerk: close #11 迁出 => has-members: household `#11` still has 1 persons, `#10` among them
clerk: join #2 #3 => not-a-person: account `#2` is a Household's, not a person's
clerk: join #4 #5 => not-a-household: account `#5` is a Merchant's, not a household's
clerk: join #10 #3 => already-member: `#10` is of household `#11` already
manager: leave #4 迁出 => no-household: `#4` is of no household
clerk: deposit #4 F01 1 2026-03-01 => no-household: `#4` is of no household
manager: divide #5 #1 1 JF 分家 => not-divisible: account `#5` is a Merchant's; households' and persons' points are divided
manager: divide #1 #8 1 JF 分家 => not-divisible: account `#8` is a Pool's; households' and persons' points are divided
clerk: open household => household-missing: a household's account needs its household number
manager: list NEW 10 JF to=#1 => not-a-merchant: account `#1` is not a merchant's
manager: divide #1 #1 1 JF 分家 => to-itself: points cannot be transferred from `#1` to itself
clerk: transfer #1 #1 1 JF => to-itself: points cannot be transferred from `#1` to itself
clerk: redeem #5 RICE-5 1 => to-itself: points cannot be transferred from `#5` to itself
clerk: transfer #1 #2 1 JF into=SF => across-currencies: points of `JF` cannot become points of `SF`
clerk: deposit #1 H01 1 2026-03-21 => future-day: 2026-03-21 has not come yet; today is 2026-03-20
clerk: deduct #1 H51 1 2026-03-21 => future-day: 2026-03-21 has not come yet; today is 2026-03-20
manager: bring #2 10 JF 2026-03-21 => future-day: 2026-03-21 has not come yet; today is 2026-03-20
clerk: deposit #1 H01 1 2025-12-31 => before-bank: 2025-12-31 is before the bank began on 2026-01-01
manager: adopt 2025-12-31 other => before-bank: 2025-12-31 is before the bank began on 2026-01-01
manager: adopt 2026-04-01 broken => bad-rulebook: the rulebook cannot be read: …
manager: adopt 2026-03-06 other => rulebook-too-early: a rulebook from 2026-03-06 would change deeds already credited up to 2026-03-06
manager: adopt 2026-03-07 same => rulebook-in-force: this rulebook is already in force from 2026-03-07
manager: adopt 2026-04-01 finer => decimals-changed: currency `JF` has 0 decimals already; a rulebook cannot change that
manager@HQ: bring #HQ:1 10 JF 2025-12-31 => no-rulebook: no rulebook is in force on 2026-03-20
manager@HQ: deposit #HQ:1 T01 1 2026-03-01 => no-rulebook: no rulebook is in force on 2026-03-01
clerk: deposit #1 H99 1 2026-03-01 => unknown-rule: there is no rule `H99` in the rulebook in force on 2026-03-01
clerk: deposit #1 H09 1 2026-01-31 ok=panel => rule-not-in-force: rule `H09` is not in force on 2026-01-31
clerk: deposit #1 H51 1 2026-03-01 => rule-kind: rule `H51` is of kind `deduct`, not `earn`
clerk: deduct #1 H01 1 2026-03-01 => rule-kind: rule `H01` is of kind `earn`, not `deduct`
clerk: deposit #1 K01 1 2026-03-01 => rule-kind: rule `K01` is of kind `clause`, not `earn`
clerk: deposit #4 H08 1 2026-03-01 => holder-not-allowed: rule `H08` is not for a Person
clerk: deposit #1 T01 1 2026-03-01 => holder-not-allowed: rule `T01` is not for a Household
clerk: deposit #1 P01 1 2026-03-01 => pays-person: rule `P01` pays the person who did it, and `#1` is a household's
clerk: deposit #1 L01 1 2026-02-17 => too-late: the deed of 2026-02-17 is 31 days old; rule `L01` takes it for 30
clerk: deposit #1 V01 1 2026-03-01 => claim-needed: rule `V01` is reviewed before it pays: its deeds are claimed
clerk: deposit #1 L02 1 2026-03-09 => late-needs-claim: the deed of 2026-03-09 is 11 days old; after 10 rule `L02` takes a claim
clerk: claim #1 H01 1 2026-03-01 => review-not-needed: rule `H01` has no review: its deeds are credited directly
clerk: claim #1 L02 1 2026-03-10 => review-not-needed: rule `L02` has no review: its deeds are credited directly
clerk: claim #1 L02 1 2026-03-09 => witnesses-missing: a late claim under `L02` names 2 witnesses, not 0
clerk: claim #1 L02 1 2026-03-09 seen=#2 => witnesses-missing: a late claim under `L02` names 2 witnesses, not 1
clerk: claim #1 L02 1 2026-03-09 seen=#2,#2 => witness-unfit: `#2` is no witness (twice)
clerk: claim #1 L02 1 2026-03-09 seen=#1,#2 => witness-unfit: `#1` is no witness (own)
clerk: claim #1 L02 1 2026-03-09 seen=#2,#5 => witness-unfit: `#5` is no witness (no-witness)
clerk: claim #1 L02 1 2026-03-09 seen=#2,#7 => witness-unfit: `#7` is no witness (closed)
clerk: claim #1 L02 1 2026-03-09 seen=#2,#99 => witness-unfit: `#99` is no witness (unknown)
clerk: claim #1 L02 1 2026-03-09 seen=#2,#HQ:1 => witness-unfit: `#HQ:1` is no witness (unknown)
panel: verify @claim #1 => unknown-claim: account `#1` has no claim `@claim` under way
panel: reject @elsewhere #1 没有 => unknown-claim: account `#1` has no claim `@elsewhere` under way
manager: verify @seen #3 => filed-by-them: `manager` filed claim `@seen` and cannot review it as well
manager: reject @seen #3 没有 => filed-by-them: `manager` filed claim `@seen` and cannot review it as well
kin: verify @claim #2 => own-claim: claim `@claim` of `#2` is of the family of `kin`
kin: reject @claim #2 没有 => own-claim: claim `@claim` of `#2` is of the family of `kin`
panel: verify @panel #2 note=同意 => reviewed-already: `panel` has reviewed claim `@panel` already
kin: verify @agreed #3 => review-done: the review of claim `@agreed` is done
manager: verify @panel #2 => minutes-missing: the panel's step for claim `@panel` takes its minutes
panel: verify @like #2 => looks-double: claim `@like` looks like `@claim`
clerk: pay @claim #2 => review-missing: claim `@claim` still wants 1 steps of review, Verify first
clerk: pay @panel #2 => review-missing: claim `@panel` still wants 1 steps of review, Panel first
panel: reject @hung #1 没有 => on-notice: claim `@hung` hangs on notice `@notice`
clerk: pay @seen #3 => not-on-notice: claim `@seen` hangs on no notice yet
clerk: object @seen #3 没见他来 2026-03-25 => not-on-notice: claim `@seen` hangs on no notice yet
clerk: pay @objected #3 => objected: objection `@objection` to claim `@objected` is to be resolved by 2026-03-25
clerk: object @objected #3 没见他来 2026-03-25 => objected: objection `@objection` to claim `@objected` is to be resolved by 2026-03-25
clerk: object @hung #1 没见他来 2026-03-19 => past-day: 2026-03-19 has gone by; today is 2026-03-20
manager: resolve @hung #1 dismissed 属实 => not-objected: nobody objects to claim `@hung`
manager: resolve @objected #3 2 数错 => not-less: 2 is not less than the 2 that claim `@objected` is for
clerk: notice 2026-03-20 2026-03-01 2026-03-27 => period-backwards: a period from 2026-03-20 to 2026-03-01 has no days
clerk: notice 2026-03-05 2026-03-20 2026-03-27 => nothing-for-notice: no claim for deeds from 2026-03-05 to 2026-03-20 waits for a notice
clerk: notice 2026-02-01 2026-02-28 2026-03-27 => nothing-for-notice: no claim for deeds from 2026-02-01 to 2026-02-28 waits for a notice
clerk: notice 2026-03-01 2026-03-20 2026-03-26 => notice-days: a notice of 6 days; these claims take 7 to 60
clerk: notice 2026-03-01 2026-03-20 2026-05-20 => notice-days: a notice of 61 days; these claims take 7 to 60
clerk: close-notice @hung => unknown-notice: there is no open notice `@hung`
clerk: close-notice @notice => notice-stands: notice `@notice` stands until 2026-03-27; today is 2026-03-20
clerk: pay @hung #1 => notice-stands: notice `@notice` stands until 2026-03-27; today is 2026-03-20
clerk at=2026-03-28T02:00:00Z: close-notice @notice => lines-unpaid: notice `@notice` has 1 lines to pay before it is closed, `@hung` first
clerk: deposit #1 H09 1 2026-03-01 => approver-missing: rule `H09` wants an approver besides `clerk`
clerk: deposit #1 H09 1 2026-03-01 ok=clerk => approver-is-poster: `clerk` cannot approve what they post themselves
clerk: deposit #1 H09 1 2026-03-01 ok=nobody => approver-unfit: `nobody` cannot approve: not enrolled, retired, or an auditor
clerk: deposit #1 H09 1 2026-03-01 ok=gone => approver-unfit: `gone` cannot approve: not enrolled, retired, or an auditor
clerk: deposit #1 H09 1 2026-03-01 ok=auditor => approver-unfit: `auditor` cannot approve: not enrolled, retired, or an auditor
clerk: transfer #1 #2 1 ZZ => unknown-currency: there is no currency `ZZ` in the rulebook in force
manager: list NEW 10 ZZ => unknown-currency: there is no currency `ZZ` in the rulebook in force
clerk: transfer #1 #2 1.5 JF => too-precise: 1.5 has more decimals than `JF` has (0)
manager: bring #2 0.25 SF 2025-12-31 => too-precise: 0.25 has more decimals than `SF` has (1)
manager: list NEW 0.5 JF => too-precise: 0.5 has more decimals than `JF` has (0)
manager: bring #1 10 JF 2025-12-31 => already-brought-forward: account `#1` already has a balance of JF brought forward
clerk: deposit #1 H01 0 2026-03-01 => award-not-positive: rule `H01`: a quantity of `0` is not greater than zero
clerk: deposit #1 H01 -2 2026-03-01 => award-not-positive: rule `H01`: a quantity of `-2` is not greater than zero
clerk: deduct #1 H51 -2 2026-03-01 => award-not-positive: rule `H51`: a quantity of `-2` is not greater than zero
clerk: deposit #1 H01 90m 2026-03-01 => award-wrong-unit: rule `H01`: `90m` is a time, and the rule counts in `次`
clerk: deposit #1 H01 1.5 2026-03-01 => award-too-precise: rule `H01`: `1.5` has more than the 0 decimals that `次` has
clerk: deposit #4 T01 1.125 2026-03-01 => award-too-precise: rule `T01`: `1.125` has more than the 2 decimals that `小时` has
clerk: deposit #1 H01 1000001 2026-03-01 => award-absurd: rule `H01`: a quantity of `1000001` is more than the 1000000 units one entry may have
clerk: deposit #1 Z01 2 2026-03-01 => award-too-large: rule `Z01`: `2` at 999999999999 points a unit is more than any account can hold
clerk: deposit #4 T01 3m 2026-03-01 => award-nothing: rule `T01`: `0.05` at 1 points a unit is nothing once rounded down to 1 decimals
clerk: deposit #3 H08 1 2026-03-19 => award-cap-reached: rule `H08`: the cap `150 points/month` leaves nothing of 60 points: 150 points are used
clerk: deposit #3 H01 1 2026-03-09 => award-cap-reached: rule `H01`: the cap `4 points/month` leaves nothing of 2 points: 4 points are used
clerk: deduct #8 H51 1 2026-03-01 => award-at-floor: rule `H51`: cannot take 3 points: the balance is 0 and the floor 0
clerk: redeem #1 HAIR 0 => offer-qty: 0 is not a whole number of offers from 1 to 10000
clerk: redeem #1 HAIR -1 => offer-qty: -1 is not a whole number of offers from 1 to 10000
clerk: redeem #1 HAIR 1.5 => offer-qty: 1.5 is not a whole number of offers from 1 to 10000
clerk: redeem #1 HAIR 10001 => offer-qty: 10001 is not a whole number of offers from 1 to 10000
clerk: redeem #1 HAIR 60m => offer-qty: 60m is not a whole number of offers from 1 to 10000
clerk: redeem #1 GIFT 1 => needs-partner: `ZS` is spent only beside `RW`, at most 5 for each 1
clerk: transfer #1 #2 1 ZS => needs-partner: `ZS` is spent only beside `RW`, at most 5 for each 1
clerk: redeem #1 TOOL 1 with=JF:5 => not-partner: `JF` is not spent beside `RW`
clerk: redeem #1 HAIR 1 with=ZS:5 => not-partner: `ZS` is not spent beside `JF`
clerk: redeem #1 TOOL 1 with=ZS:51 => above-share: of 60 RW, 51 were to be paid in `ZS`; at most 50 can be
clerk: redeem #1 TOOL 1 with=ZS:60 => above-share: of 60 RW, 60 were to be paid in `ZS`; at most 50 can be
clerk: redeem #1 TOOL 1 with=ZS:46 => overdraft: `#1` has 45 ZS to spend; 46 are needed
clerk: redeem #1 TOOL 2 with=ZS:10 => overdraft: `#1` has 90 RW to spend; 110 are needed
clerk: transfer #1 #2 11 RW => above-ceiling: 11 RW would bring `#2` from 90 beyond the 100 it may hold
clerk: expire #1 RW => nothing-expired: nothing of RW in `#1` has ended by 2026-03-20
clerk: expire #1 ZZ => nothing-expired: nothing of ZZ in `#1` has ended by 2026-03-20
clerk: redeem #1 HAIR 10 => overdraft: `#1` has 90 JF to spend; 100 are needed
clerk: redeem #2 HAIR 1 => overdraft: `#2` has 0 JF to spend; 10 are needed
manager: divide #1 #2 191 JF 分家 => overdraft: `#1` has 190 JF to spend; 191 are needed
clerk: reserve #2 HAIR 1 => overdraft: `#2` has 0 JF to spend; 10 are needed
manager: list NEW 10 JF limit=20_points/month => limit-unfit: 20 points/month is no limit of an offer: it takes so many times a day, month, year or life
manager: list NEW 10 JF from=2026-05-02 until=2026-05-01 => sale-dates: an offer from 2026-05-02 cannot end on 2026-05-01
manager: list NEW 10 JF hold=0 => hold-days: 0 days is no time to hold a reservation: it takes 1 to 365
manager: list NEW 10 JF hold=366 => hold-days: 366 days is no time to hold a reservation: it takes 1 to 365
manager: stock TEA 0.5 盘点 => stock-change: 0.5 is not a whole number of stock, 1000000 at most
manager: stock TEA 1000001 入库 => stock-change: 1000001 is not a whole number of stock, 1000000 at most
manager: stock TEA -2 盘点 => out-of-stock: of offer `TEA` 1 are left; 2 are wanted
clerk: redeem #1 TEA 2 => out-of-stock: of offer `TEA` 1 are left; 2 are wanted
clerk: reserve #1 TEA 2 => out-of-stock: of offer `TEA` 1 are left; 2 are wanted
clerk: redeem #15 TEA 1 => limit-reached: offer `TEA` is limited to 2 times/month: 2 taken, 1 wanted
clerk: reserve #15 OIL 1 => limit-reached: offer `OIL` is limited to 1 times/month: 1 taken, 1 wanted
manager req=twin:LC03:4: receive LC03:4 TEA/1 5 JF => only-here: offer `TEA` is limited for each account, and only for those of `LC01`
clerk: transfer #1 #2 91 JF => overdraft: `#1` has 90 JF to spend; 91 are needed
clerk: transfer #4 #2 1.6 SF => overdraft: `#4` has 1.5 SF to spend; 1.6 are needed
manager: bring #2 999999999999 JF 2025-12-31 => out-of-bounds: the balance of `#2` would leave the bounds of what is counted
clerk: deposit #1 H08 1 2026-03-04 like=@deposit => not-like: `@deposit` is no entry like a deed of `#1` under `H08` on 2026-03-04
clerk: deposit #1 H08 1 2026-03-04 like=@elsewhere => not-like: `@elsewhere` is no entry like a deed of `#1` under `H08` on 2026-03-04
clerk: deposit #1 H08 1 2026-03-01 => deed-again: `@deposit` may be the same deed of `#1` under `H08` on 2026-03-01
manager: reverse @none 记错 => unknown-entry: there is no entry `@none`
manager: reverse @elsewhere 记错 => unknown-entry: there is no entry `@elsewhere`
manager: reverse @opened 记错 => not-reversible: entry `@opened` (branch_opened) cannot be reversed
manager: reverse @reversal 记错 => not-reversible: entry `@reversal` (reversed) cannot be reversed
manager: reverse @reserved 记错 => not-reversible: entry `@reserved` (reserved) cannot be reversed
manager: return @deposit 1 破损 => not-returnable: entry `@deposit` (deposited) cannot be returned
manager: return @both 1 破损 => not-returnable: entry `@both` (redeemed) cannot be returned
manager: return @reserved 1 破损 => not-returnable: entry `@reserved` (reserved) cannot be returned
manager: return @none 1 破损 => unknown-entry: there is no entry `@none`
manager: return @undone 1 破损 => already-reversed: entry `@undone` was already reversed by …
manager: reverse @part 记错 => already-returned: 1 of what entry `@part` handed over came back already
manager: return @part 2 破损 => return-too-many: of what entry `@part` handed over 1 can be returned; 2 are wanted
manager: reverse @reversed 又一次 => already-reversed: entry `@reversed` was already reversed by `@reversal`
clerk: receive 5 2026-03-01 记-009 => no-right: `clerk` is Clerk; this takes Manager
clerk: spend 5 2026-03-01 付-009 => no-right: `clerk` is Clerk; this takes Manager
clerk: settle #5 10 JF 1 结-009 => no-right: `clerk` is Clerk; this takes Manager
clerk: cover off => no-right: `clerk` is Clerk; this takes Manager
clerk: appeal NEW #13 5 JF 2026-03-31 => no-right: `clerk` is Clerk; this takes Manager
panel: pledge BRIDGE #3 5 => no-right: `panel` is Verifier; this takes Clerk
auditor: end BRIDGE => no-right: `auditor` is Auditor; this takes Clerk
manager: receive 5 2026-03-01 记-009 source=_ => text-missing: the source is empty
manager: spend 5 2026-03-01 付-009 purpose=_ => text-missing: the purpose is empty
manager: spend 5 2026-03-01 13800138000 => text-private: the voucher holds a private number (Phone)
manager: settle #5 10 JF 1 结-009 note=字*201 => text-too-long: the note is 201 characters long; at most 200 are allowed
manager: appeal NEW #13 5 JF 2026-03-31 title=字*61 => text-too-long: the title is 61 characters long; at most 60 are allowed
clerk: pledge NONE #3 5 => unknown-appeal: there is no appeal `NONE`
clerk: return NONE @pledge => unknown-appeal: there is no appeal `NONE`
clerk: end NONE => unknown-appeal: there is no appeal `NONE`
manager: appeal BRIDGE #13 5 JF 2026-03-31 => appeal-taken: there has been an appeal `BRIDGE` before, opened by `@appeal`
clerk: pledge DONE #3 1 => closed-appeal: appeal `DONE` was closed by `@done`
clerk: return DONE @pledge => closed-appeal: appeal `DONE` was closed by `@done`
clerk: end DONE => closed-appeal: appeal `DONE` was closed by `@done`
clerk: close #13 停办 => under-way: account `#13` has `@appeal` under way
manager: appeal NEW #5 5 JF 2026-03-31 => not-a-pool: account `#5` is not a pool
manager: settle #3 10 JF 1 结-009 => not-a-merchant: account `#3` is not a merchant's
clerk: pledge BRIDGE #6 5 => frozen-account: account `#6` is frozen
clerk: pledge BRIDGE #13 5 => to-itself: points cannot be transferred from `#13` to itself
manager: receive 5 2026-03-21 记-009 => future-day: 2026-03-21 has not come yet; today is 2026-03-20
manager: spend 5 2026-03-21 付-009 => future-day: 2026-03-21 has not come yet; today is 2026-03-20
manager: appeal NEW #13 5 JF 2026-03-19 => past-day: 2026-03-19 has gone by; today is 2026-03-20
clerk at=2026-04-01T02:00:00Z: pledge BRIDGE #3 5 => appeal-over: the last day of appeal `BRIDGE` was 2026-03-31; today is 2026-04-01
manager: settle #5 10 ZZ 1 结-009 => unknown-currency: there is no currency `ZZ` in the rulebook in force
clerk: pledge BRIDGE #3 0.5 => too-precise: 0.5 has more decimals than `JF` has (0)
clerk: pledge BRIDGE #3 31 => above-goal: appeal `BRIDGE` lacks 30 JF; 31 are more
clerk: pledge FULL #3 1 => above-goal: appeal `FULL` lacks 0 JF; 1 are more
clerk at=2026-04-01T02:00:00Z: return FULL @whole => goal-reached: appeal `FULL` has reached its goal; nothing goes back
clerk: return BRIDGE @pledge => appeal-runs: appeal `BRIDGE` lacks 30 JF and runs until 2026-03-31
clerk at=2026-03-31T02:00:00Z: return BRIDGE @pledge => appeal-runs: appeal `BRIDGE` lacks 30 JF and runs until 2026-03-31
clerk: end BRIDGE => appeal-runs: appeal `BRIDGE` lacks 30 JF and runs until 2026-03-31
clerk at=2026-04-01T02:00:00Z: return BRIDGE @whole => unknown-pledge: appeal `BRIDGE` holds no pledge `@whole`
clerk at=2026-04-01T02:00:00Z: end BRIDGE => pledges-held: appeal `BRIDGE` holds 1 pledges to be given back first
manager: receive 5 2026-03-01 记-001 => voucher-used: voucher `记-001` was already entered by `@received`
manager: spend 5 2026-03-01 付-001 => voucher-used: voucher `付-001` was already entered by `@spent`
manager: settle #5 10 JF 1 结-001 => voucher-used: voucher `结-001` was already entered by `@settled`
manager: settle #5 11 JF 1 结-009 => overdraft: `#5` has 10 JF to spend; 11 are needed
clerk: pledge BRIDGE #3 25 => overdraft: `#3` has 24 JF to spend; 25 are needed
manager: spend 69.01 2026-03-01 付-009 => fund-short: the fund holds 69 yuan; 69.01 are needed
manager: settle #5 10 JF 70 结-009 => fund-short: the fund holds 69 yuan; 70 are needed
clerk: deposit #1 E01 70 2026-03-01 => beyond-cover: 70 yuan would stand against a cover of 69
manager: receive 999999999999 2026-03-01 记-009 => out-of-bounds: the balance of `#0` would leave the bounds of what is counted
manager: reverse @pledge 记错 => not-reversible: entry `@pledge` (pledged) cannot be reversed
manager: reverse @done 记错 => not-reversible: entry `@done` (appeal_closed) cannot be reversed
manager: reverse @appeal 记错 => not-reversible: entry `@appeal` (appeal_opened) cannot be reversed
manager: reverse @mistaken 又一次 => already-reversed: entry `@mistaken` was already reversed by `@mended`
auditor: record #4 2026-03-19 农商行 => no-right: `auditor` is Auditor; this takes Clerk
clerk: record #4 2026-03-19 _ => text-missing: the lender is empty
clerk: record #4 2026-03-19 张三13800138000 => text-private: the lender holds a private number (Phone)
clerk: record #99 2026-03-19 农商行 => unknown-account: there is no account `#99`
clerk: record #5 2026-03-19 农商行 => no-record: account `#5` is a Merchant's, of which no lender gets a record
clerk: record #4 2026-03-21 农商行 => future-day: 2026-03-21 has not come yet; today is 2026-03-20
auditor: certify #4 2026-01-01 2026-03-20 => no-right: `auditor` is Auditor; this takes Clerk
clerk: issue @standing #4 _ => text-missing: the contact is empty
clerk: issue @standing #4 13800138000 => text-private: the contact holds a private number (Phone)
clerk: recall @standing #4 _ => text-missing: the reason is empty
clerk: certify #HQ:1 2026-03-01 2026-03-20 => other-branch: account `#HQ:1` is of branch `HQ`, not `LC01`
clerk: certify #99 2026-03-01 2026-03-20 => unknown-account: there is no account `#99`
clerk: certify #1 2026-03-01 2026-03-20 => not-a-volunteer: account `#1` is a Household's, not a volunteer's own
clerk: certify #4 2026-03-01 2026-03-21 => future-day: 2026-03-21 has not come yet; today is 2026-03-20
clerk: certify #4 2026-03-20 2026-03-01 => period-backwards: a period from 2026-03-20 to 2026-03-01 has no days
clerk: certify #4 2026-03-06 2026-03-07 => objected: objection `@doubt` to claim `@doubted` is to be resolved by 2026-03-25
clerk: certify #4 2026-03-02 2026-03-02 => certificate-asked: certificate `@changed` of these days is published already
clerk: certify #4 2026-03-07 2026-03-20 => nothing-served: `#4` has no volunteer hours from 2026-03-07 to 2026-03-20
clerk: issue @deposit #4 村委会 => unknown-certificate: account `#4` has no certificate `@deposit`
clerk: issue @standing #14 村委会 => unknown-certificate: account `#14` has no certificate `@standing`
clerk: recall @none #4 不要了 => unknown-certificate: account `#4` has no certificate `@none`
clerk: issue @recalled #4 村委会 => certificate-withdrawn: certificate `@recalled` was withdrawn by `@recall`
clerk: recall @recalled #4 不要了 => certificate-withdrawn: certificate `@recalled` was withdrawn by `@recall`
clerk: object @recalled #4 没见他来 2026-03-25 => certificate-withdrawn: certificate `@recalled` was withdrawn by `@recall`
clerk: object @standing #4 没见他来 2026-03-19 => past-day: 2026-03-19 has gone by; today is 2026-03-20
clerk: object @doubted #4 没见他来 2026-03-25 => objected: objection `@doubt` to claim `@doubted` is to be resolved by 2026-03-25
clerk at=2026-03-28T02:00:00Z: issue @doubted #4 村委会 => objected: objection `@doubt` to claim `@doubted` is to be resolved by 2026-03-25
clerk: recall @doubted #4 不要了 => objected: objection `@doubt` to claim `@doubted` is to be resolved by 2026-03-25
manager: resolve @standing #4 dismissed 属实 => not-objected: nobody objects to claim `@standing`
manager: resolve @doubted #4 1 数错 => service-not-corrected: the hours of certificate `@doubted` are not corrected by an objection
clerk at=2026-03-27T15:59:59Z: issue @standing #4 村委会 => certificate-stands: certificate `@standing` can be issued from 2026-03-28; today is 2026-03-27
clerk at=2026-03-27T16:00:00Z: issue @changed #4 村委会 => service-changed: certificate `@changed` was published with 60 minutes; now it is 0
";

#[test]
fn every_row_is_refused_for_its_reason_with_its_numbers_and_nothing_is_written() {
    let mut world = World::new();
    let before = world.kept();
    let mut wrong = Vec::new();
    for row in ROWS.trim().lines() {
        let (order, want) = row.split_once(" => ").unwrap();
        let want = world.message(want);
        let told = match world.ask(order) {
            Ok(done) => format!("carried out as {}: {:?}", done.entry, done.event),
            Err(refusal) => format!("{}: {refusal}", refusal.code()),
        };
        let fits = match want.split_once('…') {
            Some((start, _)) => told.starts_with(start) && told.len() > start.len(),
            None => told == want,
        };
        if !fits {
            wrong.push(format!("{order}\n  want {want}\n  told {told}"));
        }
        if world.kept() != before {
            wrong.push(format!("{order}\n  was refused, and something was written"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let missing = "branch-missing@LC03:- [] [none]";
    assert_eq!(world.bank.findings(), [missing], "only that LC03 was chartered and never opened");
}

/// The codes of a source's enum in the order of its variants.
fn codes_in(source: &str, name: &str) -> Vec<String> {
    let body = source.split_once(&format!("pub enum {name} {{")).unwrap().1;
    let body = body.split_once("\n}\n").unwrap().0;
    let variants = body.lines().filter_map(|line| line.strip_prefix("    "));
    let variants = variants.filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    let arm = |variant: &str| {
        let arms = source.lines().filter_map(|line| line.trim().strip_prefix("Self::"));
        let name = |arm: &str| arm.split([' ', '(']).next() == Some(variant);
        let arm = arms.filter(|arm| arm.contains(" => ")).find(|arm| name(arm)).unwrap();
        arm.split_once(" => ").unwrap().1.trim_matches([',', '"']).to_owned()
    };
    variants.map(|line| arm(line.split([' ', ',', '(']).next().unwrap())).collect()
}

/// Every code, in the order of the checks.
fn codes() -> Vec<String> {
    let refusals = codes_in(include_str!("../src/refusal.rs"), "Refusal");
    let awards = codes_in(include_str!("../src/rulebook/award.rs"), "AwardRefusal");
    let given = |code: String| if code == "why.code()" { awards.clone() } else { vec![code] };
    refusals.into_iter().flat_map(given).collect()
}

/// No row can bring these about, for the reason given.
const UNREACHED: [(&str, &str); 7] = [
    ("rulebook-unread", "takes a line of a later version; `forgery.rs` writes one"),
    ("certificate-issued", "takes a week; `certificates.rs` has one that was issued"),
    ("no-pool", "there is a pool here; `lots.rs` has a bank without"),
    ("no-numbers-left", "takes 999,999 accounts; in `decide/limits.rs` they are said to be there"),
    ("no-branches-left", "takes 9,999 branches; in `decide/limits.rs` they are said to be there"),
    ("award-wrong-kind", "the rule's kind is checked before"),
    ("award-wrong-currency", "the currency is the rule's own"),
];

#[test]
fn every_refusal_there_is_has_a_row() {
    let with_row: BTreeSet<&str> = ROWS
        .trim()
        .lines()
        .map(|row| row.split_once(" => ").unwrap().1.split_once(": ").unwrap().0)
        .chain(UNREACHED.map(|(code, _)| code))
        .collect();
    let there_are = codes();
    let there_are: BTreeSet<&str> = there_are.iter().map(String::as_str).collect();
    assert_eq!(with_row, there_are);
}

/// Two faults at once, the refusal given, then the same with the first fault mended.
const PAIRS: &str = "
clerk at=2026-03-18T02:00:00Z: deposit #99 H01 1 2026-03-01 => clock-behind | clerk: deposit #99 H01 1 2026-03-01 => unknown-account
clerk~forged at=2026-05-20T02:00:00Z: open person => clock-ahead | clerk~forged: open person => wrong-key
nobody@LC09: open person => branch-not-open | nobody: open person => unknown-operator
manager@LC09~forged: open-branch 山东村 => not-chartered | manager@LC03~forged: open-branch 山北村 => wrong-key
gone~forged: open person => retired-operator | clerk~forged: open person => wrong-key
clerk~forged req=once: open person => wrong-key | clerk req=once: open person => request-reused
clerk~forged req=twin:LC03:4: open person => wrong-key | clerk req=twin:LC03:4: open person => key-reserved
clerk req=once: receive LC03:4 #1 5 JF => key-not-twin | clerk req=once: open person => request-reused
panel req=once: receive LC03:4 #1 5 JF => key-not-twin | panel req=twin:LC03:4: receive LC03:4 #1 5 JF => no-right
clerk: send #99 LC01 #1 5 JF => same-branch | clerk: send #99 LC03 #1 5 JF => unknown-account
clerk req=twin:LC01:3: receive LC01:3 NONE/1 5 JF => same-branch | clerk req=twin:LC03:4: receive LC03:4 NONE/1 5 JF => unknown-offer
clerk req=twin:LC03:4: receive LC03:4 CHIP/4 20 ZS => out-of-stock | clerk req=twin:LC03:4: receive LC03:4 CHIP/1 5 ZS => only-here
clerk req=twin:LC03:4: receive LC03:4 CHIP/1 5 ZS => only-here | clerk req=twin:LC03:4: receive LC03:4 GIFT/1 4 ZS => needs-partner
clerk req=twin:LC03:4: receive LC03:4 GIFT/1 4 ZS => needs-partner | clerk req=twin:LC03:4: receive LC03:4 HAIR/1 4 JF => offer-price
clerk req=twin:LC03:8:JF: settle LC03:8 5 JF => wrong-branch | clerk req=twin:HQ:8:JF: settle HQ:8 5 JF => no-right
clerk: send #6 LC03 #1 5 JF => frozen-account | clerk: send #1 LC03 #LC03:1 5 ZZ => unknown-currency
manager req=once: charter LC04 山南村 => request-reused | manager: charter LC04 山南村 => wrong-branch
auditor: charter LC04 山南村 => wrong-branch | auditor: retire clerk 离任 => no-right
hqclerk@HQ: charter LC01 清溪村 => branch-exists | hqclerk@HQ: charter LC04 山南村 => no-right
clerk: enrol twice verifier panel => no-right | manager: enrol twice verifier panel => key-taken
manager: enrol manager clerk panel => key-taken | manager: enrol manager clerk fresh => last-manager
clerk: set-key clerk _ => no-right | manager: set-key clerk _ => key-of-operator
manager: set-key clerk _ => key-of-operator | manager: set-key first _ => key-of-branch
manager: enrol manager clerk first => key-of-branch | manager: enrol manager clerk fresh => last-manager
manager: set-key first _ => key-of-branch | manager: set-key fresh _ => text-missing
manager: retire manager _ => last-manager | manager: retire clerk _ => text-missing
manager: retire nobody _ => unknown-operator | manager: retire clerk _ => text-missing
auditor: freeze #1 字*201 => no-right | manager: freeze #1 字*201 => text-too-long
clerk: deposit #1 H01 1 2026-03-01 note=\t*201 => text-too-long | clerk: deposit #1 H01 1 2026-03-01 note=\t => text-control
clerk: deposit #1 H01 1 2026-03-01 note=13800138000\t => text-control | clerk: deposit #1 H01 1 2026-03-01 note=13800138000 => text-private
clerk: redeem #1 NOTHING 1 note=13800138000 => text-private | clerk: redeem #1 NOTHING 1 => unknown-offer
clerk: open household 13800138000 => text-private | clerk: open household 一组-001 => household-taken
manager: withdraw OLD _ => text-missing | manager: withdraw OLD 停办 => withdrawn-offer
manager: pause OLD _ => text-missing | manager: pause OLD 盘点 => withdrawn-offer
clerk: redeem #99 GONE 1 => withdrawn-offer | clerk: redeem #99 PAUSED 1 => paused-offer
clerk: redeem #99 LATER 1 => paused-offer | clerk: redeem #99 CAKE 1 => not-on-sale
clerk: redeem #99 CAKE 1 => not-on-sale | clerk: redeem #99 HAIR 1 => unknown-account
clerk: collect #15 @over wrong => reservation-over | clerk: collect #15 @reserved wrong => wrong-code
manager: list NEW 0.5 JF limit=fund => too-precise | manager: list NEW 5 JF limit=fund => limit-unfit
manager: list NEW 5 JF limit=fund from=2026-05-02 until=2026-05-01 => limit-unfit | manager: list NEW 5 JF from=2026-05-02 until=2026-05-01 => sale-dates
manager: list NEW 5 JF from=2026-05-02 until=2026-05-01 hold=0 => sale-dates | manager: list NEW 5 JF hold=0 => hold-days
clerk: redeem #15 TEA 10001 => offer-qty | clerk: redeem #15 TEA 3 => out-of-stock
clerk: redeem #15 TEA 2 => out-of-stock | clerk: redeem #15 TEA 1 => limit-reached
manager: stock TEA -1000001 盘点 => stock-change | manager: stock TEA -1000000 盘点 => out-of-stock
clerk: redeem #15 GOLD 2 => limit-reached | clerk: redeem #15 GOLD 1 => overdraft
manager: return @none 0 破损 => offer-qty | manager: return @none 1 破损 => unknown-entry
manager: return @undone 9 破损 => already-reversed | manager: return @part 9 破损 => return-too-many
clerk: redeem #99 OLD 1 => withdrawn-offer | clerk: redeem #99 HAIR 1 => unknown-account
clerk: transfer #HQ:1 #99 1 JF => other-branch | clerk: transfer #1 #99 1 JF => unknown-account
clerk: transfer #7 #7 1 JF => closed-account | clerk: transfer #1 #1 1 JF => to-itself
manager: list NEW 0.5 JF to=#1 => not-a-merchant | manager: list NEW 0.5 JF => too-precise
clerk: transfer #1 #1 1 JF into=SF => to-itself | clerk: transfer #1 #2 1 JF into=SF => across-currencies
clerk: transfer #1 #2 1 ZZ into=SF => across-currencies | clerk: transfer #1 #2 1 ZZ => unknown-currency
clerk: deposit #6 H01 1 2026-03-21 => frozen-account | clerk: deposit #1 H01 1 2026-03-21 => future-day
manager: bring #1 10 JF 2026-03-21 => future-day | manager: bring #1 10 JF 2025-12-31 => already-brought-forward
clerk: deposit #1 H99 1 2026-03-21 => future-day | clerk: deposit #1 H99 1 2026-03-01 => unknown-rule
clerk: deposit #1 H99 1 2025-12-31 => before-bank | clerk: deposit #1 H99 1 2026-03-01 => unknown-rule
manager: adopt 2025-12-31 private => text-private | manager: adopt 2025-12-31 other => before-bank
manager: adopt 2025-12-31 broken => before-bank | manager: adopt 2026-03-01 broken => bad-rulebook
manager: adopt 2026-03-06 broken => bad-rulebook | manager: adopt 2026-03-06 same => rulebook-too-early
manager: adopt 2026-03-06 same => rulebook-too-early | manager: adopt 2026-03-07 same => rulebook-in-force
manager: adopt 2026-03-06 finer => rulebook-too-early | manager: adopt 2026-03-07 finer => decimals-changed
clerk: deposit #1 H09 1 2026-01-31 => rule-not-in-force | clerk: deposit #1 H09 1 2026-03-01 => approver-missing
clerk: deposit #4 H51 1 2026-03-01 => rule-kind | clerk: deposit #4 H08 1 2026-03-01 => holder-not-allowed
clerk: deposit #5 L01 1 2026-02-17 => holder-not-allowed | clerk: deposit #1 L01 1 2026-02-17 => too-late
clerk: deposit #1 L01 0 2026-02-17 => too-late | clerk: deposit #1 L01 0 2026-03-01 => award-not-positive
clerk: deposit #1 H09 0 2026-03-01 => approver-missing | clerk: deposit #1 H09 0 2026-03-01 ok=panel => award-not-positive
clerk: close #1 迁出 => not-empty | clerk: close #10 迁出 => under-way
clerk: notice 2026-03-22 2026-03-21 2026-03-20 => future-day | clerk: notice 2026-03-20 2026-03-01 2026-03-20 => period-backwards
clerk: notice 2026-03-05 2026-03-20 2026-03-20 => nothing-for-notice | clerk: notice 2026-03-01 2026-03-20 2026-03-20 => notice-days
clerk: deposit #1 V01 0 2026-03-01 ok=clerk => claim-needed | clerk: deposit #1 H01 0 2026-03-01 ok=clerk => approver-is-poster
clerk: claim #1 L02 0 2026-03-09 => witnesses-missing | clerk: claim #1 L02 0 2026-03-09 seen=#2,#3 => award-not-positive
clerk: claim #1 L02 0 2026-01-09 => too-late | clerk: claim #1 L02 0 2026-03-09 => witnesses-missing
clerk: claim #6 V01 0 2026-03-09 => frozen-account | clerk: claim #1 V01 0 2026-03-09 => award-not-positive
panel: verify @none #2 => unknown-claim | panel: verify @panel #2 => reviewed-already
kin: verify @panel #2 => own-claim | manager: verify @panel #2 => minutes-missing
manager: resolve @seen #3 upheld 属实 => filed-by-them | manager: resolve @hung #1 upheld 属实 => not-objected
clerk: object @seen #99 没见他来 2026-03-19 => unknown-account | clerk: object @seen #3 没见他来 2026-03-19 => past-day
clerk: object @none #3 没见他来 2026-03-19 => past-day | clerk: object @seen #3 没见他来 2026-03-25 => not-on-notice
manager: resolve @hung #1 9 数错 => not-objected | manager: resolve @objected #3 9 数错 => not-less
manager: resolve @objected #3 9 数错 => not-less | manager: resolve @objected #3 0 数错 => award-not-positive
manager: bring #1 0.5 JF 2025-12-31 => too-precise | manager: bring #1 1 JF 2025-12-31 => already-brought-forward
clerk: deposit #1 H01 0m 2026-03-01 => award-not-positive | clerk: deposit #1 H01 90m 2026-03-01 => award-wrong-unit
clerk: deposit #1 H01 1000001.5 2026-03-01 => award-too-precise | clerk: deposit #1 H01 1000001 2026-03-01 => award-absurd
clerk: deposit #1 Z01 1000001 2026-03-01 => award-absurd | clerk: deposit #1 Z01 1000000 2026-03-01 => award-too-large
clerk: deposit #3 H01 1.5 2026-03-09 => award-too-precise | clerk: deposit #3 H01 1 2026-03-09 => award-cap-reached
clerk: join #2 #5 => not-a-person | clerk: join #10 #5 => not-a-household
clerk: join #10 #5 => not-a-household | clerk: join #10 #2 => already-member
manager: divide #5 #5 1 JF 分家 => not-divisible | manager: divide #1 #1 1 JF 分家 => to-itself
clerk: deposit #1 P01 0 2026-03-01 => pays-person | clerk: deposit #4 P01 0 2026-03-01 => award-not-positive
clerk: deposit #3 H01 1 2026-03-05 => award-cap-reached | clerk: deposit #1 H08 1 2026-03-01 => deed-again
clerk: deposit #1 E01 70 2026-03-01 like=@deposit => not-like | clerk: deposit #1 E01 70 2026-03-01 => beyond-cover
clerk: redeem #2 HAIR 0 => offer-qty | clerk: redeem #2 HAIR 1 => overdraft
clerk: redeem #1 TOOL 0 with=ZS:0.5 => too-precise | clerk: redeem #1 TOOL 0 with=ZS:5 => offer-qty
clerk: redeem #1 GIFT 0 => offer-qty | clerk: redeem #1 GIFT 1 with=JF:5 => needs-partner
clerk: redeem #1 GIFT 1 with=JF:5 => needs-partner | clerk: redeem #1 TOOL 1 with=JF:50 => not-partner
clerk: redeem #2 TOOL 1 with=JF:51 => not-partner | clerk: redeem #2 TOOL 1 with=ZS:51 => above-share
clerk: redeem #2 TOOL 1 with=ZS:51 => above-share | clerk: redeem #2 TOOL 1 with=ZS:50 => overdraft
clerk: transfer #1 #2 91 RW => overdraft | clerk: transfer #1 #2 11 RW => above-ceiling
clerk: expire #7 RW => closed-account | clerk: expire #6 RW => nothing-expired
clerk: transfer #2 #1 1.5 JF => too-precise | clerk: transfer #2 #1 1 JF => overdraft
manager: reverse @closed _ => text-missing | manager: reverse @closed 记错 => closed-account
clerk: pledge NONE #99 1 => unknown-appeal | clerk: pledge BRIDGE #99 1 => unknown-account
clerk: pledge DONE #99 1 => closed-appeal | clerk: pledge BRIDGE #99 1 => unknown-account
manager: appeal BRIDGE #1 5 JF 2026-03-19 => appeal-taken | manager: appeal NEW #1 5 JF 2026-03-19 => not-a-pool
manager: appeal NEW #1 5 JF 2026-03-19 => not-a-pool | manager: appeal NEW #13 0.5 JF 2026-03-19 => past-day
manager: appeal NEW #13 0.5 JF 2026-03-19 => past-day | manager: appeal NEW #13 0.5 JF 2026-03-31 => too-precise
clerk: close #3 迁出 => not-empty | clerk: close #13 停办 => under-way
clerk at=2026-04-01T02:00:00Z: pledge BRIDGE #13 1 => to-itself | clerk at=2026-04-01T02:00:00Z: pledge BRIDGE #3 0.5 => appeal-over
clerk at=2026-04-01T02:00:00Z: pledge BRIDGE #3 0.5 => appeal-over | clerk: pledge BRIDGE #3 0.5 => too-precise
clerk: pledge BRIDGE #3 99.5 => too-precise | clerk: pledge BRIDGE #3 99 => above-goal
clerk: pledge BRIDGE #3 31 => above-goal | clerk: pledge BRIDGE #3 30 => overdraft
clerk: return FULL @none => goal-reached | clerk: return BRIDGE @none => appeal-runs
clerk: return BRIDGE @none => appeal-runs | clerk at=2026-04-01T02:00:00Z: return BRIDGE @none => unknown-pledge
manager: settle #3 0.5 ZZ 99 结-001 => not-a-merchant | manager: settle #5 0.5 ZZ 99 结-001 => unknown-currency
manager: settle #5 0.5 JF 99 结-001 => too-precise | manager: settle #5 99 JF 99 结-001 => voucher-used
manager: settle #5 99 JF 99 结-001 => voucher-used | manager: settle #5 99 JF 99 结-009 => overdraft
manager: settle #5 11 JF 99 结-009 => overdraft | manager: settle #5 10 JF 99 结-009 => fund-short
manager: receive 5 2026-03-21 记-001 => future-day | manager: receive 5 2026-03-01 记-001 => voucher-used
manager: receive 999999999999 2026-03-01 记-001 => voucher-used | manager: receive 999999999999 2026-03-01 记-009 => out-of-bounds
manager: spend 99 2026-03-01 付-001 => voucher-used | manager: spend 99 2026-03-01 付-009 => fund-short
clerk: record #5 2026-03-21 农商行 => no-record | clerk: record #4 2026-03-21 农商行 => future-day
clerk: certify #1 2026-03-22 2026-03-21 => not-a-volunteer | clerk: certify #4 2026-03-22 2026-03-21 => future-day
clerk: certify #4 2026-03-22 2026-03-21 => future-day | clerk: certify #4 2026-03-20 2026-03-19 => period-backwards
clerk: certify #4 2026-03-02 2026-03-02 => certificate-asked | clerk: certify #4 2026-03-02 2026-03-03 => nothing-served
clerk: object @none #4 没见他来 2026-03-19 => past-day | clerk: object @recalled #4 没见他来 2026-03-25 => certificate-withdrawn
clerk: recall @doubted #4 _ => text-missing | clerk: recall @doubted #4 不要了 => objected
clerk: issue @recalled #4 _ => text-missing | clerk: issue @recalled #4 村委会 => certificate-withdrawn
clerk: issue @doubted #4 村委会 => objected | clerk: issue @changed #4 村委会 => certificate-stands
";

#[test]
fn of_two_faults_the_one_whose_refusal_stands_first_is_given() {
    let mut world = World::new();
    let rank = codes();
    let rank = |code: &str| rank.iter().position(|c| c == code).unwrap();
    let mut wrong = Vec::new();
    for row in PAIRS.trim().lines() {
        let (both, mended) = row.split_once(" | ").unwrap();
        let mut wanted = Vec::new();
        for half in [both, mended] {
            let (order, want) = half.split_once(" => ").unwrap();
            let told = world.ask(order).map_err(|refusal| refusal.code());
            if told.as_ref().err() != Some(&want) {
                wrong.push(format!("{half}, not {told:?}"));
            }
            wanted.push(rank(want));
        }
        if wanted[0] >= wanted[1] {
            wrong.push(format!("{row}: stand the other way round"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn points_already_spent_can_be_reversed_and_the_arrears_are_paid_off_before_anything_is_spent() {
    let mut bank = Bank::in_memory();
    let sf = |from: u32, to: u32, points: &str| Command::Transfer {
        from: account(from),
        to: account(to),
        points: points.parse().unwrap(),
        currency: "SF".parse().unwrap(),
        into: "SF".parse().unwrap(),
        note: String::new(),
    };
    let mistaken = bank.deposit(4, "T01", "2", "2026-03-01").unwrap();
    bank.ask("clerk", sf(4, 1, "1.5")).unwrap();
    bank.reverse(mistaken.entry).unwrap();
    assert_eq!((bank.balance(4, "SF"), bank.balance(1, "SF")), ("-1.5".into(), "1.5".into()));

    let told = |refusal: Refusal| match refusal {
        Refusal::Overdraft { needed, available, balance, .. } => {
            format!("{needed} of {available}, balance {balance}")
        }
        other => other.to_string(),
    };
    let refused = bank.ask("clerk", sf(4, 1, "0.1")).map_err(told).unwrap_err();
    assert_eq!(refused, "0.1 of 0, balance -1.5");
    // What is earned pays the arrears first.
    bank.deposit(4, "T01", "1", "2026-03-02").unwrap();
    assert_eq!(bank.balance(4, "SF"), "-0.5");
    let refused = bank.ask("clerk", sf(4, 1, "0.1")).map_err(told).unwrap_err();
    assert_eq!(refused, "0.1 of 0, balance -0.5");
    let refused =
        bank.ask("clerk", Command::CloseAccount { account: account(4), reason: "迁出".to_owned() });
    assert_eq!(refused.unwrap_err().code(), "not-empty", "arrears are not left behind");
    bank.deposit(4, "T01", "2", "2026-03-03").unwrap();
    let refused = bank.ask("clerk", sf(4, 1, "1.6")).map_err(told).unwrap_err();
    assert_eq!(refused, "1.6 of 1.5, balance 1.5");
    bank.ask("clerk", sf(4, 1, "1.5")).unwrap();
    assert_eq!(bank.balance(4, "SF"), "0");
    assert_eq!(bank.findings(), Vec::<String>::new());
}

#[test]
fn an_account_number_with_one_character_mistyped_is_none() {
    for serial in [1, 42, 999_999] {
        let right = account(serial).to_string();
        for place in 0..right.len() {
            for other in (b'0'..=b'9').chain(b'A'..=b'Z') {
                let mut typed = right.clone().into_bytes();
                if typed[place] == b'-' || typed[place] == other {
                    continue;
                }
                typed[place] = other;
                let typed = String::from_utf8(typed).unwrap();
                assert!(typed.parse::<AccountNo>().is_err(), "{typed} for {right}");
            }
        }
    }
}

#[test]
fn absurd_numbers_are_refused_where_they_are_read() {
    for text in ["1e30", "9e9", &"9".repeat(31), "1000000000000"] {
        assert!(Qty::read(text).is_err() && Points::read(text).is_err(), "{text}");
    }
    for text in ["0", "-5"] {
        assert!(Points::read(text).is_err(), "{text}");
    }
}
