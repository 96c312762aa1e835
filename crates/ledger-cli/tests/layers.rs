//! A village's rulebook on its township's, through the program: checked with its
//! conflicts, adopted whole, and never without its bounds.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

mod common;

use std::fs;

use common::{Office, RULEBOOK};

const VILLAGE: &str =
    "title = \"清溪村细则\"\nextends = \"镇细则\"\n\n[[change]]\ncode = \"H08\"\npoints = 70\n";

struct Desk {
    office: Office,
    base: String,
}

impl Desk {
    fn new() -> Self {
        let office = Office::new();
        let base = RULEBOOK.replace("试用细则", "镇细则").replace(
            "caps = [\"150/月\"]\n",
            "caps = [\"150/月\"]\npoints_from = \"50\"\npoints_to = \"70\"\nfixed = [\"caps\", \"drop\"]\n",
        );
        let path = office.temp().join("base.toml");
        fs::write(&path, base).unwrap();
        Self { office, base: path.display().to_string() }
    }

    fn village(&self, text: &str) -> String {
        let path = self.office.temp().join("village.toml");
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

#[test]
fn a_village_within_its_bounds_is_adopted_whole_and_shown_as_any_rulebook() {
    let desk = Desk::new();
    let Desk { office, base } = &desk;
    let village = desk.village(VILLAGE);
    let checked = office.run("clerk", &["rules", "check", &village, "--base", base]);
    assert_eq!(checked.code, 0, "{}", checked.all());
    // The next step names the base too, or it could not be copied.
    assert!(checked.err.contains(&format!("--base {base}")), "{}", checked.all());

    let adopt = ["rules", "adopt", &village, "--base", base, "--from", "2026-03-10"];
    let adopted = office.run("manager", &adopt);
    assert_eq!(adopted.code, 0, "{}", adopted.all());
    let shown = office.run("clerk", &["rules", "show", "--toml"]).out;
    assert!(shown.starts_with("title = \"清溪村细则\"\n"), "{shown}");
    for line in ["points = \"70\"", "points_to = \"70\"", "fixed = [\"caps\", \"drop\"]"] {
        assert!(shown.lines().any(|l| l == line), "{line}\n{shown}");
    }
    assert!(!shown.contains("extends"), "{shown}");
    // All rules of the base are there: the village's journal stands alone.
    let rules = office.json("clerk", &["rules", "show"]);
    assert_eq!(rules["rules"].as_array().unwrap().len(), 5);
    let same = office.run("clerk", &["rules", "diff", "current", &village, "--base", base]);
    assert!(same.out.contains("the two rulebooks say the same"), "{}", same.all());
    let against = office.run("clerk", &["rules", "diff", base, &village, "--base", base]);
    assert!(against.out.contains("60") && against.out.contains("70"), "{}", against.all());
    let audit = office.run("auditor", &["audit"]);
    assert_eq!(audit.code, 0, "{}", audit.all());
}

#[test]
fn every_conflict_is_told_with_its_line_and_what_the_base_says() {
    let desk = Desk::new();
    let village = desk.village(
        "extends = \"镇细则\"\ndrop = [\"H08\", \"H99\"]\n[[change]]\ncode = \"H08\"\npoints = 90\ncaps = [\"200/月\"]\n",
    );
    for (lang, words) in [
        (
            "en",
            [
                "line 5, rule `H08`, “points”: 90 points are out of bounds: at least 50, at most 70",
                "line 6, rule `H08`, “caps”: the base keeps `caps` as it is: `150 points/month`",
                "line 2, rule `H99`, “drop”: the base has no rule `H99`",
            ],
        ),
        (
            "zh",
            [
                "第 5 行，事项 `H08`，“points”：90 分不在规定范围内：不低于 50，不高于 70",
                "第 6 行，事项 `H08`，“caps”：上级细则不许改动 `caps`，规定是 `150 points/month`",
                "第 2 行，事项 `H99`，“drop”：上级细则里没有事项 `H99`",
            ],
        ),
    ] {
        let said =
            desk.office.say(lang, "clerk", &["rules", "check", &village, "--base", &desk.base]);
        assert_eq!(said.code, 1, "{}", said.all());
        for words in words {
            assert!(said.out.lines().any(|line| line == words), "{words}\n{}", said.out);
        }
    }
    let adopt = ["rules", "adopt", &village, "--base", &desk.base, "--from", "2026-03-10"];
    let said = desk.office.run("manager", &adopt);
    assert_eq!(said.code, 1, "{}", said.all());
    // What it tells to copy shows the same faults.
    assert!(said.err.contains(&format!("--base {}", desk.base)), "{}", said.all());
    let fixed = desk.village("extends = \"镇细则\"\ndrop = [\"H08\"]\n");
    let said = desk.office.run("clerk", &["rules", "check", &fixed, "--base", &desk.base]);
    assert!(said.out.contains("the base does not let rule `H08` be dropped"), "{}", said.all());
}

#[test]
fn bounds_are_not_lost_by_leaving_something_out() {
    let desk = Desk::new();
    let check = |args: &[&str]| desk.office.run("clerk", &[&["rules", "check"], args].concat());
    let village = desk.village(VILLAGE);
    // The base is left out.
    let said = check(&[&village]);
    assert!(
        said.code == 1 && said.out.contains("what is different from “镇细则”"),
        "{}",
        said.all()
    );
    // Another base is given.
    let other = desk.office.temp().join("other.toml");
    fs::write(&other, RULEBOOK).unwrap();
    let said = check(&[&village, "--base", &other.display().to_string()]);
    assert!(said.code == 1 && said.out.contains("it stands on “镇细则”"), "{}", said.all());
    // A whole rulebook beside the base.
    let whole = desk.village(RULEBOOK);
    let said = check(&[&whole, "--base", &desk.base]);
    assert!(said.code == 1 && said.out.contains("“extends”: nothing is given"), "{}", said.all());
    // A table beside the base.
    let table = desk.office.temp().join("rules.csv");
    fs::write(&table, "代码,事项,单位,分值,上限,审定\nH08,劳动,次,90,无,\n").unwrap();
    let said = check(&[&table.display().to_string(), "--base", &desk.base]);
    assert!(said.code == 2 && said.err.contains("does not stand on a base"), "{}", said.all());
    // A base that is none.
    fs::write(&other, "title = 5\n").unwrap();
    let said = check(&[&desk.village(VILLAGE), "--base", &other.display().to_string()]);
    assert!(said.code == 1 && said.err.contains("other.toml"), "{}", said.all());
}
