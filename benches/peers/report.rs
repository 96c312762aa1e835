//! The tables: what the issue of the bench asks for and what was found, and every figure.

use std::fmt::Write as _;

use crate::measure::{Figures, Unit, median, spread};

/// How a ratio has to be.
#[derive(Clone, Copy)]
enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

/// One goal: a ratio of two figures.
struct Goal {
    work: &'static str,
    beside: &'static str,
    bound: Bound,
    /// What is divided by what.
    of: &'static str,
    by: &'static str,
}

#[rustfmt::skip]
const GOALS: [Goal; 16] = [
    Goal { work: "import", beside: "hledger's balance", bound: Bound::AtLeast(20.0), of: "hledger", by: "import" },
    Goal { work: "import", beside: "ledger's balance", bound: Bound::AtLeast(4.0), of: "ledger", by: "import" },
    Goal { work: "import", beside: "the floor, one thread", bound: Bound::AtMost(4.0), of: "import", by: "floor-write" },
    Goal { work: "audit", beside: "hledger's balance", bound: Bound::AtLeast(35.0), of: "hledger", by: "audit" },
    Goal { work: "audit", beside: "the floor, one thread", bound: Bound::AtMost(2.5), of: "audit", by: "floor-verify" },
    Goal { work: "one durable deposit", beside: "append + fdatasync", bound: Bound::AtLeast(0.8), of: "append", by: "deposit" },
    Goal { work: "32 threads, one village", beside: "PostgreSQL, 32 clients", bound: Bound::AtLeast(4.0), of: "threads-one", by: "postgres" },
    Goal { work: "32 threads, 47 villages", beside: "PostgreSQL, 32 clients", bound: Bound::AtLeast(4.0), of: "threads-all", by: "postgres" },
    Goal { work: "`wenming deposit`", beside: "a bank of 100 entries", bound: Bound::AtMost(3.0), of: "deposit-large", by: "deposit-small" },
    Goal { work: "`wenming balance`", beside: "a bank of 100 entries", bound: Bound::AtMost(1.5), of: "balance-large", by: "balance-small" },
    Goal { work: "`wenming statement`", beside: "a bank of 100 entries", bound: Bound::AtMost(1.5), of: "statement-large", by: "statement-small" },
    Goal { work: "`wenming receipt`", beside: "a bank of 100 entries", bound: Bound::AtMost(2.0), of: "receipt-large", by: "receipt-small" },
    Goal { work: "disk: journal and books", beside: "the journal's bytes", bound: Bound::AtMost(1.3), of: "disk-all", by: "disk-journal" },
    Goal { work: "growth: import of ten times", beside: "ten times one", bound: Bound::AtMost(1.15), of: "growth-import", by: "growth-import-one" },
    Goal { work: "growth: audit of ten times", beside: "ten times one", bound: Bound::AtMost(1.15), of: "growth-audit", by: "growth-audit-one" },
    Goal { work: "growth: the audit's memory", beside: "of one", bound: Bound::AtMost(1.15), of: "growth-memory", by: "growth-memory-one" },
];

/// The most memory an audit may take, in MiB (250 MB).
const AUDIT_MIB: f64 = 250e6 / (1 << 20) as f64;

/// Both tables, in Markdown that is laid out to be read as it is. The goals are held against
/// what was found where it was found with the rows that they are set for.
pub(crate) fn tables(figures: &Figures, judged: bool) -> String {
    let said = |bound: Bound, found| if judged { bound.said(found) } else { "not judged" };
    let mut goals = vec![row(["work", "beside", "goal", "found", "rounds", ""])];
    for goal in &GOALS {
        let (Some(of), Some(by)) = (figures.get(goal.of), figures.get(goal.by)) else {
            let not = ["-", "-", "not measured"];
            goals.push(row([goal.work, goal.beside, &goal.bound.text(), not[0], not[1], not[2]]));
            continue;
        };
        let found = of.median() / by.median();
        // Of growth, one of what grew stands beside two of the other.
        let ofs = of.values.iter().cycle().take(by.values.len());
        let each: Vec<f64> = ofs.zip(&by.values).map(|(of, by)| of / by).collect();
        let (least, most) = spread(&each);
        let rounds = format!("{} - {}", times(least), times(most));
        let (bound, met) = (goal.bound.text(), said(goal.bound, found));
        goals.push(row([goal.work, goal.beside, &bound, &times(found), &rounds, met]));
    }
    let memory = figures.get("audit").and_then(|audit| audit.peak_kib);
    let (found, met) = match memory {
        Some(kib) => {
            let mib = kib as f64 / 1024.0;
            (format!("{mib:.0} MiB"), said(Bound::AtMost(AUDIT_MIB), mib))
        }
        None => ("-".to_owned(), "not measured"),
    };
    let at = 6.min(goals.len());
    goals.insert(at, row(["audit", "its memory", "< 250 MB", &found, "-", met]));
    let mut out = laid_out(&goals);
    out.push('\n');
    let mut all = vec![row(["what", "median", "rounds", "processors", "peak memory"])];
    for measure in figures.all() {
        let (least, most) = measure.spread();
        let of = |value| shown(measure.unit, value);
        let peak = measure.peak_kib.map_or("-".to_owned(), |kib| format!("{} MiB", kib >> 10));
        let rounds = format!("{} - {}", of(least), of(most));
        let processors = match measure.processor.is_empty() {
            true => "-".to_owned(),
            false => shown(Unit::Seconds, median(&measure.processor)),
        };
        all.push(row([&measure.what, &of(measure.median()), &rounds, &processors, &peak]));
    }
    out + &laid_out(&all)
}

impl Bound {
    fn text(self) -> String {
        match self {
            Self::AtLeast(least) => format!(">= {least}x"),
            Self::AtMost(most) => format!("<= {most}x"),
        }
    }

    fn said(self, found: f64) -> &'static str {
        let met = match self {
            Self::AtLeast(least) => found >= least,
            Self::AtMost(most) => found <= most,
        };
        if met { "met" } else { "NOT MET" }
    }
}

fn times(ratio: f64) -> String {
    if ratio >= 10.0 { format!("{ratio:.1}x") } else { format!("{ratio:.2}x") }
}

fn shown(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Seconds if value < 0.001 => format!("{:.0} us", value * 1e6),
        Unit::Seconds if value < 0.1 => format!("{:.1} ms", value * 1e3),
        Unit::Seconds if value < 100.0 => format!("{value:.2} s"),
        Unit::Seconds => format!("{value:.0} s"),
        Unit::Rate => format!("{value:.0} /s"),
        Unit::Bytes => format!("{:.0} MiB", value / f64::from(1 << 20)),
    }
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.into_iter().map(str::to_owned).collect()
}

/// A table whose columns stand under each other.
fn laid_out(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width =
        |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0).max(3);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for (n, row) in rows.iter().enumerate() {
        for (cell, &width) in row.iter().zip(&widths) {
            write!(out, "| {cell:width$} ").expect("a string takes all");
        }
        out.push_str("|\n");
        if n == 0 {
            let lines: Vec<String> = widths.iter().map(|width| "-".repeat(width + 2)).collect();
            writeln!(out, "|{}|", lines.join("|")).expect("a string takes all");
        }
    }
    out
}
