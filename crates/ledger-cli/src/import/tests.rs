//! The village's own sheets, imported, imported again, and mended.

use ledger_core::command::Command;
use ledger_core::event::Event;
use ledger_core::ids::CurrencyCode;
use ledger_core::points::Amount;
use ledger_core::rulebook::{AwardRefusal, Clip};

use super::plan::Sum;
use super::*;
use crate::fixture::{Bank, cells, data, openings, post, qingxi, sheet, told};
use crate::sheet::cell::CellError;
use crate::sheet::grid::{Cell, Grid, read};
use crate::sheet::write::{Out, write};

fn deposits(approver: &str) -> deposits::Options<'static> {
    deposits::Options { default_approver: approver.parse().ok(), ..Default::default() }
}

fn plan_deposits(bank: &Bank, grids: Vec<Grid>) -> Plan {
    deposits::plan(&bank.office(&bank.clerk), grids, &deposits("verifier1")).unwrap()
}

fn states(plan: &Plan, rows: std::ops::RangeInclusive<u32>) -> Vec<String> {
    let rows_there = plan.rows();
    let all = rows_there.iter().zip(told(plan));
    all.filter(|(row, _)| rows.contains(&row.row)).map(|(_, told)| told).collect()
}

#[test]
fn a_register_opens_every_household_once_and_names_what_is_wrong_with_the_others() {
    let dir = tempfile::tempdir().unwrap();
    let bank = Bank::in_folder(dir.path());
    let office = bank.office(&bank.clerk);
    let mut plan = accounts::plan(&office, qingxi("户主登记.xlsx"), &Default::default()).unwrap();
    assert_eq!(
        states(&plan, 62..=64),
        [
            "62: ready",
            "63: bad: A 户号 `一组-004` row-household-twice",
            "64: bad: A 户号 `` row-missing",
        ]
    );
    let RowState::Bad(bad) = &plan.rows()[60].state else { panic!("{:?}", plan.rows()[60]) };
    let household = "一组-004".parse().unwrap();
    assert_eq!(bad[0].why, RowFault::HouseholdTwice { household, row: 6 });
    assert_eq!(plan.unused(), ["备注"]);
    let totals = plan.totals();
    assert_eq!((totals.ready, totals.bad), (60, 2));
    assert_eq!(bank.size(), 4, "planning writes nothing");

    let posted = post(&mut plan, &office).unwrap();
    assert_eq!(posted.len(), 60);
    let first = &posted[0];
    let holder = first.holder.as_ref().unwrap();
    assert_eq!((holder.name(), holder.people()), (Some("徐春"), Some(1)));
    assert_eq!(holder.phone(), Some("15806480894"));
    assert!(matches!(first.done.event, Event::AccountOpened { account, .. }
        if account == bank.account("一组-001") && plan.rows()[0].account == Some(account)));

    let mut again = accounts::plan(&office, qingxi("户主登记.xlsx"), &Default::default()).unwrap();
    let totals = again.totals();
    assert_eq!((totals.ready, totals.bad, totals.already), (0, 2, 60));
    assert_eq!(again.rows()[0].account, Some(bank.account("一组-001")), "for the vault to mend");
    assert!(post(&mut again, &office).unwrap().is_empty());
    assert_eq!(bank.size(), 64);
}

#[test]
fn a_household_opened_by_hand_is_not_opened_again() {
    let bank = Bank::in_memory();
    let office = bank.office(&bank.clerk);
    let kind = ledger_core::rulebook::HolderKind::Household;
    let household = "一组-001".parse().ok();
    let open = Command::OpenAccount { kind, household };
    bank.submit(bank.branch, &bank.clerk, [open]).unwrap();
    let rows = sheet(&[
        "户号|户主|类型|电话",
        "一组-001|徐春||",
        "一组-002|郭燕|户|",
        "一组-003|赵秀|宠物|138001380001380013800013800",
        "一组－002|郭燕|户|",
    ]);
    let plan = accounts::plan(&office, rows, &Default::default()).unwrap();
    assert_eq!(
        told(&plan),
        [
            "2: bad: A 户号 `一组-001` household-taken",
            "3: ready",
            "4: bad: D 电话 `138001380001380013800013800` row-holder-too-long, \
             C 类型 `宠物` row-unknown-kind",
            "5: held as 3",
        ]
    );
}

