//! Ten thousand people, and nothing of them to be read.
//!
//! A seeded town of four villages: names of one and two characters after surnames of one
//! and two, names with a `·`, guardians, phones and ID numbers, all in the vault. Every
//! command there is runs on it, for people and in JSON, and writes whatever it can write, in
//! every form; then all of that is searched, in the form it has on the disk and
//! in the form a reader unpacks it to. Which commands there are, and which files they write,
//! is asked of the program's own manual pages: a new one without a row here fails the test.
//!
//! What a name is found by: in each name stands a character that no wording of the program
//! and no word of this test has, so that whatever is found was taken from the vault.
//! What may be read is what masking leaves: `张*`, `****8000`.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use common::{Said, Village, pdf_text};
use serde_json::Value;

const RULES: &str = r#"
title = "全镇细则"

[[currency]]
code = "JF"
name = "文明积分"
decimals = 0
expires = "12 months"

[[rule]]
code = "D01"
kind = "earn"
item = "义务劳动"
unit = "次"
points = "10"
currency = "JF"

[[rule]]
code = "D02"
kind = "earn"
item = "好人好事"
unit = "次"
points = "5"
currency = "JF"
review = ["verify 1", "notice 7 days"]

[[rule]]
code = "D51"
kind = "deduct"
item = "无故迟到"
unit = "次"
points = "1"
currency = "JF"
"#;

/// What the program says whatever there is to say.
const WORDING: [&str; 4] = [
    include_str!("../i18n/zh.ftl"),
    include_str!("../i18n/zh-help.ftl"),
    include_str!("../../../tests/data/rules-household.csv"),
    RULES,
];

/// How many people each has. The first, in which most is done, is the smallest.
const VILLAGES: [(&str, &str, usize); 4] = [
    ("QX01", "清溪村", 1000),
    ("QX02", "南坪村", 3000),
    ("QX03", "柳河村", 3000),
    ("QX04", "枫岭村", 3000),
];

/// The people of each village.
fn by_village(mut people: &[Person]) -> Vec<(&'static str, &[Person])> {
    let mut villages = Vec::new();
    for (code, _, size) in VILLAGES {
        let (here, others) = people.split_at(size);
        villages.push((code, here));
        people = others;
    }
    villages
}

const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
const COMPOUND: [&str; 10] =
    ["欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "慕容", "令狐", "端木"];
const GIVEN: &str = "芳秀霞婷娜莉萍燕琴梅菊荷莲珍珠玉瑛瑶琳琪瑾璐翠艳娟娥婉嫣妍媛姗倩薇蓉蓓茜芸芬芝苗菲萱萌蕾蕙馨香淑惠慧敏静雅晶莹雪霜虹丽丹红娇妮欣怡悦恬诗琦君健强勇毅俊杰豪雄伟峰岩磊鑫森松柏桦栋涛波浩瀚海洋河泽润鹏飞翔宇航辉煌耀炜烨炎焕灿阳旭晨曦昊晖晗昌盛兴旺福禄寿喜祥瑞吉庆宝贵富华坤乾虎麟凤鹤鸿雁骏骥驰奎斌彬博轩睿哲思聪颖颂韬宁安康泰顺谐仁智忠孝廉诚朴";
const FIRST: [&str; 10] = [
    "阿依古丽",
    "帕提古丽",
    "古丽娜尔",
    "热依汗",
    "艾山江",
    "扎西",
    "卓玛",
    "次仁",
    "央金",
    "格桑",
];
const SECOND: [&str; 8] =
    ["买买提", "吐尔逊", "阿不都拉", "艾合买提", "多吉", "拉姆", "尼玛", "旺堆"];

/// The year it is in the villages.
const YEAR: u64 = 2026;

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    /// One of `0..below`.
    fn roll(&mut self, below: usize) -> usize {
        // splitmix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % below as u64).unwrap()
    }

    fn of<'a, T>(&mut self, these: &'a [T]) -> &'a T {
        &these[self.roll(these.len())]
    }
}

/// A row of a village's register.
struct Person {
    household: String,
    name: String,
    phone: String,
    /// One of the two, or the year alone.
    id_number: String,
    birth_year: String,
    guardian: String,
    kind: &'static str,
    is_child: bool,
}

/// GB 11643: 17 digits and their check character.
fn id_number(dice: &mut Dice, year: u64) -> String {
    const WEIGHTS: [usize; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let (month, day) = (1 + dice.roll(12), 1 + dice.roll(28));
    let place = 110_101 + dice.roll(700_000);
    let digits = format!("{place}{year}{month:02}{day:02}{:03}", dice.roll(1000));
    let sum: usize =
        digits.bytes().zip(WEIGHTS).map(|(digit, weight)| usize::from(digit - b'0') * weight).sum();
    format!("{digits}{}", ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum % 11])
}

