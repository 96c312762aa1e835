//! The administration of a bank as it is typed: founding, branches, operators,
//! rulebooks, accounts, offers; what each says next is what is typed next, and
//! what is typed wrong says how to put it right, in both languages.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The day all of this happens.
const NOW: &str = "2026-04-02T10:00:00+08:00";
const LANGS: [&str; 2] = ["zh", "en"];

/// A desk: a folder with a bank in it, and the language spoken there.
struct Desk {
    dir: tempfile::TempDir,
    lang: &'static str,
}

/// What came of a command.
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Said {
    fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout.clone()).unwrap(),
            err: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    #[track_caller]
    fn done(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn has(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(
                self.out.contains(part) || self.err.contains(part),
                "`{part}` is not in\n{}{}",
                self.out,
                self.err
            );
        }
        self
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}{}", self.out, self.err))
    }

    /// The commands it says come next.
    fn next(&self) -> Vec<String> {
        let steps = self
            .err
            .lines()
            .filter(|line| line.starts_with("下一步: ") || line.starts_with("next: "));
        steps.map(|line| line.split('`').nth(1).unwrap().to_owned()).collect()
    }
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wenming"));
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"] {
        command.env_remove(name);
    }
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("WENMING_")) {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data").join(name)
}

impl Desk {
    fn new(lang: &'static str) -> Self {
        Self { dir: tempfile::tempdir().unwrap(), lang }
    }

    /// A bank with two villages, a rulebook, a clerk and an account in the first.
    fn with_bank(lang: &'static str) -> Self {
        let desk = Self::new(lang);
        desk.run("init --origin wenming.example/lucheng --name 鹿城镇文明银行 --manager wang --since 2026-01-01").done();
        for (code, name) in [("LC01", "清溪村"), ("LC02", "东坪村")] {
            desk.run(&format!("branch open {code} --name {name}")).done();
        }
        let rules = data("rules-household.csv");
        desk.run(&format!("rules adopt {} --from 2026-01-01 --all-branches", rules.display()))
            .done();
        desk.run("--branch LC01 operator enroll clerk01 --role clerk").done();
        desk.as_clerk(
            "--branch LC01 account open --household 二组-017 --name 张桂兰 --phone 13800138000",
        )
        .done();
        desk
    }

    fn bank(&self) -> PathBuf {
        self.dir.path().join("lc")
    }

    fn file(&self, name: &str, content: &str) -> String {
        let path = self.dir.path().join(name);
        fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    /// Types a line, as the manager.
    fn run(&self, line: &str) -> Said {
        self.typed(line, &["--as", "wang"])
    }

    fn as_clerk(&self, line: &str) -> Said {
        self.typed(line, &["--as", "clerk01"])
    }

    /// Types a line, with what else is set.
    fn typed(&self, line: &str, more: &[&str]) -> Said {
        let mut command = program();
        command.args(["--now", NOW, "--lang", self.lang, "--bank"]).arg(self.bank());
        command.args(more).args(line.split(' '));
        Said::of(&command.output().unwrap())
    }

    /// Copies a command that was shown into a shell.
    fn copied(&self, shown: &str) -> Said {
        let bin = Path::new(env!("CARGO_BIN_EXE_wenming")).parent().unwrap();
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("{shown} --now {NOW}")).stdin(Stdio::null());
        shell.env("PATH", path).env("WENMING_LANG", self.lang).env_remove("WENMING_AS");
        Said::of(&shell.output().unwrap())
    }

    /// How many entries there are, in all branches.
    fn entries(&self) -> u64 {
        let listed = self.typed("branch list", &["--json"]).json();
        listed.as_array().unwrap().iter().map(|of| of["entries"].as_u64().unwrap()).sum()
    }
}

#[test]
fn what_each_command_says_comes_next_founds_a_bank_that_works() {
    let rules = data("rules-household.csv").display().to_string();
    for lang in LANGS {
        let desk = Desk::new(lang);
        // What is left to be filled in, in either language.
        let filled = |shown: &str| {
            shown
                .replace("细则表.csv", &rules)
                .replace("RULES.csv", &rules)
                .replace("--name 村名", "--name 清溪村")
                .replace("--name NAME", "--name 清溪村")
                .replace("--name 姓名", "--name 张桂兰")
                .replace("审定人", "wang")
                .replace("OPERATOR", "wang")
        };
        let said = desk
            .typed(
                "init --origin wenming.example/lucheng --name 鹿城镇文明银行 --manager wang --since 2026-01-01",
                &[],
            )
            .done()
            .has(&["鹿城镇文明银行", "wenming.example/lucheng", "wang.key", "2026-01-01"]);
        let [open] = said.next().try_into().unwrap();
        let said = desk.copied(&filled(&open)).done().has(&["LC01", "清溪村"]);
        let [adopt, enroll] = said.next().try_into().unwrap();
        let said = desk.copied(&filled(&adopt)).done().has(&["LC01", "2026-01-01"]);
        assert_eq!(said.next(), std::slice::from_ref(&enroll), "the same step");
        let said = desk.copied(&filled(&enroll)).done().has(&["clerk01", "clerk01.key"]);
        let [account, _import] = said.next().try_into().unwrap();
        let said = desk.copied(&filled(&account)).done().has(&["LC01-000001-9", "**", "一组-001"]);
        assert!(!said.out.contains("张桂兰") && !said.out.contains("清溪村"), "{}", said.out);
        let [deposit] = said.next().try_into().unwrap();
        desk.copied(&filled(&deposit)).done();
        let said = desk.run("offer list").done();
        let [offer] = said.next().try_into().unwrap();
        let said = desk.copied(&filled(&offer)).done().has(&["RICE-5", "大米5公斤", "50"]);
        assert_eq!(said.next().len(), 1);
        let said = desk.run("account freeze 一组-001 --reason 核查").done();
        let [unfreeze] = said.next().try_into().unwrap();
        desk.copied(&unfreeze).done();
        desk.run("audit").done();
    }
}