#[test]
fn a_register_says_who_is_a_child_and_whose_and_a_number_that_lost_its_digits_is_refused() {
    let bank = Bank::in_memory();
    let office = bank.office(&bank.clerk);
    let mut rows = cells(&[
        "户号|姓名|身份证号|出生年份|监护人",
        "一组-001|徐春|11010519491231002X||",
        "一组-002|郭小燕||2015年|郭燕",
        "一组-003|赵小秀||2015年3月1日|",
        "一组-004|钱小芳||20150301|",
        "一组-005|孙小龙||15|",
        "一组-006|李小虎||1815|",
        "一组-007|周小宝||属羊|",
        "一组-008|吴小宝|?||",
        "一组-009|郑小宝||42064|",
    ]);
    rows[8][2] = Cell::Number(110_105_201_503_010_020.0);
    let rows = vec![Grid::of("sheet.csv", "", &rows)];
    let mut plan = accounts::plan(&office, rows, &Default::default()).unwrap();
    assert_eq!(
        told(&plan),
        [
            "2: ready",
            "3: ready",
            "4: ready",
            "5: ready",
            "6: bad: D 出生年份 `15` row-holder-birth-year",
            "7: bad: D 出生年份 `1815` row-holder-birth-year",
            "8: bad: D 出生年份 `属羊` date-unreadable",
            "9: bad: C 身份证号 `110105201503010000` cell-digits-lost",
            "10: bad: D 出生年份 `42064` date-unreadable",
        ]
    );
    let posted = post(&mut plan, &office).unwrap();
    let born = posted.iter().map(|row| {
        let holder = row.holder.as_ref().unwrap();
        (holder.birth_year(), holder.guardian())
    });
    assert_eq!(
        born.collect::<Vec<_>>(),
        [(Some(1949), None), (Some(2015), Some("郭燕")), (Some(2015), None), (Some(2015), None),]
    );
}

#[test]
fn opening_balances_are_brought_forward_once() {
    let bank = Bank::in_memory();
    let office = bank.office(&bank.clerk);
    let mut register =
        accounts::plan(&office, qingxi("户主登记.xlsx"), &Default::default()).unwrap();
    post(&mut register, &office).unwrap();

    let denied = opening::plan(&office, qingxi("期初结余.xlsx"), &openings()).unwrap_err();
    assert!(matches!(denied, ImportError::Refused(why) if why.code() == "no-right"));

    let office = bank.office(&bank.manager);
    let mut plan = opening::plan(&office, qingxi("期初结余.xlsx"), &openings()).unwrap();
    let sums = plan.totals().sums;
    let (credited, none) = (Amount::whole(7663), Amount::ZERO);
    let sum = Sum { currency: CurrencyCode::JF, credited, charged: none, claimed: none };
    assert_eq!((plan.totals().ready, sums), (60, vec![sum]));
    assert_eq!(plan.left_out().len(), 1, "the row of the sum");
    post(&mut plan, &office).unwrap();
    assert_eq!(bank.balance(bank.account("六组-060")), Amount::whole(160));

    let mut again = opening::plan(&office, qingxi("期初结余.xlsx"), &openings()).unwrap();
    assert_eq!((again.totals().already, again.rows().len()), (60, 60));
    assert!(post(&mut again, &office).unwrap().is_empty());
}

#[test]
fn openings_of_nothing_are_skipped_and_those_below_it_refused() {
    let bank = Bank::in_memory();
    let office = bank.office(&bank.manager);
    let register = sheet(&["户号|姓名", "一组-001|徐春", "一组-002|郭燕", "一组-003|赵秀"]);
    let mut register = accounts::plan(&office, register, &Default::default()).unwrap();
    post(&mut register, &office).unwrap();
    let (first, second) = (bank.account("一组-001"), bank.account("一组-002"));
    let (third, fourth) = (AccountNo::new(bank.branch, 8), AccountNo::new(bank.branch, 9));
    let names = [(first, "徐春"), (second, "郭燕"), (third, "王伟"), (fourth, "王伟")];
    let names: Names =
        names.map(|(account, name)| (account, name.to_owned())).into_iter().collect();
    let by_number = format!("{second}|郭燕|50分|2025.12.31");
    let typo = by_number.replace("QX01-000002", "QX01-000003");
    let rows = sheet(&[
        "户号|户主|结余|截止日期",
        "一组-001|徐春|0|2025.12.31",
        "一组-001|徐春|-3|2025.12.31",
        "一组-001|王小二|1,200|2025.12.31",
        &by_number.to_lowercase(),
        &typo,
        "王伟||5|2025.12.31",
        "徐春||若干|去年底",
        "赵秀||5|2025.12.31",
    ]);
    let options = opening::Options { names: Some(&names), ..openings() };
    let plan = opening::plan(&office, rows, &options).unwrap();
    assert_eq!(
        told(&plan),
        [
            "2: skipped".to_owned(),
            "3: bad: C 结余 `-3` row-number-not-positive".to_owned(),
            "4: ready".to_owned(),
            "5: ready".to_owned(),
            format!("6: bad: A 户号 `{}` row-name-check-character", &typo[..13]),
            "7: bad: A 户号 `王伟` row-ambiguous-name".to_owned(),
            "8: bad: C 结余 `若干` quantity-unreadable, D 截止日期 `去年底` date-unreadable"
                .to_owned(),
            "9: bad: A 户号 `赵秀` row-unknown-household".to_owned(),
        ]
    );
    assert_eq!(plan.rows()[2].warnings, [Warning::NameDiffers { given: "王小二".to_owned() }]);
    assert_eq!(plan.rows()[3].account, Some(second));
    assert!(plan.rows()[3].warnings.is_empty());
}

