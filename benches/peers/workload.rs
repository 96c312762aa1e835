//! The workload: a township's bank and the deeds of its year, made from a seed.
//!
//! ```text
//! DIR/bank/             47 villages, 17,586 households with names in the vault, operators' keys
//! DIR/rulebook.csv      ten rules with their caps, as villages keep the table
//! DIR/registers/LC01.csv …          who heads which household
//! DIR/deposits/2025/LC01.csv …      a village's deeds: 户号, as its clerk keeps them
//! DIR/all/2025-LC.csv               the same of all villages: 账号 says whose
//! ```
//!
//! The bank is made by the commands that a clerk would give, so it is one that
//! `wenming` opens; its keys are drawn anew each time, all else follows from the seed.
//! A year has a million rows at most, since more do not fit under the caps of 17,586
//! households. So ten million are ten years of one township, or a year of ten. Rows come
//! by day, as a sheet grows; in the file of all villages they take turns within a day.
//!
//! **Numbers** are [SplitMix64](https://prng.di.unimi.it/splitmix64.c), seeded by
//! [`SEED`], year and village, so that a village's rows do not hang on another's.
//!
//! **Caps** decide every row. One or two of a hundred rows ask for more than a cap
//! leaves and are clipped; none is refused: a draw is taken back where the other deeds
//! of its period could leave nothing for one of them, in whatever order they come. None
//! looks like another either (the same household, rule and day), since a sheet of such
//! rows waits for somebody to look.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ledger_core::ids::{AccountNo, BranchCode};
use ledger_core::journal::{FileJournal, Journal as _};

pub(crate) const SEED: u64 = 20_260_102;
pub(crate) const VILLAGES: u32 = 47;
pub(crate) const ACCOUNTS: u32 = 17_586;
/// Rows of a year.
pub(crate) const YEAR: u64 = 1_000_000;
/// When the bank is made, and when its years are brought in.
pub(crate) const FOUNDED: &str = "2026-01-02T01:00:00Z";
pub(crate) const BROUGHT_IN: &str = "2026-01-05T01:00:00Z";
const LAST_YEAR: u64 = 2025;
const SINCE: &str = "2006-01-01";
/// Of a village's sheet, as the template has them.
const HEADINGS: &str = "户号,户主,事项代码,日期,数量,佐证,备注,审定人\n";
const MAKERS: &str = "made-by";

/// What a rule pays for, in the columns of a village's table.
struct Rule {
    code: &'static str,
    category: &'static str,
    item: &'static str,
    unit: &'static str,
    points: &'static str,
    caps: &'static str,
    evidence: &'static str,
    /// Who has to agree, besides the clerk.
    steps: &'static str,
    /// Of a hundred deeds so many are under it.
    share: u64,
    /// What is drawn for the quantity, each as often as it stands here.
    quantities: &'static [u32],
    /// What of it its cap by the month or year takes; by times where it says so.
    most: u32,
    by: Counted,
}

/// What a cap counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counted {
    UnitsAMonth,
    TimesAMonth,
    UnitsAYear,
    MinutesAMonth,
}

