use proptest::prelude::*;
use time::macros::{date, datetime};

use super::*;

fn t(text: &str) -> Cell<'_> {
    Cell::Text(text)
}

/// What a parser made of a cell: its text, or `!` and the code of the error.
fn outcome<T: ToString>(result: Result<T, CellError>) -> String {
    match result {
        Ok(value) => value.to_string(),
        Err(error) => format!("!{}", error.code()),
    }
}

#[test]
fn text_is_folded_and_nothing_that_lost_its_digits_passes() {
    let rows = [
        (t("二组－016"), "二组-016"),
        (t(" Ｈ０５ "), "H05"),
        (t("a — b – c ― d"), "a - b - c - d"),
        (t("张\u{3000}丽\t\n芬"), "张 丽 芬"),
        (t("张\u{200B}丽\u{FEFF}"), "张丽"),
        (t("a\u{7}b"), "!cell-control-character"),
        (t("a\u{202E}b"), "!cell-control-character"),
        (t("430102199003072316"), "430102199003072316"),
        (Cell::Number(13_806_480_894.0), "13806480894"),
        (Cell::Number(1.0), "1"),
        (Cell::Number(-0.0), "0"),
        (Cell::Number(1.5), "1.5"),
        (Cell::Number(0.1 + 0.2), "0.3"),
        (Cell::Number(999_999_999_999_999.0), "999999999999999"),
        (Cell::Number(430_102_199_003_072_300.0), "!cell-digits-lost"),
        (Cell::Number(f64::NAN), "!cell-digits-lost"),
        (Cell::Bool(true), "TRUE"),
        (Cell::Empty, ""),
        (Cell::DateTime(datetime!(2026-03-05 0:00)), "!cell-not-text"),
        (Cell::Minutes(90), "!cell-not-text"),
        (Cell::Error("#N/A"), "!cell-error-value"),
        (Cell::FormulaWithoutValue, "!cell-formula-without-value"),
    ];
    for (cell, expected) in rows {
        assert_eq!(outcome(text(cell)), expected, "{cell:?}");
    }
}

#[test]
fn remarks_keep_their_punctuation() {
    let rows = [
        (t(" 迟到，下次改正（组长）。 "), "迟到，下次改正（组长）。"),
        (t("两行\n都留"), "两行\n都留"),
        (Cell::DateTime(datetime!(2026-03-05 0:00)), "2026-03-05"),
        (Cell::DateTime(datetime!(2026-03-05 9:30)), "2026-03-05 09:30"),
        (Cell::Minutes(90), "1:30"),
        (Cell::Number(3.0), "3"),
        (t("a\u{0}"), "!cell-control-character"),
    ];
    for (cell, expected) in rows {
        assert_eq!(outcome(raw_text(cell)), expected, "{cell:?}");
    }
}

#[test]
fn codes_and_households_are_one_spelling_each() {
    for (given, expected) in [("h05", "H05"), (" ｈ 0 5", "H05"), ("", "")] {
        assert_eq!(outcome(code(t(given))), expected, "{given}");
    }
    for (given, expected) in [
        ("二组－016", "二组-016"),
        ("二组 — 016", "二组-016"),
        ("二组——016", "二组-016"),
        ("二组ー016", "二组-016"),
        ("二组─016", "二组-016"),
        ("二组−０１６", "二组-016"),
    ] {
        assert_eq!(outcome(household(t(given))), expected, "{given}");
    }
    assert_eq!(outcome(household(Cell::Number(17.0))), "17");
}

