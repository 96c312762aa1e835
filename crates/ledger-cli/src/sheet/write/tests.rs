use std::fs;

use proptest::prelude::*;
use time::PrimitiveDateTime;
use time::macros::date;

use super::*;
use crate::sheet::grid::{self, Cell};

fn sheet(rows: Vec<Vec<Out>>) -> Sheet {
    Sheet {
        name: "三月".to_owned(),
        headers: vec!["户号".to_owned(), "积分".to_owned(), "日期".to_owned()],
        rows,
        totals: Vec::new(),
    }
}

fn sample() -> Sheet {
    sheet(vec![
        vec![
            Out::Text("二组-016".to_owned()),
            Out::Number(Decimal::new(125, 1)),
            Out::Date(date!(2026 - 03 - 05)),
        ],
        vec![Out::Text("430102199003072316".to_owned()), Out::Int(-3), Out::Empty],
    ])
}

#[test]
fn a_workbook_holds_dates_as_dates_and_id_numbers_as_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("表.xlsx");
    write(&path, &sample(), false).unwrap();
    let grids = grid::read(&path).unwrap();
    assert_eq!(grids.len(), 1);
    assert_eq!((grids[0].sheet.as_str(), grids[0].file.as_str()), ("三月", "表.xlsx"));
    assert_eq!(
        grids[0].rows()[1..],
        [
            vec![
                Cell::Text("二组-016"),
                Cell::Number(12.5),
                Cell::DateTime(date!(2026 - 03 - 05).midnight()),
            ],
            vec![Cell::Text("430102199003072316"), Cell::Number(-3.0)],
        ]
    );
}

#[test]
fn a_csv_is_written_as_excel_expects_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("表.CSV");
    write(&path, &sample(), false).unwrap();
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "\u{FEFF}户号,积分,日期\r\n二组-016,12.5,2026-03-05\r\n430102199003072316,-3,\r\n"
    );
}

#[test]
fn a_text_that_starts_like_a_formula_is_defused_and_comes_back_as_it_was() {
    let texts = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "'=1", "''=1", "'x", "x=1", "'"];
    let folder = tempfile::tempdir().unwrap();
    for ending in ["csv", "xlsx"] {
        let path = folder.path().join(format!("表.{ending}"));
        let rows = texts.map(|text| vec![Out::Text("x".to_owned()), Out::Text(text.to_owned())]);
        write(&path, &sheet(rows.to_vec()), false).unwrap();
        let grids = grid::read(&path).unwrap();
        for (row, text) in texts.iter().enumerate() {
            assert_eq!(grids[0].cell(row + 1, 1), Cell::Text(text), "{ending}");
        }
    }
    for text in ["=1+1", "'=1", "＝1", " =1", "\u{a0}=1", "　＝1", "\u{200b}=1", "\u{1b}-1"] {
        assert!(guarded(text).starts_with('\''), "{text}");
    }
    assert_eq!(guarded("'x"), "'x");
}

#[test]
fn an_existing_file_stays_unless_overwriting_is_asked_for_and_no_half_file_is_left() {
    let folder = tempfile::tempdir().unwrap();
    for ending in ["csv", "xlsx"] {
        let path = folder.path().join(format!("表.{ending}"));
        fs::write(&path, "旧").unwrap();
        let error = write(&path, &sample(), false).unwrap_err();
        assert_eq!(error.code(), "sheet-exists");
        assert_eq!(fs::read_to_string(&path).unwrap(), "旧");
        write(&path, &sample(), true).unwrap();
        assert!(grid::read(&path).is_ok());
    }
    let too_long = sheet(vec![vec![Out::Text("长".repeat(32_768))]]);
    let path = folder.path().join("长.xlsx");
    assert_eq!(write(&path, &too_long, false).unwrap_err().code(), "sheet-unwritable");
    let names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn other_endings_and_absent_folders_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (name, code) in [
        ("表.xls", "sheet-unwritable-format"),
        ("表", "sheet-unwritable-format"),
        ("无/表.csv", "sheet-io"),
    ] {
        let error = write(&folder.path().join(name), &sample(), false).unwrap_err();
        assert_eq!(error.code(), code, "{name}");
    }
}

#[test]
fn names_excel_forbids_and_digits_it_would_lose_are_handled() {
    for (given, expected) in [
        ("三月", "三月"),
        ("3/5 [a]:b", "3 5  a  b"),
        ("", "Sheet1"),
        ("'x'", "x"),
        ("History", "Sheet1"),
    ] {
        assert_eq!(sheet_name(given), expected);
    }
    assert_eq!(sheet_name(&"长".repeat(40)).chars().count(), 31);
    for (digits, expected) in [
        ("123456789012345", Some(123_456_789_012_345.0)),
        ("1234567890123456", None),
        ("-0.0012", Some(-0.0012)),
        ("0", Some(0.0)),
    ] {
        assert_eq!(exact(digits), expected);
    }
    assert_eq!(serial(date!(2026 - 03 - 05)), Some(46_086));
    assert_eq!(serial(date!(1900 - 03 - 01)), Some(61));
    assert_eq!(serial(date!(1900 - 02 - 28)), None);
}

