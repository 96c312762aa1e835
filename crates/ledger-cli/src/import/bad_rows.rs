//! The rows to mend, as a sheet that can be imported again.
//!
//! The headings and the cells are the clerk's own, in the clerk's order, with
//! one column more that says why; on importing it is a heading nobody knows,
//! so it changes nothing. Rows held back, rows posted before and rows whose cap
//! is used up are not there: there is nothing to mend about them.

use rust_decimal::Decimal;
use time::Time;

use super::plan::{BadCell, Pile, Plan, PlannedRow};
use super::table::{SURPLUS, plain, shown};
use crate::sheet::grid::Cell;
use crate::sheet::write::{Out, Sheet};

/// Words one fault of a row.
pub(crate) type Reason<'a> = dyn Fn(&PlannedRow, &BadCell) -> String + 'a;

/// The bad rows of a plan. `heading` names the column of reasons and must be
/// no heading of a column that is imported; `reason` words one fault of a row,
/// and a row with several gets them joined by `；`.
pub(crate) fn bad_rows(plan: &Plan, heading: &str, reason: &Reason<'_>) -> Sheet {
    let table = &plan.sheet.table;
    let (grid, header) = (&table.grid, table.header.row);
    let all = plan.rows();
    let bad = || all.iter().filter(|row| row.pile() == Pile::Bad);
    let index = |row: u32| table.index_of_row(row);
    let width = |at: usize| grid.row(at).len();
    let columns = bad().map(|row| width(index(row.row))).max().unwrap_or(0).max(width(header));
    // Rows that were given back once already have a column of reasons: it is replaced.
    let kept: Vec<usize> =
        (0..columns).filter(|&at| plain(&shown(grid.cell(header, at))) != plain(heading)).collect();
    let first_surplus = table.first_surplus().unwrap_or(columns);
    let heading_of = |at: usize| match at < first_surplus {
        true => shown(grid.cell(header, at)),
        // Else they would have a column of their own by now, and be nobody's fault.
        false => SURPLUS.to_owned(),
    };
    let mut headers: Vec<String> = kept.iter().map(|&at| heading_of(at)).collect();
    headers.push(heading.to_owned());
    let rows = bad().map(|row| {
        let cells = kept.iter().map(|&at| out(grid.cell(index(row.row), at)));
        let reasons: Vec<String> = row.bad().iter().map(|bad| reason(row, bad)).collect();
        cells.chain([Out::Text(reasons.join("；"))]).collect()
    });
    Sheet { name: grid.sheet.clone(), headers, rows: rows.collect(), totals: Vec::new() }
}

/// A cell to write that reads as the one that was read.
fn out(cell: Cell<'_>) -> Out {
    match cell {
        Cell::Empty | Cell::FormulaWithoutValue => Out::Empty,
        Cell::Number(number) => {
            let text = format!("{number:.14e}");
            Decimal::from_scientific(&text)
                .map_or_else(|_| Out::Text(shown(cell)), |n| Out::Number(n.normalize()))
        }
        Cell::DateTime(moment) if moment.time() == Time::MIDNIGHT => Out::Date(moment.date()),
        // As text `1:30` could be a time of day.
        Cell::Minutes(minutes) => Out::Text(format!("{minutes}分钟")),
        Cell::Text(_) | Cell::DateTime(_) | Cell::Bool(_) | Cell::Error(_) => {
            Out::Text(match cell {
                Cell::Text(text) => text.to_owned(),
                _ => shown(cell),
            })
        }
    }
}
