//! The township's summary: what the screen, a program, a page and a picture are told is
//! the same, and nobody's name is in any of it.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use common::{Office, Said};
use ledger_core::vault::VaultKey;
use serde_json::Value;

fn done(said: Said) -> Said {
    assert_eq!(said.code, 0, "{}", said.all());
    said
}

/// Sixty points of January, entered in March; two hours; three points taken; twenty
/// spent at a merchant; something reversed.
fn worked() -> Office {
    let office = Office::new();
    let key = office.dir.join("keys/vault");
    fs::write(&key, VaultKey::generate().unwrap().to_file().as_bytes()).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    let clerk = |args: &[&str]| done(office.run("clerk", args));
    clerk(&["account", "name", "一组-001", "--name", "张桂兰"]);
    clerk(&["deposit", "一组-001", "H08", "1", "--on", "2026-01-31"]);
    clerk(&["deposit", "LC01-000004-3", "T01", "1h30m", "--on", "2026-03-02"]);
    clerk(&["deduct", "一组-001", "H51", "1", "--on", "2026-03-03"]);
    clerk(&["redeem", "一组-001", "RICE-5", "1"]);
    clerk(&["deposit", "一组-002", "H01", "2", "--on", "2026-03-05"]);
    let wrong = office.json("clerk", &["deposit", "一组-002", "H01", "2", "--on", "2026-02-05"]);
    let entry = wrong["entry"].as_str().unwrap().to_owned();
    done(office.run("manager", &["reverse", &entry, "--reason", "记错"]));
    office
}