#[test]
fn columns_are_as_wide_as_their_chinese() {
    assert_eq!(widths(&sheet(vec![vec![Out::Text("一二三四五六七八".to_owned())]])), [17, 7, 7]);
}

/// A part of a workbook as it is stored.
fn part(path: &Path, name: &str) -> String {
    let mut book = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    io::Read::read_to_string(&mut book.by_name(name).unwrap(), &mut text).unwrap();
    text
}

/// 户号, 积分, 种类; the sums of each currency under them.
fn by_currency(rows: &[(&str, &str, &str)]) -> Sheet {
    let cells = |&(household, points, currency): &(&str, &str, &str)| {
        let points =
            if points.is_empty() { Out::Empty } else { Out::Number(points.parse().unwrap()) };
        vec![Out::Text(household.to_owned()), points, Out::Text(currency.to_owned())]
    };
    let headers = ["户号", "积分", "种类"].map(str::to_owned).to_vec();
    let rows = rows.iter().map(cells).collect();
    Sheet { name: "表".to_owned(), headers, rows, totals: Vec::new() }.with_totals(
        "合计",
        &[1],
        Some(2),
    )
}

#[test]
fn totals_are_formulas_over_all_rows_with_the_result_stored_beside_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("表.xlsx");
    let rows = [
        ("一组-001", "0.1", "JF"),
        ("一组-002", "-3", "SJ"),
        ("一组-003", "0.2", "JF"),
        ("一组-004", "", ""),
    ];
    write(&path, &by_currency(&rows), false).unwrap();
    let page = part(&path, "xl/worksheets/sheet1.xml");
    // An empty row stands between, and the filter does not reach over it.
    for kept in [
        "<f>SUMIF(C2:C5,C7,B2:B5)</f><v>0.3</v>",
        "<f>SUMIF(C2:C5,C8,B2:B5)</f><v>-3</v>",
        "<autoFilter ref=\"A1:C5\"/>",
    ] {
        assert!(page.contains(kept), "{kept}\n{page}");
    }
    let grid = &grid::read(&path).unwrap()[0];
    let text = Cell::Text;
    assert_eq!(grid.rows()[5], [], "nothing between the rows and their sums");
    assert_eq!(
        grid.rows()[6..],
        [
            vec![text("合计"), Cell::Number(0.3), text("JF")],
            vec![text("合计"), Cell::Number(-3.0), text("SJ")],
        ]
    );

    let plain = Sheet { totals: Vec::new(), ..by_currency(&rows) };
    write(&path, &plain.with_totals("合计", &[1], None), true).unwrap();
    let page = part(&path, "xl/worksheets/sheet1.xml");
    assert!(page.contains("<f>SUM(B2:B5)</f><v>-2.7</v>"), "{page}");

    let csv = folder.path().join("表.csv");
    write(&csv, &by_currency(&rows), false).unwrap();
    assert!(!fs::read_to_string(&csv).unwrap().contains("合计"));
    write(&path, &by_currency(&[]), true).unwrap();
    assert!(!part(&path, "xl/worksheets/sheet1.xml").contains("<f>"));
}

#[test]
fn a_sum_that_excel_would_get_wrong_is_no_formula() {
    // 16 digits are stored as text, which SUM passes over; a currency is no pattern.
    for (points, currency, sum) in [
        ("1234567890123456", "JF", Sum::Text("1234567890123457".to_owned())),
        ("999999999999999", "JF", Sum::Text("1000000000000000".to_owned())),
        ("2", "J*", Sum::Text("3".to_owned())),
        ("2", "JF", Sum::Formula(3.0)),
    ] {
        let sheet = by_currency(&[("一组-001", points, currency), ("一组-002", "1", currency)]);
        assert_eq!(sheet.totals[0].sum(&sheet.rows, 1), sum, "{points} {currency}");
    }
    let most = Decimal::MAX.to_string();
    let sheet = by_currency(&[("一组-001", &most, "JF"), ("一组-002", &most, "JF")]);
    assert_eq!(sheet.totals[0].sum(&sheet.rows, 1), Sum::Nothing);
    let sheet = by_currency(&[("一组-001", "", "JF")]);
    assert_eq!(sheet.totals[0].sum(&sheet.rows, 1), Sum::Nothing);
}

#[test]
fn a_workbook_prints_across_as_wide_as_the_paper_with_its_headings_on_every_page() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("表.xlsx");
    write(&path, &sample(), false).unwrap();
    let page = part(&path, "xl/worksheets/sheet1.xml");
    for kept in [
        "<pageSetUpPr fitToPage=\"1\"/>",
        "paperSize=\"9\"",
        "orientation=\"landscape\"",
        "fitToHeight=\"0\"",
        "ySplit=\"1\"",
        "state=\"frozen\"",
    ] {
        assert!(page.contains(kept), "{kept}\n{page}");
    }
    let book = part(&path, "xl/workbook.xml");
    assert!(book.contains("_xlnm.Print_Titles") && book.contains("三月!$1:$1"), "{book}");
}