#[test]
fn a_month_is_posted_but_for_the_rows_that_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let bank = Bank::in_folder(dir.path()).with_register();
    let office = bank.office(&bank.clerk);
    let before = bank.size();
    let mut plan = plan_deposits(&bank, qingxi("三月积分登记.xlsx"));
    assert_eq!(
        (plan.source().file, plan.source().sheet),
        ("三月积分登记.xlsx".into(), "三月".into())
    );
    assert_eq!(
        states(&plan, 185..=192),
        [
            "185: bad: D 事项代码 `H99` unknown-rule",
            "186: bad: B 户号 `九组-999` row-unknown-household",
            "187: bad: E 日期 `三月初` date-unreadable",
            "188: bad: E 日期 `2027-03-03` future-day",
            "189: bad: F 数量 `-2` award-not-positive",
            "190: bad: F 数量 `若干` quantity-unreadable",
            "191: bad: D 事项代码 `` row-missing",
            "192: held as 4",
        ]
    );
    let unreadable = CellError::DateUnreadable { given: "三月初".into() };
    let at = |row: u32| plan.rows().into_iter().find(|planned| planned.row == row).unwrap();
    assert_eq!(at(187).bad()[0].why, RowFault::Cell(unreadable));
    expected_bad_rows_are_bad(&plan);

    // Everything else is posted, or a cap had nothing left for it.
    let mut clipped = 0;
    for row in plan.rows().iter().filter(|row| row.row < 185) {
        match &row.state {
            RowState::Ready { .. } => {
                if let Some(clip) = &row.clipped {
                    clipped += 1;
                    assert!(clip.awarded < clip.computed, "{row:?}");
                    assert!(matches!(clip.by, Some(Clip::Cap(_) | Clip::Floor(_))), "{row:?}");
                }
            }
            RowState::Bad(bad) => {
                let RowFault::Refused(why) = &bad[0].why else { panic!("{row:?}") };
                let Refusal::Award { why: AwardRefusal::CapReached { used, .. }, .. } = **why
                else {
                    panic!("{row:?}")
                };
                assert!(used > Amount::ZERO, "{row:?}");
            }
            other => panic!("row {}: {other:?}", row.row),
        }
    }
    let totals = plan.totals();
    assert_eq!(clipped, totals.clipped);
    // 181 rows and the repeated one; six of the good ones found their cap used up.
    assert_eq!((totals.ready, totals.bad, totals.held, totals.used_up), (174, 7, 1, 6));
    assert_eq!(totals.sums[0].credited, Amount::whole(972));

    let posted = post(&mut plan, &office).unwrap();
    assert_eq!(posted.len(), totals.ready);
    assert_eq!(bank.size() - before, totals.ready as u64);
    for (row, posted) in plan.ready().zip(&posted) {
        assert_eq!(row.row, posted.row);
        let (Event::Deposited(deed) | Event::Deducted(deed)) = &posted.done.event else {
            panic!("{posted:?}")
        };
        let clipped = row.clipped.as_deref();
        let awarded = clipped.map_or(deed.points, |clip| clip.awarded);
        assert_eq!((deed.points, deed.computed), (awarded, clipped.map(|c| c.computed)));
    }

    let mut again = plan_deposits(&bank, qingxi("三月积分登记.xlsx"));
    let second = again.totals();
    assert_eq!((second.ready, second.already), (0, totals.ready));
    assert_eq!((second.bad, second.held), (totals.bad, totals.held));
    assert!(post(&mut again, &office).unwrap().is_empty());
    assert_eq!(bank.size() - before, totals.ready as u64);
}