#[test]
fn a_day_is_read_in_every_form_that_means_one_day() {
    let rows = [
        ("2026年3月5日", "2026-03-05"),
        ("2026年03月05号", "2026-03-05"),
        ("2026年3月5", "2026-03-05"),
        ("2026 年 3 月 5 日", "2026-03-05"),
        ("２０２６年３月５日", "2026-03-05"),
        ("2026/3/5", "2026-03-05"),
        ("2026-3-5", "2026-03-05"),
        ("2026－03－05", "2026-03-05"),
        ("2026.3.5", "2026-03-05"),
        ("2026。3。5", "2026-03-05"),
        ("20260305", "2026-03-05"),
        (" 2026-03-05 ", "2026-03-05"),
        ("2026-03-05 09:30", "2026-03-05"),
        ("2026-03-05T09:30:00.000Z", "2026-03-05"),
        ("2026/3/5 9:30:15 AM", "2026-03-05"),
        ("2026年3月5日 上午9时30分", "2026-03-05"),
        ("2026年3月5日下午9:30", "2026-03-05"),
        ("20260305 9:30", "2026-03-05"),
        ("2024-02-29", "2024-02-29"),
        ("2026-02-29", "!date-impossible"),
        ("2026-02-30", "!date-impossible"),
        ("2026年13月1日", "!date-impossible"),
        ("2026-3-0", "!date-impossible"),
        ("20261301", "!date-impossible"),
        ("26-3-5", "!date-short-year"),
        ("26年3月5日", "!date-short-year"),
        ("3月5日", "!date-without-year"),
        ("三月初", "!date-unreadable"),
        ("三月五日", "!date-unreadable"),
        ("3/5", "!date-unreadable"),
        ("3.5", "!date-unreadable"),
        ("5/3/2026", "!date-unreadable"),
        ("2026年3月", "!date-unreadable"),
        ("2026-3/5", "!date-unreadable"),
        ("2026-3-5前后", "!date-unreadable"),
        ("2026-3-51", "!date-impossible"),
        ("2026-3-511", "!date-unreadable"),
        ("2026-3-5 9", "!date-unreadable"),
        ("2026-3-5至2026-3-9", "!date-unreadable"),
        ("46086", "!date-unreadable"),
        ("", "!cell-empty"),
        ("  ", "!cell-empty"),
    ];
    for (given, expected) in rows {
        assert_eq!(outcome(date(t(given), None)), expected, "{given}");
    }
}

#[test]
fn a_month_and_a_day_take_the_year_they_are_given() {
    let rows = [
        ("3月5日", "2026-03-05"),
        ("03月05号", "2026-03-05"),
        ("2月29日", "!date-impossible"),
        ("2025年3月5日", "2025-03-05"),
        ("3-5", "!date-unreadable"),
    ];
    for (given, expected) in rows {
        assert_eq!(outcome(date(t(given), Some(2026))), expected, "{given}");
    }
}

#[test]
fn a_number_is_a_day_only_between_2000_and_2099() {
    let rows = [
        (36_526.0, "2000-01-01"),
        (46_086.0, "2026-03-05"),
        (73_050.0, "2099-12-31"),
        (36_525.0, "!date-unreadable"),
        (73_051.0, "!date-unreadable"),
        (46_086.5, "!date-unreadable"),
        (20_260_305.0, "2026-03-05"),
        (20_260_230.0, "!date-impossible"),
        (1.0, "!date-unreadable"),
        (-46_086.0, "!date-unreadable"),
        (f64::NAN, "!date-unreadable"),
        (1e30, "!date-unreadable"),
    ];
    for (number, expected) in rows {
        assert_eq!(outcome(date(Cell::Number(number), None)), expected, "{number}");
    }
    let moment = Cell::DateTime(datetime!(2026-03-05 9:30));
    assert_eq!(date(moment, None), Ok(date!(2026 - 03 - 05)));
    assert_eq!(outcome(date(Cell::Minutes(90), None)), "!date-unreadable");
    assert_eq!(outcome(date(Cell::Bool(true), None)), "!date-unreadable");
}