#[test]
fn the_keys_are_for_their_owner_alone_and_no_key_is_written_over() {
    let desk = Desk::with_bank("zh");
    for name in ["wang.key", "clerk01.key", "vault"] {
        let mode = fs::metadata(desk.bank().join("keys").join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let clerk = fs::read(desk.bank().join("keys/clerk01.key")).unwrap();
    desk.run("--branch LC02 operator enroll clerk01 --role clerk").done();
    assert_eq!(fs::read(desk.bank().join("keys/clerk01.key")).unwrap(), clerk);
    let listed = desk.typed("operator list", &["--json"]).json();
    let keys: Vec<&str> = listed
        .as_array()
        .unwrap()
        .iter()
        .filter(|of| of["operator"] == "clerk01")
        .map(|of| of["public_key"].as_str().unwrap())
        .collect();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0], keys[1], "one person, one key");
}

#[test]
fn a_founding_that_is_refused_leaves_nothing_behind() {
    for lang in LANGS {
        let desk = Desk::new(lang);
        let refused = |line: &str| {
            let said = desk.typed(line, &[]);
            assert_eq!(said.code, 1, "{}{}", said.out, said.err);
            assert!(!desk.bank().exists(), "{:?}", fs::read_dir(desk.bank()).unwrap().count());
            said
        };
        let init = "init --origin wenming.example/lucheng --manager wang";
        refused(&format!("{init} --name 鹿城 --since 2026-04-03"))
            .has(&["2026-04-03", "2026-04-02"]);
        refused(&format!("{init} --name 身份证11010519491231002X"));
        refused(&format!("{init} --name {}", "鹿".repeat(61))).has(&["61", "60"]);
        desk.typed(&format!("{init} --name 鹿城"), &[]).done().has(&["2026-01-01"]);
    }
}

#[test]
fn a_bank_is_founded_only_in_a_folder_that_is_empty_or_new() {
    for lang in LANGS {
        let desk = Desk::with_bank(lang);
        let init = "init --origin wenming.example/lucheng --name 鹿城 --manager wang";
        let before = desk.entries();
        let said = desk.typed(init, &[]).has(&[&desk.bank().display().to_string(), "--bank"]);
        assert_eq!(said.code, 1);
        assert_eq!(desk.entries(), before);
        // Whose journal is gone is no empty folder: its vault names other holders.
        fs::rename(desk.bank().join("journal"), desk.dir.path().join("away")).unwrap();
        let said = desk.typed(init, &[]);
        assert_eq!(said.code, 1, "{}", said.err);
        // Another's key is never written over.
        let keys = desk.bank().join("keys");
        let other = desk.dir.path().join("other");
        let mut command = program();
        command.args(["--now", NOW, "--lang", lang, "--bank"]).arg(&other).arg("--keys").arg(&keys);
        let said = Said::of(&command.args(init.split(' ')).output().unwrap());
        assert_eq!(said.code, 1);
        let said = said.has(&["wang.key"]);
        assert!(!other.exists(), "{}", said.err);
        assert!(keys.join("wang.key").exists() && keys.join("vault").exists());
    }
}

#[test]
fn an_opening_that_was_interrupted_is_completed() {
    for lang in LANGS {
        let desk = Desk::with_bank(lang);
        desk.run("branch open LC03 --name 西岭村").done();
        // As if the power had failed between charter and opening.
        fs::remove_dir_all(desk.bank().join("journal/LC03")).unwrap();
        fs::remove_dir_all(desk.bank().join("books")).unwrap();
        let said = desk.run("branch list").done().has(&["LC03", "西岭村"]);
        let [finish] = said.next().try_into().unwrap();
        let said = desk.run("branch open LC03 --name 别名村");
        assert_eq!(said.code, 1);
        said.has(&["LC03", "西岭村", "--name 西岭村"]);
        let said = desk.as_clerk("branch open LC03 --name 西岭村");
        assert_eq!(said.code, 1, "who is nobody at head office opens nothing");
        desk.copied(&finish).done();
        desk.run("audit").done();
    }
}