/// Ten rules of the villages' own tables; all have a cap by the month or the year, and
/// two one by the deed as well.
#[rustfmt::skip]
const RULES: [Rule; 10] = [
    Rule { code: "H01", category: "议事参与", item: "按时参加村民会议", unit: "次", points: "+2", caps: "4/月",
        evidence: "签到表", steps: "", share: 12, quantities: &[1], most: 2, by: Counted::UnitsAMonth },
    Rule { code: "H02", category: "议事参与", item: "全程参会并发言提议", unit: "次", points: "+1", caps: "2/月",
        evidence: "会议记录", steps: "评议小组", share: 8, quantities: &[1], most: 2, by: Counted::UnitsAMonth },
    Rule { code: "H03", category: "议事参与", item: "参加村务监督", unit: "次", points: "+2", caps: "4/月",
        evidence: "监督记录", steps: "村务监督委", share: 6, quantities: &[1], most: 2, by: Counted::UnitsAMonth },
    Rule { code: "H04", category: "清洁庭院", item: "室内外物品码放整齐(六项各计)", unit: "项·次", points: "+2", caps: "12/次, 月2次",
        evidence: "评分表", steps: "评议小组3人", share: 12, quantities: &[3, 4, 4, 5, 5, 6, 6], most: 2, by: Counted::TimesAMonth },
    Rule { code: "H05", category: "清洁庭院", item: "月评整洁户", unit: "次", points: "+10", caps: "1次/月",
        evidence: "月评公示", steps: "评议小组", share: 8, quantities: &[1], most: 1, by: Counted::UnitsAMonth },
    Rule { code: "H06", category: "文明行为", item: "尊老、邻里互助等善行", unit: "件", points: "+3", caps: "9/月",
        evidence: "事迹登记册", steps: "村民代表会议", share: 10, quantities: &[1], most: 3, by: Counted::UnitsAMonth },
    Rule { code: "H07", category: "公益服务", item: "志愿或环保活动", unit: "次", points: "+5", caps: "20/月",
        evidence: "签到签出", steps: "组织者→信息员", share: 18, quantities: &[1, 1, 1, 1, 1, 1, 1, 2], most: 4, by: Counted::UnitsAMonth },
    Rule { code: "H08", category: "公益服务", item: "村集体义务劳动", unit: "次", points: "+10", caps: "30/月",
        evidence: "点名册", steps: "两委会", share: 12, quantities: &[1, 1, 1, 1, 1, 1, 1, 1, 1, 2], most: 3, by: Counted::UnitsAMonth },
    Rule { code: "T01", category: "情感慰藉", item: "上门探访、陪聊", unit: "小时", points: "+1.0", caps: "2h/次, 20h/月",
        evidence: "服务单", steps: "", share: 12, quantities: &[30, 45, 60, 60, 60, 75, 90, 90, 90, 100, 120, 120, 120, 120, 150], most: 1_200, by: Counted::MinutesAMonth },
    Rule { code: "H11", category: "集体贡献", item: "义务维修、抢修公共设施", unit: "次", points: "+20", caps: "40/年",
        evidence: "工单", steps: "两委会", share: 2, quantities: &[1], most: 2, by: Counted::UnitsAYear },
];

/// Where a made workload lies, and how large it is.
#[derive(Clone)]
pub(crate) struct Workload {
    pub(crate) dir: PathBuf,
    /// Of one township and year.
    pub(crate) rows: u64,
    years: u64,
    townships: u32,
}

/// The deeds of a township and year, which are imported in one go.
#[derive(Clone, Copy)]
pub(crate) struct Season {
    pub(crate) township: u32,
    pub(crate) year: u64,
}

impl Workload {
    /// One township and year.
    pub(crate) fn at(dir: PathBuf, rows: u64) -> Self {
        Self { dir, rows, years: 1, townships: 1 }
    }

    /// So many years of so many rows each.
    pub(crate) fn of_years(dir: PathBuf, years: u64, rows: u64) -> Self {
        Self { years, ..Self::at(dir, rows) }
    }

    /// A year of so many townships with so many rows each.
    pub(crate) fn of_townships(dir: PathBuf, townships: u32, rows: u64) -> Self {
        Self { townships, ..Self::at(dir, rows) }
    }

    /// The bank before any deed.
    pub(crate) fn bank(&self) -> PathBuf {
        self.dir.join("bank")
    }

    /// What it has, the earliest first.
    pub(crate) fn seasons(&self) -> Vec<Season> {
        let years = LAST_YEAR + 1 - self.years..=LAST_YEAR;
        let all = years
            .flat_map(|year| (0..self.townships).map(move |township| Season { township, year }));
        all.collect()
    }