fn people(seed: u64) -> Vec<Person> {
    let mut dice = Dice(seed);
    let (surnames, given): (Vec<char>, Vec<char>) =
        (SURNAMES.chars().collect(), GIVEN.chars().collect());
    let mut taken = HashSet::new();
    let mut name = |dice: &mut Dice| loop {
        let name = match dice.roll(100) {
            0..3 => format!("{}·{}", dice.of(&FIRST), dice.of(&SECOND)),
            3..8 => format!("{}{}", dice.of(&COMPOUND), dice.of(&given)),
            8..12 => format!("{}{}{}", dice.of(&COMPOUND), dice.of(&given), dice.of(&given)),
            12..40 => format!("{}{}", dice.of(&surnames), dice.of(&given)),
            _ => format!("{}{}{}", dice.of(&surnames), dice.of(&given), dice.of(&given)),
        };
        // There are fewer pairs than people; those of the village next door may be called alike.
        if taken.insert(name.clone()) || dice.roll(4) == 0 {
            return name;
        }
    };
    VILLAGES
        .iter()
        .flat_map(|(.., size)| 0..*size)
        .map(|at| {
            let is_child = dice.roll(12) == 0;
            let age = if is_child { dice.roll(14) } else { 15 + dice.roll(75) };
            let born = YEAR - age as u64;
            let has_number = dice.roll(5) > 0;
            Person {
                household: format!("{}组-{:03}", at / 250 + 1, at % 250 + 1),
                name: name(&mut dice),
                phone: format!("1{}{:09}", 3 + dice.roll(7), dice.roll(1_000_000_000)),
                id_number: if has_number { id_number(&mut dice, born) } else { String::new() },
                birth_year: if has_number { String::new() } else { born.to_string() },
                guardian: if is_child { name(&mut dice) } else { String::new() },
                kind: if is_child && dice.roll(2) == 0 { "个人" } else { "户" },
                is_child,
            }
        })
        .collect()
}

/// What is looked for.
#[derive(Default)]
struct Secrets {
    /// By their first character.
    names: HashMap<char, BTreeSet<String>>,
    numbers: HashSet<String>,
}

impl Secrets {
    fn of(people: &[Person]) -> Self {
        let wording: HashSet<char> = WORDING.iter().flat_map(|words| words.chars()).collect();
        let mut secrets = Self::default();
        for person in people {
            for name in [&person.name, &person.guardian].into_iter().filter(|name| !name.is_empty())
            {
                assert!(name.chars().any(|c| c != '·' && !wording.contains(&c)), "{name}");
                let first = name.chars().next().unwrap();
                secrets.names.entry(first).or_default().insert(name.clone());
            }
            let numbers = [&person.phone, &person.id_number].into_iter().cloned();
            secrets.numbers.extend(numbers.filter(|number| !number.is_empty()));
        }
        secrets
    }

    fn count(&self) -> usize {
        self.names.values().map(BTreeSet::len).sum::<usize>() + self.numbers.len()
    }

    /// All of it that stands in a text.
    fn find(&self, text: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        for (at, first) in bare.char_indices().filter(|(_, first)| !first.is_ascii()) {
            let Some(names) = self.names.get(&first) else { continue };
            let rest = &bare[at..];
            found.extend(names.iter().filter(|name| rest.starts_with(name.as_str())).cloned());
        }
        // Runs of digits, and the same where a dash or a blank stands between them.
        let closed = text.replace(['-', ' ', '\u{a0}'], "");
        for text in [text, &closed] {
            for run in text.split(|c: char| !c.is_ascii_digit() && c != 'X' && c != 'x') {
                for length in [11, 18].into_iter().filter(|length| run.len() >= *length) {
                    for window in run.as_bytes().windows(length) {
                        let window = String::from_utf8_lossy(window).to_uppercase();
                        found.extend(self.numbers.get(&window).cloned());
                    }
                }
            }
        }
        found
    }

    /// All of it that stands in a file, as it is and unpacked.
    fn find_in(&self, path: &Path) -> BTreeSet<String> {
        readings(path).iter().flat_map(|text| self.find(text)).collect()
    }
}

/// What can be read in a file or a folder, by whoever opens it in any way.
fn readings(path: &Path) -> Vec<String> {
    if path.is_dir() {
        let files = fs::read_dir(path).unwrap().map(|file| file.unwrap().path());
        return files.flat_map(|file| readings(&file)).collect();
    }
    let mut texts = of_bytes(&fs::read(path).unwrap());
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("pdf") => texts.extend(pdf_text(path)),
        Some("html" | "svg") => {
            // A word may stand in two elements.
            let without = |text: &str| {
                let parts = text.split('<').map(|part| part.split_once('>').map_or(part, |p| p.1));
                parts.collect::<String>()
            };
            texts.push(without(&texts[0]));
        }
        Some("xlsx" | "zip") => {
            let mut book = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
            assert!(!book.is_empty());
            for index in 0..book.len() {
                let mut bytes = Vec::new();
                book.by_index(index).unwrap().read_to_end(&mut bytes).unwrap();
                texts.extend(of_bytes(&bytes));
            }
        }
        _ => {}
    }
    texts
}

