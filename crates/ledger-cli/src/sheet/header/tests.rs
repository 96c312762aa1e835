use super::*;

const COLUMNS: &[Column] = &[
    Column { key: "household", names: &["户号", "户主编号"], required: true },
    Column { key: "rule", names: &["事项代码", "代码"], required: true },
    Column { key: "on", names: &["日期", "发生日期"], required: true },
    Column { key: "quantity", names: &["数量", "次数"], required: true },
    Column { key: "evidence", names: &["佐证"], required: false },
];

/// A grid drawn in text: a row per line, cells between `|`, numbers as numbers.
fn grid(drawing: &str) -> Grid {
    let rows: Vec<Vec<Cell<'_>>> = drawing
        .lines()
        .map(|line| {
            line.split('|')
                .map(|cell| match cell.trim() {
                    "" => Cell::Empty,
                    text => text.parse().map_or(Cell::Text(text), Cell::Number),
                })
                .collect()
        })
        .collect();
    Grid::of("三月.xlsx", "三月", &rows)
}

#[test]
fn the_headings_are_found_under_titles_and_blank_lines_in_the_villages_own_words() {
    let grid = grid(
        "清溪村积分登记\n\n序号|户 号*|户主|代码：|发生日期|数量（次）|佐证\n1|二组-016|张丽芬|H05|2026-03-03|1|签到表",
    );
    let header = find_header(&grid, COLUMNS).unwrap();
    assert_eq!(header.row, 2);
    let found: Vec<_> = COLUMNS.iter().map(|column| header.index_of(column.key)).collect();
    assert_eq!(found, [Some(1), Some(3), Some(4), Some(5), Some(6)]);
    assert_eq!(header.unknown, ["序号", "户主"]);
    assert_eq!(header.index_of("nothing"), None);
}

#[test]
fn headings_are_compared_as_a_person_would() {
    let rows = [
        ("数量", "数量"),
        (" 数 量 ", "数量"),
        ("数量(次)", "数量"),
        ("数量（次）", "数量"),
        ("数量（次）（必填）", "数量"),
        ("*数量：", "数量"),
        ("Ｑty", "qty"),
        ("QTY", "qty"),
        ("(数量)", "(数量)"),
        ("数量(次)合计", "数量(次)合计"),
        ("", ""),
        ("()", "()"),
        ("*", ""),
    ];
    for (given, expected) in rows {
        assert_eq!(heading(given), expected, "{given}");
    }
}

#[test]
fn a_missing_heading_is_named_with_what_was_seen_and_what_would_do() {
    let grid = grid("清溪村\n户号|代码|登记时间|数量");
    let error = find_header(&grid, COLUMNS).unwrap_err();
    assert_eq!(error.code(), "sheet-no-header");
    let SheetError::NoHeader { missing, seen, row, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!(missing, [Missing { key: "on", names: vec!["日期", "发生日期"] }]);
    assert_eq!(seen, ["户号", "代码", "登记时间", "数量"]);
    assert_eq!(row, Some(2));
}

#[test]
fn a_sheet_without_any_text_misses_everything() {
    let error = find_header(&grid("1|2\n3|4"), COLUMNS).unwrap_err();
    let SheetError::NoHeader { missing, seen, row, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!((missing.len(), seen.len(), row), (4, 0, None));
}

#[test]
fn headings_below_the_thirtieth_row_are_not_looked_for() {
    let headings = "户号|代码|日期|数量";
    let at = |row: usize| grid(&format!("{}{headings}", "题\n".repeat(row - 1)));
    assert!(find_header(&at(30), COLUMNS).is_ok());
    assert!(find_header(&at(31), COLUMNS).is_err());
}

#[test]
fn two_headings_for_one_column_are_both_named() {
    let error = find_header(&grid("户号|代码|日期|数量|次数"), COLUMNS).unwrap_err();
    let SheetError::DuplicateColumn { key, first, second, row, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!((key, first.as_str(), second.as_str(), row), ("quantity", "D 数量", "E 次数", 1));
}

#[test]
fn of_two_rows_with_all_that_is_needed_the_one_with_most_columns_is_taken() {
    let grid = grid("户号|代码|日期|数量\n户号|代码|日期|数量|佐证");
    assert_eq!(find_header(&grid, COLUMNS).unwrap().row, 1);
}

#[test]
fn only_rows_that_cannot_be_data_are_left_out() {
    let rows = [
        ("1|二组-016|H05|2026-03-03|1", None),
        ("|||", Some(SkipReason::Blank)),
        ("合计||||180", Some(SkipReason::Summary("合计".to_owned()))),
        ("合 计：||||180", Some(SkipReason::Summary("合 计：".to_owned()))),
        ("Total||||180", Some(SkipReason::Summary("Total".to_owned()))),
        ("Totalwar|二组-016|H05|2026-03-03|1", None),
        ("|合计|||180", Some(SkipReason::Summary("合计".to_owned()))),
        ("|合计|3|2|180", Some(SkipReason::Summary("合计".to_owned()))),
        ("合计180次", Some(SkipReason::Summary("合计180次".to_owned()))),
        ("本页小计||||9", None),
        ("小计|||9", Some(SkipReason::Summary("小计".to_owned()))),
        ("制表人:||审核人:", Some(SkipReason::Summary("制表人:".to_owned()))),
        ("制 表 人：王芳", Some(SkipReason::Summary("制 表 人：王芳".to_owned()))),
        ("负责人（签字）", Some(SkipReason::Summary("负责人（签字）".to_owned()))),
        ("备注：以上为三月", Some(SkipReason::Summary("备注：以上为三月".to_owned()))),
        ("注：以上为三月", Some(SkipReason::Summary("注：以上为三月".to_owned()))),
        ("备注|二组-016|H05|2026-03-03|1", None),
        // All that is required is there, whatever stands in front.
        ("合计|二组-016|H05|2026-03-03|1", None),
        ("说明|二组-016|H05|2026-03-03|", None),
        // A household and a number are never labels.
        ("|小计河组-017|||", None),
        ("|合计-1|||", None),
        ("180", None),
        // A row with a mistake is still data.
        ("|陈桂|||", None),
        ("187|一组-007||2026-03-09|1", None),
        ("序号|户号|代码|日期|数量", Some(SkipReason::RepeatedHeader)),
        ("序号|户 号|代码：|日期|数量（次）", Some(SkipReason::RepeatedHeader)),
    ];
    for (row, expected) in rows {
        let grid = grid(&format!("序号|户号|代码|日期|数量\n{row}"));
        let header = find_header(&grid, COLUMNS).unwrap();
        let mut data = header.data_rows(&grid);
        let count = data.by_ref().count();
        let why = data.skipped().first().map(|skipped| skipped.why.clone());
        assert_eq!((count, why), (usize::from(expected.is_none()), expected), "{row}");
    }
}

#[test]
fn a_row_of_data_knows_its_cells_and_addresses() {
    let mut grid = grid("户号|代码|日期|数量\n二组-016|H05|2026-03-03\n合计|||1");
    grid.first_row = 2;
    grid.first_col = 25;
    let header = find_header(&grid, COLUMNS).unwrap();
    let mut rows = header.data_rows(&grid);
    let row = rows.next().unwrap();
    assert_eq!(row.row(), 4);
    assert_eq!(row.get("rule"), Cell::Text("H05"));
    assert_eq!(row.get("quantity"), Cell::Empty);
    assert_eq!(row.get("evidence"), Cell::Empty);
    assert!(rows.next().is_none());
    assert_eq!(rows.skipped(), [Skipped { row: 5, why: SkipReason::Summary("合计".to_owned()) }]);
}