    /// The file of all villages of a season.
    pub(crate) fn all(&self, season: Season) -> PathBuf {
        let Season { township, year } = season;
        self.dir.join("all").join(format!("{year}-{}.csv", prefix(township)))
    }

    /// The file of one village and year.
    pub(crate) fn village(&self, season: Season, branch: BranchCode) -> PathBuf {
        self.dir.join("deposits").join(season.year.to_string()).join(format!("{branch}.csv"))
    }

    /// Makes it, unless it is there already, made by this very program text.
    pub(crate) fn make(&self, wenming: &Path) {
        let made = self.dir.join(MAKERS);
        let by = format!(
            "seed {SEED}, {} rows, {} years, {} townships, {:016x}\n",
            self.rows,
            self.years,
            self.townships,
            fingerprint()
        );
        if fs::read_to_string(&made).is_ok_and(|found| found == by) && self.bank().exists() {
            return;
        }
        if self.dir.exists() {
            // Only what was made here before is taken away.
            assert!(made.exists(), "{} is there, and no workload", self.dir.display());
            fs::remove_dir_all(&self.dir).unwrap();
        }
        fs::create_dir_all(&self.dir).unwrap();
        let villages: Vec<Village> = (0..self.townships).flat_map(villages).collect();
        make_bank(wenming, &self.dir, &villages);
        for season in self.seasons() {
            self.make_season(season);
        }
        fs::write(made, by).unwrap();
    }

    fn make_season(&self, season: Season) {
        let Season { township, year } = season;
        fs::create_dir_all(self.dir.join("all")).unwrap();
        fs::create_dir_all(self.dir.join("deposits").join(year.to_string())).unwrap();
        let mut all: Vec<(Row, BranchCode)> = Vec::new();
        for village in villages(township) {
            // By the households before and with it, so that nothing is lost in rounding.
            let (before, with) = (village.before, village.before + village.accounts);
            let part = |accounts: u32| self.rows * u64::from(accounts) / u64::from(ACCOUNTS);
            let deeds = village.deeds(year, part(with) - part(before));
            let mut out = String::from(HEADINGS);
            for row in &deeds {
                row.write(&mut out, &household(row.account), year, &village);
            }
            fs::write(self.village(season, village.branch), out).unwrap();
            all.extend(deeds.into_iter().map(|row| (row, village.branch)));
        }
        // Stable: within a day the villages take turns, each in its own order.
        all.sort_by_key(|(row, _)| row.day);
        let villages: Vec<Village> = villages(township).collect();
        let mut file = BufWriter::new(File::create(self.all(season)).unwrap());
        file.write_all("账号,户主,事项代码,日期,数量,佐证,备注,审定人\n".as_bytes()).unwrap();
        let mut line = String::new();
        for (row, branch) in all {
            let village = villages.iter().find(|village| village.branch == branch).unwrap();
            line.clear();
            let account = AccountNo::new(branch, row.account).to_string();
            row.write(&mut line, &account, year, village);
            file.write_all(line.as_bytes()).unwrap();
        }
        file.flush().unwrap();
    }
}