/// Bytes as UTF-8 and GBK; and of a PDF its strings and what its streams unpack to.
fn of_bytes(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut texts = Vec::new();
    // What is packed is no text in any encoding.
    if !bytes.contains(&0) {
        texts.push(encoding_rs::GBK.decode_without_bom_handling(bytes).0.into_owned());
    }
    if bytes.starts_with(b"%PDF-") {
        for string in text.split("<FEFF").skip(1) {
            let hex = string.split('>').next().unwrap();
            let units = hex.as_bytes().chunks(4);
            let units = units.map(|unit| std::str::from_utf8(unit).unwrap());
            let units: Vec<u16> =
                units.map(|unit| u16::from_str_radix(unit, 16).unwrap()).collect();
            texts.push(String::from_utf16_lossy(&units));
        }
        let starts = bytes.windows(7).enumerate().filter(|(_, window)| *window == b"stream\n");
        let mut streams = 0;
        for (at, _) in starts {
            let mut out = Vec::new();
            let packed = flate2::read::ZlibDecoder::new(&bytes[at + 7..]);
            // A stream that is not packed stands in the file as it is.
            if packed.take(50_000_000).read_to_end(&mut out).is_ok() {
                streams += 1;
                texts.push(String::from_utf8_lossy(&out).into_owned());
            }
        }
        assert!(streams > 2, "the streams of a PDF are unpacked");
    }
    texts.insert(0, text);
    texts
}

/// The town, and what its program said and wrote.
struct Town {
    village: Village,
    secrets: Secrets,
    /// The account numbers of who is under 14, and of the first village the households'.
    children: HashSet<String>,
    child_households: HashSet<String>,
    /// The commands of the manual.
    manual: BTreeMap<String, String>,
    /// What ran.
    ran: BTreeSet<String>,
    /// What was written: the command, and the ending.
    wrote: BTreeSet<(String, String)>,
    /// What failed, and what could be read.
    wrong: Vec<String>,
    files: usize,
    /// What the steps before have made.
    houses: Vec<String>,
    kept: Vec<String>,
    shop: String,
    notice: String,
    claim: String,
}

/// What a command may be told a file to read with.
const READ: [&str; 9] = [
    "against",
    "base",
    "file",
    "line",
    "passphrase-file",
    "new-passphrase-file",
    "trust",
    "map",
    "key",
];
/// What it may be told a file to write with.
const WRITTEN: [&str; 5] = ["out", "report", "svg", "bad-rows", "reply"];

impl Town {
    fn new(people: &[Person]) -> Self {
        let village = Village::new();
        let secrets = Secrets::of(people);
        let rules = village.path("rules.toml");
        fs::write(&rules, RULES).unwrap();
        for (code, name, _) in &VILLAGES[1..] {
            village.done("manager1", &["branch", "open", code, "--name", name]);
        }
        for (at, (code, people)) in by_village(people).into_iter().enumerate() {
            let from = if at == 0 { "2026-02-01" } else { "2026-01-01" };
            let branch = ["--branch", code];
            let say = |by, args: &[&str]| village.done(by, &[&branch, args].concat());
            say("manager1", &["rules", "adopt", &rules, "--from", from]);
            let mut register = "户号,户主姓名,联系电话,身份证号,出生年份,监护人,类型\n".to_owned();
            let mut deeds = "户号,事项代码,日期,数量,凭证\n".to_owned();
            for (at, person) in people.iter().enumerate() {
                let Person {
                    household, name, phone, id_number, birth_year, guardian, kind, ..
                } = person;
                writeln!(
                    register,
                    "{household},{name},{phone},{id_number},{birth_year},{guardian},{kind}"
                )
                .unwrap();
                let quantity = 1 + at % 7;
                writeln!(deeds, "{household},D01,2026-03-{:02},{quantity},签到表", 1 + at % 28)
                    .unwrap();
            }
            let (registered, done) =
                (village.path(&format!("{code}.csv")), village.path(&format!("{code}-3.csv")));
            fs::write(&registered, register).unwrap();
            fs::write(&done, deeds).unwrap();
            say("manager1", &["import", "accounts", &registered, "--yes"]);
            say("manager1", &["import", "deposits", &done, "--yes"]);
        }
        let manual = manual(&village);
        let nothing = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        let mut town = Self {
            village,
            secrets,
            manual,
            children: HashSet::new(),
            child_households: HashSet::new(),
            ran: nothing.0,
            wrote: nothing.1,
            wrong: nothing.2,
            files: 0,
            houses: Vec::new(),
            kept: Vec::new(),
            shop: String::new(),
            notice: String::new(),
            claim: String::new(),
        };
        town.children = town.children_of(people);
        let first = by_village(people)[0].1.iter().filter(|person| person.is_child);
        town.child_households = first.map(|person| person.household.clone()).collect();
        town
    }

    /// Who is under 14, by the numbers they would stand under on a list.
    fn children_of(&self, people: &[Person]) -> HashSet<String> {
        let mut numbers = HashSet::new();
        for (code, people) in by_village(people) {
            let all = self.village.json("manager1", &["--branch", code, "balance"]);
            let all = all["balances"].as_array().unwrap().clone();
            assert_eq!(all.len(), people.len());
            // The register is read from the top, and so are accounts numbered.
            for (line, person) in all.iter().zip(people).filter(|(_, person)| person.is_child) {
                let household = line["household"].as_str();
                assert!(household.is_none_or(|no| no == person.household), "{line}");
                numbers.insert(line["account"].as_str().unwrap().to_owned());
            }
        }
        assert!(numbers.len() > 500, "{}", numbers.len());
        numbers
    }