#[test]
fn an_operator_is_enrolled_and_retired_everywhere_at_once() {
    for lang in LANGS {
        let desk = Desk::with_bank(lang);
        let acting = || {
            let listed = desk.typed("operator list", &["--json"]).json();
            let acting = listed
                .as_array()
                .unwrap()
                .iter()
                .filter(|of| of["operator"] == "li" && of["retired"] == false);
            acting.map(|of| of["branch"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        desk.run("--branch LC01 operator enroll li --role manager").done();
        assert_eq!(acting(), ["LC01"]);
        let before = desk.entries();
        desk.run("operator enroll li --role manager --all-branches").done();
        assert_eq!(acting(), ["HQ", "LC01", "LC02"]);
        assert_eq!(desk.entries(), before + 2, "where it stands already nothing is written");
        desk.run("operator enroll li --role manager --all-branches").done();
        assert_eq!(desk.entries(), before + 2);
        let said = desk.run("--branch LC02 operator retire li --reason 调离").done();
        said.has(&["HQ", "LC01", "--all-branches"]);
        desk.run("operator retire li --reason 调离 --all-branches").done();
        assert_eq!(acting(), Vec::<String>::new());
        desk.run("audit").done();
    }
}

#[test]
fn a_key_of_ones_own_is_enrolled_without_its_secret() {
    let desk = Desk::with_bank("en");
    let other = Desk::with_bank("en");
    let key =
        other.typed("--branch LC01 operator list", &["--json"]).json()[0]["public_key"].clone();
    let key = key.as_str().unwrap();
    let said = desk
        .typed(
            &format!("--branch LC01 operator enroll sun --role auditor --public-key {key}"),
            &["--as", "wang", "--json"],
        )
        .done();
    assert_eq!(said.json()["public_key"], key);
    assert_eq!(said.json()["key_file"], Value::Null);
    assert!(!desk.bank().join("keys/sun.key").exists());
    let said =
        desk.run(&format!("--branch LC01 operator enroll zhou --role clerk --public-key {key}"));
    assert_eq!(said.code, 1);
    said.has(&["`zhou`", "`sun`"]);
}

#[test]
fn a_table_becomes_the_text_that_is_adopted() {
    let desk = Desk::with_bank("zh");
    for name in ["rules-household.csv", "rules-supermarket.csv", "rules-timebank.csv"] {
        let toml = desk.run(&format!("rules check {} --toml", data(name).display())).done().out;
        let path = desk.file("rules.toml", &toml);
        let again = desk.run(&format!("rules check {path} --toml")).done().out;
        assert_eq!(again, toml, "{name}");
        desk.run(&format!("rules check {path}")).done();
    }
    let toml = desk.run("--branch LC01 rules show --toml").done().out;
    let rules = desk.run(&format!("rules check {} --toml", data("rules-household.csv").display()));
    assert_eq!(rules.out, toml);
    // A text is adopted as it was written.
    let mine =
        format!("# 村民会议通过\r\n{}", toml.replace("\"5\"", "\"6\"").replace('\n', "\r\n"));
    let path = desk.file("mine.toml", &format!("\u{feff}{mine}"));
    desk.run(&format!("--branch LC01 rules adopt {path} --from 2026-05-01"))
        .done()
        .has(&["H07 志愿或环保活动：每次由5分改为6分"]);
    let shown = desk.run("--branch LC01 rules show --toml --on 2026-05-01").done().out;
    assert_eq!(shown, mine.replace("\r\n", "\n"));
}

#[test]
fn a_table_is_checked_as_it_would_be_adopted_in_the_branch_that_is_meant() {
    let desk = Desk::with_bank("zh");
    let rules = data("rules-household.csv").display().to_string();
    let terms = "--title 清溪细则 --spendable-above 100 --expires 年底 --carry-over 50%";
    desk.run(&format!("--branch LC01 rules adopt {rules} --from 2026-01-02 {terms}")).done();
    let adopted = desk.run("--branch LC01 rules show --toml").done().out;
    let checked = desk.run(&format!("--branch LC01 rules check {rules} --toml")).done().out;
    assert_eq!(checked, adopted);
    // What is said goes before it; whose terms else is not guessed among two villages.
    let said = desk.run(&format!("--branch LC01 rules check {rules} --title 新细则")).done();
    said.has(&["新细则", "50%"]);
    assert!(!desk.run(&format!("rules check {rules}")).done().out.contains("清溪细则"));
    // A bank is not needed.
    Desk::new("zh").run(&format!("rules check {rules}")).done();
}

#[test]
fn options_of_a_table_are_not_taken_in_silence_with_a_text_that_says_it_itself() {
    let desk = Desk::with_bank("zh");
    let toml = desk.run("--branch LC01 rules show --toml").done().out;
    let path = desk.file("mine.toml", &toml);
    for line in [
        format!("rules check {path} --title 新细则"),
        format!("--branch LC01 rules adopt {path} --from 2026-05-01 --expires 年底"),
        format!("--branch LC01 rules diff current {path} --spendable-above 100"),
        format!("--branch LC01 rules simulate {path} --from 2026-03-01 --to 2026-03-31 --floor 1"),
    ] {
        let said = desk.run(&line);
        assert_eq!(said.code, 2, "{line}");
        said.has(&["表格", ".toml", "`--"]);
    }
    desk.run(&format!("rules check {path}")).done();
}

/// A workbook with a title row above the headings and true numbers in it.
fn workbook(desk: &Desk, name: &str, points: &[f64], sheets: &[&str]) -> String {
    let path = desk.dir.path().join(name);
    let mut book = rust_xlsxwriter::Workbook::new();
    for sheet in sheets {
        let page = book.add_worksheet();
        page.set_name(*sheet).unwrap();
        page.write(1, 1, "清溪村积分细则").unwrap();
        let headings = ["代码", "类别", "事项", "单位", "分值", "上限", "佐证", "审定"];
        for (column, heading) in (1..).zip(headings) {
            page.write(3, column, heading).unwrap();
        }
        for (row, points) in (4..).zip(points) {
            page.write(row, 1, format!("T{row:02}")).unwrap();
            page.write(row, 3, "上门探访").unwrap();
            page.write(row, 4, "小时").unwrap();
            page.write(row, 5, *points).unwrap();
            page.write(row, 6, "20h/月").unwrap();
        }
    }
    book.save(&path).unwrap();
    path.display().to_string()
}

#[test]
fn a_workbook_is_read_as_it_is_shown_as_far_as_it_tells() {
    let desk = Desk::with_bank("zh");
    let decimals = |line: &str| {
        let said = desk.typed(line, &["--json"]).done().json();
        (said["currencies"][0]["decimals"].clone(), said["rules"][0]["points"].clone())
    };
    let mixed = workbook(&desk, "mixed.xlsx", &[1.0, 1.2], &["细则"]);
    assert_eq!(decimals(&format!("rules check {mixed}")), (1.into(), "1".into()));
    let whole = workbook(&desk, "whole.xlsx", &[1.0, 2.0], &["细则"]);
    assert_eq!(decimals(&format!("rules check {whole}")), (0.into(), "1".into()));
    assert_eq!(decimals(&format!("rules check {whole} --decimals 1")), (1.into(), "1".into()));
    // Rows are those a person sees.
    let wrong = workbook(&desk, "wrong.xlsx", &[1.0, -0.00001], &["细则"]);
    let said = desk.run(&format!("rules check {wrong}"));
    assert_eq!(said.code, 1);
    said.has(&["第 6 行", "T05", "“分值”"]);
    let two = workbook(&desk, "two.xlsx", &[1.0], &["2025", "2026"]);
    let said = desk.run(&format!("rules check {two}"));
    assert_eq!(said.code, 2);
    said.has(&["--sheet 2025"]);
    desk.run(&format!("rules check {two} --sheet 2026")).done();
    assert_eq!(desk.run(&format!("rules check {two} --sheet 2027")).code, 2);
}

#[test]
fn everything_wrong_with_a_rulebook_is_said_with_its_place_and_how_to_mend_it() {
    let household = fs::read_to_string(data("rules-household.csv")).unwrap();
    for (lang, words) in [
        ("zh", ["第 6 行", "出现了两次", "第 7 行", "不是分值", "第 8 行", "“上限”", "改法"]),
        ("en", ["row 6", "twice", "row 7", "not points", "row 8", "“上限”", "mend it"]),
    ] {
        let desk = Desk::with_bank(lang);
        let bad =
            household.replace(",20/月,", ",20/周,").replace("H05,", "H04,").replace("+3,", "三,");
        let bad = desk.file("bad.csv", &bad);
        let said = desk.run(&format!("rules check {bad}"));
        assert_eq!(said.code, 1);
        let said = said.has(&words);
        assert_eq!(said.out.lines().count(), 6, "{}", said.out);
        let said = desk.typed(&format!("rules check {bad}"), &["--json"]);
        assert_eq!(said.code, 1);
        let answer = said.json();
        assert_eq!(answer["ok"], false);
        let codes: Vec<&str> = answer["errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|e| e["code"].as_str().unwrap())
            .collect();
        assert_eq!(codes, ["twice", "points", "cap-unreadable"]);
        let before = desk.entries();
        let said = desk.run(&format!("rules adopt {bad} --from 2026-05-01 --all-branches"));
        assert_eq!(said.code, 1);
        said.has(&[words[0], &format!("{bad}`")]);
        assert_eq!(desk.entries(), before);
        let private = household.replace("签到签出", "找张三13800138000");
        let private = desk.file("private.csv", &private);
        let said = desk.run(&format!("rules check {private}"));
        assert_eq!(said.code, 1);
        said.has(&["H07"]);
        assert_eq!(
            desk.run(&format!("rules adopt {private} --from 2026-05-01 --all-branches")).code,
            1
        );
    }
}

#[test]
fn a_rulebook_is_adopted_everywhere_and_says_what_it_changes() {
    let household = fs::read_to_string(data("rules-household.csv")).unwrap();
    for (lang, words) in [
        ("zh", ["每次由5分改为6分", "每月上限由20分改为30分", "取消 H10", "新增 H12"]),
        (
            "en",
            [
                "each 次 gives 6 points instead of 5 points",
                "monthly cap: 30 points instead of 20 points",
                "no longer: H10",
                "new: H12",
            ],
        ),
    ] {
        let desk = Desk::with_bank(lang);
        let rules = household.replace("+5,20/月", "+6,30/月").replace("H10,", "H12,");
        let rules = desk.file("rules-2.csv", &rules);
        desk.run(&format!("--branch LC01 rules diff current {rules}")).done().has(&words);
        let said = desk.typed(&format!("rules diff {rules} {rules}"), &["--json"]).done();
        assert_eq!(said.json(), Value::Array(Vec::new()));
        let before = desk.entries();
        desk.run(&format!("--branch LC01 rules adopt {rules} --from 2026-05-01"))
            .done()
            .has(&words);
        let said = desk.typed(
            &format!("rules adopt {rules} --from 2026-05-01 --all-branches"),
            &["--as", "wang", "--json"],
        );
        let answer = said.done().json();
        assert_eq!(answer["branches"][0]["already"], true, "{answer}");
        assert_eq!(answer["branches"][1]["already"], false);
        assert_eq!(desk.entries(), before + 2);
        // Until it is in force the one before is shown, and that another comes.
        let said = desk.run("--branch LC01 rules show").done().has(&["2026-05-01", "+5/次"]);
        assert!(!said.out.contains("+6/次"), "{}", said.out);
        desk.run("--branch LC01 rules show h07 --on 2026-05-01").done().has(&["+6/次"]);
        desk.run("audit").done();
    }
}

#[test]
fn a_holder_is_kept_in_the_vault_and_shown_masked() {
    for lang in LANGS {
        let desk = Desk::with_bank(lang);
        let journal =
            fs::read_to_string(desk.bank().join("journal/LC01/000000000000.jsonl")).unwrap();
        assert!(!journal.contains("桂兰") && !journal.contains("13800138000"));
        let said = desk.run("account show 二组-017").done();
        let said = said.has(&["LC01-000001-9", "张**", "****8000", "2026-04-02"]);
        assert!(!said.out.contains("桂兰"), "{}", said.out);
        desk.run("account show LC01-000001-9 --reveal").done().has(&["张桂兰", "13800138000"]);
        for wanted in ["张", "桂兰", "13800138000", "组-017", "lc01-000001-X", "000001"] {
            let said = desk.run(&format!("account find {wanted}")).done();
            assert!(said.out.contains("LC01-000001-9"), "{wanted}: {}", said.out);
            assert!(!said.out.contains("桂兰"), "{wanted}: {}", said.out);
        }
        desk.run("account name 二组－０１７ --phone 13900139000").done();
        desk.run("account show 二组-017 --reveal").done().has(&["张桂兰", "13900139000"]);
        // Without the vault's key numbers work, and names say why not.
        fs::rename(desk.bank().join("keys/vault"), desk.bank().join("keys/vault.away")).unwrap();
        desk.run("account show 二组-017").done();
        desk.run("account find 017").done().has(&["LC01-000001-9", "keys/vault"]);
        let before = desk.entries();
        let said = desk.as_clerk("--branch LC01 account open --household 二组-018 --name 李四");
        assert_eq!(said.code, 1);
        said.has(&["keys/vault"]);
        assert_eq!(desk.entries(), before, "the account is not opened without its name");
        desk.as_clerk("--branch LC01 account open --household 二组-018").done();
    }
}

#[test]
fn an_account_whose_name_could_not_be_kept_is_there_and_says_how_to_add_it() {
    for lang in LANGS {
        let desk = Desk::with_bank(lang);
        let file = desk.bank().join("vault/LC01.jsonl");
        let whole = fs::read(&file).unwrap();
        fs::write(&file, &whole[..whole.len() - 1]).unwrap();
        let said = desk.as_clerk("--branch LC01 account open --household 二组-018 --name 李四");
        assert_eq!(said.code, 3);
        let said = said.has(&["LC01-000002-7"]);
        let hint = said.err.lines().find(|line| line.contains("--name")).unwrap();
        let command = hint.split('`').nth(1).unwrap();
        fs::write(&file, &whole).unwrap();
        let command =
            command.replace("--name 姓名", "--name 李四").replace("--name NAME", "--name 李四");
        desk.copied(&command).done();
        desk.run("account show 二组-018 --reveal").done().has(&["李四"]);
    }
}

#[test]
fn an_account_shows_what_it_holds_what_of_it_is_available_and_its_arrears() {
    for (lang, held, arrears) in [
        ("zh", "120分，可用 20分（只有高于 100 的部分可用）", "欠"),
        ("en", "120 points, 20 points available (only what is above 100)", "in arrears"),
    ] {
        let desk = Desk::with_bank(lang);
        let rules = "代码,类别,事项,单位,分值,上限,佐证,审定\nS1,服务,义务劳动,次,+60,无,签到表,\n";
        let rules = desk.file("simple.csv", rules);
        desk.run(&format!(
            "--branch LC01 rules adopt {rules} --from 2026-02-01 --spendable-above 100"
        ))
        .done();
        let said = desk.typed("deposit 二组-017 S1 2", &["--as", "clerk01", "--json"]).done();
        let entry = said.json()["entry"].as_str().unwrap().to_owned();
        desk.run("account show 二组-017").done().has(&[held, "S1", "+120", &entry]);
        desk.run("--branch LC01 offer add soap --title 肥皂 --price 20").done().has(&["SOAP"]);
        desk.as_clerk("redeem 二组-017 SOAP").done();
        desk.run(&format!("reverse {entry} --reason 登记错误")).done();
        desk.run("account show 二组-017").done().has(&["-20", arrears, "肥皂 ×1"]);
        let shown = desk.typed("account show 二组-017", &["--json"]).json();
        assert_eq!(shown["balances"][0]["arrears"], "20");
        assert_eq!(shown["balances"][0]["available"], "0");
        assert_eq!(shown["holder"]["name"], "张**");
        assert_eq!(shown["entries"], 4);
    }
}

#[test]
fn a_table_that_replaces_a_rulebook_keeps_the_terms_no_option_gives() {
    for (lang, kept, diff) in
        [("zh", "可用线 100", "没有差别"), ("en", "spendable above 100", "say the same")]
    {
        let desk = Desk::with_bank(lang);
        let rules = "代码,类别,事项,单位,分值,上限,佐证,审定\nS1,服务,义务劳动,次,+60,无,签到表,\n";
        let rules = desk.file("simple.csv", rules);
        let adopt = format!("--branch LC01 rules adopt {rules} --from");
        let terms = "--title 清溪细则 --spendable-above 100 --floor -50 --yuan-per-point 0.5 --expires 年底 --carry-over 50% --ceiling 1500";
        desk.run(&format!("{adopt} 2026-02-01 {terms}")).done();
        desk.run(&format!("--branch LC01 rules diff current {rules}")).done().has(&[diff]);
        let more = "代码,类别,事项,单位,分值,上限,佐证,审定\nS1,服务,义务劳动,次,+70,无,签到表,\n";
        desk.file("simple.csv", more);
        desk.run(&format!("{adopt} 2026/5/1")).done().has(&[kept, "清溪细则", "-50", "70", "50%"]);
        let show = "--branch LC01 rules show --on 2026-05-01";
        desk.run(show).done().has(&["清溪细则", "100", "-50", "50%", "1500"]);
        let wrong = desk.run(&format!("rules check {rules} --expires 半载"));
        assert_eq!(wrong.code, 2, "{}", wrong.err);
        assert!(wrong.err.contains("600"), "{}", wrong.err);
        // What an option gives is as it says.
        let said = desk.run(&format!("{adopt} 2026-06-01 --spendable-above 0")).done();
        assert!(!said.out.contains(kept), "{}", said.out);
        desk.run("audit").done();
    }
}

#[test]
fn offers_are_listed_changed_and_withdrawn() {
    for lang in LANGS {
        let desk = Desk::with_bank(lang);
        let run = |line: &str| desk.run(&format!("--branch LC01 {line}"));
        run("account open --kind merchant --name 清溪超市").done().has(&["清溪超市"]);
        run("offer add RICE-5 --title 大米5公斤 --price 50 --merchant LC01-000002-7").done();
        run("offer add HAIR --title 理发 --price 15 --kind service").done();
        run("offer add RICE-5 --title 大米5公斤 --price 45").done();
        run("offer withdraw HAIR --reason 师傅外出").done().has(&["HAIR", "师傅外出"]);
        // What is as it was is not entered again.
        let before = desk.entries();
        run("offer add RICE-5 --price 45")
            .done()
            .has(&[["没有变化", "nothing changed"][usize::from(lang == "en")]]);
        assert_eq!(desk.entries(), before);
        // What is left to say is said of the offer that was typed, and of no other.
        for (line, whole) in [
            ("offer add TOFU --price 5", "TOFU --title"),
            ("offer add TOFU --title 老豆腐", "TOFU --title 老豆腐 --price"),
            ("offer add HAIR --price 18", "HAIR --title"),
        ] {
            let said = run(line);
            assert_eq!(said.code, 2, "{line}");
            let said = said.has(&[whole]);
            let again = if line.contains("HAIR") {
                ["was withdrawn", "已下架"]
            } else {
                ["new offer", "新上架"]
            };
            assert!(again.iter().any(|words| said.err.contains(words)), "{}", said.err);
            assert!(!said.err.contains("RICE-5"), "{}", said.err);
        }
        let listed = desk.typed("--branch LC01 offer list", &["--json"]).json();
        let shown: Vec<(&str, &str, bool)> = listed
            .as_array()
            .unwrap()
            .iter()
            .map(|of| {
                let text = |key: &str| of[key].as_str().unwrap();
                (text("offer"), text("price"), of["withdrawn"].as_bool().unwrap())
            })
            .collect();
        assert_eq!(shown, [("RICE-5", "45", false), ("HAIR", "15", true)]);
        assert_eq!(listed[0]["currency"], "JF");
        assert_eq!(listed[0]["merchant"], "LC01-000002-7");
        run("offer list").done().has(&["大米5公斤", "理发", "LC01-000002-7 (清溪超市)"]);
        // A merchant's name is on its door; a household's is masked.
        run("balance").done().has(&["清溪超市", "张**"]);
    }
}

/// A way to get it wrong: what is typed, by whom, the exit code, the error's
/// code, and what the message or the hint has to name.
type Mistake = (&'static str, &'static str, i32, &'static str, &'static [&'static str]);

const MISTAKES: &[Mistake] = &[
    ("wang", "branch open LC01 --name 清溪村", 1, "branch-exists", &["LC01"]),
    ("wang", "branch open HQ --name 总行", 1, "branch-exists", &["HQ"]),
    ("wang", "branch open L --name 短", 2, "invalid-value", &["L", "LC01"]),
    (
        "wang",
        "branch open LC09 --name 西岭村 --since 2026-04-03",
        1,
        "future-day",
        &["2026-04-03", "2026-04-02"],
    ),
    ("wang", "branch open LC09 --name 电话13800138000", 1, "text-private", &[]),
    ("clerk01", "branch open LC09 --name 西岭村", 1, "unknown-operator", &["clerk01", "HQ"]),
    ("nobody", "branch open LC09 --name 西岭村", 1, "key-missing", &["nobody", "--keys"]),
    ("wang", "operator enroll x1 --role clerk", 2, "branch-missing", &["LC01", "LC02", "--branch"]),
    ("wang", "--branch LC09 operator enroll x1 --role clerk", 2, "unknown-branch", &["LC09"]),
    ("clerk01", "--branch LC01 operator enroll x1 --role clerk", 1, "no-right", &["clerk01"]),
    (
        "clerk01",
        "--branch LC02 operator enroll x1 --role clerk",
        1,
        "unknown-operator",
        &["clerk01", "LC02"],
    ),
    (
        "wang",
        "--branch LC01 operator enroll x1 --role king",
        2,
        "invalid-value",
        &["king", "clerk"],
    ),
    (
        "wang",
        "--branch LC01 operator enroll x1 --role clerk --public-key abc",
        2,
        "invalid-value",
        &["abc"],
    ),
    (
        "wang",
        "--branch LC01 operator enroll wang --role clerk",
        1,
        "last-manager",
        &["wang", "LC01"],
    ),
    (
        "wang",
        "--branch LC01 operator retire wang --reason 离职",
        1,
        "last-manager",
        &["wang", "LC01"],
    ),
    (
        "wang",
        "operator retire wang --reason 离职 --all-branches",
        1,
        "last-manager",
        &["wang", "HQ"],
    ),
    (
        "wang",
        "--branch LC01 operator retire nobody --reason 离职",
        1,
        "unknown-operator",
        &["nobody"],
    ),
    ("wang", "--branch LC01 operator retire old --reason 离职", 1, "retired-operator", &["old"]),
    (
        "wang",
        "--branch LC01 operator retire clerk01 --reason 手机13800138000",
        1,
        "text-private",
        &[],
    ),
    ("wang", "--branch LC09 operator list", 2, "unknown-branch", &["LC09"]),
    ("old", "--branch LC01 account open --household 二组-020", 1, "retired-operator", &["old"]),
    (
        "lost",
        "--branch LC01 account open --household 二组-020",
        1,
        "wrong-key",
        &["lost", "--keys"],
    ),
    ("wang", "rules check no-such.csv", 2, "file-not-found", &["no-such.csv"]),
    ("wang", "rules check rules.xls", 2, "rules-file-ending", &[".xlsx"]),
    ("wang", "rules adopt no-such.csv --from 2026-05-01", 2, "file-not-found", &["no-such.csv"]),
    ("wang", "rules adopt {rules} --from 2026-05-01", 2, "branch-missing", &["LC01", "LC02"]),
    (
        "wang",
        "--branch LC01 rules adopt {rules} --from 2025-12-31",
        1,
        "before-bank",
        &["2025-12-31", "2026-01-01"],
    ),
    (
        "wang",
        "--branch LC01 rules adopt {rules} --from 2026-04-03",
        1,
        "rulebook-in-force",
        &["2026-04-03"],
    ),
    (
        "wang",
        "--branch LC01 rules adopt {rules} --from 2026-05-01 --decimals 1",
        1,
        "decimals-changed",
        &["JF", "0"],
    ),
    (
        "wang",
        "--branch LC01 rules adopt {rules} --from 2026-05-01 --floor 0.5 --title x",
        1,
        "bad-rulebook",
        &["0.5", "0"],
    ),
    (
        "clerk01",
        "--branch LC01 rules adopt {rules} --from 2026-05-01 --title x",
        1,
        "no-right",
        &["clerk01"],
    ),
    ("wang", "rules adopt {rules} --from 5月", 2, "invalid-value", &["2026-03-19"]),
    ("wang", "--branch LC01 rules show H99", 1, "unknown-rule", &["H99", "2026-04-02"]),
    ("wang", "--branch LC01 rules show --on 2025-12-31", 1, "no-rulebook", &["2025-12-31"]),
    ("wang", "--branch LC01 rules show H07 --toml", 2, "conflicting-arguments", &["--toml"]),
    ("wang", "--branch LC09 rules show", 2, "unknown-branch", &["LC09"]),
    ("clerk01", "account open --household 二组-020", 2, "branch-missing", &["LC01", "LC02"]),
    ("clerk01", "--branch LC01 account open", 1, "household-missing", &["--household"]),
    (
        "clerk01",
        "--branch LC01 account open --household 二组-017",
        1,
        "household-taken",
        &["二组-017", "LC01-000001-9"],
    ),
    ("clerk01", "--branch LC01 account open --household 13800138000", 1, "text-private", &[]),
    (
        "clerk01",
        "--branch LC01 account open --household 二组/17",
        2,
        "invalid-value",
        &["二组-017"],
    ),
    (
        "clerk01",
        "--branch LC01 account open --household 二组-020 --phone 1380013800013800138000",
        1,
        "text-too-long",
        &["22", "20"],
    ),
    ("clerk02", "--branch LC01 account open --household 二组-020", 1, "key-missing", &["clerk02"]),
    ("audit01", "--branch LC01 account open --household 二组-020", 1, "no-right", &["audit01"]),
    ("clerk01", "account show LC01-000001-8", 1, "mistyped-account", &["LC01-000001-8"]),
    ("clerk01", "account show 二组-099", 1, "unknown-household", &["二组-099"]),
    ("clerk01", "account show LC01-000009-K", 1, "mistyped-account", &["LC01-000009-K"]),
    ("clerk01", "account show LC01-000123-Q", 1, "unknown-account", &["LC01-000123-Q"]),
    ("clerk01", "account name 二组-017", 2, "missing-argument", &["--name"]),
    ("clerk01", "account name LC01-000123-Q --name 张三", 1, "unknown-account", &["LC01-000123-Q"]),
    ("clerk01", "account find 无此人", 1, "nothing-found", &["无此人"]),
    ("clerk01", "account freeze 二组-017 --reason 核查", 1, "no-right", &["clerk01"]),
    ("wang", "account freeze 二组-017", 2, "missing-argument", &["--reason"]),
    ("wang", "account freeze 二组-018 --reason 核查", 1, "frozen-account", &["LC01-000002-7"]),
    ("wang", "account unfreeze 二组-017 --reason 核查", 1, "not-frozen", &["LC01-000001-9"]),
    ("wang", "account freeze 二组-017 --reason 身份证11010519491231002X", 1, "text-private", &[]),
    (
        "wang",
        "--branch LC02 account freeze LC01-000001-9 --reason 核查",
        1,
        "other-branch",
        &["LC01", "LC02"],
    ),
    ("wang", "account close 二组-021 --reason 迁出", 1, "not-empty", &["10", "JF"]),
    ("wang", "account close 二组-019 --reason 迁出", 1, "closed-account", &["LC01-000003-5"]),
    ("wang", "account freeze 二组-019 --reason 核查", 1, "closed-account", &["LC01-000003-5"]),
    (
        "clerk01",
        "--branch LC01 offer add RICE-5 --title 大米 --price 50",
        1,
        "no-right",
        &["clerk01"],
    ),
    ("wang", "--branch LC01 offer add RICE-5 --title 大米 --price 0", 2, "invalid-value", &["0"]),
    (
        "wang",
        "--branch LC01 offer add RICE-5 --title 大米 --price 1e30",
        2,
        "invalid-value",
        &["1e30"],
    ),
    (
        "wang",
        "--branch LC01 offer add RICE-5 --title 大米 --price 1.5",
        1,
        "too-precise",
        &["1.5", "0"],
    ),
    (
        "wang",
        "--branch LC01 offer add RICE-5 --title 大米 --price 5 --currency XX",
        1,
        "unknown-currency",
        &["XX"],
    ),
    (
        "wang",
        "--branch LC01 offer add RICE-5 --title 大米 --price 5 --merchant 二组-017",
        1,
        "not-a-merchant",
        &["LC01-000001-9"],
    ),
    (
        "wang",
        "--branch LC01 offer add RICE-5 --title 电话13800138000 --price 5",
        1,
        "text-private",
        &[],
    ),
    (
        "wang",
        "--branch LC03 offer add RICE-5 --title 大米 --price 5",
        1,
        "no-rulebook",
        &["2026-04-02"],
    ),
    ("wang", "--branch LC01 offer withdraw NONE --reason 售罄", 1, "unknown-offer", &["NONE"]),
    ("wang", "--branch LC01 offer withdraw GONE --reason 售罄", 1, "withdrawn-offer", &["GONE"]),
    ("wang", "--branch LC09 offer list", 2, "unknown-branch", &["LC09"]),
];

/// A bank in which every mistake can be made.
fn a_bank_to_err_in(lang: &'static str) -> Desk {
    let desk = Desk::with_bank(lang);
    let run = |line: &str| desk.run(&format!("--branch LC01 {line}")).done();
    for household in ["二组-018", "二组-019", "二组-021"] {
        run(&format!("account open --household {household}"));
    }
    run("account freeze 二组-018 --reason 核查");
    run("account close 二组-019 --reason 迁出");
    run("deposit 二组-021 H08 --approver clerk01 --evidence 点名册");
    run("offer add GONE --title 旧项目 --price 5");
    run("offer withdraw GONE --reason 售罄");
    for id in ["old", "lost"] {
        run(&format!("operator enroll {id} --role clerk"));
    }
    run("operator enroll audit01 --role auditor");
    run("operator retire old --reason 离职");
    // A key made anew is not the one that is enrolled.
    let other = Desk::with_bank(lang);
    other.run("--branch LC01 operator enroll lost --role clerk").done();
    fs::copy(other.bank().join("keys/lost.key"), desk.bank().join("keys/lost.key")).unwrap();
    desk.run("branch open LC03 --name 西岭村").done();
    desk
}

#[test]
fn every_mistake_is_refused_with_what_is_wrong_and_the_way_out_and_writes_nothing() {
    let rules = data("rules-household.csv").display().to_string();
    for lang in LANGS {
        let desk = a_bank_to_err_in(lang);
        let before = desk.entries();
        for (who, line, exit, code, names) in MISTAKES {
            let line = line.replace("{rules}", &rules);
            let said = desk.typed(&line, &["--as", who]);
            let all = format!("{line}\n{}{}", said.out, said.err);
            assert_eq!(said.code, *exit, "{all}");
            assert_eq!(said.out, "", "{all}");
            let (error, hint) =
                if lang == "zh" { ("错误: ", "提示: ") } else { ("error: ", "hint: ") };
            assert!(said.err.starts_with(error), "{all}");
            assert!(said.err.contains(hint), "{all}");
            assert!(!said.err.contains(['{', '}']), "{all}");
            for name in *names {
                assert!(said.err.contains(name), "`{name}`: {all}");
            }
            if lang == "en" {
                let said = desk.typed(&line, &["--as", who, "--json"]);
                assert_eq!(said.json()["error"]["code"], *code, "{all}");
                assert_eq!(said.code, *exit, "{all}");
            }
        }
        assert_eq!(desk.entries(), before, "{lang}");
        desk.run("audit").done();
    }
}

#[test]
fn what_reads_answers_in_words_and_in_json_and_says_nothing_beside_it() {
    for lang in LANGS {
        let desk = Desk::with_bank(lang);
        for line in [
            "branch list",
            "operator list",
            "--branch LC01 rules show",
            "account show 二组-017",
            "account find 张",
            "--branch LC01 offer list",
        ] {
            desk.typed(line, &[]).done();
            let json = desk.typed(line, &["--json"]).done();
            json.json();
            assert_eq!(json.err, "", "{line}");
        }
    }
}

#[test]
fn one_command_at_a_time_works_on_a_bank() {
    for lang in LANGS {
        let desk = Desk::with_bank(lang);
        let lock = fs::File::options().write(true).open(desk.bank().join("lock")).unwrap();
        lock.lock().unwrap();
        let said = desk.run("branch open LC03 --name 西岭村");
        assert_eq!(said.code, 3, "{}", said.err);
        drop(lock);
        desk.run("branch open LC03 --name 西岭村").done();
    }
}

#[test]
fn a_folder_that_is_no_bank_says_so() {
    for lang in LANGS {
        let desk = Desk::new(lang);
        fs::create_dir(desk.bank()).unwrap();
        for line in [
            "branch list",
            "branch open LC01 --name 清溪村",
            "account find 张",
            "rules show",
            "offer list",
            "operator list",
        ] {
            let said = desk.run(line);
            assert_eq!(said.code, 2, "{line}: {}", said.err);
            said.has(
                &["--bank", "init"]
                    .map(|word| if lang == "zh" && word == "init" { "建行" } else { word }),
            );
        }
        assert_eq!(fs::read_dir(desk.bank()).unwrap().count(), 0, "nothing is made there");
    }
}

#[test]
fn a_bank_without_a_village_says_to_open_one() {
    for lang in LANGS {
        let desk = Desk::new(lang);
        desk.run("init --origin wenming.example/lucheng --name 鹿城 --manager wang").done();
        let rules = data("rules-household.csv");
        for line in [
            "account open --household 二组-017".to_owned(),
            format!("rules adopt {} --from 2026-04-02", rules.display()),
            format!("rules adopt {} --from 2026-04-02 --all-branches", rules.display()),
            "offer add RICE-5 --title 大米 --price 5".to_owned(),
        ] {
            let said = desk.typed(&line, &["--as", "wang", "--json"]);
            assert_eq!(
                (said.code, said.json()["error"]["code"].as_str()),
                (1, Some("no-village")),
                "{line}"
            );
        }
        assert_eq!(desk.entries(), 1);
    }
}
