//! A bank in a folder, and the program run on it as a clerk would.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a fixture that cannot be made fails its test")]

pub mod terminal;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Output};

use ledger_core::books::SledBooks;
use ledger_core::command::Command;
use ledger_core::day::Offset;
use ledger_core::event::{OfferKind, OfferTerms, Role};
use ledger_core::ids::{AccountNo, BranchCode};
use ledger_core::journal::FileJournal;
use ledger_core::keys::{FileKey as _, OperatorKey};
use ledger_core::ledger::{Ledger, Order};
use ledger_core::line::EntryHash;
use ledger_core::rulebook::HolderKind;

pub const RULEBOOK: &str = r#"
title = "试用细则"

[[currency]]
code = "JF"
name = "文明积分"
decimals = 0
spendable_above = "100"

[[currency]]
code = "SF"
name = "时间分"
decimals = 1

[[rule]]
code = "H01"
kind = "earn"
item = "参加村民会议"
unit = "次"
points = "2"
currency = "JF"
caps = ["4/月"]
holders = ["household"]

[[rule]]
code = "H08"
kind = "earn"
item = "义务劳动"
unit = "次"
points = "60"
currency = "JF"
caps = ["150/月"]
holders = ["household"]

[[rule]]
code = "H09"
kind = "earn"
item = "捐资助学"
unit = "次"
points = "10"
currency = "JF"
steps = ["评议小组"]
from = "2026-02-01"
until = "2026-02-28"
holders = ["household"]

[[rule]]
code = "H51"
kind = "deduct"
item = "无故迟到"
unit = "次"
points = "3"
currency = "JF"
holders = ["household"]

[[rule]]
code = "T01"
kind = "earn"
item = "陪聊"
unit = "小时"
points = "1"
currency = "SF"
caps = ["2h/次"]
holders = ["person"]
"#;

pub const NOW: &str = "2026-03-20T10:00:00+08:00";

pub fn key(name: &str) -> OperatorKey {
    let mut secret = [9; 32];
    secret[..name.len()].copy_from_slice(name.as_bytes());
    OperatorKey::from_secret(name.parse().unwrap(), &secret)
}

/// A bank with head office, LC01, three households, a person and a merchant.
pub struct Office {
    _temp: tempfile::TempDir,
    pub dir: PathBuf,
}

/// What the program said.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Both streams, for looking into.
    pub fn all(&self) -> String {
        format!("[{}]\n{}\n{}", self.code, self.out, self.err)
    }
}

impl Office {
    pub fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("bank");
        found(&dir);
        Self { _temp: temp, dir }
    }

    pub fn temp(&self) -> &Path {
        self._temp.path()
    }

    /// Runs the program in English, as an operator.
    pub fn run(&self, by: &str, args: &[&str]) -> Said {
        self.say("en", by, args)
    }

    /// Runs the program in a language, as an operator.
    pub fn say(&self, lang: &str, by: &str, args: &[&str]) -> Said {
        wenming(&self.dir, &[&["--lang", lang, "--now", NOW, "--as", by], args].concat())
    }

    pub fn json(&self, by: &str, args: &[&str]) -> serde_json::Value {
        let said = self.run(by, &[&["--json"], args].concat());
        serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{e}: {}", said.all()))
    }

    pub fn balance(&self, account: &str) -> String {
        let answer = self.json("clerk", &["balance", account]);
        answer["balances"][0]["balance"].as_str().unwrap_or("0").to_owned()
    }

    pub fn segment(&self, branch: &str) -> PathBuf {
        self.dir.join(format!("journal/{branch}/000000000000.jsonl"))
    }
}

/// The program on a bank's folder.
pub fn wenming(bank: &Path, args: &[&str]) -> Said {
    Said::of(command(bank, args).output().unwrap())
}

pub fn command(bank: &Path, args: &[&str]) -> Process {
    let mut process = Process::new(env!("CARGO_BIN_EXE_wenming"));
    process.env_clear().arg("--bank").arg(bank).args(args);
    process
}

/// Copies a folder with all that is in it.
pub fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copied(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).unwrap();
        }
    }
}

/// The time it is in the village of the sample data.
pub const APRIL: &str = "2026-04-02T10:00:00+08:00";

/// A file of the sample data.
pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data").join(name)
}

/// The village of the sample data, founded by the program as the documents say, with its
/// rulebook and its operators.
pub struct Village {
    temp: tempfile::TempDir,
    pub bank: PathBuf,
}

