use std::io::Write;
use std::path::PathBuf;

use time::macros::datetime;
use zip::write::SimpleFileOptions;

use super::*;
use crate::sheet::cell::{self, CellError};
use crate::sheet::header::{Column, SkipReason, find_header};

fn village(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data").join(name)
}

fn only(path: &Path) -> Grid {
    let mut grids = read(path).unwrap();
    assert_eq!(grids.len(), 1);
    grids.remove(0)
}

const DEPOSITS: &[Column] = &[
    Column { key: "household", names: &["户号"], required: true },
    Column { key: "rule", names: &["事项代码"], required: true },
    Column { key: "on", names: &["日期"], required: true },
    Column { key: "quantity", names: &["数量"], required: true },
    Column { key: "evidence", names: &["佐证"], required: false },
];

#[test]
fn the_march_sheet_of_qingxi_has_its_bad_rows_where_they_are_expected() {
    let grid = only(&village("qingxi/三月积分登记.xlsx"));
    assert_eq!((grid.file.as_str(), grid.sheet.as_str()), ("三月积分登记.xlsx", "三月"));
    let header = find_header(&grid, DEPOSITS).unwrap();
    assert_eq!(grid.row_number(header.row), 3);
    assert_eq!(header.unknown, ["序号", "户主"]);
    let mut rows = header.data_rows(&grid);
    let data: Vec<_> = rows.by_ref().collect();
    assert_eq!(data.len(), 188);
    let skipped: Vec<_> = rows.skipped().iter().map(|s| (s.row, &s.why)).collect();
    assert_eq!(
        skipped,
        [
            (184, &SkipReason::Blank),
            (193, &SkipReason::Summary("合计".to_owned())),
            (194, &SkipReason::Summary("制表人:".to_owned())),
        ]
    );

    // What a parser alone can tell of the rows that are to be refused.
    let found: Vec<String> = data
        .iter()
        .filter(|row| row.row() >= 185)
        .map(|row| {
            let show = |result: Result<Cow<'_, str>, CellError>| {
                result.map_or_else(|error| format!("!{}", error.code()), Cow::into_owned)
            };
            [
                row.row().to_string(),
                show(cell::household(row.get("household"))),
                show(cell::code(row.get("rule"))),
                show(cell::date(row.get("on"), None).map(|day| day.to_string().into())),
                show(cell::quantity(row.get("quantity"))),
            ]
            .join(" ")
        })
        .collect();
    assert_eq!(
        found,
        [
            "185 一组-001 H99 2026-03-03 1",
            "186 九组-999 H01 2026-03-03 1",
            "187 一组-002 H01 !date-unreadable 1",
            "188 一组-003 H01 2027-03-03 1",
            "189 一组-005 H07 2026-03-09 -2",
            "190 一组-006 H07 2026-03-09 !quantity-unreadable",
            "191 一组-007  2026-03-09 1",
            "192 二组-016 H05 2026-03-03 1",
        ]
    );
    assert_eq!(data[182].row(), 187);

    // In the order of the list of what is to be refused.
    let expected = only(&village("qingxi/expected-bad-rows.csv"));
    let bad: Vec<String> = expected.rows()[1..]
        .iter()
        .map(|row| format!("{} {}", cell::text(row[0]).unwrap(), cell::text(row[1]).unwrap()))
        .collect();
    for (row, bad) in found.iter().zip(&bad) {
        assert!(row.contains(bad.as_str()), "{row}: {bad}");
    }
}

#[test]
fn every_good_row_of_the_march_sheet_reads_whatever_way_it_was_typed() {
    let grid = only(&village("qingxi/三月积分登记.xlsx"));
    let header = find_header(&grid, DEPOSITS).unwrap();
    for row in header.data_rows(&grid).filter(|row| row.row() < 185) {
        let number = row.row();
        let household = cell::household(row.get("household")).unwrap();
        assert!(household.contains("组-"), "row {number}: {household}");
        let code = cell::code(row.get("rule")).unwrap();
        assert!(code.starts_with('H'), "row {number}: {code}");
        let day = cell::date(row.get("on"), None).unwrap();
        assert_eq!((day.year(), day.month()), (2026, Month::March), "row {number}");
        let quantity = cell::quantity(row.get("quantity")).unwrap();
        assert!(quantity.parse::<u8>().is_ok(), "row {number}: {quantity}");
    }
}