#[test]
fn a_quantity_is_read_in_every_form_that_means_one_amount() {
    let rows = [
        ("2", "2"),
        ("２", "2"),
        ("1.5", "1.5"),
        ("1.50", "1.5"),
        ("007", "7"),
        ("0", "0"),
        ("-0", "0"),
        ("+2", "2"),
        ("-2", "-2"),
        ("－２次", "-2"),
        ("2次", "2"),
        ("2 次", "2"),
        ("1件", "1"),
        ("6项", "6"),
        ("6项·次", "6"),
        ("3人次", "3"),
        ("1户", "1"),
        ("1,234", "1234"),
        ("1,234.5", "1234.5"),
        ("12,34", "!quantity-unreadable"),
        ("1234,567", "!quantity-unreadable"),
        ("1.5小时", "1.5h"),
        ("1.5h", "1.5h"),
        ("1.5H", "1.5h"),
        ("2个小时", "2h"),
        ("2钟头", "2h"),
        ("90分钟", "90m"),
        ("90m", "90m"),
        ("90min", "90m"),
        ("1小时30分", "1h30m"),
        ("1小时30分钟", "1h30m"),
        ("1小时零5分", "1h5m"),
        ("1小时0分", "1h"),
        ("1h30m", "1h30m"),
        ("1h30", "1h30m"),
        ("1 h 30 m", "1h30m"),
        ("1个半小时", "1h30m"),
        ("一个半小时", "1h30m"),
        ("2小时半", "2h30m"),
        ("半小时", "30m"),
        ("半个小时", "30m"),
        ("-1.5h", "-1.5h"),
        ("两次", "2"),
        ("三次", "3"),
        ("三", "3"),
        ("十次", "10"),
        ("十二件", "12"),
        ("二十次", "20"),
        ("九十九次", "99"),
        ("两小时", "2h"),
        ("二十分钟", "20m"),
        ("三十零次", "!quantity-unreadable"),
        ("一二次", "!quantity-unreadable"),
        ("两十次", "!quantity-unreadable"),
        ("一百次", "!quantity-unreadable"),
        ("若干", "!quantity-unreadable"),
        ("次", "!quantity-unreadable"),
        ("2~3次", "!quantity-unreadable"),
        ("2-3", "!quantity-unreadable"),
        ("30分", "!quantity-unreadable"),
        ("1:30", "!quantity-unreadable"),
        ("1h90m", "!quantity-unreadable"),
        ("1.5h30m", "!quantity-unreadable"),
        ("1小时1.5分", "!quantity-unreadable"),
        ("半次", "!quantity-unreadable"),
        ("1e30", "!quantity-unreadable"),
        ("1.", "!quantity-unreadable"),
        (".5", "!quantity-unreadable"),
        ("1.2.3", "!quantity-unreadable"),
        ("--2", "!quantity-unreadable"),
        ("1.2345", "1.2345"),
        ("1.23450", "1.2345"),
        ("1.23456", "!quantity-too-precise"),
        ("999999999", "999999999"),
        ("1000000000", "!quantity-absurd"),
        ("", "!cell-empty"),
    ];
    for (given, expected) in rows {
        assert_eq!(outcome(quantity(t(given))), expected, "{given}");
    }
}

#[test]
fn a_number_is_a_quantity_only_as_far_as_it_is_exact() {
    let rows = [
        (1.0, "1"),
        (-2.0, "-2"),
        (-0.0, "0"),
        (1.5, "1.5"),
        (0.1 + 0.2, "0.3"),
        (1.2345, "1.2345"),
        (-0.0001, "-0.0001"),
        (0.00001, "!quantity-too-precise"),
        (1.23456, "!quantity-too-precise"),
        (1.0 / 3.0, "!quantity-too-precise"),
        (1e-12, "0"),
        (999_999_999.0, "999999999"),
        (1e9, "!quantity-absurd"),
        (1e30, "!quantity-absurd"),
        (f64::NAN, "!quantity-absurd"),
        (f64::INFINITY, "!quantity-absurd"),
    ];
    for (number, expected) in rows {
        assert_eq!(outcome(quantity(Cell::Number(number))), expected, "{number}");
    }
    assert_eq!(outcome(quantity(Cell::Minutes(90))), "90m");
    let moment = Cell::DateTime(datetime!(1900-01-01 0:00));
    assert_eq!(outcome(quantity(moment)), "!quantity-unreadable");
    assert_eq!(
        quantity(Cell::Number(1e30)).map_err(|error| error.given().map(str::to_owned)),
        Err(Some("1e30".to_owned()))
    );
}

