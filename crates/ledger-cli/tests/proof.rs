//! What leaves the building through the program: checkpoints, receipts, what a
//! witness signs and what it does not, and what a resident is told of it.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};

use common::{NOW, Office, RULEBOOK, Said, copied, key, wenming};
use ledger_core::books::SledBooks;
use ledger_core::command::Command;
use ledger_core::ids::Origin;
use ledger_core::journal::FileJournal;
use ledger_core::keys::{BranchKey, FileKey as _};
use ledger_core::ledger::{Ledger, Order};
use ledger_core::proof::{
    Checkpoint, LogName, Request, SignatureKind, SignedCheckpoint, TreeHash, VerifierKey,
};
use serde_json::Value;

fn branch_key(branch: &str) -> BranchKey {
    let secret = branch.bytes().next().unwrap();
    BranchKey::from_secret(branch.parse().unwrap(), &[secret; 32])
}

fn log(branch: &str) -> LogName {
    let origin: Origin = "wenming.example/test".parse().unwrap();
    LogName { origin, branch: branch.parse().unwrap() }
}

fn key_line(branch: &str) -> VerifierKey {
    log(branch).key_line(SignatureKind::Log, branch_key(branch).public())
}

/// A village's folder and head office's, which was copied from it once.
struct Township {
    office: Office,
    head: PathBuf,
    trust: PathBuf,
    deposits: Cell<u32>,
}

impl Township {
    fn new() -> Self {
        let office = Office::new();
        let ledger = Ledger::new(
            Box::new(FileJournal::new(office.dir.join("journal"))),
            Box::new(SledBooks::open(office.dir.join("books")).unwrap()),
        );
        for name in ["HQ", "LC01"] {
            let key_of = branch_key(name);
            let set = Command::SetBranchKey { key: key_of.public(), reason: "首次".to_owned() };
            let order = Order {
                branch: name.parse().unwrap(),
                key: &key("manager"),
                now: "2026-03-01T03:00:00Z".parse().unwrap(),
                clock_confirmed: false,
                likeness_confirmed: false,
                requests: &[("set-key".parse().unwrap(), set)],
            };
            ledger.submit(&order).unwrap();
        }
        drop(ledger);
        let head = office.temp().join("head");
        copied(&office.dir, &head);
        for (dir, name) in [(&head, "HQ"), (&office.dir, "LC01")] {
            let file = dir.join(format!("keys/{name}.branch-key"));
            fs::write(file, branch_key(name).to_plain_file().as_bytes()).unwrap();
        }
        let trust = office.temp().join("trusted-keys");
        Self { office, head, trust, deposits: Cell::new(0) }
    }

    fn say(&self, lang: &str, at: &Path, args: &[&str]) -> Said {
        let trust = self.trust.to_str().unwrap();
        wenming(
            at,
            &[&["--lang", lang, "--now", NOW, "--as", "clerk", "--trust", trust], args].concat(),
        )
    }

    /// In the village.
    fn village(&self, args: &[&str]) -> Said {
        self.say("en", &self.office.dir, &[&["--branch", "LC01"], args].concat())
    }

    /// At head office.
    fn head(&self, args: &[&str]) -> Said {
        self.say("en", &self.head, args)
    }

    /// What the village does, which goes well.
    fn does(&self, args: &[&str]) -> String {
        let said = self.village(args);
        assert_eq!(said.code, 0, "{args:?} {}", said.all());
        said.out
    }

    fn json(&self, args: &[&str]) -> Value {
        object(&self.village(&[&["--json"], args].concat()))
    }

