//! Pages of 3, 300 and 3,000 lines, and those of the demo's bank: the PDF, as poppler reads
//! it, and the HTML have every figure the ledger has, in its order, on sheets that each say
//! what they are of.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Instant;

use common::{Said, Village, pdf_text, wenming};
use serde_json::Value;

const RULES: &str = r#"
title = "全镇细则"

[[currency]]
code = "JF"
name = "文明积分"
decimals = 0

[[rule]]
code = "D01"
kind = "earn"
item = "义务劳动"
unit = "次"
points = "1"
currency = "JF"
"#;

/// A row of a table: its first cell, and the cells that are numbers.
type Figures = Vec<String>;

/// The tables of a page of HTML: their headings, and their rows.
fn tables(page: &str) -> Vec<(Vec<String>, Vec<Figures>)> {
    let cells = |row: &str, tag: &str| -> Vec<(bool, String)> {
        let start = format!("<{tag}");
        let parts = row.split(&start).skip(1).filter_map(|part| part.split_once('>'));
        let cell = |(class, rest): (&str, &str)| {
            (class.contains("\"n\""), rest.split('<').next().unwrap().replace("&amp;", "&"))
        };
        parts.filter(|(class, _)| !class.contains("ead")).map(cell).collect()
    };
    let table = |table: &str| {
        let table = table.split("</table>").next().unwrap();
        let (head, body) = table.split_once("</thead>").unwrap();
        let headings = cells(head, "th").into_iter().map(|(_, heading)| heading).collect();
        let rows = body.split("<tr>").skip(1).map(|row| {
            let cells = cells(row, "td").into_iter().enumerate();
            let figures = cells.filter(|(at, (is_number, _))| *at == 0 || *is_number);
            figures.map(|(_, (_, cell))| cell).collect()
        });
        (headings, rows.collect())
    };
    page.split("<table>").skip(1).map(table).collect()
}

/// The tables' rows stand in the text, each on a line of its own, in order.
#[track_caller]
fn stand_in(text: &str, rows: &[Figures]) {
    let mut lines = text.lines();
    for row in rows {
        let wanted: Vec<&str> = row.iter().flat_map(|cell| cell.split_whitespace()).collect();
        let has = |line: &str| {
            let mut tokens = line.split_whitespace();
            wanted.iter().all(|figure| tokens.any(|token| token == *figure))
        };
        assert!(lines.any(has), "{row:?} is not there, or not in its place:\n{text:.6000}");
    }
}

struct Written {
    html: String,
    /// The PDF's sheets, where poppler is installed.
    sheets: Vec<String>,
}

/// Writes a page as both, and holds the one against the other.
#[track_caller]
fn written(dir: &Path, say: &dyn Fn(&[&str]) -> Said, option: &str, args: &[&str]) -> Written {
    let path = |ending: &str| dir.join(format!("page.{ending}"));
    for ending in ["html", "pdf"] {
        let out = path(ending).display().to_string();
        let said = say(&[args, &[option, &out, "--force"]].concat());
        assert_eq!(said.code, 0, "{args:?}: {}", said.all());
    }
    let html = fs::read_to_string(path("html")).unwrap();
    let Some(text) = pdf_text(&path("pdf")) else { return Written { html, sheets: Vec::new() } };
    let sheets: Vec<String> =
        text.split('\u{c}').map(str::to_owned).filter(|sheet| !sheet.trim().is_empty()).collect();
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    for (at, sheet) in sheets.iter().enumerate() {
        let numbered = format!("第{}页，共{}页", at + 1, sheets.len());
        assert!(bare(sheet).contains(&numbered), "{numbered}: {sheet}");
    }
    for (headings, rows) in tables(&html) {
        stand_in(&text, &rows);
        let is_row = |line: &str| {
            let first = line.split_whitespace().next();
            rows.iter().any(|row| first == row[0].split_whitespace().next() && first.is_some())
        };
        // Whoever takes one sheet off the wall sees what its numbers are.
        for sheet in sheets.iter().filter(|sheet| rows.len() > 50 && sheet.lines().any(is_row)) {
            let top: String = sheet.lines().take(12).collect();
            let top = bare(&top);
            assert!(headings.iter().all(|heading| top.contains(&bare(heading))), "{sheet}");
        }
    }
    for fact in html.split("<dd>").skip(1).filter_map(|rest| rest.split("</dd>").next()) {
        let words = fact.split_whitespace().filter(|word| !word.contains('&'));
        for word in words.filter(|word| word.chars().any(|c| c.is_ascii_digit())) {
            assert!(bare(&text).contains(word), "{word} of {fact}:\n{text}");
        }
    }
    Written { html, sheets }
}