impl Village {
    /// Without accounts.
    pub fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let bank = temp.path().join("bank");
        let village = Self { temp, bank };
        let rules = data("rules-household.csv");
        let steps: [&[&str]; 5] = [
            &["init", "--origin", "wenming.example/lucheng", "--name", "路城文明银行"],
            &["branch", "open", "QX01", "--name", "清溪村"],
            &["rules", "adopt", rules.to_str().unwrap(), "--from", "2026-01-01"],
            &["operator", "enroll", "clerk01", "--role", "clerk"],
            &["operator", "enroll", "verifier1", "--role", "verifier"],
        ];
        for step in steps {
            let more: &[&str] = match step[0] {
                "init" => &["--manager", "manager1", "--since", "2026-01-01"],
                "rules" => &["--title", "清溪村积分细则", "--spendable-above", "100"],
                _ => &[],
            };
            village.done("manager1", &[step, more].concat());
        }
        village
    }

    /// With its register.
    pub fn with_accounts() -> Self {
        let village = Self::new();
        let register = village.import("clerk01", "accounts", "户主登记.xlsx", &["--yes"]);
        assert_eq!(register.code, 1, "two rows are to be mended: {}", register.all());
        village
    }

    /// With its register and its openings.
    pub fn with_openings() -> Self {
        let village = Self::with_accounts();
        let openings = village.import("manager1", "opening", "期初结余.xlsx", &["--yes"]);
        assert_eq!(openings.code, 0, "{}", openings.all());
        village
    }

    /// Runs the program in a language, as an operator.
    pub fn say(&self, lang: &str, by: &str, args: &[&str]) -> Said {
        wenming(&self.bank, &[&["--lang", lang, "--now", APRIL, "--as", by], args].concat())
    }

    /// Runs it in Chinese, and it is done.
    #[track_caller]
    pub fn done(&self, by: &str, args: &[&str]) -> Said {
        let said = self.say("zh", by, args);
        assert_eq!(said.code, 0, "{args:?}: {}", said.all());
        said
    }

    pub fn json(&self, by: &str, args: &[&str]) -> serde_json::Value {
        let said = self.say("zh", by, &[&["--json"], args].concat());
        serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{e}: {}", said.all()))
    }

    /// Imports a sheet of the sample data.
    pub fn import(&self, by: &str, kind: &str, sheet: &str, more: &[&str]) -> Said {
        let path = data("qingxi").join(sheet);
        self.say("zh", by, &[&["import", kind, path.to_str().unwrap()], more].concat())
    }

    /// A file beside the bank.
    pub fn path(&self, name: &str) -> String {
        self.temp.path().join(name).to_str().unwrap().to_owned()
    }
}

/// A file as LibreOffice writes it in another form, where there is LibreOffice.
///
/// # Panics
/// Where there has to be one ([`there`]), or where it does not write the file.
pub fn by_libreoffice(path: &Path, into: &str, dir: &Path) -> Option<PathBuf> {
    let home = format!("-env:UserInstallation=file://{}", dir.join("profile").display());
    let run = Process::new("soffice")
        // Without a window it asks nobody what a .csv is: UTF-8 (76), commas, quotes.
        .args([&home, "--headless", "--infilter=CSV:44,34,76", "--convert-to", into, "--outdir"])
        .args([dir, path])
        .output();
    let output = there("soffice", run)?;
    assert!(output.status.success(), "{output:?}");
    let ending = into.split(':').next().unwrap();
    let made = dir.join(path.file_name().unwrap()).with_extension(ending);
    assert!(made.exists(), "{output:?}");
    Some(made)
}

/// A page in HTML without the font in it, whose letters may come to spell anything.
pub fn html(path: &Path) -> String {
    let page = fs::read_to_string(path).unwrap();
    let Some((before, font)) = page.split_once(";base64,") else { return page };
    let (_, after) = font.split_once(')').unwrap();
    format!("{before};base64,){after}")
}

/// The text of a PDF as poppler reads it, sheets parted by form feeds, where there is poppler.
pub fn pdf_text(path: &Path) -> Option<String> {
    let run =
        Process::new("pdftotext").args(["-layout".as_ref(), path.as_os_str()]).arg("-").output();
    let output = there("pdftotext", run)?;
    assert!(output.status.success(), "{output:?}");
    Some(String::from_utf8(output.stdout).unwrap())
}