    /// The command that these arguments are of.
    fn leaf(&self, args: &[&str]) -> String {
        let words = args
            .iter()
            .skip_while(|arg| arg.starts_with("--") || arg.starts_with("QX") || **arg == "HQ");
        let words: Vec<&str> = words.copied().collect();
        let leaf = (1..=2.min(words.len())).rev().map(|n| words[..n].join("-"));
        let known = leaf.clone().find(|leaf| self.manual.contains_key(leaf));
        known.unwrap_or_else(|| panic!("{args:?} is of no command"))
    }

    /// Runs it, and looks at all that it said and wrote.
    #[track_caller]
    fn look(&mut self, lang: &str, by: &str, args: &[&str]) -> Said {
        let leaf = self.leaf(args);
        let said = self.village.say(lang, by, args);
        if said.code != 0 {
            self.wrong.push(format!("{args:?}: {}", said.all()));
        }
        let mut texts = vec![said.all()];
        let file = |option: &str| {
            let at = args.iter().position(|arg| arg.strip_prefix("--") == Some(option))?;
            Some(PathBuf::from(args[at + 1]))
        };
        for path in WRITTEN.into_iter().filter_map(file).filter(|_| said.code == 0) {
            let ending = path.extension().map(|ending| ending.to_str().unwrap().to_owned());
            self.wrote.insert((leaf.clone(), ending.unwrap_or_default()));
            texts.extend(readings(&path));
        }
        let found: BTreeSet<_> = texts.iter().flat_map(|text| self.secrets.find(text)).collect();
        if !found.is_empty() {
            let some: Vec<_> = found.iter().take(3).collect();
            self.wrong.push(format!("{args:?}: {} of {some:?}", found.len()));
        }
        if ["board", "ranking", "summary"].contains(&leaf.as_str()) {
            let listed: BTreeSet<_> =
                texts.iter().flat_map(|text| self.listed(text, args.contains(&"QX01"))).collect();
            if !listed.is_empty() {
                self.wrong.push(format!("{args:?}: children {listed:?}"));
            }
        }
        self.ran.insert(leaf);
        said
    }

    /// The numbers of children on a list, of the first village alone by their households'.
    fn listed(&self, text: &str, of_first: bool) -> Vec<String> {
        let account = |(at, _)| text.get(at..at + "QX01-000001-X".len());
        let accounts = text.match_indices("QX0").filter_map(account);
        let household = |(at, dash): (usize, &str)| {
            let village = text[..at].trim_end_matches(|c: char| c.is_ascii_digit()).len();
            text.get(village..at + dash.len() + 3).filter(|_| of_first)
        };
        let households = text.match_indices("组-").filter_map(household);
        let accounts = accounts.filter(|no| self.children.contains(*no));
        let households = households.filter(|no| self.child_households.contains(*no));
        accounts.chain(households).map(str::to_owned).collect()
    }

    /// Runs it by the manager in JSON, and gives the entry it made.
    #[track_caller]
    fn entry(&mut self, args: &[&str]) -> String {
        let said = self.look("zh", "manager1", &[&["--json"], args].concat());
        let answer: Value = serde_json::from_str(&said.out).unwrap();
        answer["entry"].as_str().unwrap_or_else(|| panic!("{args:?}: {answer}")).to_owned()
    }

    #[track_caller]
    fn entry_of(&mut self, args: &[&str], field: &str) -> String {
        let said = self.look("zh", "manager1", &[&["--json", "--branch", "QX01"], args].concat());
        let answer: Value = serde_json::from_str(&said.out).unwrap();
        answer[field].as_str().unwrap_or_else(|| panic!("{args:?}: {answer}")).to_owned()
    }

    #[track_caller]
    fn does(&mut self, args: &[&str]) {
        self.look("zh", "manager1", args);
    }

    /// Runs it as people and as programs read it.
    #[track_caller]
    fn reads(&mut self, args: &[&str]) {
        self.look("zh", "manager1", args);
        self.look("en", "manager1", &[&["--json"], args].concat());
    }

    /// Has it written with each of these endings.
    #[track_caller]
    fn writes(&mut self, args: &[&str], option: &str, endings: &[&str]) {
        for ending in endings {
            self.files += 1;
            let path = self.village.path(&format!("{}{ending}", self.files));
            self.look("zh", "manager1", &[args, &[option, &path]].concat());
        }
    }
}

/// Every command by its manual page, but those that only hold others.
fn manual(village: &Village) -> BTreeMap<String, String> {
    let dir = village.path("man");
    village.done("manager1", &["man", &dir]);
    let pages = fs::read_dir(&dir).unwrap().map(|page| page.unwrap().path());
    let pages: BTreeMap<String, String> = pages
        .filter_map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap();
            let name = name.strip_prefix("wenming-")?.to_owned();
            Some((name, fs::read_to_string(&path).unwrap().replace('\\', "")))
        })
        .collect();
    pages
}