/// Each row of the file that came with the data, under its number in the sheet.
fn expected_bad_rows_are_bad(plan: &Plan) {
    let text = std::fs::read(data("qingxi/expected-bad-rows.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(&text[..]);
    let expected: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    for (record, row) in expected.iter().zip(185..) {
        let planned = plan.rows().into_iter().find(|planned| planned.row == row).unwrap();
        let given = plan.sheet.table.shown(row, "household");
        assert_eq!(given, record[0], "row {row}");
        assert_eq!(plan.sheet.table.shown(row, "rule"), record[1], "row {row}");
        assert_eq!(planned.bad().len(), 1, "row {row}: {}", &record[2]);
    }
    assert_eq!(expected.len(), 7);
}

#[test]
fn a_mended_sheet_posts_only_what_is_new() {
    let bank = Bank::in_memory().with_register();
    let office = bank.office(&bank.clerk);
    let mut plan = plan_deposits(&bank, qingxi("三月积分登记.xlsx"));
    post(&mut plan, &office).unwrap();
    let size = bank.size();

    let dir = tempfile::tempdir().unwrap();
    for ending in ["xlsx", "csv"] {
        let path = dir.path().join(format!("bad.{ending}"));
        let bad = bad_rows(&plan, "原因", &|_, bad| bad.why.code().to_owned());
        assert_eq!(
            bad.headers,
            ["序号", "户号", "户主", "事项代码", "日期", "数量", "佐证", "原因"]
        );
        write(&path, &bad, false).unwrap();
        let unmended = plan_deposits(&bank, read(&path).unwrap());
        assert_eq!(unmended.totals().bad, plan.totals().bad);
        let codes = |plan: &Plan| -> Vec<&str> {
            let rows = plan.rows().into_iter();
            rows.filter(|row| row.pile() == Pile::Bad)
                .flat_map(PlannedRow::bad)
                .map(|bad| bad.why.code())
                .collect()
        };
        assert_eq!(codes(&unmended), codes(&plan), "every cell reads as before");
        let twice = bad_rows(&unmended, "原因", &|_, bad| bad.why.code().to_owned());
        assert_eq!(twice.headers, bad.headers, "one column of reasons");
    }

    // Mend two of them; the reasons stay where they are.
    let mut bad = bad_rows(&plan, "原因", &|_, bad| bad.why.code().to_owned());
    let mend =
        |bad: &mut crate::sheet::write::Sheet, household: &str, column: usize, text: &str| {
            let is =
                |row: &&mut Vec<Out>| row[1] == Out::Text(household.to_owned()) && row.len() == 8;
            let row = bad.rows.iter_mut().rev().find(is).unwrap();
            row[column] = Out::Text(text.to_owned());
        };
    mend(&mut bad, "一组-001", 3, "h07");
    mend(&mut bad, "一组-002", 4, "3月5日");
    let path = dir.path().join("mended.xlsx");
    write(&path, &bad, false).unwrap();
    let options = deposits::Options { default_year: Some(2026), ..deposits("verifier1") };
    let mut mended = deposits::plan(&office, read(&path).unwrap(), &options).unwrap();
    assert_eq!(mended.totals().ready, 2);
    post(&mut mended, &office).unwrap();
    assert_eq!(bank.size(), size + 2);
    let again = deposits::plan(&office, read(&path).unwrap(), &options).unwrap();
    assert_eq!((again.totals().ready, again.totals().already), (0, 2));
}

/// What was too much of a row is too much of it in the sheet that gives it back.
#[test]
fn a_row_with_cells_behind_the_headings_is_bad_however_often_it_is_given_back() {
    let bank = Bank::in_memory().with_register();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("deeds.csv");
    let text = "户号,事项代码,日期,数量,佐证\n\
                一组-001,H07,2026-03-09,1,签到表,第3页\n\
                一组-002,H07,2026-03-09,1,签到表\n";
    std::fs::write(&path, text).unwrap();
    let mut plan = plan_deposits(&bank, read(&path).unwrap());
    for ending in ["csv", "xlsx", "csv"] {
        assert_eq!(plan.totals().bad, 1, "{ending}");
        let rows = plan.rows();
        let bad = rows.iter().find(|row| row.pile() == Pile::Bad).unwrap().bad();
        let [BadCell { column: Some(column), given, why: RowFault::BeyondHeadings }] = bad else {
            panic!("{bad:?}");
        };
        assert_eq!((column.as_str(), given.as_str()), ("F", "第3页"));
        let given_back = bad_rows(&plan, "原因", &|_, bad| bad.why.code().to_owned());
        assert_eq!(given_back.headers[5..], ["+", "原因"]);
        let path = dir.path().join(format!("bad.{ending}"));
        write(&path, &given_back, true).unwrap();
        plan = plan_deposits(&bank, read(&path).unwrap());
    }
    // In a workbook nothing moves: a remark beside the table is passed over.
    let mut beside = sheet(&["户号|事项代码|日期|数量", "一组-001|H07|2026-03-09|1|记得签名"]);
    "三月".clone_into(&mut beside[0].sheet);
    assert_eq!(plan_deposits(&bank, beside).totals().bad, 0);
}

#[test]
fn rows_that_look_alike_are_held_back_unless_they_are_said_to_be_different() {
    let bank = Bank::in_memory().with_register();
    let office = bank.office(&bank.clerk);
    let rows = || {
        sheet(&[
            "户号|事项|日期|时长|佐证|备注",
            "一组-001|志愿或环保活动|2026-03-09|1|签到表 3|上午",
            "一组-001|H07 志愿或环保活动|2026/3/9|1次|签到表３|下午",
            "一组-001|h07|2026年3月9日|１|签到表3|",
            // Another row, and by household, rule and day maybe the same deed.
            "一组-001|H07|2026-03-09|1|另一张|",
        ])
    };
    let mut held = plan_deposits(&bank, rows());
    assert_eq!(told(&held), ["2: ready", "3: held as 2", "4: held as 2", "5: held as 2"]);
    post(&mut held, &office).unwrap();

    let options = deposits::Options { allow_duplicates: true, ..deposits("verifier1") };
    let mut both = deposits::plan(&office, rows(), &options).unwrap();
    let entry = bank.size() - 1;
    assert_eq!(
        told(&both),
        [
            format!("2: already QX01:{entry} false"),
            "3: ready".to_owned(),
            "4: ready".to_owned(),
            "5: ready".to_owned(),
        ]
    );
    // Without the option what is like an entry is held beside it.
    let beside = plan_deposits(&bank, rows());
    assert_eq!(told(&beside)[3], format!("5: like QX01:{entry}"));
    post(&mut both, &office).unwrap();
    let again = deposits::plan(&office, rows(), &options).unwrap();
    assert_eq!((again.totals().ready, again.totals().already), (0, 4));
    assert_eq!(bank.balance(bank.account("一组-001")), Amount::whole(112 + 20));
}

/// March under rules of which one is reviewed.
const REVIEWED: &str = r#"
title = "试用细则"

[[currency]]
code = "JF"
name = "文明积分"

[[rule]]
code = "V1"
kind = "earn"
item = "义务劳动"
unit = "次"
points = "10"
currency = "JF"
caps = ["25/月", "60日内"]
late_after_days = 20
review = ["verify 1"]

[[rule]]
code = "P1"
kind = "earn"
item = "参加会议"
unit = "次"
points = "2"
currency = "JF"
caps = ["60日内"]
late_after_days = 20
"#;

#[test]
fn rows_under_a_rule_with_a_review_are_filed_as_claims_in_the_same_commit() {
    let bank = Bank::in_memory().with_register();
    let office = bank.office(&bank.clerk);
    let from = "2026-03-01".parse().unwrap();
    let adopt = Command::AdoptRulebook { from, text: REVIEWED.to_owned() };
    bank.submit(bank.branch, &bank.manager, [adopt]).unwrap();
    let before = bank.balance(bank.account("一组-001"));
    let rows = || {
        sheet(&[
            "户号|事项|日期|数量|备注",
            "一组-001|V1|2026-03-20|1|",
            "一组-001|P1|2026-03-20|1|",
            // Maybe the same deed: a verifier says, and the sheet is not held up.
            "一组-001|义务劳动|2026-03-20|2|",
            "一组-001|V1|2026-03-20|1|",
            // Maybe the same deed, and credited directly: nobody would be asked.
            "一组-001|P1|2026-03-20|2|",
            "一组-002|V1|2026-03-02|1|",
            "一组-002|P1|2026-03-02|1|",
            "一组-002|V1|2026-03-21|x|",
            "一组-001|V1|2026-03-22|1|",
        ])
    };
    let mut plan = plan_deposits(&bank, rows());
    assert_eq!(
        told(&plan),
        [
            "2: claim",
            "3: ready",
            "4: claim like row 2",
            "5: held as 2",
            "6: held as 3",
            "7: bad: C 日期 `2026-03-02` witnesses-missing",
            "8: bad: C 日期 `2026-03-02` late-needs-claim",
            "9: bad: D 数量 `x` quantity-unreadable",
            "10: bad: - `` award-cap-reached",
        ]
    );
    let totals = plan.totals();
    assert_eq!((totals.ready, totals.claims, totals.clipped, totals.used_up), (1, 2, 1, 1));
    let (credited, claimed) = (Amount::whole(2), Amount::whole(25));
    let sum = Sum { currency: CurrencyCode::JF, credited, charged: Amount::ZERO, claimed };
    assert_eq!(totals.sums, [sum], "what is claimed is not credited");
    let cap = Clip::Cap("25 points/month".parse().unwrap());
    assert_eq!(plan.rows()[2].clipped.as_ref().map(|clipped| clipped.by), Some(Some(cap)));

    let size = bank.size();
    let posted = post(&mut plan, &office).unwrap();
    assert_eq!((posted.len(), bank.size()), (3, size + 3));
    let Event::ClaimFiled(claim) = &posted[2].done.event else { panic!("{posted:?}") };
    assert_eq!(claim.like, Some(posted[0].done.entry));
    assert_eq!(claim.approver, None, "who reviews it agrees to it, not who is named for the sheet");
    assert_eq!(bank.balance(bank.account("一组-001")).checked_sub(before), Some(credited));

    let mut again = plan_deposits(&bank, rows());
    let totals = again.totals();
    assert_eq!((totals.ready, totals.claims, totals.already), (0, 0, 3));
    assert!(post(&mut again, &office).unwrap().is_empty());

    // A claim that was turned down does not come back with its sheet.
    let (claim, account) = (posted[0].done.entry, claim.account);
    let reject = Command::RejectClaim { claim, account, reason: "未参加".to_owned() };
    bank.submit(bank.branch, &bank.manager, [reject]).unwrap();
    assert_eq!(told(&plan_deposits(&bank, rows()))[0], format!("2: already {claim} false"));
}

#[test]
fn another_note_or_approver_does_not_make_another_row() {
    let bank = Bank::in_memory().with_register();
    let office = bank.office(&bank.clerk);
    let rows = |note: &str, approver: &str| {
        let row = format!("一组-001|H07|2026-03-09|{note}|{approver}");
        sheet(&["户号|代码|日期|备注|审定人", &row])
    };
    post(&mut plan_deposits(&bank, rows("", "Verifier1")), &office).unwrap();
    let entry = bank.size() - 1;
    let same = plan_deposits(&bank, rows("", ""));
    assert_eq!(told(&same), [format!("2: already QX01:{entry} false")]);
    let noted = plan_deposits(&bank, rows("补记", "manager1"));
    assert_eq!(told(&noted), [format!("2: already QX01:{entry} true")]);
}

#[test]
fn a_reversed_row_does_not_come_back_with_its_sheet() {
    let bank = Bank::in_memory().with_register();
    let office = bank.office(&bank.clerk);
    let rows = || sheet(&["户号|代码|日期", "一组-001|H07|2026-03-09"]);
    let posted = post(&mut plan_deposits(&bank, rows()), &office).unwrap();
    let entry = posted[0].done.entry;
    let reverse = Command::Reverse { entry, reason: "记错".to_owned() };
    bank.submit(bank.branch, &bank.manager, [reverse]).unwrap();
    assert_eq!(told(&plan_deposits(&bank, rows())), [format!("2: already {entry} false")]);
}

#[test]
fn faults_of_cells_are_all_named_at_once() {
    let bank = Bank::in_memory().with_register();
    let plan = plan_deposits(
        &bank,
        sheet(&[
            "户号|账号|项目|日期|次数|审定人",
            "一组－００１||跳广场舞|2026.2.30||评议小组",
            "一组-001|QX01-000002-E|议事|26/3/5|1000000000|",
            "|||2026-03-01|1|",
        ]),
    );
    let second = bank.account("一组-002").to_string();
    let rows = told(&plan);
    assert_eq!(
        rows[0],
        "2: bad: D 日期 `2026.2.30` date-impossible, C 项目 `跳广场舞` row-unknown-rule, \
         E 次数 `` row-missing, F 审定人 `评议小组` row-name-form"
    );
    assert_eq!(second, "QX01-000002-E", "as the test has it");
    assert_eq!(
        rows[1],
        "3: bad: B 账号 `QX01-000002-E` row-accounts-differ, D 日期 `26/3/5` date-short-year, \
         C 项目 `议事` row-unknown-rule, E 次数 `1000000000` quantity-absurd"
    );
    assert_eq!(rows[2], "4: bad: A 户号 `` row-missing, C 项目 `` row-missing");
}

#[test]
fn a_deduct_rules_row_takes_points_down_to_the_floor_and_no_further() {
    let bank = Bank::in_memory().with_register();
    let office = bank.office(&bank.clerk);
    let rows = sheet(&[
        "户号|代码|日期|数量",
        "一组-001|H54|2026-03-01|1",
        "一组-001|H54|2026-03-02|2",
        "一组-001|H54|2026-03-03|1",
        "一组-001|H07|2026-03-04|6",
    ]);
    let mut plan = plan_deposits(&bank, rows);
    assert_eq!(told(&plan)[..2], ["2: ready", "3: ready"]);
    assert_eq!(told(&plan)[2], "4: bad: - `` award-cap-reached");
    let texts: Vec<String> = plan
        .rows()
        .iter()
        .filter_map(|row| {
            let Clipped { computed, awarded, by } = row.clipped.as_deref()?;
            let Some(Clip::Cap(cap)) = by else { panic!("{by:?}") };
            Some(format!("{}: {awarded} of {computed} by {cap}", row.row))
        })
        .collect();
    assert_eq!(texts, ["3: 20 of 40 by 40 points/year", "5: 20 of 30 by 20 points/month"]);
    let sum = plan.totals().sums[0];
    assert_eq!((sum.credited, sum.charged), (Amount::whole(20), Amount::whole(40)));
    post(&mut plan, &office).unwrap();
    assert_eq!(bank.balance(bank.account("一组-001")), Amount::whole(112 - 40 + 20));
}

#[test]
fn what_no_row_can_be_mended_for_refuses_the_whole_sheet() {
    let bank = Bank::in_memory().with_register();
    let rows = || sheet(&["户号|代码|日期", "一组-001|H07|2026-03-09"]);
    let refused = |office: &Office<'_>| match deposits::plan(office, rows(), &deposits("verifier1"))
    {
        Err(ImportError::Refused(why)) => why.code(),
        other => panic!("{other:?}"),
    };
    let stranger = OperatorKey::from_secret("clerk02".parse().unwrap(), &[9; 32]);
    assert_eq!(refused(&bank.office(&stranger)), "unknown-operator");
    let forged = OperatorKey::from_secret("clerk01".parse().unwrap(), &[9; 32]);
    assert_eq!(refused(&bank.office(&forged)), "wrong-key");
    let early = "2026-03-09T02:00:00Z".parse().unwrap();
    assert_eq!(refused(&Office { now: early, ..bank.office(&bank.clerk) }), "clock-behind");
    let nowhere = "QX09".parse().unwrap();
    assert_eq!(refused(&Office { branch: nowhere, ..bank.office(&bank.clerk) }), "branch-not-open");
}

#[test]
fn what_came_between_plan_and_posting_refuses_the_commit_and_names_the_row() {
    let bank = Bank::in_memory().with_register();
    let office = bank.office(&bank.clerk);
    let rows = sheet(&["户号|代码|日期", "一组-002|H07|2026-03-09", "一组-001|H07|2026-03-09"]);
    let mut plan = plan_deposits(&bank, rows);
    let account = bank.account("一组-001");
    let freeze = Command::FreezeAccount { account, reason: "搬迁".to_owned() };
    bank.submit(bank.branch, &bank.manager, [freeze]).unwrap();
    let size = bank.size();
    let Err(ImportError::Post(PostError::Refused { row, refusal })) = post(&mut plan, &office)
    else {
        panic!()
    };
    assert_eq!((row, refusal.code()), (3, "frozen-account"));
    assert_eq!(bank.size(), size, "nothing of it was written");
}

#[test]
fn the_sheet_meant_is_the_one_named_or_the_only_one_that_fits() {
    let bank = Bank::in_memory().with_register();
    let office = bank.office(&bank.clerk);
    let named = |name: &str, lines: &[&str]| Grid::of("sheet.xlsx", name, &cells(lines));
    let months = || {
        vec![
            named("说明", &["填表说明", "请如实填写"]),
            named("二月", &["户号|代码|日期", "一组-001|H07|2026-02-09"]),
            named("三月", &["户号|代码|日期", "一组-001|H07|2026-03-09"]),
        ]
    };
    let plan = |sheet: Option<&str>, grids| {
        let sheet = sheet.map(str::to_owned);
        deposits::plan(&office, grids, &deposits::Options { sheet, ..deposits("verifier1") })
    };
    let Err(ImportError::SeveralSheets { sheets, .. }) = plan(None, months()) else { panic!() };
    assert_eq!(sheets, ["二月", "三月"]);
    assert_eq!(plan(Some("三月"), months()).unwrap().source().sheet, "三月");
    assert_eq!(plan(None, months()[..2].to_vec()).unwrap().source().sheet, "二月");
    assert!(matches!(plan(Some("四月"), months()), Err(ImportError::NoSuchSheet { .. })));
    assert!(matches!(plan(Some("说明"), months()), Err(ImportError::Sheet(_))));
}

mod laws {
    use proptest::prelude::*;

    use super::*;
    use crate::sheet::grid::Cell;

    fn cell() -> impl Strategy<Value = Cell<'static>> {
        let texts: &[&str] = &[
            "一组-001",
            "一组－002",
            "qx01-000003-c",
            "QX01-000003-D",
            "徐春",
            "H07",
            "h05",
            "H54",
            "H99",
            "志愿或环保活动",
            "2026-03-09",
            "2026年3月9日",
            "3月9日",
            "2027-01-01",
            "1",
            "2次",
            "1.5小时",
            "-1",
            "1e30",
            "若干",
            "签到表",
            "13800138000",
            "合计",
            "制表人:",
            "\u{202e}",
        ];
        prop_oneof![
            6 => proptest::sample::select(texts).prop_map(Cell::Text),
            1 => Just(Cell::Empty),
            1 => any::<f64>().prop_map(Cell::Number),
            1 => any::<i64>().prop_map(Cell::Minutes),
            1 => any::<String>().prop_map(|text| Cell::Text(text.leak())),
        ]
    }

    /// A row that could be one, now and then with a cell that could not.
    fn row() -> impl Strategy<Value = Vec<Cell<'static>>> {
        let good =
            |texts: &'static [&'static str]| proptest::sample::select(texts).prop_map(Cell::Text);
        (
            prop_oneof![9 => good(&["一组-001", "一组－002", "一组-003"]), 1 => cell()],
            prop_oneof![9 => good(&["H07", "h05", "H54", "志愿或环保活动"]), 1 => cell()],
            prop_oneof![9 => good(&["2026-03-09", "2026.3.9", "2026年2月1日"]), 1 => cell()],
            prop_oneof![9 => good(&["1", "２次", "6"]), 1 => cell()],
            prop_oneof![4 => good(&["签到表", ""]), 1 => cell()],
        )
            .prop_map(|(a, b, c, d, e)| vec![a, b, c, d, e])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// A row refused because nothing was there to take may find something
        /// the second time; that is the only way a sheet can post twice.
        #[test]
        fn a_sheet_imported_twice_posts_nothing_the_second_time(
            rows in proptest::collection::vec(row(), 0..25),
            allow_duplicates: bool,
        ) {
            let bank = Bank::in_memory();
            let register = ["户号|户主", "一组-001|徐春", "一组-002|郭燕", "一组-003|赵秀"];
            let office = bank.office(&bank.clerk);
            let register = accounts::plan(&office, sheet(&register), &Default::default());
            post(&mut register.unwrap(), &office).unwrap();

            let mut all = cells(&["户号|事项代码|日期|数量|佐证"]);
            all.extend(rows);
            let grids = vec![Grid::of("sheet.csv", "", &all)];
            let options = deposits::Options { allow_duplicates, ..deposits("verifier1") };
            let mut first = deposits::plan(&office, grids.clone(), &options).unwrap();
            let posted = post(&mut first, &office).unwrap();
            for (row, posted) in first.ready().zip(&posted) {
                prop_assert!(!posted.done.repeated, "{:?}", row);
            }
            let second = deposits::plan(&office, grids, &options).unwrap();
            prop_assert_eq!(second.totals().already, first.totals().ready);
            for (before, now) in first.rows().iter().zip(&second.rows()) {
                if matches!(now.state, RowState::Ready { .. }) {
                    prop_assert_eq!(before.bad()[0].why.code(), "award-at-floor");
                }
            }
        }
    }
}