/// What another program said, or nothing where it is not installed. With
/// `WENMING_TEST_TOOLS` set, as in CI, it has to be: a test that is skipped shows nothing.
#[allow(clippy::print_stderr, reason = "that a test is skipped")]
pub fn there(name: &str, run: std::io::Result<Output>) -> Option<Output> {
    match run {
        Ok(output) => Some(output),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            assert!(std::env::var_os("WENMING_TEST_TOOLS").is_none(), "{name} is not installed");
            eprintln!("skipped: {name} is not installed");
            None
        }
        Err(error) => panic!("{name}: {error}"),
    }
}

fn found(dir: &Path) {
    let keys = dir.join("keys");
    fs::create_dir_all(&keys).unwrap();
    for name in ["manager", "clerk", "panel", "auditor", "retired", "stranger", "impostor"] {
        let key = if name == "impostor" { key("other") } else { key(name) };
        let file = key.to_plain_file().replace("other", name);
        let path = keys.join(format!("{name}.key"));
        fs::write(&path, file).unwrap();
        // As the program makes them; it warns of others.
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let journal = FileJournal::new(dir.join("journal"));
    let books = SledBooks::open(dir.join("books")).unwrap();
    let ledger = Ledger::new(Box::new(journal), Box::new(books));
    let manager = key("manager");
    let mut count = 0;
    let mut ask = |branch: BranchCode, commands: Vec<Command>| {
        let requests: Vec<_> = commands
            .into_iter()
            .map(|command| {
                count += 1;
                (format!("setup-{count}").parse().unwrap(), command)
            })
            .collect();
        let now = "2026-03-01T02:00:00Z".parse().unwrap();
        let order = Order {
            branch,
            key: &manager,
            now,
            clock_confirmed: false,
            likeness_confirmed: false,
            requests: &requests,
        };
        ledger.submit(&order).unwrap();
    };
    let lc01: BranchCode = "LC01".parse().unwrap();
    let origin: ledger_core::ids::Origin = "wenming.example/test".parse().unwrap();
    let (offset, since) = (Offset::CHINA, "2026-01-01".parse().unwrap());
    let (name, key_of) = ("清溪村".to_owned(), manager.public());
    let founded = Command::Found {
        origin: origin.clone(),
        name: "试镇文明银行".to_owned(),
        offset,
        since,
        key: key_of,
    };
    ask(BranchCode::HQ, vec![founded]);
    ask(BranchCode::HQ, vec![Command::CharterBranch { branch: lc01, name: name.clone() }]);
    let first = ledger.journal().line(BranchCode::HQ, 0).unwrap().unwrap();
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
    let offer = |code: &str, price: &str, merchant| Command::ListOffer {
        offer: code.parse().unwrap(),
        title: format!("兑换{code}"),
        kind: OfferKind::Goods,
        price: price.parse().unwrap(),
        currency: "JF".parse().unwrap(),
        merchant,
        terms: OfferTerms::default(),
    };
    let merchant = Some(AccountNo::new(lc01, 5));
    let impostor = Command::EnrolOperator {
        operator: "impostor".parse().unwrap(),
        role: Role::Clerk,
        key: key("impostor").public(),
        account: None,
    };
    ask(
        lc01,
        vec![
            Command::OpenBranch {
                origin,
                founded: EntryHash::of(&first),
                name,
                offset,
                since,
                key: key_of,
            },
            enrol("clerk", Role::Clerk),
            enrol("panel", Role::Verifier),
            enrol("auditor", Role::Auditor),
            enrol("retired", Role::Clerk),
            impostor,
            Command::RetireOperator {
                operator: "retired".parse().unwrap(), reason: "调离".into()
            },
            Command::AdoptRulebook { from: since, text: RULEBOOK.to_owned() },
            opened(HolderKind::Household, Some("一组-001")),
            opened(HolderKind::Household, Some("一组-002")),
            opened(HolderKind::Household, Some("一组-003")),
            opened(HolderKind::Person, None),
            opened(HolderKind::Merchant, None),
            opened(HolderKind::Household, Some("一组-004")),
            Command::BringForward {
                account: AccountNo::new(lc01, 1),
                points: "150".parse().unwrap(),
                currency: "JF".parse().unwrap(),
                as_of: "2025-12-31".parse().unwrap(),
                evidence: "旧账".to_owned(),
                note: String::new(),
            },
            offer("RICE-5", "20", merchant),
            offer("GONE", "1", None),
            Command::WithdrawOffer { offer: "GONE".parse().unwrap(), reason: "缺货".into() },
            Command::FreezeAccount { account: AccountNo::new(lc01, 3), reason: "核查".into() },
            Command::CloseAccount { account: AccountNo::new(lc01, 6), reason: "迁出".into() },
        ],
    );
}
