//! `rules simulate`, as a meeting sees it: the whole screen in both languages,
//! its mistakes, and the demo's month under another village's table.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

mod common;

use std::fs;
use std::path::Path;

use common::{Office, RULEBOOK, wenming};
use unicode_width::UnicodeWidthStr as _;

fn draft(office: &Office) -> String {
    let text = RULEBOOK
        .replace("试用细则", "草案")
        .replace("decimals = 0", "decimals = 0\nyuan_per_point = \"0.1\"")
        .replace("points = \"60\"", "points = \"90\"")
        .replace("code = \"H01\"", "code = \"K01\"")
        .replace("code = \"H51\"", "code = \"K51\"\ncategory = \"负面\"")
        .replace("\"无故迟到\"", "\"迟到早退\"");
    let path = office.temp().join("draft.toml");
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn worked() -> Office {
    let office = Office::new();
    for line in [
        "deposit 一组-002 H08 1 --on 2026-02-04",
        "deposit 一组-001 H08 1 --on 2026-03-02",
        "deposit 一组-001 H08 1 --on 2026-03-03",
        "deposit 一组-002 H01 1 --on 2026-03-03",
        "deduct 一组-002 H51 --on 2026-03-04",
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        let said = office.run("clerk", &words);
        assert_eq!(said.code, 0, "{}", said.all());
    }
    office
}

const MARCH: [&str; 4] = ["--from", "2026-03-01", "--to", "2026-03-31"];

#[test]
fn a_meeting_sees_what_changes_for_whom_in_both_languages() {
    let office = worked();
    let draft = draft(&office);
    let said = office.say("zh", "clerk", &[&["rules", "试算", &draft], &MARCH[..]].concat());
    assert_eq!(said.code, 0, "{}", said.all());
    assert_eq!(
        said.out,
        "\
用《草案》重算 2026-03-01 至 2026-03-31 的 4 笔（LC01）
代码  原事项        草案        笔数  原计分  新计分  增减  超限笔数
H01   参加村民会议  K01 +2/次      1      +2      +2     0
H08   义务劳动      H08 +90/次     2    +120    +150   +30       0→1
H51   无故迟到      不计分         1      -3       0    +3
      合计                              +119    +152   +33

  加分      由 122 变为 152
  扣分      由 3 变为 0
  基金负担  由 （未写明） 变为 15.2 元
  账户      2 户增加，0 户减少，0 户不变

草案里起作用的上限：
草案事项      上限       笔数  少计分
H08 义务劳动  每月150分     1      30

增加最多的：
账号                      原计分  新计分  增减
LC01-000001-9 (一组-001)    +120    +150   +30
LC01-000002-7 (一组-002)      -1      +2    +3

照草案不计分的：
    草案里没有这一项：H51 无故迟到（1 笔）

H01 按事项相同，对应草案 K01
"
    );
    let said = office.run("clerk", &[&["rules", "simulate", &draft], &MARCH[..]].concat());
    for line in [
        "“草案” on the 4 deeds from 2026-03-01 to 2026-03-31 (LC01)",
        "  cost to the fund  from (not said) to 15.2 yuan",
        "  accounts          2 gain, 0 lose, 0 stay the same",
        "    no rule in the draft: H51 无故迟到 (1)",
        "H01 was taken for K01, whose item is the same",
    ] {
        assert!(said.out.lines().any(|l| l == line), "{line}\n{}", said.out);
    }
    let mapped = [&["rules", "simulate", &draft, "--map", "h51=k51"], &MARCH[..]].concat();
    let object = office.json("clerk", &mapped);
    let h51 = &object["rules"][2];
    assert_eq!((h51["draft"].as_str(), h51["matched"].as_str()), (Some("K51"), Some("given")));
    // The fine takes what the balance then holds, as the counter would.
    assert_eq!((h51["before"].as_str(), h51["after"].as_str()), (Some("-3"), Some("-3")));
    assert_eq!(object["totals"][0]["after"]["yuan"], "14.9");
}

#[test]
fn a_map_is_read_from_a_file_and_what_is_wrong_with_it_is_said() {
    let office = worked();
    let draft = draft(&office);
    let ask = |map: &str| {
        office.run("clerk", &[&["rules", "simulate", &draft, "--map", map], &MARCH[..]].concat())
    };
    let file = |text: &str| {
        let path = office.temp().join("map.csv");
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let good = ask(&file("# old, new\nH51,K51\n\nH01=K01\n"));
    assert!(good.out.contains("H51   无故迟到      K51 迟到早退 -3/次"), "{}", good.all());
    for (map, words) in [
        ("H51=K99", "`H51` is mapped to `K99`, and the draft has no such rule"),
        ("H51=K51,H51=H08", "rule `H51` is mapped twice"),
        ("H51=好", "a rule code is 1 to 12"),
        (&file("H51 K51\n"), "line 1 of "),
        ("/nowhere/map.csv", "/nowhere/map.csv"),
    ] {
        let said = ask(map);
        assert!(said.code > 0 && said.out.is_empty(), "{map}: {}", said.all());
        assert!(said.err.contains(words), "{map}: {}", said.all());
    }
    let unused = ask("H09=K01");
    assert!(unused.out.contains("no deed of the period was posted under H09"), "{}", unused.all());
    let turned = ["rules", "simulate", &draft, "--from", "2026-03-31", "--to", "2026-03-01"];
    let said = office.run("clerk", &turned);
    assert!(said.code == 2 && said.err.contains("lies before the first day"), "{}", said.all());
}

#[test]
fn the_demos_month_under_another_villages_table_is_a_table_to_vote_on() {
    let temp = tempfile::tempdir().unwrap();
    let (bank, now) = (temp.path().join("bank"), "2026-03-20T02:00:00Z");
    let made = wenming(&bank, &["--now", now, "demo", &bank.display().to_string()]);
    assert_eq!(made.code, 0, "{}", made.all());
    let table =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/rules-supermarket.csv");
    let table = table.display().to_string();
    let period = ["--from", "2026-02-01", "--to", "2026-02-28", "--map", "H07=C04,H05=C02,H08=C09"];
    let ask = |lang| {
        let line = [&["--now", now, "--lang", lang, "rules", "simulate", &table], &period[..]];
        wenming(&bank, &line.concat())
    };
    for (lang, total, unpaid) in [("zh", "合计", "不计分"), ("en", "in all", "not paid")] {
        let said = ask(lang);
        assert_eq!(said.code, 0, "{}", said.all());
        let lines: Vec<&str> = said.out.lines().skip(1).collect();
        let rows = lines.iter().position(|line| line.trim_start().starts_with(total)).unwrap();
        assert!(rows > 10, "{}", said.out);
        // The second column begins at one place in every row, whatever stands in the first.
        let ends = |line: &str, word: &str| line.find(word).map(|at| line[..at].width());
        let draft_column: Vec<usize> = lines[1..rows]
            .iter()
            .filter_map(|line| ends(line, unpaid).or_else(|| ends(line, "C0")))
            .collect();
        assert_eq!(draft_column.len(), rows - 1, "{}", said.out);
        assert!(draft_column.windows(2).all(|pair| pair[0] == pair[1]), "{}", said.out);
        assert!(said.out.contains("C04 参加村组织的志愿服务 +20/次"), "{}", said.out);
        // Names are masked before a meeting.
        assert!(said.out.contains("*)"), "{}", said.out);
    }
}