fn cell(line: &Value, key: &str) -> String {
    line[key].as_str().map_or_else(String::new, str::to_owned)
}

#[track_caller]
fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|e| panic!("{e}: {}", said.all()))
}

/// A passbook has the statement's lines.
#[track_caller]
fn passbook_is_the_statement(page: &Written, statement: &Value) {
    let lines = statement["lines"].as_array().unwrap();
    let rows = &tables(&page.html)[0].1;
    assert_eq!(rows.len(), lines.len());
    for (row, line) in rows.iter().zip(lines) {
        let (points, balance) = (cell(line, "points"), cell(line, "balance"));
        assert_eq!(row[0], cell(line, "entry"));
        assert_eq!(row[1].trim_start_matches('+'), points, "{line}");
        let told = row[2].split_whitespace().next().unwrap_or_default();
        assert_eq!(told, balance, "{line}");
    }
}

#[track_caller]
fn ranking_is_the_list(page: &Written, ranking: &Value) {
    // Nobody is on the wall with nothing, or less.
    let all = ranking["ranking"].as_array().unwrap().iter();
    let above = |line: &&Value| cell(line, "earned").parse::<f64>().unwrap() > 0.0;
    let lines: Vec<&Value> = all.filter(above).collect();
    let rows: Vec<Figures> = tables(&page.html).into_iter().flat_map(|(_, rows)| rows).collect();
    assert_eq!(rows.len(), lines.len());
    for (row, line) in rows.iter().zip(lines) {
        assert_eq!(*row, [line["place"].to_string(), cell(line, "earned")], "{line}");
    }
}

/// A board ends with what the ledger has everybody hold, and their sum.
#[track_caller]
fn board_has_the_balances(page: &Written, balances: &Value) {
    let rows = &tables(&page.html)[0].1;
    let held = |no: &str| {
        let lines = balances["balances"].as_array().unwrap().iter();
        let mut of = lines.filter(|line| cell(line, "household") == no);
        of.next().map(|line| cell(line, "balance"))
    };
    let (total, rows) = rows.split_last().unwrap();
    let mut sum = 0_i64;
    for row in rows {
        if let Some(held) = held(&row[0]) {
            assert_eq!(row.last(), Some(&held), "{row:?}");
        }
        sum += row.last().unwrap().parse::<i64>().unwrap();
    }
    assert_eq!(total.last(), Some(&sum.to_string()));
}

#[test]
fn pages_of_3_300_and_3000_lines_have_every_row_and_every_sheet_its_headings() {
    let village = Village::new();
    let dir = Path::new(&village.path("")).to_path_buf();
    let rules = village.path("rules.toml");
    fs::write(&rules, RULES).unwrap();
    for (code, size) in [("LA01", 3_usize), ("LB01", 300), ("LC01", 3000)] {
        let say =
            |args: &[&str]| village.say("zh", "manager1", &[&["--branch", code], args].concat());
        let done = |args: &[&str]| {
            let said = say(args);
            assert_eq!(said.code, 0, "{args:?}: {}", said.all());
            said
        };
        village.done("manager1", &["branch", "open", code, "--name", "清溪村"]);
        done(&["rules", "adopt", &rules, "--from", "2026-01-01"]);
        let mut register = "户号,户主姓名\n".to_owned();
        let mut deeds = "户号,事项代码,日期,数量,凭证\n".to_owned();
        for at in 0..size {
            let (group, day, quantity) = (at / 100 + 1, 1 + at % 28, 1 + at * 7 % 90);
            writeln!(register, "{group}组-{:03},李秀英", at % 100 + 1).unwrap();
            writeln!(deeds, "{group}组-{:03},D01,2026-03-{day:02},{quantity},甲", at % 100 + 1)
                .unwrap();
            // The first of them has as many lines in the passbook.
            writeln!(deeds, "1组-001,D01,2026-02-{day:02},{quantity},单据{at}").unwrap();
        }
        for (kind, text) in [("accounts", register), ("deposits", deeds)] {
            let path = village.path(&format!("{code}-{kind}.csv"));
            fs::write(&path, text).unwrap();
            let alike: &[&str] = if kind == "deposits" { &["--allow-duplicates"] } else { &[] };
            done(&[&["import", kind, &path, "--yes"], alike].concat());
        }
        let ask = |args: &[&str]| json(&done(&[&["--json"], args].concat()));
        let begun = Instant::now();
        let passbook = written(&dir, &say, "--out", &["passbook", "1组-001"]);
        eprintln!("{size}: passbook on {} sheets, {:?}", passbook.sheets.len(), begun.elapsed());
        let statement = ask(&["statement", "1组-001", "--all"]);
        assert_eq!(statement["lines"].as_array().unwrap().len(), size + 2);
        passbook_is_the_statement(&passbook, &statement);
        let begun = Instant::now();
        let board = written(&dir, &say, "--out", &["board", "2026-04"]);
        eprintln!("{size}: board on {} sheets, {:?}", board.sheets.len(), begun.elapsed());
        assert_eq!(tables(&board.html)[0].1.len(), size + 1);
        board_has_the_balances(&board, &ask(&["balance"]));
        let top = size.to_string();
        let ranking = written(&dir, &say, "--out", &["ranking", "--top", &top]);
        ranking_is_the_list(&ranking, &ask(&["ranking", "--top", &top]));
        let report = written(&dir, &say, "--report", &["audit"]);
        assert_eq!(tables(&report.html)[0].1[0][0], code);
        let summary = written(&dir, &say, "--out", &["summary"]);
        assert!(!summary.html.is_empty());
        for page in [&passbook, &board, &ranking].into_iter().filter(|page| !page.sheets.is_empty())
        {
            // A sheet of A4 has between 25 and 60 lines of a table.
            let sheets = page.sheets.len();
            assert!((size / 60..=size / 25 + 2).contains(&sheets), "{size} lines, {sheets} sheets");
        }
    }
}