    /// A deed of the household that had none for the longest; a rule gives each but two.
    fn deposit(&self) -> String {
        let household =
            format!("一组-00{}", self.deposits.replace(self.deposits.get() + 1) % 2 + 1);
        let answer = self.json(&["deposit", &household, "H01", "--evidence", "签到表", "--again"]);
        answer["entry"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    fn file(&self, name: &str) -> String {
        self.office.temp().join(name).to_str().unwrap().to_owned()
    }

    /// The last checkpoint goes to head office and its signature comes back.
    fn witness(&self) {
        let (request, signature) = (self.file("request"), self.file("signature"));
        self.does(&["checkpoint", "request", "--out", &request, "--force"]);
        let said = self.head(&["checkpoint", "cosign", &request, "--out", &signature, "--force"]);
        assert_eq!(said.code, 0, "{}", said.all());
        self.does(&["checkpoint", "accept", &signature]);
    }

    /// How it goes with a request at head office.
    fn cosign(&self, request: &str) -> Said {
        let file = self.file("asked");
        fs::write(&file, request).unwrap();
        self.head(&["checkpoint", "cosign", &file])
    }

    fn witnessed(&self) -> PathBuf {
        self.head.join("witnessed/wenming.example+test+LC01")
    }

    fn checkpoints(&self) -> Vec<PathBuf> {
        list(&self.office.dir.join("checkpoints/LC01"))
    }
}

fn list(dir: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> =
        fs::read_dir(dir).into_iter().flatten().map(|file| file.unwrap().path()).collect();
    all.sort();
    all
}

fn object(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{e}: {}", said.all()))
}

fn code(said: &Said) -> String {
    let answer = object(said);
    let error = match &answer["error"] {
        Value::Null => &answer["files"][0]["error"],
        error => error,
    };
    error["code"].as_str().unwrap_or_else(|| panic!("{}", said.all())).to_owned()
}

#[test]
fn an_entry_is_recorded_then_checkpointed_then_witnessed_and_its_receipt_stays_the_same() {
    let town = Township::new();
    let entry = town.deposit();
    let early = town.village(&["--json", "receipt", &entry]);
    assert_eq!((early.code, code(&early).as_str()), (1, "recorded"), "{}", early.all());
    assert!(early.err.contains("--branch LC01 checkpoint`"), "{}", early.all());

    let closed = town.json(&["checkpoint"]);
    assert_eq!(closed["log"], "wenming.example/test/LC01");
    let size = closed["size"].as_u64().unwrap();
    let note: SignedCheckpoint = closed["text"].as_str().unwrap().parse().unwrap();
    let kept = fs::read_to_string(closed["file"].as_str().unwrap()).unwrap();
    assert_eq!(kept, note.to_string());
    let again = town.json(&["checkpoint"]);
    assert_eq!((&again["text"], &again["repeated"]), (&closed["text"], &true.into()));
    assert_eq!(town.does(&["checkpoint", "show"]), kept);
    assert_eq!(town.checkpoints().len(), 1);

    let said = town.village(&["receipt", &entry]);
    assert!(said.err.contains("under a checkpoint") && said.err.contains("no other branch"));
    let receipt = said.out;
    let (line, proof) = receipt.split_once('\n').unwrap();
    assert!(line.starts_with("{\"v\":1,\"branch\":\"LC01\""));
    assert!(proof.starts_with("c2sp.org/tlog-proof@v1\nindex "), "{proof}");
    // By the account it is the latest.
    assert_eq!(town.does(&["receipt", "一组-001"]), receipt);

    town.witness();
    let signed = town.json(&["checkpoint", "show"]);
    assert_eq!(signed["witnesses"], serde_json::json!(["wenming.example/test/HQ"]));
    let said = town.village(&["receipt", &entry]);
    assert!(said.err.contains("witnessed by wenming.example/test/HQ"), "{}", said.all());
    let zh = town.say("zh", &town.office.dir, &["回单", &entry]);
    assert!(zh.err.contains("已见证，见证方 wenming.example/test/HQ"), "{}", zh.all());
    let receipt = said.out;

    // Days later, with more entries, more checkpoints and more witnessing.
    for _ in 0..2 {
        town.deposit();
        town.does(&["checkpoint"]);
        town.witness();
    }
    assert_eq!(town.does(&["receipt", &entry]), receipt);
    let json = town.json(&["receipt", &entry]);
    assert_eq!((&json["state"], &json["size"]), (&"witnessed".into(), &size.into()));
    assert_eq!(json["text"], receipt.as_str());
    assert_eq!(town.checkpoints().len(), 3);
    let of_head: Vec<String> = list(&town.witnessed())
        .iter()
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(of_head.len(), 3, "{of_head:?}");
    assert_eq!(of_head[0], format!("{size:012}.note"));
}

#[test]
fn whoever_trusts_a_key_is_told_what_stands_and_by_whose_word_and_others_are_not() {
    let town = Township::new();
    let entry = town.deposit();
    town.does(&["checkpoint"]);
    town.witness();
    let file = town.file("receipt");
    town.does(&["receipt", &entry, "--out", &file]);
    // Nothing of a bank is near.
    let away = town.office.temp().join("away");
    fs::create_dir(&away).unwrap();
    let verify =
        |lang: &str, more: &[&str]| town.say(lang, &away, &[&["verify", &file], more].concat());

    let nobody = verify("en", &["--json"]);
    assert_eq!((nobody.code, code(&nobody).as_str()), (1, "nobody-vouches"));
    let words = verify("zh", &[]);
    assert!(words.out.contains("还不能确认：没有您信任的人担保"), "{}", words.all());
    assert!(words.err.contains("还不能确认：1 份中有 1 份"), "{}", words.all());
    assert!(!words.all().contains("不属实"), "nobody has forged it: {}", words.all());
    assert!(words.out.contains("`wenming 信任 添加 公钥行`"), "{}", words.all());

    let by_log = ["--json", "--key", &key_line("LC01").to_string()].map(str::to_owned);
    let by_log = object(&verify("en", &by_log.each_ref().map(String::as_str)));
    let of = &by_log["files"][0];
    assert_eq!((&of["good"], &of["state"]), (&true.into(), &"checkpointed".into()));
    assert_eq!(of["signed_by"], "wenming.example/test/LC01");
    assert_eq!(of["entry"]["entry"], entry.as_str());

    // Head office's alone: it says that the branch has so signed.
    let added = town.say("en", &away, &["trust", "add", &key_line("HQ").to_string()]);
    assert_eq!(added.code, 0, "{}", added.all());
    let said = verify("en", &[]);
    for words in [
        "a good receipt",
        "+2 JF",
        "H01",
        "LC01-000001-9",
        "2026-03-20",
        "witnessed",
        "wenming.example/test/HQ  2026-03-20T02:00:00Z",
        "that you do not trust",
    ] {
        assert!(said.code == 0 && said.out.contains(words), "{words}: {}", said.all());
    }
    assert!(!said.out.contains("by  by"), "{}", said.all());
    let said = verify("zh", &["--key", &key_line("LC01").to_string()]);
    for words in ["回单属实", "存入", "已见证", "wenming.example/test/LC01", "签到表"] {
        assert!(said.code == 0 && said.out.contains(words), "{words}: {}", said.all());
    }

    // The checkpoint by itself, and as other tools have the proof.
    let note = town.file("note");
    town.does(&["checkpoint", "show", "--out", &note]);
    let said = town.say("en", &away, &["--json", "verify", &note, &file]);
    let both = object(&said);
    assert_eq!(
        (&both["files"][0]["kind"], &both["files"][1]["kind"]),
        (&"checkpoint".into(), &"receipt".into())
    );
    let receipt = fs::read_to_string(&file).unwrap();
    let (line, proof) = receipt.split_once('\n').unwrap();
    let (line_file, proof_file) = (town.file("line"), town.file("proof"));
    fs::write(&line_file, line).unwrap();
    fs::write(&proof_file, proof).unwrap();
    let without = town.say("en", &away, &["--json", "verify", &proof_file]);
    assert_eq!((without.code, code(&without).as_str()), (2, "line-missing"));
    let with = town.say("en", &away, &["verify", &proof_file, "--line", &line_file]);
    assert_eq!(with.code, 0, "{}", with.all());

    // Several: all are told, and one that is not good is a failure.
    let spoilt = town.file("spoilt");
    fs::write(&spoilt, receipt.replace("\"points\":\"2\"", "\"points\":\"4\"")).unwrap();
    let bank = town.office.dir.to_str().unwrap();
    let all = town.say("en", &away, &["--json", "verify", &note, &spoilt, "/nowhere", bank]);
    let answer = object(&all);
    let good: Vec<&Value> =
        answer["files"].as_array().unwrap().iter().map(|of| &of["good"]).collect();
    assert_eq!(good, [&Value::from(true), &false.into(), &false.into(), &true.into()]);
    assert_eq!(answer["files"][1]["error"]["code"], "receipt-not-included");
    assert_eq!(answer["files"][2]["error"]["code"], "file-not-found");
    assert!(all.code == 1 && all.err.contains("2 of 4"), "{}", all.all());
}

#[test]
fn every_way_to_forge_a_receipt_is_told_apart_in_both_languages() {
    let town = Township::new();
    let other = town.deposit();
    let entry = town.deposit();
    town.does(&["checkpoint"]);
    town.witness();
    let receipt = town.does(&["receipt", &entry]);
    let line = |of: &str| of.split_once('\n').unwrap().0.to_owned();
    let of_other = line(&town.does(&["receipt", &other]));
    let (seq, size) = (
        entry.split_once(':').unwrap().1.to_owned(),
        town.json(&["checkpoint"])["size"].as_u64().unwrap(),
    );
    let root = receipt.split_once("LC01\n").unwrap().1.lines().nth(1).unwrap().to_owned();
    let signature = |name: &str| {
        let start = format!("— wenming.example/test/{name} ");
        receipt.lines().find(|line| line.starts_with(&start)).unwrap().to_owned()
    };
    // Four letters well inside of it, which are three bytes of the signature.
    let spoilt_signature = |name: &str| {
        let line = signature(name);
        let (keep, last) = line.split_at(line.len() - 8);
        let other = if last.starts_with("AAAA") { "BBBB" } else { "AAAA" };
        format!("{keep}{other}{}", &last[4..])
    };
    let cases = [
        (1, "receipt-not-included", receipt.replace("\"points\":\"2\"", "\"points\":\"4\"")),
        (1, "receipt-elsewhere", receipt.replace(&line(&receipt), &of_other)),
        (1, "receipt-elsewhere", receipt.replace(&format!("index {seq}\n"), "index 3\n")),
        (
            1,
            "receipt-not-included",
            receipt.replace(&format!("LC01\n{size}\n"), &format!("LC01\n{}\n", size + 1)),
        ),
        (1, "receipt-not-included", receipt.replace(&root, &TreeHash::leaf(b"x").to_string())),
        (1, "signature-forged", receipt.replace(&signature("LC01"), &spoilt_signature("LC01"))),
        (1, "signature-forged", receipt.replace(&signature("HQ"), &spoilt_signature("HQ"))),
        (
            1,
            "nobody-vouches",
            receipt.replace("— wenming.example/test/", "— wenming.example/else/"),
        ),
        (2, "paper-unreadable", receipt.replace('\n', "\r\n")),
        (2, "paper-unreadable", receipt.trim_end().to_owned()),
        (2, "paper-unreadable", receipt.replace("\"v\":1", "\"v\": 1")),
        (2, "paper-unreadable", receipt.lines().take(3).collect::<Vec<_>>().join("\n")),
        (2, "paper-unreadable", receipt.replace("index ", "index  ")),
        (2, "paper-unreadable", line(&receipt) + "\n"),
        (2, "paper-signature", signature("HQ") + "\n"),
        (2, "paper-unknown", "一张纸条\n".to_owned()),
        (2, "paper-unknown", String::new()),
        (2, "paper-too-long", receipt.repeat(2000)),
    ];
    let (log, hq) = (key_line("LC01").to_string(), key_line("HQ").to_string());
    let file = town.file("case");
    for (exit, expected, content) in cases {
        assert_ne!(content, receipt, "{expected}");
        fs::write(&file, &content).unwrap();
        let args = ["verify", &file, "--key", &log, "--key", &hq];
        let said = town.say("en", town.office.temp(), &[&["--json"], &args[..]].concat());
        assert_eq!((said.code, code(&said).as_str()), (exit, expected), "{}", said.all());
        for lang in ["en", "zh"] {
            let said = town.say(lang, town.office.temp(), &args);
            let all = said.all();
            assert!(said.code == exit && !all.contains("{ $") && all.contains(':'), "{all}");
            assert!(!said.out.contains("JF"), "nothing is told of what is not good: {all}");
        }
    }
}

#[test]
fn a_witness_signs_only_what_goes_on_from_what_it_saw_and_keeps_what_convicts() {
    let town = Township::new();
    town.deposit();
    town.does(&["checkpoint"]);
    let first = town.does(&["checkpoint", "request"]);
    assert!(first.starts_with("old 0\n\nwenming.example/test/LC01\n"), "{first}");
    town.witness();
    let seen = town.json(&["checkpoint", "show"])["size"].as_u64().unwrap();
    let before = list(&town.witnessed());
    town.deposit();
    town.deposit();
    town.does(&["checkpoint"]);
    let good = town.does(&["checkpoint", "request"]);
    assert!(good.starts_with(&format!("old {seen}\n")), "{good}");

    let refused = |request: &str, expected: &str| {
        let file = town.file("asked");
        fs::write(&file, request).unwrap();
        let said = town.head(&["--json", "checkpoint", "cosign", &file]);
        assert_eq!(code(&said), expected, "{}", said.all());
        for lang in ["en", "zh"] {
            let said = town.say(lang, &town.head, &["checkpoint", "cosign", &file]);
            assert!(
                said.code != 0 && said.out.is_empty() && said.err.contains('`'),
                "{}",
                said.all()
            );
            assert!(!said.err.contains("{ $"), "{}", said.all());
        }
        said.err
    };
    // By the wrong key, by nobody, by a stranger's name.
    let parsed: Request = good.parse().unwrap();
    let of = parsed.checkpoint.checkpoint().clone();
    let with = |checkpoint: Checkpoint, secret: u8| {
        let key = BranchKey::from_secret(checkpoint.log.branch, &[secret; 32]);
        let checkpoint = SignedCheckpoint::sign(checkpoint, &key).unwrap();
        Request { checkpoint, ..parsed.clone() }.to_string()
    };
    let own_key = b'L';
    refused(&with(of.clone(), 1), "witness-untrusted");
    let stranger = Checkpoint { log: log("LC09"), ..of.clone() };
    refused(&with(stranger, own_key), "witness-untrusted");
    refused(&with(Checkpoint { log: log("HQ"), ..of.clone() }, b'H'), "own-witness");
    let forged =
        with(of.clone(), own_key).replace(&of.root.to_string(), &TreeHash::leaf(b"x").to_string());
    refused(&forged, "witness-forged");
    // An old request, one from elsewhere, one that proves nothing.
    let earlier = Checkpoint { size: seen - 1, root: TreeHash::leaf(b"y"), ..of.clone() };
    let said = refused(&with(earlier, own_key), "witness-smaller");
    assert!(said.contains(&format!("{} entries", seen - 1)), "{said}");
    let from_start = town.does(&["checkpoint", "request", "--from", "3"]);
    let said = refused(&from_start, "witness-old-size");
    assert!(said.contains(&format!("--from {seen}`")), "{said}");
    refused("no request", "request-unreadable");
    assert_eq!(list(&town.witnessed()), before, "nothing of it is kept");
    let doubtful = Request { proof: parsed.proof[1..].to_vec(), ..parsed.clone() }.to_string();
    let said = refused(&doubtful, "witness-inconsistent");
    assert!(said.contains("doubt-1"), "{said}");
    let evidence = |name: &str| {
        let read = |file: &str| fs::read_to_string(town.witnessed().join(name).join(file)).unwrap();
        ["seen.note", "offered.note", "request"].map(read)
    };
    assert_eq!(evidence("doubt-1")[1..], [parsed.checkpoint.to_string(), doubtful.clone()]);

    // Two roots for as many lines.
    let fork = Checkpoint { size: seen, root: TreeHash::leaf(b"fork"), ..of.clone() };
    let fork = with(fork, own_key);
    let said = refused(&fork, "witness-forked");
    assert!(said.contains("conflict-1") && said.contains(&TreeHash::leaf(b"fork").to_string()));
    let kept = fs::read_to_string(&before[0]).unwrap();
    assert_eq!(evidence("conflict-1")[0], kept);
    assert_eq!(evidence("conflict-1")[2], fork);
    assert_eq!(fs::read_to_string(&before[0]).unwrap(), kept, "what was seen stays");

    // What is right is signed as if nothing had been.
    let said = town.cosign(&good);
    assert!(said.code == 0 && said.out.starts_with("— wenming.example/test/HQ "), "{}", said.all());
    // And now the fork is an old request, but convicts all the same; it is kept once.
    refused(&fork, "witness-forked");
    assert!(!town.witnessed().join("conflict-2").exists());

    // A witness that cannot read what it saw signs nothing beside it.
    let spoilt = town.witnessed().join(format!("{:012}.note", of.size));
    fs::write(&spoilt, "?").unwrap();
    let said = town.cosign(&good);
    assert_eq!(said.code, 3, "{}", said.all());
    assert!(said.out.is_empty() && said.err.contains(spoilt.to_str().unwrap()), "{}", said.all());
    assert_eq!(fs::read_to_string(&spoilt).unwrap(), "?");
}

#[test]
fn a_village_whose_journal_is_not_at_hand_is_witnessed_by_its_trusted_key() {
    let town = Township::new();
    town.deposit();
    town.does(&["checkpoint"]);
    let request = town.does(&["checkpoint", "request"]);
    fs::remove_dir_all(town.head.join("journal/LC01")).unwrap();
    fs::remove_dir_all(town.head.join("books")).unwrap();
    assert_eq!(town.cosign(&request).code, 1);
    let line = key_line("LC01").to_string();
    let added = town.head(&["trust", "add", &line]);
    assert_eq!(added.code, 0, "{}", added.all());
    assert_eq!(town.cosign(&request).code, 0);

    // Where the journal is at hand and goes so far, its word alone counts: a key
    // that was trusted once, and given up since, signs nothing any more.
    copied(&town.office.dir.join("journal/LC01"), &town.head.join("journal/LC01"));
    let of: Request = request.parse().unwrap();
    let given_up = BranchKey::from_secret("LC01".parse().unwrap(), &[1; 32]);
    let line = log("LC01").key_line(SignatureKind::Log, given_up.public()).to_string();
    let checkpoint = of.checkpoint.checkpoint().clone();
    let checkpoint = SignedCheckpoint::sign(checkpoint, &given_up).unwrap();
    let file = town.file("given-up");
    fs::write(&file, Request { checkpoint, ..of }.to_string()).unwrap();
    let said = town.head(&["--json", "checkpoint", "cosign", &file, "--key", &line]);
    assert_eq!(code(&said), "witness-untrusted", "{}", said.all());
}

#[test]
fn a_witness_whose_clock_is_behind_signs_for_no_time_before_its_last_entry() {
    let town = Township::new();
    town.does(&["checkpoint"]);
    let (request, signature) = (town.file("request"), town.file("signature"));
    town.does(&["checkpoint", "request", "--out", &request]);
    let trust = town.trust.to_str().unwrap();
    let early = ["--now", "2026-02-01T00:00:00Z", "--trust", trust, "--json"];
    let cosign = ["checkpoint", "cosign", &request, "--out", &signature];
    let said = wenming(&town.head, &[&early[..], &cosign].concat());
    assert_eq!(object(&said)["at"], "2026-03-01T03:00:00Z", "{}", said.all());
    town.does(&["checkpoint", "accept", &signature]);
}

#[test]
fn a_signature_is_accepted_only_from_a_known_witness_under_what_it_signed() {
    let town = Township::new();
    town.deposit();
    town.does(&["checkpoint"]);
    let note: SignedCheckpoint = town.does(&["checkpoint", "show"]).parse().unwrap();
    let before = fs::read(&town.checkpoints()[0]).unwrap();
    let origin = log("HQ").origin;
    let at = NOW.replace("10:00:00+08:00", "02:00:00Z").parse().unwrap();
    let other = Checkpoint { root: TreeHash::leaf(b"x"), ..note.checkpoint().clone() };
    let other = SignedCheckpoint::sign(other, &branch_key("LC01")).unwrap();
    let stranger = BranchKey::from_secret("LC07".parse().unwrap(), &[3; 32]);
    let before_key = "2026-03-01T02:59:59Z".parse().unwrap();
    let lines = |lines: &[String]| lines.join("\n") + "\n";
    let good = note.cosignature(&origin, &branch_key("HQ"), at).to_string();
    let cases = [
        ("signer-untrusted", lines(&[note.cosignature(&origin, &stranger, at).to_string()])),
        (
            "signature-unfit",
            lines(&[other.cosignature(&origin, &branch_key("HQ"), at).to_string()]),
        ),
        // Before that key was head office's.
        (
            "signature-unfit",
            lines(&[note.cosignature(&origin, &branch_key("HQ"), before_key).to_string()]),
        ),
        // One bad one among good ones: none is taken.
        (
            "signer-untrusted",
            lines(&[good.clone(), note.cosignature(&origin, &stranger, at).to_string()]),
        ),
        // Nobody is their own witness.
        (
            "signature-unfit",
            lines(&[note.cosignature(&origin, &branch_key("LC01"), at).to_string()]),
        ),
        ("no-signatures", note.to_string()),
        ("no-signatures", "\n".to_owned()),
        ("signature-unreadable", "签名\n".to_owned()),
    ];
    let file = town.file("signature");
    for (expected, content) in cases {
        fs::write(&file, content).unwrap();
        let said = town.village(&["--json", "checkpoint", "accept", &file]);
        assert_eq!(code(&said), expected, "{}", said.all());
        let zh = town.say("zh", &town.office.dir, &["封账", "接收", &file]);
        assert!(zh.code != 0 && zh.err.contains("提示"), "{}", zh.all());
        assert_eq!(fs::read(&town.checkpoints()[0]).unwrap(), before, "{expected}");
    }
    fs::write(&file, lines(&[good])).unwrap();
    assert_eq!(
        town.json(&["checkpoint", "accept", &file])["accepted"][0],
        "wenming.example/test/HQ"
    );
    // Twice is once.
    let after = fs::read(&town.checkpoints()[0]).unwrap();
    town.does(&["checkpoint", "accept", &file]);
    assert_eq!(fs::read(&town.checkpoints()[0]).unwrap(), after);
}

#[test]
fn a_branch_signs_nothing_that_does_not_go_on_from_what_it_signed() {
    let town = Township::new();
    let then = town.office.temp().join("then");
    copied(&town.office.dir, &then);
    let entry = town.deposit();
    let signed = town.json(&["checkpoint"]);
    town.does(&["receipt", &entry]);

    // The folder of the day before is brought back, without its notes being lost.
    let back = |name: &str| {
        fs::remove_dir_all(town.office.dir.join(name)).unwrap();
        copied(&then.join(name), &town.office.dir.join(name));
    };
    back("journal");
    back("books");
    let said = town.village(&["--json", "checkpoint"]);
    assert_eq!((said.code, code(&said).as_str()), (3, "not-what-was-signed"), "{}", said.all());
    assert!(said.err.contains("entries are gone"), "{}", said.all());

    // Nothing is written in their place while the note lies there; without it, others are.
    let said = town.village(&["--json", "deposit", "一组-002", "H01"]);
    assert_eq!((said.code, code(&said).as_str()), (3, "not-what-was-signed"), "{}", said.all());
    let (note, aside) = (town.checkpoints()[0].clone(), town.office.temp().join("aside"));
    fs::rename(&note, &aside).unwrap();
    for account in ["一组-002", "一组-001"] {
        town.does(&["deposit", account, "H01", "--evidence", "另一张表"]);
    }
    fs::rename(&aside, &note).unwrap();
    for lang in ["en", "zh"] {
        let said = town.say(lang, &town.office.dir, &["--branch", "LC01", "checkpoint"]);
        assert!(
            said.code == 3 && said.err.contains(signed["root"].as_str().unwrap()),
            "{}",
            said.all()
        );
        assert!(said.err.contains("audit") || said.err.contains("审计"), "{}", said.all());
    }
    for args in [["receipt", entry.as_str()].as_slice(), &["checkpoint", "request"]] {
        let said = town.village(&[&["--json"], args].concat());
        assert_eq!((said.code, code(&said).as_str()), (3, "not-what-was-signed"), "{}", said.all());
    }
    assert_eq!(town.checkpoints().len(), 1);
}

#[test]
fn notes_that_were_tampered_with_and_keys_that_are_not_the_branchs_stop_the_signing() {
    let town = Township::new();
    let entry = town.deposit();
    let none = town.village(&["--json", "checkpoint", "show"]);
    assert_eq!((none.code, code(&none).as_str()), (1, "no-checkpoint"));
    town.does(&["checkpoint"]);
    let path = town.checkpoints()[0].clone();
    let note = fs::read_to_string(&path).unwrap();
    let parsed: SignedCheckpoint = note.parse().unwrap();
    let impostor = BranchKey::from_secret("LC01".parse().unwrap(), &[1; 32]);
    let by_other = SignedCheckpoint::sign(parsed.checkpoint().clone(), &impostor).unwrap();
    let cases = [
        ("note-unreadable", note[..40].to_owned()),
        ("note-misplaced", note.replace("/LC01", "/LC02")),
        ("note-not-ours", by_other.to_string()),
    ];
    for (expected, content) in cases {
        fs::write(&path, &content).unwrap();
        for args in [["checkpoint"].as_slice(), &["receipt", &entry]] {
            let said = town.village(&[&["--json"], args].concat());
            assert_eq!((said.code, code(&said).as_str()), (3, expected), "{}", said.all());
            assert!(said.err.contains(path.to_str().unwrap()), "{}", said.all());
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), content, "left as it is");
    }
    fs::write(&path, &note).unwrap();

    let file = town.office.dir.join("keys/LC01.branch-key");
    fs::write(&file, impostor.to_plain_file().as_bytes()).unwrap();
    town.deposit();
    let said = town.village(&["--json", "checkpoint"]);
    assert_eq!((said.code, code(&said).as_str()), (1, "branch-key-stale"), "{}", said.all());
    fs::remove_file(&file).unwrap();
    assert_ne!(town.village(&["checkpoint"]).code, 0);
    let office = Office::new();
    let said = office.run("clerk", &["--json", "checkpoint"]);
    assert_eq!(code(&said), "branch-key-none", "{}", said.all());
}

#[test]
fn a_closed_day_leads_to_a_checkpoint_where_there_is_a_key_for_one() {
    let town = Township::new();
    let hint = "`wenming --bank";
    let closing = |town: &Township| town.village(&["day", "close"]).err;
    assert!(closing(&town).contains(hint) && closing(&town).contains("--branch LC01 checkpoint`"));
    town.does(&["checkpoint"]);
    assert!(!closing(&town).contains("checkpoint"));
    town.deposit();
    assert!(closing(&town).contains("--branch LC01 checkpoint`"));
    let office = Office::new();
    assert!(!office.run("clerk", &["day", "close"]).err.contains("checkpoint"));
}

#[test]
fn a_slip_and_a_notice_hold_the_very_bytes_and_what_is_too_long_for_them_is_a_file() {
    let town = Township::new();
    let entry = town.deposit();
    town.does(&["checkpoint"]);
    let receipt = town.does(&["receipt", &entry]);
    let shown = town.village(&["receipt", &entry, "--qr"]);
    assert_eq!(scanned(&shown.out), receipt.as_bytes());
    assert!(shown.err.contains("columns wide"), "{}", shown.all());
    let note = town.does(&["checkpoint", "show"]);
    assert_eq!(scanned(&town.does(&["checkpoint", "show", "--qr"])), note.as_bytes());
    let (out, svg) = (town.file("out"), town.file("slip.svg"));
    let json = town.json(&["receipt", &entry, "--out", &out, "--svg", &svg]);
    assert_eq!((&json["file"], &json["svg"]), (&out.as_str().into(), &svg.as_str().into()));
    assert_eq!(fs::read_to_string(&out).unwrap(), receipt);
    assert!(fs::read_to_string(&svg).unwrap().starts_with("<svg "));
    let said = town.village(&["receipt", &entry, "--out", &out]);
    assert!(said.code == 2 && said.err.contains("--force"), "{}", said.all());

    // A rulebook stands in its entry, all of it.
    let rule = |n: u32| {
        let item = format!("code = \"H{n}\"\nkind = \"earn\"\nitem = \"第{n}项\"\nunit = \"次\"\n");
        format!("[[rule]]\n{item}points = \"1\"\ncurrency = \"JF\"\n")
    };
    let book = town.file("book.toml");
    let rules: String = (100..160).map(rule).collect();
    fs::write(&book, format!("{RULEBOOK}\n{rules}")).unwrap();
    let adopt = ["--branch", "LC01", "rules", "adopt", &book, "--from", "2026-04-01"];
    let answer = town.office.json("manager", &adopt);
    let adopted = answer["branches"][0]["entry"].as_str().unwrap().to_owned();
    town.does(&["checkpoint"]);
    let bytes = town.does(&["receipt", &adopted]).len().to_string();
    let long = town.file("long");
    for lang in ["en", "zh"] {
        let args = ["receipt", &adopted, "--qr", "--out", &long];
        let said = town.say(lang, &town.office.dir, &args);
        assert_eq!(said.code, 1, "{}", said.all());
        for part in [bytes.as_str(), "2953", &format!("receipt {adopted} --out ")] {
            assert!(said.err.contains(part), "{part}: {}", said.all());
        }
        assert!(!Path::new(&long).exists(), "nothing is half done");
    }
    for (named, expected) in [
        ("LC01:9999", "unknown-entry"),
        ("LC05:1", "unknown-entry"),
        ("九组-001", "unknown-household"),
    ] {
        let said = town.village(&["--json", "receipt", named]);
        assert_eq!((said.code, code(&said).as_str()), (1, expected), "{}", said.all());
    }
}

#[test]
fn what_is_asked_in_vain_is_told_with_the_way_out_in_both_languages() {
    let town = Township::new();
    town.deposit();
    town.does(&["checkpoint"]);
    let request = town.file("request");
    town.does(&["checkpoint", "request", "--out", &request]);
    let note = town.file("note");
    town.does(&["checkpoint", "show", "--out", &note]);
    let folder = town.office.temp().to_str().unwrap().to_owned();
    let cases: &[(&[&str], i32, &str)] = &[
        (&["checkpoint", "request", "--from", "9999"], 1, "beyond-checkpoint"),
        (&["checkpoint", "request", "--witness", "LC01"], 2, "own-witness"),
        (&["checkpoint", "request", "--out", &request], 2, "sheet-exists"),
        (&["checkpoint", "cosign", &note], 2, "request-unreadable"),
        (&["checkpoint", "cosign", "/nowhere"], 2, "file-not-found"),
        (&["checkpoint", "accept", &request], 2, "signature-unreadable"),
        (&["verify", &request], 2, "paper-request"),
        (&["verify", &note, "--against", &note], 2, "against-nothing"),
        (&["verify", "/nowhere"], 2, "file-not-found"),
        (&["verify", &folder], 2, "no-journal"),
        (&["verify", &note, "--key", "no key"], 2, "invalid-value"),
        (&["checkpoint", "close"], 2, "unknown-command"),
    ];
    for (args, exit, expected) in cases {
        let said = town.village(&[&["--json"], *args].concat());
        assert_eq!(
            (said.code, code(&said).as_str()),
            (*exit, *expected),
            "{args:?} {}",
            said.all()
        );
        for (lang, hint) in [("en", "hint:"), ("zh", "提示:")] {
            let said = town.say(lang, &town.office.dir, &[&["--branch", "LC01"], *args].concat());
            let all = said.all();
            assert!(said.code == *exit && all.contains(hint) && !all.contains("{ $"), "{all}");
        }
    }
    // A checkpoint is closed by the bare word, in Chinese as well.
    let zh = town.say("zh", &town.office.dir, &["--branch", "LC01", "封账"]);
    assert!(zh.code == 0 && zh.out.contains("与上次封账相同"), "{}", zh.all());
    let zh = town.say("zh", &town.office.dir, &["封账", "--help"]);
    assert!(zh.code == 0 && zh.out.contains("用法") && zh.out.contains("见证"), "{}", zh.all());
}

/// What a camera reads off a screen.
fn scanned(screen: &str) -> Vec<u8> {
    let mut black: Vec<Vec<bool>> = Vec::new();
    for line in screen.lines() {
        black.push(line.chars().map(|c| matches!(c, '▄' | ' ')).collect());
        black.push(line.chars().map(|c| matches!(c, '▀' | ' ')).collect());
    }
    let side = black[0].len() - 8;
    let grid = rqrr::SimpleGrid::from_func(side, |x, y| black[y + 4][x + 4]);
    let mut bytes = Vec::new();
    rqrr::Grid::new(grid).decode_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn keys_are_trusted_by_name_replaced_only_when_told_and_read_strictly() {
    let town = Township::new();
    let (hq, village) = (key_line("HQ").to_string(), key_line("LC01").to_string());
    let other = log("HQ").key_line(SignatureKind::Witness, branch_key("LC01").public()).to_string();
    let trust = |args: &[&str]| town.say("en", town.office.temp(), &[&["trust"], args].concat());
    let fails = |args: &[&str], expected: &str, exit: i32| {
        let before = fs::read(&town.trust).ok();
        let all = [&["--json", "trust"], args].concat();
        let said = town.say("en", town.office.temp(), &all);
        assert_eq!((said.code, code(&said).as_str()), (exit, expected), "{}", said.all());
        let zh = town.say("zh", town.office.temp(), &all[1..]);
        assert!(
            zh.code == exit && zh.err.contains("提示") && !zh.err.contains("{ $"),
            "{}",
            zh.all()
        );
        assert_eq!(fs::read(&town.trust).ok(), before, "{args:?}");
        said.err
    };
    assert!(trust(&["list"]).out.contains("you trust no key yet"));
    let handed = town.file("handed");
    fs::write(&handed, format!("# 公示栏\n{hq}\n\n{village}\n")).unwrap();
    let said = trust(&["add", &handed]);
    assert!(said.code == 0 && said.out.contains("HQ: trusted from now on"), "{}", said.all());
    assert_eq!(trust(&["list"]).out, format!("{hq}\n{village}\n"));
    assert!(trust(&["add", &hq]).out.contains("trusted already"));
    let said = fails(&["add", &other], "other-key-trusted", 1);
    assert!(said.contains(&hq) && said.contains("--replace"), "{said}");
    let mistyped = hq.replacen('A', "B", 1);
    fails(&["add", &village, &mistyped], "key-line-unreadable", 2);
    fails(&["add", "nowhere"], "key-line-unreadable", 2);
    let secret = town.head.join("keys/HQ.branch-key");
    let said = fails(&["add", secret.to_str().unwrap()], "secret-key", 2);
    assert!(!said.contains(fs::read_to_string(&secret).unwrap().lines().nth(2).unwrap()));
    fs::write(&handed, "# 空\n").unwrap();
    fails(&["add", &handed], "no-key-lines", 2);
    fs::write(&handed, format!("{hq}\n{other}\n")).unwrap();
    fails(&["add", &handed], "second-key", 2);
    fails(&["remove", "wenming.example/test/LC09"], "not-trusted", 1);
    assert!(trust(&["add", &other, "--replace"]).out.contains("in place of the other"));
    assert_eq!(trust(&["list"]).out, format!("{village}\n{other}\n"));
    // The old one can stay for what it signed before.
    assert_eq!(trust(&["add", &hq, "--replace", "--keep-old"]).code, 0);
    assert_eq!(trust(&["list"]).out, format!("{village}\n{hq}\nformer {other}\n"));
    assert!(trust(&["add", &hq]).out.contains("trusted already"));
    assert_eq!(trust(&["remove", "wenming.example/test/HQ"]).code, 0);
    assert_eq!(trust(&["list"]).out, format!("{village}\n"));

    // A line that cannot be read spoils the file for everybody who asks it.
    fs::write(&town.trust, format!("{village}\nwenming.example/test/HQ\n")).unwrap();
    let said = fails(&["list"], "key-line-unreadable", 2);
    assert!(said.contains("line 2"), "{said}");
    let paper = town.file("paper");
    fs::write(&paper, "x").unwrap();
    let said = town.say("en", town.office.temp(), &["--json", "verify", &paper, "--key", &hq]);
    assert_eq!(code(&said), "key-line-unreadable", "{}", said.all());
}

#[test]
fn a_pipe_or_a_film_in_the_place_of_key_lines_is_refused_at_once() {
    let town = Township::new();
    let list = |lang: &str| town.say(lang, town.office.temp(), &["trust", "list"]);
    let film = town.file("film");
    fs::write(&film, vec![0; 300_000]).unwrap();
    let add = ["trust", "add", film.as_str()];
    assert_eq!(code(&town.village(&[&["--json"], &add[..]].concat())), "paper-too-long");
    fs::copy(&film, &town.trust).unwrap();
    for (lang, words) in [("en", "longer than 256 KiB"), ("zh", "超过 256 KiB")] {
        let said = list(lang);
        assert!(said.code == 2 && said.err.contains(words), "{}", said.all());
    }
    fs::remove_file(&town.trust).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&town.trust).status().unwrap().success());
    for (lang, words) in [("en", "it is not a file"), ("zh", "不是文件")] {
        let said = list(lang);
        assert!(said.code == 2 && said.err.contains(words), "{}", said.all());
    }
}