/// A district's sheet has a million rows, and all of them are in the plan at once.
#[test]
fn a_row_of_a_plan_is_small() {
    let bytes = std::mem::size_of::<PlannedRow>();
    assert!(bytes <= 256, "{bytes}");
}

#[test]
fn a_row_is_for_the_village_that_it_says_and_never_for_one_that_is_guessed() {
    let villages = [("QX01", "清溪村"), ("SQ01", "石桥村"), ("SQ02", "石桥村"), ("LS01", "柳山村")];
    let villages: Villages =
        villages.map(|(code, name)| (code.parse().unwrap(), name.to_owned())).into_iter().collect();
    let split = |lines: &[&str]| {
        let sheet = deposits::split(sheet(lines), None, &villages).unwrap();
        let of = |(branch, rows): &(ledger_core::ids::BranchCode, Vec<u32>)| {
            format!("{branch} {rows:?}")
        };
        let good: Vec<String> = sheet.branches.iter().map(of).collect();
        let bad = |row: &PlannedRow| {
            let bad = &row.bad()[0];
            format!("{} `{}` {}", row.row, bad.given, bad.why.code())
        };
        let bad: Vec<String> = sheet.lost.iter().map(bad).collect();
        (good.join(", "), bad.join(", "), sheet.left_out.len(), sheet.says_villages())
    };
    let number = |branch: &str, serial| AccountNo::new(branch.parse().unwrap(), serial).to_string();
    let (qx, ls, away) = (number("QX01", 1), number("LS01", 2), number("ZZ99", 3));
    let typo = if ls.ends_with('0') { "LS01-000002-1" } else { "LS01-000002-0" };

    // A column of its own says it, whatever the account number says.
    let rows = [
        "村|户号|账号|代码|日期".to_owned(),
        "清溪村|一组-001||H07|2026-03-09".to_owned(),
        " ls０1 |一组-001||H07|2026-03-09".to_owned(),
        "石桥村|一组-001||H07|2026-03-09".to_owned(),
        "石侨村|一组-001||H07|2026-03-09".to_owned(),
        format!("|一组-001|{qx}|H07|2026-03-09"),
        "|一组-001||H07|2026-03-09".to_owned(),
        "合计||||".to_owned(),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let bad =
        "4 `石桥村` row-unknown-branch, 5 `石侨村` row-unknown-branch, 7 `` row-branch-missing";
    assert_eq!(split(&rows), ("LS01 [2], QX01 [1, 5]".to_owned(), bad.to_owned(), 1, true));

    // Account numbers say it, mistyped or not, in either column.
    let rows = [
        "户号|代码|日期".to_owned(),
        format!("{}|H07|2026-03-09", ls.to_lowercase()),
        format!("{typo}|H07|2026-03-09"),
        format!("{away}|H07|2026-03-09"),
        "LS01-3|H07|2026-03-09".to_owned(),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let bad = format!("4 `{away}` row-unknown-branch, 5 `` row-branch-missing");
    assert_eq!(split(&rows), ("LS01 [1, 2]".to_owned(), bad, 0, true));

    // A sheet of one village says none.
    let rows = ["户号|代码|日期", "一组-001|H07|2026-03-09"];
    assert!(!split(&rows).3);
}