#[test]
fn the_pages_of_the_demo_have_the_ledgers_figures() {
    let temp = tempfile::tempdir().unwrap();
    let bank = temp.path().join("demo");
    let now = ["--lang", "zh", "--as", "wang", "--now", "2026-11-05T10:00:00+08:00"];
    let made = common::command(&bank, &[&now[..], &["demo", bank.to_str().unwrap()]].concat());
    let said = Said::of({ made }.output().unwrap());
    assert_eq!(said.code, 0, "{}", said.all());
    let say = |args: &[&str]| wenming(&bank, &[&now, args].concat());
    let ask = |args: &[&str]| json(&say(&[&["--json"], args].concat()));
    let page = |option: &str, args: &[&str]| written(temp.path(), &say, option, args);
    let mut slips = 0;
    for village in ["LH01", "FL03"] {
        let at = ["--branch", village];
        let balances = ask(&[&at[..], &["balance"]].concat());
        board_has_the_balances(
            &page("--out", &[&at[..], &["board", "2026-10"]].concat()),
            &balances,
        );
        let ranking = [&at[..], &["ranking", "--top", "500"]].concat();
        ranking_is_the_list(&page("--out", &ranking), &ask(&ranking));
        let summary = [&at[..], &["summary"]].concat();
        page("--out", &summary);
        let households: Vec<String> = balances["balances"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| cell(line, "account"))
            .collect();
        for account in households.iter().step_by(9) {
            let statement = ask(&["statement", account, "--all"]);
            passbook_is_the_statement(&page("--out", &["passbook", account]), &statement);
            let redeemed = statement["lines"].as_array().unwrap().iter();
            for line in
                redeemed.filter(|line| line["what"] == "redeemed" && line["reversed_by"].is_null())
            {
                let slip = page("--out", &["slip", &cell(line, "entry")]);
                let paid = cell(line, "points").trim_start_matches('-').to_owned();
                assert_eq!(slip.html.matches(&format!("<dd>{paid}分")).count(), 2, "{line}");
                slips += 1;
            }
        }
    }
    assert!(slips > 0, "somebody redeemed something");
    let all = ["ranking", "--top", "500"];
    ranking_is_the_list(&page("--out", &all), &ask(&all));
    let summary = page("--out", &["summary"]);
    let report = page("--report", &["audit"]);
    let (audit, summed) = (ask(&["audit"]), ask(&["summary"]));
    let branches = audit["branches"].as_array().unwrap();
    for (row, of) in tables(&report.html)[0].1.iter().zip(branches) {
        assert_eq!(row[0], cell(of, "branch"));
        assert_eq!(row[1], of["entries"].to_string());
    }
    assert!(report.html.contains("所列各村之间的转出和收入逐笔对上"), "{branches:?}");
    assert!(summed.is_object() && !tables(&summary.html).is_empty());
}