#[test]
fn an_error_carries_the_cell_cut_short_and_its_arguments_by_name() {
    let error = quantity(t(&"若".repeat(100))).unwrap_err();
    assert_eq!(error.given().map(|given| given.chars().count()), Some(60));
    let error = text(t("a\u{7}")).unwrap_err();
    assert_eq!(error.args(), [("given", "a\u{FFFD}"), ("character", "U+0007")]);
    assert_eq!(CellError::Empty.args(), []);
}

#[test]
fn a_letter_and_its_mark_are_one_however_they_were_kept_apart() {
    for typed in ["r¸", "r\u{200b}\u{327}", "r \u{327}", "ŗ"] {
        assert_eq!(household(t(typed)), Ok("ŗ".into()), "{typed:?}");
    }
}

fn any_cell() -> impl Strategy<Value = Cell<'static>> {
    prop_oneof![
        any::<String>().prop_map(|text| Cell::Text(text.leak())),
        "[0-9年月日号./:时分小半个十两一二三h m次，,+-]{0,14}"
            .prop_map(|text| Cell::Text(text.leak())),
        any::<f64>().prop_map(Cell::Number),
        any::<i64>().prop_map(Cell::Minutes),
        any::<String>().prop_map(|text| Cell::Error(text.leak())),
    ]
}

proptest! {
    #[test]
    fn no_cell_makes_a_parser_panic(cell in any_cell()) {
        let _ = (text(cell), raw_text(cell), code(cell), household(cell));
        let _ = (date(cell, None), date(cell, Some(2026)));
        let _ = quantity(cell);
    }

    /// Texts that stand there as they come out are not made again.
    #[test]
    fn what_is_left_as_it_is_would_have_come_out_the_same(
        given in "[ \t\u{3000}\u{200b}\u{a0}a-zＡ０—ー─一组¸\u{327}r.0-9-]{0,12}",
    ) {
        let visible = given.chars().filter(|c| !is_invisible(*c));
        let folded: String = visible.nfkc().map(|c| if is_dash(c) { '-' } else { c }).collect();
        prop_assert_eq!(fold(&given), folded.as_str());
        let close: String = folded.chars().filter(|c| !c.is_whitespace()).nfc().collect();
        prop_assert_eq!(despace(folded.as_str().into()), close.as_str());
        let words = folded.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(spaced(folded.as_str().into()), words.as_str());
        prop_assert_eq!(code(t(&given)).unwrap(), despace(words.as_str().into()).to_uppercase());
    }

    #[test]
    fn what_comes_out_reads_the_same_again(cell in any_cell()) {
        if let Ok(first) = quantity(cell) {
            prop_assert_eq!(quantity(t(&first)), Ok(first.as_ref().into()));
        }
        if let Ok(first) = household(cell) {
            prop_assert_eq!(household(t(&first)), Ok(first.as_ref().into()));
        }
        if let Ok(first) = text(cell) {
            prop_assert_eq!(text(t(&first)), Ok(first.as_ref().into()));
        }
    }

    #[test]
    fn every_amount_of_four_decimals_survives_being_a_float(scaled in -9_999_999_999_999_i64..=9_999_999_999_999) {
        let typed = format!("{}{}.{:04}", if scaled < 0 { "-" } else { "" }, scaled.unsigned_abs() / 10_000, scaled.unsigned_abs() % 10_000);
        let number: f64 = typed.parse().unwrap();
        let read = quantity(Cell::Number(number));
        prop_assert_eq!(read, quantity(t(&typed)));
    }
}