/// Commands that are not run here, and why.
const NOT_RUN: [(&[&str], &str); 6] = [
    (&["completions", "man"], "they print the command line alone"),
    (&["demo", "init"], "they make a bank of their own"),
    (&["privacy-export"], "it gives one person all that is known of them, by the key of who asks"),
    (
        &["trust-add", "trust-list", "trust-remove", "operator-passphrase", "branch-passphrase"],
        "they know keys and no accounts",
    ),
    (&["restore", "import-bundle"], "they read a bundle, which is searched where it is written"),
    (&["branch-away", "branch-home"], "they mark a branch and read no account"),
];

/// What is written in full on purpose.
const NOT_SEARCHED: [(&str, &str); 3] = [
    ("import-accounts", "bad-rows"),
    ("import-deposits", "bad-rows"),
    ("import-opening", "bad-rows"),
];

/// What a manual page says of a file to write: the option, and the endings the page names.
fn writes(page: &str) -> Vec<(String, BTreeSet<&'static str>)> {
    let own = page.split("GLOBAL OPTIONS").next().unwrap();
    let mut options = Vec::new();
    for line in own.lines().filter(|line| line.contains("<FILE")) {
        let Some(name) = line.split("--").nth(1) else { continue };
        let name = name.split("fR").next().unwrap();
        if READ.contains(&name) {
            continue;
        }
        assert!(WRITTEN.contains(&name), "--{name} takes a file, to read or to write?");
        options.push(name.to_owned());
    }
    let all = ["pdf", "html", "svg", "xlsx", "csv", "jsonl", "zip"];
    let named = all.into_iter().filter(|ending| own.contains(&format!(".{ending}")));
    let named: BTreeSet<_> = named.collect();
    options.into_iter().map(|option| (option, named.clone())).collect()
}

#[test]
fn nothing_of_ten_thousand_people_can_be_read_in_anything_the_program_says_or_writes() {
    let people = people(20_260_402);
    assert_eq!(people.len(), 10_000);
    let mut town = Town::new(&people);
    all_that_is_done(&mut town, &people);
    all_that_is_read(&mut town);
    assert!(town.wrong.is_empty(), "{}", town.wrong.join("\n"));

    let ran = &town.ran;
    let not_run: BTreeSet<&str> =
        NOT_RUN.iter().flat_map(|(commands, _)| commands.iter().copied()).collect();
    for (command, page) in &town.manual {
        let holds_others =
            town.manual.keys().any(|other| other.starts_with(&format!("{command}-")));
        let (is_run, exempt) = (ran.contains(command), not_run.contains(command.as_str()));
        assert!(is_run != exempt || holds_others, "{command} is new, or not where it was");
        for (option, endings) in writes(page) {
            let excused = exempt || NOT_SEARCHED.contains(&(command.as_str(), option.as_str()));
            for ending in endings.iter().filter(|_| !excused) {
                let wrote = town.wrote.contains(&(command.clone(), (*ending).to_owned()));
                assert!(wrote, "{command} --{option} writes .{ending}, and nobody looked at it");
            }
            let any = town.wrote.iter().any(|(by, _)| by == command);
            assert!(excused || any, "{command} --{option} was not asked to write");
        }
    }
    let gone = not_run.iter().filter(|command| !town.manual.contains_key(**command));
    assert_eq!(gone.collect::<Vec<_>>(), Vec::<&&str>::new(), "no such command");
    what_is_written_in_full_is_found(&town, &people);
}

/// The control: the same search, of what the program writes for who may read it.
fn what_is_written_in_full_is_found(town: &Town, people: &[Person]) {
    let village = &town.village;
    let names: BTreeSet<&String> = people.iter().map(|person| &person.name).collect();
    for ending in ["xlsx", "csv"] {
        let path = village.path(&format!("full.{ending}"));
        village.done("manager1", &["export", "accounts", "--reveal", "--out", &path]);
        let found = town.secrets.find_in(Path::new(&path));
        let missed = names.iter().filter(|name| !found.contains(**name)).count();
        assert_eq!(missed, 0, "of {} names in .{ending}", names.len());
    }
    // Registers have all there is; and as an old machine writes them.
    let mut found = BTreeSet::new();
    let mut in_gbk = BTreeSet::new();
    for (code, ..) in VILLAGES {
        let path = village.path(&format!("{code}.csv"));
        found.extend(town.secrets.find_in(Path::new(&path)));
        let text = fs::read_to_string(&path).unwrap();
        let old = village.path(&format!("{code}-gbk.csv"));
        fs::write(&old, encoding_rs::GBK.encode(&text).0).unwrap();
        in_gbk.extend(town.secrets.find_in(Path::new(&old)));
    }
    assert_eq!(found.len(), town.secrets.count());
    assert_eq!(in_gbk.len(), town.secrets.count());
    // Passbooks with the name in full, of every kind of name.
    let of = |is_kind: &dyn Fn(&str) -> bool| {
        by_village(people)[0]
            .1
            .iter()
            .find(|person| is_kind(&person.name) && !person.is_child)
            .unwrap()
    };
    let compound = |name: &str| COMPOUND.iter().any(|surname| name.starts_with(surname));
    for person in [
        of(&|name| name.chars().count() == 2),
        of(&|name| name.chars().count() == 3 && !compound(name)),
        of(&compound),
        of(&|name| name.contains('·')),
    ] {
        for ending in ["html", "pdf"] {
            let path = village.path(&format!("full.{ending}"));
            let args = ["passbook", &person.household, "--reveal", "--force", "--out", &path];
            village.done("manager1", &[&["--branch", "QX01"], &args[..]].concat());
            let path = Path::new(&path);
            // Glyphs are no letters: a PDF is read by poppler.
            if ending == "html" || pdf_text(path).is_some() {
                let found = town.secrets.find_in(path);
                assert!(found.contains(&person.name), "{} in .{ending}: {found:?}", person.name);
            }
        }
        let args = ["account", "show", &person.household, "--reveal"];
        let said = village.done("manager1", &[&["--branch", "QX01"], &args[..]].concat());
        let found = town.secrets.find(&said.all());
        assert!(found.contains(&person.name) && found.contains(&person.phone), "{found:?}");
    }
}