#[test]
fn the_households_and_opening_balances_of_qingxi_are_all_there() {
    let grid = only(&village("qingxi/户主登记.xlsx"));
    let columns = [
        Column { key: "household", names: &["户号"], required: true },
        Column { key: "name", names: &["户主姓名"], required: true },
        Column { key: "phone", names: &["联系电话"], required: false },
    ];
    let header = find_header(&grid, &columns).unwrap();
    let rows: Vec<_> = header.data_rows(&grid).collect();
    assert_eq!(rows.len(), 62);
    assert_eq!(cell::text(rows[0].get("phone")).as_deref(), Ok("15806480894"));
    // The one without a household number is data too, to be refused by name.
    assert_eq!(rows[61].row(), 64);
    assert!(rows[61].get("household").is_blank());

    let grid = only(&village("qingxi/期初结余.xlsx"));
    let columns = [
        Column { key: "household", names: &["户号"], required: true },
        Column { key: "points", names: &["结余积分"], required: true },
        Column { key: "as-of", names: &["截止日期"], required: false },
    ];
    let header = find_header(&grid, &columns).unwrap();
    let mut rows = header.data_rows(&grid);
    let sum: i64 = rows
        .by_ref()
        .map(|row| cell::quantity(row.get("points")).unwrap().parse::<i64>().unwrap())
        .sum();
    assert_eq!(sum, 7663);
    assert_eq!(rows.skipped().len(), 1);
}

#[test]
fn the_rule_tables_read_with_their_quoted_commas() {
    for file in ["rules-household.csv", "rules-supermarket.csv", "rules-timebank.csv"] {
        let grid = only(&village(file));
        assert!(grid.height() > 5, "{file}");
        assert!(grid.rows().iter().all(|row| row.len() <= 8), "{file}");
    }
    let grid = only(&village("rules-household.csv"));
    assert_eq!(grid.address(4, 5), "F5");
    assert_eq!(grid.cell(4, 5), Cell::Text("12/次, 月2次"));
}

fn csv(bytes: &[u8]) -> Result<Grid, SheetError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("表.csv");
    fs::write(&path, bytes).unwrap();
    read(&path).map(|mut grids| grids.remove(0))
}

fn texts(grid: &Grid) -> Vec<Vec<String>> {
    grid.rows()
        .iter()
        .map(|row| row.iter().map(|cell| cell::text(*cell).unwrap().into_owned()).collect())
        .collect()
}

#[test]
fn a_csv_in_gbk_reads_as_the_same_in_utf_8() {
    let text = "户号,户主,备注\r\n二组-016,张丽芬,𠮷田㐀\r\n一,,\r\n";
    let (gbk, _, lossy) = encoding_rs::GB18030.encode(text);
    assert!(!lossy);
    let marked = format!("\u{FEFF}{text}");
    let expected = csv(text.as_bytes()).unwrap();
    assert_eq!(csv(&gbk).unwrap().rows(), expected.rows());
    assert_eq!(csv(marked.as_bytes()).unwrap().rows(), expected.rows());
    assert_eq!(expected.cell(1, 2), Cell::Text("𠮷田㐀"));
}