#[test]
fn programs_get_every_figure_by_branch_by_month_and_by_heading() {
    let office = worked();
    let all = office.json("clerk", &["summary"]);
    assert_eq!((&all["from"], &all["until"]), (&"2026-01-01".into(), &"2026-03-20".into()));
    let line = &all["branches"][0];
    let of = |key: &str| line[key].to_string();
    assert_eq!(
        [of("branch"), of("accounts"), of("active"), of("hours"), of("minutes")],
        [r#""LC01""#, "4", "3", r#""1.5""#, r#""90""#]
    );
    let jf = &line["points"][0];
    let flow = |key: &str| jf["flow"][key].as_str().unwrap().to_owned();
    let flows = ["brought_forward", "issued", "deducted", "redeemed", "expired"].map(flow);
    assert_eq!(flows, ["150", "64", "3", "20", "0"]);
    // The merchant holds what it collected until it is paid.
    assert_eq!((&jf["before"], &jf["after"]), (&"0".into(), &"211".into()));
    assert_eq!(all["total"]["points"], line["points"]);
    let months: Vec<String> = line["months"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| format!("{} {} {}", of["currency"], of["month"], of["flow"]["issued"]))
        .collect();
    let issued = [
        r#""JF" "2026-01" "60""#,
        r#""JF" "2026-02" "0""#,
        r#""JF" "2026-03" "4""#,
        r#""SF" "2026-03" "1.5""#,
    ];
    assert_eq!(months, issued);
    // Of January alone: entered in March, but done then.
    let january = office.json("clerk", &["summary", "--until", "2026-01-31"]);
    let jf = &january["branches"][0]["points"][0];
    assert_eq!((&jf["flow"]["issued"], &jf["after"]), (&"60".into(), &"60".into()));
    // What the second begins with is what the first ended with.
    let february = office.json("clerk", &["summary", "--from", "2026-02-01"]);
    assert_eq!(february["branches"][0]["points"][0]["before"], "60");
    assert_eq!(february["branches"][0]["points"][0]["after"], "211");
}

#[test]
fn people_see_the_same_in_a_table_and_in_sparks() {
    let office = worked();
    let said = done(office.say("zh", "clerk", &["汇总"]));
    let row: Vec<&str> = said
        .out
        .lines()
        .find(|line| line.starts_with("LC01  JF"))
        .unwrap()
        .split_whitespace()
        .collect();
    assert_eq!(row, ["LC01", "JF", "0", "150", "64", "3", "20", "211"], "{}", said.all());
    // What never happened has no column: nothing expired, no other village.
    assert!(!said.out.contains("到期") && !said.out.contains("村间"), "{}", said.all());
    let sparks = said.out.lines().find(|line| line.starts_with("JF  发放  ")).unwrap();
    assert!(sparks.contains("█▁▂") && sparks.ends_with('4'), "{}", said.all());
    assert!(!said.out.contains("桂兰"), "{}", said.all());
    let empty = done(office.run("clerk", &["summary", "--until", "1999-01-31"]));
    assert!(empty.out.contains("no points moved"), "{}", empty.all());
}

#[test]
fn a_checkpoint_is_known_by_its_size_and_the_day_of_its_last_entry() {
    let office = worked();
    let of =
        |office: &Office| office.json("clerk", &["summary"])["branches"][0]["checkpoint"].clone();
    assert_eq!(of(&office), Value::Null);
    let size = fs::read_to_string(office.segment("LC01")).unwrap().lines().count();
    done(office.run("manager", &["--branch", "LC01", "branch", "set-key", "--reason", "首把"]));
    done(office.run("manager", &["--branch", "LC01", "checkpoint"]));
    done(office.run("clerk", &["deposit", "一组-001", "H01", "1", "--on", "2026-03-20"]));
    assert_eq!(of(&office)["size"], size + 1);
    assert_eq!(of(&office)["day"], "2026-03-20");
}

#[test]
fn pages_and_pictures_have_the_figures_and_nobodys_name() {
    let office = worked();
    let to = |name: &str| office.temp().join(name).display().to_string();
    let page = to("汇总.html");
    done(office.say("zh", "clerk", &["summary", "--out", &page]));
    let html = fs::read_to_string(&page).unwrap();
    for figure in ["清溪村", "211", "1.5", "文明积分", "时间分", "<svg"] {
        assert!(html.contains(figure), "{figure}");
    }
    done(office.say("zh", "clerk", &["summary", "--out", &to("汇总.pdf")]));
    assert!(fs::read(to("汇总.pdf")).unwrap().starts_with(b"%PDF"));
    for which in ["months", "categories", "branches", "cover"] {
        let file = to(&format!("{which}.svg"));
        done(office.say("zh", "clerk", &["summary", "--chart", which, "--out", &file]));
        let svg = fs::read_to_string(&file).unwrap();
        assert!(svg.starts_with("<svg ") && !svg.contains("NaN"), "{svg}");
        assert!(!svg.contains("桂兰"), "{svg}");
    }
    assert!(fs::read_to_string(to("branches.svg")).unwrap().contains(">64</text>"));
    assert!(!html.contains("桂兰"));
    // Of the other kind, where it is asked for.
    let file = to("sf.svg");
    let chart = ["summary", "--chart", "categories", "--currency", "SF", "--out", &file];
    done(office.say("zh", "clerk", &chart));
    assert!(fs::read_to_string(&file).unwrap().contains("时间分"));
}

#[test]
fn what_is_asked_wrongly_is_said_and_nothing_is_written() {
    let office = worked();
    let to = |name: &str| office.temp().join(name).display().to_string();
    let (pdf, svg, kept) = (to("a.pdf"), to("a.svg"), to("kept.html"));
    fs::write(&kept, "mine").unwrap();
    let cases: [(&[&str], &str); 7] = [
        (&["--from", "2026-03-31", "--until", "2026-03-01"], "--from 2026-03-01"),
        (&["--out", &svg], ".pdf .html"),
        (&["--chart", "months", "--out", &pdf], ".svg"),
        (&["--chart", "months"], "--out"),
        (&["--chart", "pie", "--out", &svg], "months"),
        (&["--chart", "months", "--currency", "QQ", "--out", &svg], "JF, SF"),
        (&["--out", &kept], "--force"),
    ];
    for (args, want) in cases {
        let said = office.run("clerk", &[&["summary"], args].concat());
        assert!(said.code == 2 && said.err.contains(want), "{args:?}: {}", said.all());
    }
    assert!(!fs::exists(&pdf).unwrap() && !fs::exists(&svg).unwrap());
    assert_eq!(fs::read_to_string(&kept).unwrap(), "mine");
    done(office.run("clerk", &["summary", "--out", &kept, "--force"]));
    assert_ne!(fs::read_to_string(&kept).unwrap(), "mine");
}