/// Everything that writes an entry, once at least; what is typed of people is of somebody.
fn all_that_is_done(town: &mut Town, people: &[Person]) {
    let grown =
        by_village(people)[0].1.iter().filter(|person| person.kind == "户" && !person.is_child);
    let houses: Vec<&str> = grown.map(|person| person.household.as_str()).take(12).collect();
    let [a, b, c, d, e, f, ..] = houses[..] else { panic!("{houses:?}") };
    let somebody = people.iter().find(|person| !person.guardian.is_empty()).unwrap();
    let (name, phone) = (somebody.name.as_str(), somebody.phone.as_str());
    let guardian = somebody.guardian.as_str();
    let number = people.iter().find(|person| !person.is_child && !person.id_number.is_empty());
    let number = number.unwrap().id_number.as_str();
    let at = ["--branch", "QX01"];
    let entry = |town: &mut Town, args: &[&str]| town.entry(&[&at[..], args].concat());
    let does = |town: &mut Town, args: &[&str]| town.does(&[&at[..], args].concat());

    let shop = town.look(
        "zh",
        "manager1",
        &["--json", "--branch", "QX01", "account", "open", "--kind", "merchant", "--phone", phone],
    );
    let shop: Value = serde_json::from_str(&shop.out).unwrap();
    let shop = shop["account"].as_str().unwrap().to_owned();
    let child = town.look(
        "zh",
        "manager1",
        &[
            "--json",
            "--branch",
            "QX01",
            "account",
            "open",
            "--kind",
            "person",
            "--household-of",
            a,
            "--name",
            name,
            "--birth-year",
            "2016",
            "--guardian",
            guardian,
        ],
    );
    let child: Value = serde_json::from_str(&child.out).unwrap();
    let child = child["account"].as_str().unwrap().to_owned();
    town.children.insert(child.clone());
    does(town, &["account", "name", b, "--name", name, "--phone", phone, "--id-number", number]);
    does(town, &["privacy", "correct", c, "--name", name, "--guardian", guardian]);
    does(town, &["household", "leave", &child, "--reason", "搬走"]);
    does(town, &["household", "join", &child, c]);
    let apart = ["household", "split", c, "11组-001", "--members", &child, "--share", "50%"];
    does(town, &[&apart[..], &["--reason", "分户"]].concat());
    does(town, &["household", "merge", "11组-001", d, "--reason", "并户"]);
    does(town, &["account", "freeze", f, "--reason", "核查"]);
    does(town, &["account", "unfreeze", f, "--reason", "查清"]);
    does(town, &["deposit", &child, "D01", "1", "--evidence", "签到表"]);

    for (code, price, more) in
        [("RICE", "5", ["--stock", "50"]), ("TEA", "1", ["--merchant", &shop])]
    {
        let args = ["offer", "add", code, "--title", "日用品", "--price", price];
        does(town, &[&args[..], &more].concat());
    }
    does(town, &["offer", "pause", "TEA", "--reason", "缺货"]);
    does(town, &["offer", "resume", "TEA"]);
    does(town, &["offer", "add", "SOAP", "--title", "日用品", "--price", "1"]);
    does(town, &["offer", "withdraw", "SOAP", "--reason", "缺货"]);
    does(town, &["stock", "add", "RICE", "5"]);
    does(town, &["stock", "count", "RICE", "54"]);
    let deed =
        entry(town, &["deposit", a, "D01", "9", "--on", "2026-04-01", "--evidence", "签到表"]);
    does(town, &["deduct", a, "D51", "1", "--on", "2026-04-01"]);
    does(town, &["reverse", &deed, "--reason", "记错"]);
    does(town, &["deposit", a, "D01", "6", "--on", "2026-04-01", "--evidence", "点名册"]);
    does(town, &["deposit", b, "D01", "6", "--on", "2026-04-01", "--evidence", "点名册"]);
    let had = entry(town, &["redeem", a, "RICE", "2"]);
    does(town, &["redeem", a, "TEA", "2"]);
    does(town, &["return", &had, "1", "--reason", "受潮"]);
    let put_by = entry(town, &["reserve", a, "RICE", "1"]);
    does(town, &["cancel", &put_by, "--reason", "不要了"]);
    let said = town.look("zh", "manager1", &["--json", "--branch", "QX01", "reserve", a, "RICE"]);
    let kept: Value = serde_json::from_str(&said.out).unwrap();
    does(town, &["collect", kept["code"].as_str().unwrap()]);
    let kept = entry(town, &["reserve", b, "RICE"]);
    town.kept = vec![had, kept];
    does(town, &["transfer", a, b, "3"]);
    does(town, &["transfer", a, e, "1", "--at", "QX02"]);
    does(town, &["fund", "receive", "5000", "--source", "拨款", "--voucher", "记-1"]);
    does(town, &["fund", "spend", "5", "--purpose", "印刷", "--voucher", "记-2"]);
    does(town, &["fund", "cover", "warn"]);
    does(town, &["settle", &shop, "--yuan", "2", "--voucher", "记-3"]);
    let pool = town.entry_of(&["account", "open", "--kind", "pool"], "account");
    let appeal = ["appeal", "open", "BRIDGE", "--title", "修桥", "--pool", &pool, "--goal", "4"];
    does(town, &[&appeal[..], &["--until", "2026-05-01"]].concat());
    does(town, &["appeal", "pledge", "BRIDGE", a, "2"]);
    does(town, &["appeal", "pledge", "BRIDGE", b, "2"]);
    does(town, &["appeal", "close", "BRIDGE"]);
    town.shop = shop;

    does(town, &["operator", "enroll", "manager2", "--role", "manager"]);
    // Claims, by the clerk; the others by who agrees to them.
    let mut claims = Vec::new();
    for (house, day) in [
        (a, "2026-03-28"),
        (b, "2026-03-28"),
        (c, "2026-03-29"),
        (d, "2026-03-29"),
        (&child, "2026-03-30"),
    ] {
        let args = ["--json", "--branch", "QX01", "claim", "file", house, "D02", "1", "--on", day];
        let said = town.look("zh", "clerk01", &[&args[..], &["--evidence", "照片"]].concat());
        let answer: Value = serde_json::from_str(&said.out).unwrap();
        claims.push(answer["entry"].as_str().unwrap().to_owned());
    }
    does(town, &["claim", "reject", &claims[3], "--reason", "不实"]);
    does(town, &["claim", "verify", &claims[0], &claims[1], &claims[2], &claims[4]]);
    let notice = town.entry_of(&["notice", "open"], "notice");
    does(town, &["notice", "object", &claims[0], "--reason", "不实"]);
    does(town, &["notice", "object", &claims[1], "--reason", "不实"]);
    let resolve = ["notice", "resolve", &claims[0], "--dismiss", "--reason", "属实"];
    town.look("zh", "manager2", &[&at[..], &resolve].concat());
    does(town, &["notice", "close"]);
    town.notice = notice;
    town.claim = claims.swap_remove(1);

    does(town, &["operator", "enroll", "clerk09", "--role", "clerk"]);
    let key = town.village.bank.join("keys/clerk09.key");
    fs::rename(&key, key.with_extension("old")).unwrap();
    does(town, &["operator", "new-key", "clerk09"]);
    does(town, &["operator", "retire", "clerk09", "--reason", "调离"]);
    let later = town.village.path("later.toml");
    fs::write(&later, RULES.replace("\"10\"", "\"9\"")).unwrap();
    does(town, &["rules", "adopt", &later, "--from", "2026-05-01"]);
    does(town, &["day", "close"]);
    town.does(&["--branch", "QX02", "year", "close", "2025", "--dry-run"]);
    town.does(&["clearing", "net"]);
    // Of somebody who leaves.
    does(town, &["account", "open", "--household", "12组-001", "--name", name]);
    does(town, &["account", "close", "12组-001", "--reason", "迁出"]);
    does(town, &["privacy", "erase", "12组-001", "--reason", "本人申请", "--yes"]);
    town.houses = houses.iter().map(|&house| house.to_owned()).collect();
    for branch in ["HQ", "QX01"] {
        town.does(&["--branch", branch, "branch", "set-key", "--reason", "第一把"]);
    }
    does(town, &["checkpoint"]);
    let (request, signature) = (town.village.path("request"), town.village.path("signature"));
    does(town, &["checkpoint", "request", "--out", &request]);
    let cosign = ["--branch", "HQ", "checkpoint", "cosign", &request, "--out", &signature];
    town.does(&cosign);
    does(town, &["checkpoint", "accept", &signature]);
}

