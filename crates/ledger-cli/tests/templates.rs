//! The empty sheets: made by the program, filled in as a person would, and imported,
//! also after LibreOffice has saved them: no row lost, no number changed.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;

use calamine::{Data, Reader as _, Xlsx};
use common::{Village, by_libreoffice};

/// A sheet made by the program.
fn template(village: &Village, kind: &str) -> String {
    let path = village.path(&format!("{kind}.xlsx"));
    village.done("clerk01", &["template", kind, "--out", &path]);
    path
}

/// As it was filled in, and as LibreOffice saves it, where there is one.
fn as_saved(village: &Village, path: &str) -> Vec<String> {
    let dir = village.path("saved");
    let saved = by_libreoffice(Path::new(path), "xlsx", Path::new(&dir));
    let saved = saved.map(|saved| saved.to_str().unwrap().to_owned());
    std::iter::once(path.to_owned()).chain(saved).collect()
}

/// What a person types into a cell, as Excel stores it in a cell of that format.
#[derive(Clone)]
enum Typed {
    Text(String),
    Number(String),
}

fn words(text: impl Into<String>) -> Typed {
    Typed::Text(text.into())
}

fn number(number: impl ToString) -> Typed {
    Typed::Number(number.to_string())
}

fn part(path: &str, name: &str) -> String {
    let mut book = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    book.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// Fills cells of the first sheet, each keeping the format it has.
fn fill(path: &str, cells: &[(String, Typed)]) {
    const PAGE: &str = "xl/worksheets/sheet1.xml";
    let mut page = part(path, PAGE);
    for (address, typed) in cells {
        let start = page.find(&format!("<c r=\"{address}\" ")).unwrap();
        let end = start + page[start..].find("/>").unwrap();
        let head = &page[start..end];
        let cell = match typed {
            Typed::Text(text) => format!("{head} t=\"inlineStr\"><is><t>{text}</t></is></c>"),
            Typed::Number(number) => format!("{head}><v>{number}</v></c>"),
        };
        page.replace_range(start..end + 2, &cell);
    }
    let mut book = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..book.len() {
        let file = book.by_index_raw(index).unwrap();
        if file.name().is_ok_and(|name| name == PAGE) {
            out.start_file(PAGE, zip::write::SimpleFileOptions::default()).unwrap();
            out.write_all(page.as_bytes()).unwrap();
        } else {
            out.raw_copy_file(file).unwrap();
        }
    }
    fs::write(path, out.finish().unwrap().into_inner()).unwrap();
}

/// A column of the hidden sheet, from the top to its first empty cell.
fn offered(path: &str, column: usize) -> Vec<String> {
    let mut book: Xlsx<_> = calamine::open_workbook(path).unwrap();
    let range = book.worksheet_range("lists").unwrap();
    let (from, rows) = (range.start().unwrap().1 as usize, range.rows());
    let texts = rows.map_while(|row| match &row[column - from] {
        Data::String(text) => Some(text.clone()),
        _ => None,
    });
    texts.collect()
}

/// The serial number of 2026-01-01, as Excel counts days.
const NEW_YEAR: u32 = 46_023;

#[test]
fn a_sheet_of_deeds_takes_every_account_and_every_rule_it_offers_and_nothing_is_lost() {
    let village = Village::with_accounts();
    let path = template(&village, "deposits");
    let (accounts, rules) = (offered(&path, 0), offered(&path, 2));
    let known = village.json("clerk01", &["balance"]);
    let known = known["balances"].as_array().unwrap();
    assert_eq!(accounts.len(), known.len());
    assert!(accounts.iter().zip(known).all(|(name, line)| line["household"] == **name));
    assert!(rules.len() > 10 && rules.iter().all(|rule| rule.contains(' ')), "{rules:?}");

    // A row for each rule, another household each, and one more for each household.
    let rows = rules.len().max(accounts.len());
    let quantity = |row: usize| if row.is_multiple_of(2) { "1" } else { "2" };
    let mut cells = Vec::new();
    for row in 0..rows {
        let day = NEW_YEAR + 60 + u32::try_from(row % 28).unwrap();
        let at = |column: &str| format!("{column}{}", row + 2);
        cells.push((at("A"), words(&accounts[row % accounts.len()])));
        cells.push((at("C"), words(&rules[row % rules.len()])));
        cells.push((at("D"), number(day)));
        cells.push((at("E"), number(quantity(row))));
        cells.push((at("F"), words("签到表 ")));
        cells.push((at("H"), words("verifier1")));
    }
    fill(&path, &cells);
    for path in as_saved(&village, &path) {
        let plan = village.json("clerk01", &["import", "deposits", &path, "--dry-run"]);
        let read = plan["rows"].as_array().unwrap();
        assert_eq!(read.len(), rows, "the empty rows are none: {}", plan["totals"]);
        assert_eq!(plan["unused_columns"].as_array().unwrap().len(), 0);
        for (row, line) in read.iter().enumerate() {
            let code = rules[row % rules.len()].split(' ').next().unwrap();
            // 60 days after the year's first is the second of March.
            let day = format!("2026-03-{:02}", 2 + row % 28);
            assert_eq!(line["row"], row + 2);
            assert_eq!(line["household"], *accounts[row % accounts.len()], "{line}");
            assert_eq!(
                (&line["rule"], &line["on"]),
                (&code.into(), &day.as_str().into()),
                "{line}"
            );
            assert!(line["qty"].as_str().unwrap().starts_with(quantity(row)), "{line}");
        }
        // What is bad is so by the village's rules, and by no cell.
        for line in read.iter().filter(|line| line["state"] == "bad") {
            assert!(line["problems"][0]["column"].is_null(), "{line}");
        }
        assert!(plan["totals"]["ready"].as_u64().unwrap() > 10, "{}", plan["totals"]);
    }
}

#[test]
fn a_register_keeps_every_digit_of_phones_and_id_numbers() {
    let village = Village::new();
    let path = template(&village, "accounts");
    let people = [
        ("一组-001", "张桂兰", "057188880001", "330102199003072316", "", "", "4", "户"),
        ("3-5", "李小英", "13800138000", "", "2015", "李秀英", "1", "个人"),
        ("三组-007", "清溪志愿队", "", "", "", "", "12", "队伍"),
    ];
    let mut cells = Vec::new();
    for (row, (household, name, phone, id, born, guardian, size, kind)) in (2..).zip(people) {
        let texts =
            [("A", household), ("B", name), ("C", phone), ("D", id), ("F", guardian), ("H", kind)];
        for (column, text) in texts {
            if !text.is_empty() {
                cells.push((format!("{column}{row}"), words(text)));
            }
        }
        if !born.is_empty() {
            cells.push((format!("E{row}"), number(born)));
        }
        cells.push((format!("G{row}"), number(size)));
    }
    fill(&path, &cells);
    let saved = as_saved(&village, &path);
    let last = saved.last().unwrap();
    let plan = village.json("clerk01", &["import", "accounts", &path, "--dry-run"]);
    assert_eq!(plan["totals"]["ready"], people.len(), "{plan}");
    let said = village.done("clerk01", &["import", "accounts", last, "--yes"]);
    assert!(said.out.contains("3 行"), "{}", said.all());
    for (household, name, phone, _, _, _, size, _) in people {
        let shown = village.json("clerk01", &["account", "show", household, "--reveal"]);
        let text = shown.to_string();
        assert!(text.contains(name) && text.contains(phone), "{text}");
        assert!(text.contains(&format!("\"people\":{size}")), "{text}");
    }
    let again = village.json("clerk01", &["import", "accounts", &path, "--yes"]);
    assert_eq!(again["totals"]["already"], people.len());
}

#[test]
fn opening_balances_come_in_as_they_were_typed() {
    let village = Village::with_accounts();
    let path = template(&village, "opening");
    let accounts = offered(&path, 0);
    let typed = [("112", "112"), ("7.000000000000001", "7"), ("1E2", "100"), ("0", "")];
    let mut cells = Vec::new();
    for (row, (number, _)) in typed.iter().enumerate() {
        cells.push((format!("A{}", row + 2), words(&accounts[row])));
        cells.push((format!("C{}", row + 2), self::number(number)));
        cells.push((format!("D{}", row + 2), self::number(NEW_YEAR - 1)));
    }
    fill(&path, &cells);
    for path in as_saved(&village, &path) {
        let plan = village.json("manager1", &["import", "opening", &path, "--dry-run"]);
        let rows = plan["rows"].as_array().unwrap();
        assert_eq!(rows.len(), typed.len(), "{plan}");
        for (row, (_, points)) in rows.iter().zip(typed) {
            match points {
                "" => assert_eq!(row["state"], "skipped", "{row}"),
                points => assert_eq!(
                    (&row["points"], &row["on"]),
                    (&points.into(), &"2025-12-31".into()),
                    "{row}"
                ),
            }
        }
    }
}

#[test]
fn cells_take_only_what_can_be_meant() {
    let village = Village::with_accounts();
    let path = template(&village, "deposits");
    let accounts = offered(&path, 0).len();
    let page = part(&path, "xl/worksheets/sheet1.xml");
    let last = NEW_YEAR + 122;
    for rule in [
        // 2026-01-01, the bank's first day, to a month from today.
        format!("<formula1>{NEW_YEAR}</formula1><formula2>{last}</formula2>"),
        format!("<formula1>lists!$A$1:$A${accounts}</formula1>"),
        "type=\"decimal\" operator=\"greaterThan\"".to_owned(),
        "sqref=\"D2:D501\"".to_owned(),
    ] {
        assert!(page.contains(&rule), "{rule}\n{}", &page[page.find("<dataV").unwrap()..]);
    }
    assert!(
        part(&path, "xl/workbook.xml").contains("name=\"lists\" sheetId=\"3\" state=\"hidden\"")
    );
    let mut book: Xlsx<_> = calamine::open_workbook(&path).unwrap();
    assert_eq!(book.sheet_names(), ["积分登记", "填表说明", "lists"]);
    let notes = format!("{:?}", book.worksheet_range("填表说明").unwrap());
    for told in ["2026-01-01 至 2026-05-03", "导入 登记表 文件", "事项代码", "500 行"]
    {
        assert!(notes.contains(told), "{told}: {notes}");
    }
    // No name and no phone of anybody is in it.
    for index in 1..=3 {
        let page = part(&path, &format!("xl/worksheets/sheet{index}.xml"));
        assert!(!page.contains("徐春"));
    }
    assert!(!part(&path, "xl/sharedStrings.xml").contains("徐"));

    let register = template(&village, "accounts");
    let page = part(&register, "xl/worksheets/sheet1.xml");
    assert!(page.contains("<formula1>COUNTIF($A$2:$A$501,A2)=1</formula1>"), "{page}");
    // An empty one is a sheet without rows, and nothing else.
    let said = village.json("clerk01", &["import", "accounts", &register, "--dry-run"]);
    assert_eq!(said["totals"]["rows"], 0, "{said}");
}

#[test]
fn what_keeps_a_template_from_being_made_is_said() {
    let village = Village::new();
    let taken = village.path("表.xlsx");
    fs::write(&taken, "mine").unwrap();
    for (args, code, told) in [
        (&["--out", "表.csv"][..], 2, ".xlsx"),
        (&["--out", &taken], 2, "--force"),
        (&["--branch", "QX09", "--out", "x.xlsx"], 2, "QX09"),
    ] {
        let said = village.say("zh", "clerk01", &[&["template", "accounts"], args].concat());
        assert!(said.code == code && said.err.contains(told), "{args:?}: {}", said.all());
        assert_eq!(fs::read(&taken).unwrap(), b"mine");
    }
    // A village without rules has nothing to choose from.
    village.done("manager1", &["branch", "open", "QX02", "--name", "南坪村"]);
    let said = village.say(
        "zh",
        "manager1",
        &["--branch", "QX02", "template", "deposits", "--out", &village.path("a.xlsx")],
    );
    assert!(said.code == 1 && said.err.contains("细则"), "{}", said.all());
    assert!(!Path::new(&village.path("a.xlsx")).exists());
}