fn any_out() -> impl Strategy<Value = Out> {
    prop_oneof![
        // Excel itself keeps no other control characters.
        "[ -~\\t\\n一-龥＝－，。'\"]{0,12}".prop_map(Out::Text),
        any::<i64>().prop_map(Out::Int),
        (any::<i64>(), 0_u32..=8).prop_map(|(n, scale)| Out::Number(Decimal::new(n, scale))),
        (-100..73_050)
            .prop_map(|days| { Out::Date(Date::from_julian_day(2_415_019 + days).unwrap()) }),
        Just(Out::Empty),
    ]
}

/// What a cell is when it is read again from .csv or .xlsx.
fn expected(out: &Out, csv: bool) -> Cell<'static> {
    let as_text = |text: String| {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text.leak()) }
    };
    match out {
        Out::Date(date) if !csv => match serial(*date) {
            Some(_) => Cell::DateTime(PrimitiveDateTime::new(*date, time::Time::MIDNIGHT)),
            None => Cell::Text(date.to_string().leak()),
        },
        Out::Int(_) | Out::Number(_) if !csv => {
            let text = out.to_string();
            exact(&text).map_or_else(|| Cell::Text(text.leak()), Cell::Number)
        }
        other => as_text(other.to_string()),
    }
}

/// Texts that somebody would like to see run, and texts near them.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "=",
        "+",
        "-",
        "@",
        "＝",
        "＋",
        "－",
        "＠",
        "\t",
        "\r",
        "\n",
        "'",
        "\"",
        ",",
        ";",
        " ",
        "　",
        "\u{200b}",
        "\u{feff}",
        "1",
        "HYPERLINK(A1)",
        "cmd|' /C calc'!A0",
        "张三",
    ]);
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_text_of_a_csv_can_be_run_and_each_comes_back_as_it_was(
        texts in prop::collection::vec(hostile(), 1..4),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("表.csv");
        let row: Vec<Out> = texts.iter().cloned().map(Out::Text).chain([Out::Int(-5)]).collect();
        write(&path, &Sheet { headers: texts.clone(), ..sheet(vec![row]) }, false).unwrap();
        let bytes = fs::read(&path).unwrap();
        let mut reader = csv::ReaderBuilder::new();
        // Its mark, and no other one, is taken off by the reader.
        let mut reader = reader.has_headers(false).flexible(true).from_reader(&bytes[..]);
        let records: Vec<_> = reader.records().map(Result::unwrap).collect();
        prop_assert_eq!(records.len(), 2);
        for record in &records {
            for field in record.iter().take(texts.len()) {
                let blank = |c: char| " 　\u{200b}\u{feff}\t\r\n".contains(c);
                let seen = field.trim_start_matches(blank);
                let runs = ["=", "+", "-", "@", "＝", "＋", "－", "＠"];
                prop_assert!(!runs.iter().any(|start| seen.starts_with(start)), "{field:?}");
                prop_assert!(!field.starts_with(['\t', '\r', '\n']), "{field:?}");
            }
            let read: Vec<&str> = record.iter().take(texts.len()).map(without_guard).collect();
            prop_assert_eq!(read, texts.clone());
        }
        prop_assert_eq!(records[1].get(texts.len()), Some("-5"), "a number stays one");
    }

    #[test]
    fn no_text_of_a_workbook_is_a_formula(texts in prop::collection::vec(hostile(), 1..4)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("表.xlsx");
        let row = texts.iter().cloned().map(Out::Text).collect();
        write(&path, &Sheet { headers: texts.clone(), ..sheet(vec![row]) }, false).unwrap();
        let mut book = zip::ZipArchive::new(fs::File::open(&path).unwrap()).unwrap();
        let mut page = String::new();
        let mut file = book.by_name("xl/worksheets/sheet1.xml").unwrap();
        std::io::Read::read_to_string(&mut file, &mut page).unwrap();
        prop_assert!(page.contains("<sheetData>") && !page.contains("<f"), "{page}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn what_is_written_is_what_is_read(
        rows in prop::collection::vec(prop::collection::vec(any_out(), 3), 0..8),
        csv in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(if csv { "表.csv" } else { "表.xlsx" });
        let sheet = sheet(rows);
        write(&path, &sheet, false).unwrap();
        let grids = grid::read(&path).unwrap();
        for (index, row) in sheet.rows.iter().enumerate() {
            for (column, out) in row.iter().enumerate() {
                let expected = expected(out, csv);
                let read = grids[0].cell(index + 1, column);
                // What stands to the right of the last visible cell is not kept.
                prop_assert!(
                    read == expected || (read == Cell::Empty && expected.is_blank()),
                    "{read:?} {expected:?}"
                );
            }
        }
    }
}