#[test]
fn text_that_is_neither_encoding_is_refused_by_its_line() {
    let mut broken = "户号,户主\n二组-016,张丽芬\n三组-001,".as_bytes().to_vec();
    broken.extend_from_slice(b"\xE5\xBC");
    broken.extend_from_slice("\n三组-002,李\n".as_bytes());
    let rows: [(&[u8], u64); 5] = [
        (&broken, 3),
        (b"\xEF\xBB\xBFa\nb\xB5\n", 2),
        (b"a,b\n1,\xFF\xFF\n", 2),
        (b"\xFF\xFEa\x00,\x00b\x00", 1),
        (b"a,b\n\n1,\x00\n", 3),
    ];
    for (bytes, expected) in rows {
        match csv(bytes) {
            Err(SheetError::BadEncoding { line, .. }) => assert_eq!(line, expected),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_csv_keeps_the_row_numbers_a_person_sees() {
    for end in ["\n", "\r\n", "\r"] {
        let text = ["", "", "a;b;c", "", "1;\"x", "y\";3", "", "", "4", "  ;", ""].join(end);
        let grid = csv(text.as_bytes()).unwrap();
        assert_eq!(grid.row_number(0), 3, "{end:?}");
        let numbers: Vec<_> = (0..grid.height())
            .filter(|index| grid.row(*index).len() > 0)
            .map(|index| grid.row_number(index))
            .collect();
        // The row with a line break inside is one row.
        assert_eq!(numbers, [3, 5, 8], "{end:?}");
    }
}

#[test]
fn the_delimiter_is_told_from_the_headings() {
    let expected = [["户号", "数量"], ["一组-001", "1"]];
    for delimiter in [",", "\t", ";"] {
        let text = expected.map(|row| row.join(delimiter)).join("\n");
        assert_eq!(texts(&csv(text.as_bytes()).unwrap()), expected, "{delimiter:?}");
    }
    let grid = csv("题目\n户号;\"数,量,,\"\n一组-001;1".as_bytes()).unwrap();
    assert_eq!(texts(&grid)[2], ["一组-001", "1"]);
}

#[test]
fn a_quotation_mark_that_never_closes_is_refused_by_its_row() {
    let error = csv("a,b\n1,2\n3,\"4\n5,6\n7,8\n".as_bytes()).unwrap_err();
    assert!(matches!(error, SheetError::QuoteNotClosed { row: 3, .. }), "{error:?}");
    // An inch mark inside a field harms nobody.
    assert_eq!(texts(&csv(b"a,b\n1,5\" x\n").unwrap())[1], ["1", "5\" x"]);
}

/// A workbook of one sheet made by hand, with what no writer would write.
fn workbook(properties: &str, sheet: &str, cells: &str) -> Vec<u8> {
    let parts = [
        ("[Content_Types].xml", r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#.to_owned()),
        ("_rels/.rels", r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#.to_owned()),
        ("xl/workbook.xml", format!(r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr {properties}/><sheets><sheet name="一" sheetId="1" r:id="rId1" {sheet}/></sheets></workbook>"#)),
        ("xl/_rels/workbook.xml.rels", r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#.to_owned()),
        ("xl/styles.xml", r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="171" formatCode="[h]:mm"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="20"/><xf numFmtId="31"/></cellXfs></styleSheet>"#.to_owned()),
        ("xl/worksheets/sheet1.xml", format!(r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>"#)),
    ];
    let mut archive = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn read_bytes(name: &str, bytes: &[u8]) -> Result<Vec<Grid>, SheetError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    read(&path)
}

#[test]
fn dates_durations_and_times_of_day_come_out_as_such_in_both_date_systems() {
    let cells = r#"<row r="3"><c r="B3" s="1"><v>46086</v></c><c r="C3" s="4"><v>46086.5</v></c>
        <c r="D3" s="2"><v>1.0625</v></c><c r="E3" s="3"><v>6.9444444444444441E-3</v></c>
        <c r="F3"><v>46086</v></c><c r="G3" t="d"><v>2026-03-05T09:30:00</v></c></row>"#;
    let rest = [
        Cell::Minutes(1530),
        Cell::Minutes(10),
        Cell::Number(46086.0),
        Cell::DateTime(datetime!(2026-03-05 9:30)),
    ];
    for (properties, day, noon) in [
        ("", datetime!(2026-03-05 0:00), datetime!(2026-03-05 12:00)),
        (r#"date1904="1""#, datetime!(2030-03-06 0:00), datetime!(2030-03-06 12:00)),
    ] {
        let grids = read_bytes("表.xlsx", &workbook(properties, "", cells)).unwrap();
        let mut expected = vec![Cell::DateTime(day), Cell::DateTime(noon)];
        expected.extend(rest);
        assert_eq!(grids[0].rows(), [expected], "{properties}");
        assert_eq!((grids[0].row_number(0), grids[0].column_letters(0)), (3, "B".to_owned()));
    }
}

#[test]
fn a_formula_counts_by_its_saved_value_and_one_without_is_not_empty() {
    let cells = r#"<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c>
        <c r="C1" t="str"><f>""</f><v></v></c><c r="D1" t="e"><v>#N/A</v></c><c r="E1" t="b"><v>1</v></c></row>
        <row r="900000"><c r="A900000" s="1"/></row>"#;
    let grids = read_bytes("表.xlsm", &workbook("", "", cells)).unwrap();
    assert_eq!(
        grids[0].rows(),
        [vec![
            Cell::Number(2.0),
            Cell::FormulaWithoutValue,
            Cell::Empty,
            Cell::Error("#N/A"),
            Cell::Bool(true),
        ]]
    );
}

#[test]
fn hidden_and_empty_sheets_are_passed_over() {
    let cells = r#"<row r="1"><c r="A1"><v>1</v></c></row>"#;
    for (sheet, cells) in [(r#"state="hidden""#, cells), (r#"state="veryHidden""#, cells), ("", "")]
    {
        let error = read_bytes("表.xlsx", &workbook("", sheet, cells)).unwrap_err();
        assert_eq!(error.code(), "sheet-empty", "{sheet}");
    }
}

#[test]
fn cells_beyond_the_limits_are_refused_by_their_place() {
    for (cell, code) in [
        ("IV1000100", None),
        ("A1000101", Some("sheet-too-many-rows")),
        ("A1048576", Some("sheet-too-many-rows")),
        ("IW1", Some("sheet-too-many-columns")),
        ("XFD1", Some("sheet-too-many-columns")),
    ] {
        let cells = format!(r#"<row><c r="A1"><v>1</v></c><c r="{cell}"><v>1</v></c></row>"#);
        let read = read_bytes("表.xlsx", &workbook("", "", &cells));
        assert_eq!(read.as_ref().err().map(SheetError::code), code, "{cell}");
    }
    let wide = vec!["1"; 257].join(",");
    assert_eq!(csv(wide.as_bytes()).unwrap_err().code(), "sheet-too-many-columns");
    // Many delimiters after the last cell are no columns in use.
    let trailing = format!("a{}", ",".repeat(2000));
    assert_eq!(csv(trailing.as_bytes()).unwrap().rows(), [[Cell::Text("a")]]);
    let long = "1\n".repeat(1_000_101);
    assert_eq!(csv(long.as_bytes()).unwrap_err().code(), "sheet-too-many-rows");
    let blanks = "\n".repeat(1_500_000);
    match csv(format!("{blanks}1\n").as_bytes()).unwrap_err() {
        SheetError::TooManyRows { row, .. } => assert_eq!(row, 1_500_001),
        other => panic!("{other:?}"),
    }
    assert_eq!(csv(format!("1\n{blanks}").as_bytes()).unwrap().height(), 1);
}

#[test]
fn a_zip_bomb_is_refused_whether_or_not_it_says_how_large_it_is() {
    let part = "xl/worksheets/sheet1.xml";
    let blanks = " ".repeat(4 << 20);
    let whole = workbook("", "", &format!("{blanks}<row/>"));
    let declared = {
        let mut archive = zip::ZipArchive::new(io::Cursor::new(&whole)).unwrap();
        let size = archive.by_name(part).unwrap().size();
        u32::try_from(size).unwrap()
    };
    let declaring = |size: u32| {
        let mut bytes = whole.clone();
        let at = |bytes: &[u8]| bytes.windows(4).position(|four| four == declared.to_le_bytes());
        while let Some(at) = at(&bytes) {
            bytes[at..at + 4].copy_from_slice(&size.to_le_bytes());
        }
        bytes
    };
    let error = read_bytes("表.xlsx", &declaring((1 << 30) + 1)).unwrap_err();
    assert_eq!(error.code(), "sheet-too-large");
    match read_bytes("表.xlsx", &declaring(1000)).unwrap_err() {
        SheetError::Damaged { detail, .. } => assert!(detail.contains("declared"), "{detail}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_part_that_is_held_whole_has_a_limit_of_its_own() {
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (part, code) in [
        ("xl/sharedStrings.xml", "sheet-too-large"),
        // A photograph is not read; that the workbook has no sheet is found later.
        ("xl/media/image1.jpg", "sheet-damaged"),
    ] {
        let mut zip = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        zip.start_file(part, stored).unwrap();
        zip.write_all(&vec![b' '; (MAX_PART_BYTES + 1) as usize]).unwrap();
        let bytes = zip.finish().unwrap().into_inner();
        assert_eq!(read_bytes("表.xlsx", &bytes).unwrap_err().code(), code, "{part}");
    }
}

/// The reader of workbooks reserves what they say, and the program ended there.
#[test]
fn shared_texts_that_say_they_are_without_end_cost_the_file_and_nothing_else() {
    let with = |start: &str| {
        let mut archive = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        let whole = workbook("", "", "<row><c t=\"s\"><v>0</v></c></row>");
        let mut parts = zip::ZipArchive::new(io::Cursor::new(&whole)).unwrap();
        for index in 0..parts.len() {
            archive.raw_copy_file(parts.by_index_raw(index).unwrap()).unwrap();
        }
        archive.start_file("xl/SharedStrings.xml", SimpleFileOptions::default()).unwrap();
        let text = format!("<sst {start}><si><t>a</t></si></sst>");
        archive.write_all(text.as_bytes()).unwrap();
        read_bytes("表.xlsx", &archive.finish().unwrap().into_inner())
    };
    for start in [
        r#"uniqueCount="4294967295""#,
        "uniqueCount = '99999999999999999999999'",
        r#"count="1" uniqueCount="1001""#,
    ] {
        match with(start).unwrap_err() {
            SheetError::Damaged { detail, .. } => assert!(detail.contains("shared"), "{detail}"),
            other => panic!("{other:?}"),
        }
    }
    for start in ["", r#"uniqueCount="1""#, r#"uniqueCount="3""#] {
        assert!(with(start).is_ok(), "{start}");
    }
}

#[test]
fn what_cannot_be_read_is_named_for_what_it_is() {
    let ole = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    let mut encrypted = ole.clone();
    encrypted.extend("EncryptedPackage".bytes().flat_map(|byte| [byte, 0]));
    let zip = workbook("", "", "");
    let rows: [(&str, &[u8], &str); 12] = [
        ("表.doc", &ole, "UnreadableFormat .doc"),
        ("表.et", &ole, "UnreadableFormat .et"),
        ("表.xls", &ole, "UnreadableFormat .xls"),
        ("表.ods", &zip, "UnreadableFormat .ods"),
        ("表", b"a,b", "UnreadableFormat unknown"),
        ("表.xlsx", &ole, "UnreadableFormat ole"),
        ("表.xlsx", b"<html><table>", "UnreadableFormat html"),
        ("表.xlsx", b"a,b", "UnreadableFormat text"),
        ("表.csv", &zip, "UnreadableFormat zip"),
        ("表.xlsx", &encrypted, "PasswordProtected"),
        ("表.xlsx", b"", "Empty"),
        ("表.csv", b"\n , \n", "Empty"),
    ];
    for (name, bytes, expected) in rows {
        let found = match read_bytes(name, bytes).unwrap_err() {
            SheetError::UnreadableFormat { found, .. } => format!("UnreadableFormat {found}"),
            SheetError::PasswordProtected { .. } => "PasswordProtected".to_owned(),
            SheetError::Empty { .. } => "Empty".to_owned(),
            other => format!("{other:?}"),
        };
        assert_eq!(found, expected, "{name}");
    }
    assert_eq!(read_bytes("表.xlsx", &zip[..zip.len() - 30]).unwrap_err().code(), "sheet-damaged");
    assert_eq!(read(&village("没有.xlsx")).unwrap_err().code(), "sheet-not-found");
    assert_eq!(read(&village("qingxi")).unwrap_err().code(), "sheet-unreadable-format");
}

#[test]
fn addresses_that_no_writer_writes_cost_the_file_and_nothing_else() {
    for cell in ["A0", "1", "A", "", "一1", "A99999999999999999999", "ZZZZZZZZZZZZZZZZ1"] {
        let cells = format!(r#"<row r="1"><c r="{cell}"><v>1</v></c></row>"#);
        let error = read_bytes("表.xlsx", &workbook("", "", &cells)).unwrap_err();
        assert!(error.code().starts_with("sheet-"), "{cell}: {error}");
    }
    for cells in [r#"<row r="1"><c r="A1" t="s"><v>7</v></c></row>"#, r#"<row r="1"><c r="A1""#] {
        let error = read_bytes("表.xlsx", &workbook("", "", cells)).unwrap_err();
        assert_eq!(error.code(), "sheet-damaged", "{cells}");
    }
}

#[test]
fn a_file_that_is_too_large_is_not_even_opened() {
    let folder = tempfile::tempdir().unwrap();
    for (name, limit) in [("表.xlsx", MAX_FILE_BYTES), ("表.csv", MAX_CSV_BYTES)] {
        let path = folder.path().join(name);
        File::create(&path).unwrap().set_len(limit + 1).unwrap();
        assert_eq!(read(&path).unwrap_err().code(), "sheet-too-large");
    }
}

#[test]
fn columns_are_lettered_as_excel_does() {
    for (column, letters) in
        [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB"), (255, "IV"), (16_383, "XFD")]
    {
        assert_eq!(column_letters(column), letters);
    }
    assert!(!column_letters(u32::MAX).is_empty());
}

#[test]
fn ragged_rows_are_empty_where_they_end() {
    let grid = csv("a,b,c\n1\n1,2,3,4\n".as_bytes()).unwrap();
    assert_eq!(grid.cell(1, 2), Cell::Empty);
    assert_eq!(grid.cell(2, 3), Cell::Text("4"));
    assert_eq!(grid.cell(9, 9), Cell::Empty);
}

mod laws {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_text_read_in_pieces_is_the_one_read_from_its_top(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "a", "文明", ",", ",", "\n", "\r\n", "\r", " ", "\u{feff}", "\"", "12",
                ]),
                0..60,
            ),
            quoted in prop::bool::weighted(0.1),
            bytes in 1..40_usize,
        ) {
            let parts = parts.into_iter().filter(|part| quoted || *part != "\"");
            let text: String = parts.collect();
            if let Some(pieces) = read_pieces("表.csv", &text, b',', bytes) {
                let (whole, _) = read_rows("表.csv", &text, b',').unwrap();
                let rows = |of: &Cells| -> Vec<String> {
                    let cells = |row| of.row(row).iter().map(|kept| of.cell(*kept));
                    (0..of.ends.len()).map(|row| format!("{:?}", cells(row).collect::<Vec<_>>())).collect()
                };
                prop_assert_eq!(pieces.iter().flat_map(rows).collect::<Vec<_>>(), rows(&whole));
                let [pieces, whole] = [pieces, vec![whole]].map(|cells| Grid::trimmed("", "", cells));
                let told = |grid: &Grid| {
                    (grid.first_row, grid.first_col, grid.height(), format!("{:?}", grid.rows()))
                };
                prop_assert_eq!(pieces.as_ref().map(told), whole.as_ref().map(told));
            } else {
                let long = text.len() >= 2 * bytes;
                prop_assert!(!long || text.contains(['"', '\u{feff}']), "{text:?}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read_csv("表.csv", &bytes);
            let mut zip = b"PK\x03\x04".to_vec();
            zip.extend(&bytes);
            let _ = read_workbook("表.xlsx", io::Cursor::new(zip));
        }

        #[test]
        fn no_damaged_workbook_makes_the_reader_panic(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut bytes = workbook("", "", r#"<row r="1"><c r="A1"><v>1</v></c></row>"#);
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let _ = read_workbook("表.xlsx", io::Cursor::new(bytes));
        }
    }
}