/// A bank of these villages in a folder, and what its clerk read into it.
fn make_bank(wenming: &Path, dir: &Path, villages: &[Village]) {
    let bank = dir.join("bank");
    let run = |args: &[&str]| {
        let mut command = asked(wenming, &bank, FOUNDED);
        command.args(args).stdout(Stdio::null()).stderr(Stdio::null());
        let done = command.status().unwrap();
        assert!(done.success(), "wenming {args:?}: {done}");
    };
    let rules = dir.join("rulebook.csv");
    fs::write(&rules, rulebook()).unwrap();
    let rules = rules.to_str().unwrap();
    let (origin, name) = ("wenming.example/lucheng", "鹿城镇文明银行");
    run(&["init", "--origin", origin, "--name", name, "--manager", "wang", "--since", SINCE]);
    let registers = dir.join("registers");
    fs::create_dir_all(&registers).unwrap();
    for village in villages {
        let code = village.branch.to_string();
        run(&["--as", "wang", "branch", "open", &code, "--name", &village.name()]);
    }
    for (operator, role) in [("li", "clerk"), ("zhang", "verifier")] {
        run(&["--as", "wang", "operator", "enroll", operator, "--role", role, "--all-branches"]);
    }
    run(&["--as", "wang", "--branch", "HQ", "branch", "set-key"]);
    for village in villages {
        let code = village.branch.to_string();
        let register = registers.join(format!("{code}.csv"));
        fs::write(&register, village.register()).unwrap();
        let as_manager = ["--as", "wang", "--branch", &code];
        run(&[&as_manager[..], &["branch", "set-key"]].concat());
        let title = format!("{}文明积分细则", village.name());
        let adopt = ["rules", "adopt", rules, "--title", &title, "--from", SINCE];
        run(&[&as_manager[..], &adopt].concat());
        let import = ["import", "accounts", register.to_str().unwrap(), "--yes"];
        run(&[&["--as", "li", "--branch", &code][..], &import].concat());
    }
}

/// A bank of one village with a hundred entries in all, in a folder that is emptied first.
pub(crate) fn make_small(wenming: &Path, dir: &Path) {
    if dir.exists() {
        fs::remove_dir_all(dir).unwrap();
    }
    fs::create_dir_all(dir).unwrap();
    let branch = "LC07".parse().unwrap();
    let village = Village { branch, number: 7, accounts: 60, before: 0 };
    make_bank(wenming, dir, std::slice::from_ref(&village));
    let bank = dir.join("bank");
    let journal = FileJournal::read_only(bank.join("journal"));
    let branches = journal.branches().unwrap();
    let size: u64 = branches.into_iter().map(|branch| journal.size(branch).unwrap()).sum();
    let mut sheet = String::from(HEADINGS);
    for row in village.deeds(LAST_YEAR, 100 - size) {
        row.write(&mut sheet, &household(row.account), LAST_YEAR, &village);
    }
    let path = dir.join("deposits.csv");
    fs::write(&path, sheet).unwrap();
    let mut command = asked(wenming, &bank, BROUGHT_IN);
    command.args(["--as", "li", "--branch", "LC07", "import", "deposits"]).arg(path).arg("--yes");
    assert!(command.stdout(Stdio::null()).status().unwrap().success());
}

/// The program, asked about a bank at a time, in nobody's name yet.
pub(crate) fn asked(wenming: &Path, bank: &Path, now: &str) -> Command {
    let mut command = Command::new(wenming);
    command.arg("--bank").arg(bank).args(["--now", now, "--accept-clock", "--quiet"]);
    command.env_remove("WENMING_MIRROR").stdin(Stdio::null());
    command
}

/// Tells workloads of one text of this file from those of another.
fn fingerprint() -> u64 {
    let hash = blake3::hash(include_bytes!("workload.rs"));
    u64::from_le_bytes(hash.as_bytes()[..8].try_into().unwrap())
}

fn rulebook() -> String {
    let mut out = String::from("代码,类别,事项,单位,分值,上限,佐证,审定\n");
    for rule in &RULES {
        let Rule { code, category, item, unit, points, caps, evidence, steps, .. } = rule;
        writeln!(out, "{code},{category},{item},{unit},{points},\"{caps}\",{evidence},{steps}")
            .unwrap();
    }
    out
}

/// What the floor takes a deed for: each rule's points a unit, in tenths.
pub(crate) fn tenths_a_unit() -> Vec<(&'static str, u64)> {
    let tenths = |points: &str| {
        let (whole, part) = points.trim_start_matches('+').split_once('.').unwrap_or((points, "0"));
        whole.trim_start_matches('+').parse::<u64>().unwrap() * 10 + part.parse::<u64>().unwrap()
    };
    RULES.iter().map(|rule| (rule.code, tenths(rule.points))).collect()
}