/// Every list, and every file.
fn all_that_is_read(town: &mut Town) {
    let at = ["--branch", "QX01"];
    let (first, second) = (town.houses[0].clone(), town.houses[1].clone());
    let (first, second) = (first.as_str(), second.as_str());
    let here = |args: &[&'static str]| [&at[..], args].concat();
    let shop = town.shop.clone();
    let entries = town.kept.clone();
    let tables = [".xlsx", ".csv"];
    let pages = [".pdf", ".html"];

    // For the wall: of the town where it can be, and of every span.
    town.writes(&here(&["board", "2026-03"]), "--out", &pages);
    for (code, ..) in VILLAGES {
        town.writes(&["--branch", code, "board", "2026-04"], "--out", &[".html"]);
        town.writes(&["--branch", code, "balance"], "--out", &[".csv"]);
    }
    for (span, endings) in [
        (&["--from", "2026-03-01", "--until", "2026-03-31"][..], &[".html"][..]),
        (&["--from", "2026-01-01", "--until", "2026-03-31"], &[".pdf"]),
        (&[], &[".xlsx"]),
    ] {
        let args = [&at[..], &["ranking", "--top", "2500"], span].concat();
        town.does(&args);
        town.writes(&args, "--out", endings);
    }
    town.reads(&here(&["ranking"]));
    let all = ["ranking", "--top", "10000"];
    town.writes(&all, "--out", &[".html", ".csv"]);
    town.reads(&["summary"]);
    town.writes(&["summary"], "--out", &pages);
    town.writes(&here(&["summary"]), "--out", &[".html"]);
    for chart in ["months", "categories", "branches", "cover"] {
        town.writes(&here(&["summary", "--chart", chart]), "--out", &[".svg"]);
    }
    town.does(&["audit"]);
    town.writes(&["audit"], "--report", &pages);
    town.does(&["export", "accounts"]);
    town.writes(&["export", "accounts"], "--out", &tables);
    town.writes(&here(&["export", "journal"]), "--out", &[".xlsx"]);
    town.writes(&["export", "journal"], "--out", &[".csv", ".jsonl"]);
    town.writes(&["export", "hledger"], "--out", &[".journal"]);
    for (list, more) in [
        (&["balance"][..], &[][..]),
        (&["expiring"], &["--within", "400d"]),
        (&["fund", "show"], &[]),
        (&["notice", "list"], &[]),
        (&["offer", "list"], &[]),
        (&["reservations"], &[]),
        (&["settlement", &shop], &[]),
        (&["stock", "show"], &[]),
    ] {
        let args = [&at[..], list, more].concat();
        town.reads(&args);
        town.writes(&args, "--out", &tables);
    }
    for house in [first, second] {
        let args = [&at[..], &["passbook", house]].concat();
        town.writes(&args, "--out", &pages);
        let args = [&at[..], &["export", "statement", "--account", house]].concat();
        town.writes(&args, "--out", &tables);
        for command in [
            &["statement", house, "--all"][..],
            &["account", "show", house],
            &["household", "show", house],
            &["balance", house],
            &["privacy", "seen", "--account", house],
            &["receipt", house],
        ] {
            town.reads(&[&at[..], command].concat());
        }
    }
    for entry in &entries {
        town.writes(&[&at[..], &["slip", entry]].concat(), "--out", &pages);
        town.writes(&[&at[..], &["receipt", entry]].concat(), "--out", &[".receipt"]);
    }
    town.writes(&[&at[..], &["receipt", first]].concat(), "--svg", &[".svg"]);
    town.reads(&[&at[..], &["receipt", first, "--qr"]].concat());
    town.writes(&here(&["checkpoint", "show"]), "--out", &[".note"]);
    town.writes(&here(&["checkpoint", "show"]), "--svg", &[".svg"]);
    town.writes(&here(&["export", "bundle"]), "--out", &["", ".zip"]);
    for kind in ["accounts", "deposits", "opening"] {
        town.writes(&[&at[..], &["template", kind]].concat(), "--out", &[".xlsx"]);
    }
    let (notice, claim) = (town.notice.clone(), town.claim.clone());
    let rules = town.village.path("rules.toml");
    let register = town.village.path("QX01.csv");
    let deeds = town.village.path("QX01-3.csv");
    let openings = town.village.path("openings.csv");
    fs::write(&openings, format!("户号,期初积分,截至日期\n{first},7,2025-12-31\n")).unwrap();
    let journal = town.village.bank.join("journal");
    let surname = SURNAMES.chars().next().unwrap().to_string();
    for command in [
        &["notice", "show", &notice][..],
        &["claim", "list"],
        &["claim", "show", &claim],
        &["account", "find", &surname],
        &["account", "find", "00"],
        &["appeal", "show"],
        &["clearing", "show"],
        &["privacy", "seen"],
        &["privacy", "retention"],
        &["rules", "show"],
        &["rules", "check", &rules],
        &["rules", "diff", "current", &rules],
        &["rules", "simulate", &rules, "--from", "2026-03-01", "--to", "2026-03-31"],
        &["branch", "list"],
        &["branch", "keys"],
        &["operator", "list"],
        &["checkpoint", "show"],
        &["checkpoint", "request"],
        &["export", "statement", "--account", first],
    ] {
        town.reads(&[&at[..], command].concat());
    }
    for command in [
        &["import", "accounts", &register, "--dry-run"][..],
        &["import", "deposits", &deeds, "--dry-run"],
        &["import", "opening", &openings, "--dry-run"],
        &["verify", &journal.display().to_string()],
        &["doctor", "--full"],
    ] {
        town.does(&[&at[..], command].concat());
    }
    town.does(&["rebuild"]);
}