#[test]
fn trusted_keys_lie_in_the_users_own_folder_unless_a_file_is_named() {
    let temp = tempfile::tempdir().unwrap();
    let run = |env: &[(&str, &Path)], args: &[&str]| {
        let mut process = common::command(temp.path(), args);
        process.envs(env.iter().copied());
        process.output().unwrap()
    };
    let line = key_line("HQ").to_string();
    let home = [("HOME", temp.path())];
    assert!(run(&home, &["trust", "add", &line]).status.success());
    let kept = fs::read_to_string(temp.path().join(".config/wenming/trusted-keys")).unwrap();
    assert_eq!(kept, format!("{line}\n"));
    let config = temp.path().join("config");
    let both = [("HOME", temp.path()), ("XDG_CONFIG_HOME", config.as_path())];
    assert!(run(&both, &["trust", "add", &line]).status.success());
    assert!(config.join("wenming/trusted-keys").exists());
    let named = temp.path().join("named");
    let of_env = [("HOME", temp.path()), ("WENMING_TRUST", named.as_path())];
    assert!(run(&of_env, &["trust", "add", &line]).status.success());
    assert!(named.exists());
    let nowhere = run(&[], &["trust", "add", &line]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("--trust FILE"));
}

#[test]
fn what_the_other_folder_is_to_do_is_not_led_to_this_one() {
    let town = Township::new();
    town.deposit();
    town.does(&["checkpoint"]);
    let first = town.does(&["checkpoint", "request"]);
    town.deposit();
    town.does(&["checkpoint"]);
    town.witness();
    town.deposit();
    town.does(&["checkpoint"]);
    let from_start = town.does(&["checkpoint", "request", "--from", "0"]);
    let good = town.does(&["checkpoint", "request"]);
    let proof = good.lines().nth(1).unwrap();
    let spoilt = good.replacen(proof, &TreeHash::leaf(b"x").to_string(), 1);
    for (request, way) in [
        (&first, "checkpoint request`"),
        (&from_start, "checkpoint request --from"),
        (&spoilt, "checkpoint request --from"),
        (&"a slip".to_owned(), "checkpoint request --out"),
    ] {
        let said = town.cosign(request);
        let (head, village) = (said.err.contains("--bank"), said.err.contains(way));
        assert!(said.code != 0 && village && !head, "{}", said.all());
        let led = said.err.contains("`wenming --branch LC01 checkpoint request")
            || said.err.contains("`wenming checkpoint request");
        assert!(led, "{}", said.all());
    }
    // What head office is to do is not led to the village.
    let slip = town.file("slip");
    fs::write(&slip, "a slip\n").unwrap();
    let said = town.village(&["checkpoint", "accept", &slip]);
    assert!(said.err.contains("`wenming checkpoint cosign"), "{}", said.all());
    // What is to be done here is.
    let said = town.village(&["checkpoint", "request", "--from", "999"]);
    assert!(said.err.contains("`wenming --bank"), "{}", said.all());
}

#[test]
fn an_entry_of_a_damaged_journal_is_there_and_the_damage_is_told() {
    let town = Township::new();
    let entry = town.deposit();
    town.deposit();
    let segment = town.office.segment("LC01");
    let lines = fs::read_to_string(&segment).unwrap();
    let last = lines.trim_end().rfind('\n').unwrap();
    let (keep, spoilt) = lines.split_at(last);
    fs::write(&segment, keep.to_owned() + &spoilt.replace("\"points\":\"2\"", "\"points\":\"4\""))
        .unwrap();
    fs::remove_dir_all(town.office.dir.join("books")).unwrap();
    let said = town.village(&["--json", "receipt", &entry]);
    assert_eq!((said.code, code(&said).as_str()), (3, "journal-damaged"), "{}", said.all());
}