/// SplitMix64.
pub(crate) struct Draws(u64);

impl Draws {
    /// For what is named by these numbers.
    pub(crate) fn of(names: &[u64]) -> Self {
        let mut draws = Self(SEED);
        for name in names {
            draws.0 ^= name.wrapping_mul(0xd6e8_feb8_6659_fd93);
            draws.next();
        }
        draws
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0, below `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len() as u64) as usize]
    }
}

/// One of the villages.
pub(crate) struct Village {
    pub(crate) branch: BranchCode,
    /// Its number in the district, from 1.
    number: u32,
    pub(crate) accounts: u32,
    /// Households of the villages of its township before it.
    before: u32,
}

/// What the branches of a township are called by: `LC`, `LD`, ….
fn prefix(township: u32) -> String {
    format!("L{}", char::from(b'C' + u8::try_from(township).unwrap()))
}

/// Those of a township: from half as many households to half as many again as on average.
pub(crate) fn villages(township: u32) -> impl Iterator<Item = Village> {
    let mut draws = Draws::of(&[0]);
    let weights: Vec<u64> = (0..VILLAGES).map(|_| 50 + draws.below(101)).collect();
    let total: u64 = weights.iter().sum();
    let mut sum = 0;
    let mut before = 0;
    let cut = weights.into_iter().map(move |weight| {
        sum += weight;
        let with = u64::from(ACCOUNTS) * sum / total;
        let village = (before, with as u32 - before);
        before = with as u32;
        village
    });
    (1..).zip(cut.collect::<Vec<_>>()).map(move |(number, (before, accounts))| {
        let branch = format!("{}{number:02}", prefix(township)).parse().unwrap();
        Village { branch, number: township * VILLAGES + number, accounts, before }
    })
}

/// The household of an account: groups of sixty.
pub(crate) fn household(serial: u32) -> String {
    let groups = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let (group, place) = ((serial - 1) / 60, (serial - 1) % 60 + 1);
    format!("{}组-{place:03}", groups[group as usize])
}

const SURNAMES: [&str; 24] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "林",
    "郭", "何", "高", "罗", "郑", "梁", "谢", "欧阳",
];
const GIVEN: [&str; 32] = [
    "建", "国", "秀", "英", "桂", "兰", "玉", "珍", "明", "华", "志", "强", "海", "燕", "春", "梅",
    "德", "福", "金", "凤", "小", "红", "文", "军", "永", "平", "爱", "莲", "有", "才", "水", "根",
];

impl Village {
    pub(crate) fn name(&self) -> String {
        const FIRST: [&str; 7] = ["清", "石", "柳", "龙", "沙", "桃", "松"];
        const SECOND: [&str; 7] = ["溪", "桥", "坪", "湾", "岭", "塘", "林"];
        const TOWNSHIPS: [&str; 10] = ["", "东", "西", "南", "北", "上", "下", "前", "后", "新"];
        let (township, at) = ((self.number - 1) / VILLAGES, (self.number - 1) % VILLAGES);
        let (township, at) = (TOWNSHIPS[township as usize], at as usize);
        format!("{township}{}{}村", FIRST[at % 7], SECOND[at / 7])
    }

    /// Who heads a household; the same always.
    fn head(&self, serial: u32) -> String {
        let mut draws = Draws::of(&[1, u64::from(self.number), u64::from(serial)]);
        let (surname, first, second) = (draws.one(&SURNAMES), draws.one(&GIVEN), draws.one(&GIVEN));
        if draws.below(6) == 0 {
            format!("{surname}{first}")
        } else {
            format!("{surname}{first}{second}")
        }
    }

    fn register(&self) -> String {
        let mut out = String::from("户号,户主姓名,人口\n");
        for serial in 1..=self.accounts {
            let people = 1 + Draws::of(&[2, u64::from(self.number), u64::from(serial)]).below(6);
            writeln!(out, "{},{},{people}", household(serial), self.head(serial)).unwrap();
        }
        out
    }

    /// So many deeds of a year, by day.
    fn deeds(&self, year: u64, rows: u64) -> Vec<Row> {
        let mut draws = Draws::of(&[3, year, u64::from(self.number)]);
        let by_share: Vec<usize> = (0..RULES.len())
            .flat_map(|at| std::iter::repeat_n(at, RULES[at].share as usize))
            .collect();
        let days = days_of(year);
        let mut taken = HashSet::new();
        let mut periods = vec![[[Period::default(); 12]; RULES.len()]; self.accounts as usize];
        let mut deeds = Vec::with_capacity(rows as usize);
        let mut in_vain = 0;
        while (deeds.len() as u64) < rows {
            in_vain += 1;
            assert!(in_vain < 10_000, "no more deeds fit under the caps of {year}");
            // A third of the households do half as much again.
            let all = u64::from(self.accounts);
            let among = if draws.below(7) == 0 { all.div_ceil(3) } else { all };
            let account = draws.below(among) as u32 + 1;
            let (rule, day) = (*draws.one(&by_share), draws.below(days.len() as u64));
            let (month, _) = days[day as usize];
            let terms = &RULES[rule];
            let quantity = *draws.one(terms.quantities);
            let (count, place) = match terms.by {
                Counted::UnitsAMonth => (quantity, month),
                Counted::TimesAMonth => (1, month),
                Counted::UnitsAYear => (quantity, 1),
                // No more than two hours of a deed count.
                Counted::MinutesAMonth => (quantity.min(120), month),
            };
            let period = &mut periods[account as usize - 1][rule][place as usize - 1];
            let Some(with) = period.with(count, terms.most) else { continue };
            if !taken.insert((account, rule, day)) {
                continue;
            }
            *period = with;
            in_vain = 0;
            let paper = draws.below(20) as u32 + 1;
            deeds.push(Row { day: day as u32, account, rule, quantity, paper });
        }
        deeds.sort_by_key(|row| (row.day, row.account, row.rule));
        deeds
    }
}

/// What the deeds of one period ask of a cap.
#[derive(Clone, Copy, Default)]
struct Period {
    sum: u32,
    least: Option<u32>,
}

impl Period {
    /// With one more, if whichever comes last still earns something: if the others do
    /// not fill the cap even without the smallest of them all.
    fn with(self, count: u32, most: u32) -> Option<Self> {
        let sum = self.sum + count;
        let least = self.least.map_or(count, |least| least.min(count));
        (sum - least < most).then_some(Self { sum, least: Some(least) })
    }
}

/// Month and day of every day of a year.
fn days_of(year: u64) -> Vec<(u32, u32)> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let lengths = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let months = (1..).zip(lengths);
    months.flat_map(|(month, days)| (1..=days).map(move |day| (month, day))).collect()
}

/// One deed.
struct Row {
    /// Of the year, from 0.
    day: u32,
    account: u32,
    /// Which of [`RULES`].
    rule: usize,
    quantity: u32,
    paper: u32,
}

impl Row {
    fn write(&self, out: &mut String, who: &str, year: u64, village: &Village) {
        let Rule { code, evidence, steps, by, .. } = &RULES[self.rule];
        let (month, day) = days_of(year)[self.day as usize];
        let name = village.head(self.account);
        let unit = if *by == Counted::MinutesAMonth { "分钟" } else { "" };
        let approver = if steps.is_empty() { "" } else { "zhang" };
        let Self { quantity, paper, .. } = self;
        writeln!(
            out,
            "{who},{name},{code},{year}-{month:02}-{day:02},{quantity}{unit},\
             {evidence}{month:02}{day:02}-{paper},,{approver}"
        )
        .unwrap();
    }
}
