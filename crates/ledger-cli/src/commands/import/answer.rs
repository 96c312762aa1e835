//! What an import answers: every row with what came of it, to programs and to people.
//!
//! People are shown the first [`SHOWN`] rows of each kind; the whole list is in
//! the JSON, and the rows to mend are in the file of `--bad-rows`.

use ledger_core::ids::{AccountNo, BranchCode};
use ledger_core::rulebook::Clip;
use ledger_core::vault::masked_name;
use serde::Serialize;

use super::Kind;
use crate::app::App;
use crate::fault;
use crate::i18n::{Messages, count, text};
use crate::import::{BadCell, Clipped, Like, Pile, PlannedRow, Posted, RowState, Totals, Warning};
use crate::intake::Intake;
use crate::refusal::Context;
use crate::sheet::header::SkipReason;
use crate::ui::{Table, Tone, numbers, words};

/// So many rows of each kind are shown to people.
const SHOWN: usize = 20;
/// So much of a cell is shown in a table, in characters.
const GIVEN_SHOWN: usize = 16;

/// What an import answers.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    kind: Kind,
    branch: BranchCode,
    file: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    sheet: String,
    totals: Counts,
    rows: Vec<Row>,
    left_out: Vec<LeftOut>,
    unused_columns: Vec<String>,
    names_missing: usize,
    bad_rows_file: Option<String>,
    posted: Option<PostedRun>,
}

/// How many rows of each kind.
#[derive(Debug, Serialize)]
struct Counts {
    rows: usize,
    ready: usize,
    claims: usize,
    clipped: usize,
    bad: usize,
    held: usize,
    already: usize,
    used_up: usize,
    taken: usize,
    skipped: usize,
    sums: Vec<SumOf>,
}

#[derive(Debug, Serialize)]
struct SumOf {
    currency: String,
    credited: String,
    charged: String,
    claimed: String,
}

/// One row; what does not hold for it is left out.
#[derive(Debug, Default, Serialize)]
struct Row {
    row: u32,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    household: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    qty: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    computed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clipped_by: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<Problem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    same_as_row: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    like: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    differs: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_differs: Option<NameDiffers>,
}

/// One thing wrong with a row.
#[derive(Debug, Serialize)]
struct Problem {
    column: Option<String>,
    given: String,
    code: &'static str,
    what: String,
    mend: String,
}

/// The name in the sheet is not the one kept.
#[derive(Debug, Serialize)]
struct NameDiffers {
    given: String,
    kept: String,
}

/// A row that is no data.
#[derive(Debug, Serialize)]
struct LeftOut {
    row: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

/// What was posted.
#[derive(Debug, Serialize)]
struct PostedRun {
    rows: usize,
    claims: usize,
    first: Option<String>,
    last: Option<String>,
    names_kept: usize,
}

/// What a fault is about, for the commands its way out names.
fn context(row: &PlannedRow, branch: Option<BranchCode>) -> Context {
    let household = row.household.as_ref().map(ToString::to_string);
    let account = household.or_else(|| row.account.as_ref().map(AccountNo::to_string));
    Context { account, branch, ..Context::default() }
}

/// Why a row is given back, in one line: for the sheet of bad rows.
pub(crate) fn reason(
    m: &Messages,
    row: &PlannedRow,
    bad: &BadCell,
    branch: Option<BranchCode>,
) -> String {
    let worded = fault::row(m, &bad.why, &context(row, branch));
    let facts = [
        ("column", text(bad.column.as_deref().unwrap_or_default())),
        ("case", text(if bad.column.is_some() { "cell" } else { "row" })),
        ("what", text(worded.what)),
        ("mend", text(worded.mend)),
    ];
    m.msg("import-reason", &facts)
}

impl Row {
    fn of(m: &Messages, planned: &PlannedRow, intake: &Intake) -> Self {
        let state = match planned.pile() {
            Pile::Ready => "ready",
            Pile::Claim => "claim",
            Pile::Bad => "bad",
            Pile::Held => "held",
            Pile::Already => "already",
            Pile::Skipped => "skipped",
            Pile::UsedUp => "used-up",
            Pile::Taken => "taken",
        };
        let problems = planned.bad().iter().map(|bad| {
            let worded = fault::row(m, &bad.why, &context(planned, intake.named));
            Problem {
                column: bad.column.clone(),
                given: bad.given.clone(),
                code: bad.why.code(),
                what: worded.what,
                mend: worded.mend,
            }
        });
        let name_differs = planned.warnings.first().map(|warning| {
            let Warning::NameDiffers { given } = warning;
            let kept = planned.account.and_then(|account| intake.names.get(&account));
            let kept = masked_name(kept.map(String::as_str).unwrap_or_default());
            NameDiffers { given: given.clone(), kept }
        });
        let mut row = Self {
            row: planned.row,
            state,
            account: planned.account.map(|account| account.to_string()),
            household: planned.household.as_ref().map(ToString::to_string),
            rule: planned.code.map(|code| code.to_string()),
            on: planned.on.map(|on| on.to_string()),
            qty: planned.qty.map(|qty| qty.to_string()),
            points: planned.moved.map(|moved| moved.points.to_string()),
            currency: planned.moved.map(|moved| moved.currency.to_string()),
            problems: problems.collect(),
            name_differs,
            ..Self::default()
        };
        if let Some(Clipped { computed, by, .. }) = planned.clipped {
            let charged = planned.moved.is_some_and(|moved| moved.points.is_negative());
            row.computed =
                Some(if charged { format!("-{computed}") } else { computed.to_string() });
            row.clipped_by = by.map(|by| clip(m, &by));
        }
        match &planned.state {
            RowState::Held { same_as_row } => row.same_as_row = Some(*same_as_row),
            RowState::Again { like } => row.like = Some(like.to_string()),
            RowState::Already { entry, differs } => {
                row.entry = Some(entry.to_string());
                row.differs = Some(*differs);
            }
            RowState::Ready { .. } | RowState::Bad(_) | RowState::Skipped(_) => {}
        }
        match planned.like {
            Some(Like::Row(same)) => row.same_as_row = Some(same),
            Some(Like::Entry(like)) => row.like = Some(like.to_string()),
            None => {}
        }
        row
    }

    /// It will be posted or filed.
    fn goes_in(&self) -> bool {
        matches!(self.state, "ready" | "claim")
    }

    /// Who, what and when, in one line.
    fn about(&self) -> String {
        let about = [Some(self.who()), self.rule.clone(), self.on.clone()];
        about.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Who it is about, as the village calls them.
    fn who(&self) -> String {
        self.household.clone().or_else(|| self.account.clone()).unwrap_or_default()
    }
}

/// What clipped an award: a cap, 每月20分, or the floor.
pub(crate) fn clip(m: &Messages, by: &Clip) -> String {
    match by {
        Clip::Cap(cap) => crate::words::cap(m, cap),
        Clip::Floor(floor) => {
            m.msg("import-floor", &[("floor", text(crate::words::points(m, floor)))])
        }
    }
}

impl Answer {
    /// What would come of a sheet.
    pub(super) fn new(m: &Messages, kind: Kind, branch: BranchCode, intake: &Intake) -> Self {
        let plan = &intake.plan;
        let totals = plan.totals();
        let Totals { ready, claims, clipped, bad, held, already, skipped, used_up, taken, sums } =
            totals;
        let sums = sums.iter().map(|sum| SumOf {
            currency: sum.currency.to_string(),
            credited: sum.credited.to_string(),
            charged: sum.charged.to_string(),
            claimed: sum.claimed.to_string(),
        });
        let left_out = plan.left_out.iter().map(|skipped| LeftOut {
            row: skipped.row,
            text: match &skipped.why {
                SkipReason::Blank => None,
                SkipReason::Summary(label) => Some(label.clone()),
                SkipReason::RepeatedHeader => Some(m.msg("import-repeated-header", &[])),
            },
        });
        Self {
            kind,
            branch,
            file: plan.source.file.clone(),
            sheet: plan.source.sheet.clone(),
            totals: Counts {
                rows: plan.rows.len(),
                ready,
                claims,
                clipped,
                bad,
                held,
                already,
                used_up,
                taken,
                skipped,
                sums: sums.collect(),
            },
            rows: plan.rows.iter().map(|row| Row::of(m, row, intake)).collect(),
            left_out: left_out.collect(),
            unused_columns: plan.unused.clone(),
            names_missing: intake.nameless.len(),
            bad_rows_file: None,
            posted: None,
        }
    }

    /// How many rows have to be mended.
    pub(super) fn bad(&self) -> usize {
        self.totals.bad
    }

    /// How many claims were filed.
    pub(super) fn filed(&self) -> usize {
        self.posted.as_ref().map_or(0, |posted| posted.claims)
    }

    /// The bad rows were written there.
    pub(super) fn wrote_bad_rows(&mut self, path: String) {
        self.bad_rows_file = Some(path);
    }

    /// It was posted.
    pub(super) fn was_posted(&mut self, posted: &Posted) {
        let entry = |row: Option<&crate::import::PostedRow>| row.map(|r| r.done.entry.to_string());
        // Both are in the sheet's order.
        let gone_in = self.rows.iter_mut().filter(|row| row.goes_in());
        for (row, done) in gone_in.zip(&posted.rows) {
            row.entry = Some(done.done.entry.to_string());
            row.state = if row.state == "claim" { "claimed" } else { "posted" };
        }
        self.posted = Some(PostedRun {
            rows: self.totals.ready,
            claims: self.totals.claims,
            first: entry(posted.rows.first()),
            last: entry(posted.rows.last()),
            names_kept: self.names_missing
                + posted.rows.iter().filter(|row| row.holder.is_some()).count(),
        });
    }

    /// The plan, for people.
    pub(super) fn plan_text(&self, app: &App) -> String {
        let m = &app.messages;
        let mut page = Page { app, lines: Vec::new() };
        let facts = [
            ("file", text(&self.file)),
            ("place", text(fault::place(m, &self.sheet))),
            ("branch", text(self.branch)),
            ("rows", text(rows(m, self.totals.rows))),
        ];
        page.head(Tone::Strong, &m.msg("import-head", &facts));
        self.ready(&mut page);
        self.claims(&mut page);
        self.clipped(&mut page);
        self.bad_rows(&mut page);
        self.used_up(&mut page);
        self.held(&mut page);
        self.already(&mut page);
        self.names(&mut page);
        self.rest(&mut page);
        page.lines.join("\n")
    }

    fn of(&self, state: &str) -> Vec<&Row> {
        self.rows.iter().filter(|row| row.state == state).collect()
    }

    /// What moves, as 存入 972分（JF）.
    fn sums(&self, m: &Messages) -> String {
        let mut parts = Vec::new();
        for SumOf { currency, credited, charged, .. } in &self.totals.sums {
            let mut part = |id: &'static str, amount: &String| {
                if amount != "0" {
                    let points = crate::words::points(m, amount);
                    parts
                        .push(m.get(id, &[("points", text(points)), ("currency", text(currency))]));
                }
            };
            let credit = match self.kind {
                Kind::Opening => "import-sum-forward",
                _ => "import-sum-credited",
            };
            part(credit, credited);
            part("import-sum-charged", charged);
        }
        parts.join(&m.msg("comma", &[]))
    }

    fn ready(&self, page: &mut Page<'_>) {
        let m = page.messages();
        if self.totals.ready == 0 {
            if self.totals.claims > 0 {
                return;
            }
            page.head(Tone::Strong, &m.msg("import-ready-none", &[]));
            return;
        }
        let facts = [("rows", text(rows(m, self.totals.ready))), ("sums", text(self.sums(m)))];
        let line = match self.kind {
            Kind::Accounts => {
                let ready = self.of("ready");
                let account = |row: Option<&&Row>| {
                    text(row.and_then(|row| row.account.clone()).unwrap_or_default())
                };
                let facts = [
                    ("rows", text(rows(m, self.totals.ready))),
                    ("first", account(ready.first())),
                    ("last", account(ready.last())),
                ];
                m.msg("import-ready-accounts", &facts)
            }
            Kind::Opening | Kind::Deposits => m.msg("import-ready", &facts),
        };
        page.head(Tone::Good, &line);
    }

    /// What is claimed, as 24分（JF）.
    fn claimed(&self, m: &Messages) -> String {
        let sums = self.totals.sums.iter().filter(|sum| sum.claimed != "0");
        let parts: Vec<String> = sums
            .map(|sum| {
                let points = text(crate::words::points(m, &sum.claimed));
                let facts = [("points", points), ("currency", text(&sum.currency))];
                m.msg("import-sum-claimed", &facts)
            })
            .collect();
        parts.join(&m.msg("comma", &[]))
    }

    /// Claims, and which of them a verifier has to say more about.
    fn claims(&self, page: &mut Page<'_>) {
        let m = page.messages();
        if self.totals.claims == 0 {
            return;
        }
        let facts = [("rows", text(rows(m, self.totals.claims))), ("sums", text(self.claimed(m)))];
        page.head(Tone::Good, &m.msg("import-claims", &facts));
        let like: Vec<&Row> = self
            .of("claim")
            .into_iter()
            .filter(|row| row.like.is_some() || row.same_as_row.is_some())
            .collect();
        if like.is_empty() {
            return;
        }
        let facts = [("rows", text(rows(m, like.len())))];
        page.head(Tone::Careful, &m.msg("import-claims-like", &facts));
        page.alike(&like);
    }

    fn clipped(&self, page: &mut Page<'_>) {
        let m = page.messages();
        let clipped: Vec<&Row> =
            self.rows.iter().filter(|row| row.goes_in() && row.computed.is_some()).collect();
        if clipped.is_empty() {
            return;
        }
        let facts = [("rows", text(rows(m, clipped.len())))];
        page.head(Tone::Careful, &m.msg("import-clipped", &facts));
        let heading = |id: &str| m.get(id, &[]);
        let mut table = Table::new([
            numbers(heading("column-row")),
            words(heading("column-household")),
            words(heading("column-rule")),
            words(heading("column-on")),
            numbers(heading("column-qty")),
            numbers(heading("column-computed")),
            numbers(heading("column-awarded")),
            words(heading("column-clipped-by")),
        ]);
        let cell = |text: &Option<String>| text.clone().unwrap_or_default();
        for row in clipped.iter().take(SHOWN) {
            table.row([
                row.row.to_string(),
                row.who(),
                cell(&row.rule),
                cell(&row.on),
                cell(&row.qty),
                cell(&row.computed),
                cell(&row.points),
                cell(&row.clipped_by),
            ]);
        }
        page.table(&table);
        page.more(clipped.len());
    }

    /// Rows with what is wrong with each, and under them how to mend it.
    fn problems(&self, page: &mut Page<'_>, rows: &[&Row]) {
        let m = page.messages();
        let heading = |id: &str| m.get(id, &[]);
        let mut table = Table::new([
            numbers(heading("column-row")),
            words(heading("column-column")),
            words(heading("column-given")),
            words(heading("column-what")),
        ]);
        let mut mends = Vec::new();
        for row in rows.iter().take(SHOWN) {
            for (place, problem) in row.problems.iter().enumerate() {
                // What is no one cell's matter is told by whose row it is.
                let given = match problem.column {
                    Some(_) => cut(&problem.given),
                    None => row.who(),
                };
                table.row([
                    if place == 0 { row.row.to_string() } else { String::new() },
                    problem.column.clone().unwrap_or_default(),
                    given,
                    problem.what.clone(),
                ]);
                mends.push(&problem.mend);
            }
        }
        let lines = table.to_text();
        let mut lines = lines.lines();
        page.indented(lines.next().unwrap_or_default());
        let mut mends = mends.into_iter().peekable();
        for line in lines {
            page.indented(line);
            // Rows that are mended alike are told so once, under the last of them.
            let mend = mends.next();
            if let Some(mend) = mend.filter(|_| mends.peek() != mend.as_ref()) {
                let mend = page.app.ui.paint(Tone::Good, &format!("→ {mend}"));
                page.lines.push(format!("      {mend}"));
            }
        }
        page.more(rows.len());
    }

    fn bad_rows(&self, page: &mut Page<'_>) {
        let m = page.messages();
        let bad = self.of("bad");
        if !bad.is_empty() {
            let facts = [("rows", text(rows(m, bad.len())))];
            page.head(Tone::Bad, &m.msg("import-bad", &facts));
            self.problems(page, &bad);
        }
    }

    fn used_up(&self, page: &mut Page<'_>) {
        let m = page.messages();
        let used_up = self.of("used-up");
        if used_up.is_empty() {
            return;
        }
        let facts = [("rows", text(rows(m, used_up.len())))];
        page.head(Tone::Careful, &m.msg("import-used-up", &facts));
        let heading = |id: &str| m.get(id, &[]);
        let mut table = Table::new([
            numbers(heading("column-row")),
            words(heading("column-household")),
            words(heading("column-on")),
            words(heading("column-reason")),
        ]);
        for row in used_up.iter().take(SHOWN) {
            let why = row.problems.first().map(|problem| problem.what.clone());
            let on = row.on.clone().unwrap_or_default();
            table.row([row.row.to_string(), row.who(), on, why.unwrap_or_default()]);
        }
        page.table(&table);
        page.more(used_up.len());
    }

    fn held(&self, page: &mut Page<'_>) {
        let m = page.messages();
        let held = self.of("held");
        if held.is_empty() {
            return;
        }
        let case = if self.kind == Kind::Deposits { "deposits" } else { "other" };
        let facts = [("rows", text(rows(m, held.len()))), ("case", text(case))];
        page.head(Tone::Careful, &m.msg("import-held", &facts));
        page.alike(&held);
    }

    fn already(&self, page: &mut Page<'_>) {
        let m = page.messages();
        if self.totals.already > 0 {
            let case = if self.kind == Kind::Accounts { "accounts" } else { "other" };
            let facts = [("rows", text(rows(m, self.totals.already))), ("case", text(case))];
            page.head(Tone::Faint, &m.msg("import-already", &facts));
        }
        let differ: Vec<&Row> = self.rows.iter().filter(|row| row.differs == Some(true)).collect();
        if !differ.is_empty() {
            let facts = [
                ("rows", text(rows(m, differ.len()))),
                ("list", text(page.list(differ.iter().map(|row| row.row.to_string())))),
            ];
            page.indented(&m.msg("import-differs", &facts));
        }
        if self.totals.taken > 0 {
            let taken = self.of("taken");
            let facts = [
                ("rows", text(rows(m, taken.len()))),
                ("list", text(page.list(taken.iter().map(|row| row.who())))),
            ];
            page.head(Tone::Faint, &m.msg("import-taken", &facts));
        }
    }

    fn names(&self, page: &mut Page<'_>) {
        let m = page.messages();
        let gone_in = self.rows.iter().filter(|row| row.goes_in());
        let differ: Vec<(&Row, &NameDiffers)> =
            gone_in.filter_map(|row| Some((row, row.name_differs.as_ref()?))).collect();
        if !differ.is_empty() {
            let facts = [("rows", text(rows(m, differ.len())))];
            page.head(Tone::Careful, &m.msg("import-names-differ", &facts));
            let heading = |id: &str| m.get(id, &[]);
            let mut table = Table::new([
                numbers(heading("column-row")),
                words(heading("column-household")),
                words(heading("column-name-given")),
                words(heading("column-name-kept")),
            ]);
            for (row, NameDiffers { given, kept }) in differ.iter().take(SHOWN) {
                table.row([row.row.to_string(), row.who(), cut(given), kept.clone()]);
            }
            page.table(&table);
            page.more(differ.len());
        }
        if self.names_missing > 0 {
            let facts = [("n", count(self.names_missing))];
            page.head(Tone::Careful, &m.msg("import-names-missing", &facts));
        }
    }

    fn rest(&self, page: &mut Page<'_>) {
        let m = page.messages();
        if self.totals.skipped > 0 {
            let facts = [("rows", text(rows(m, self.totals.skipped)))];
            page.head(Tone::Faint, &m.msg("import-skipped", &facts));
        }
        let left_out: Vec<String> = self
            .left_out
            .iter()
            .filter_map(|row| {
                let facts = [("row", text(row.row)), ("text", text(row.text.as_ref()?))];
                Some(m.msg("import-left-out-row", &facts))
            })
            .collect();
        if !left_out.is_empty() {
            let facts = [
                ("rows", text(rows(m, left_out.len()))),
                ("list", text(page.list(left_out.into_iter()))),
            ];
            page.head(Tone::Faint, &m.msg("import-left-out", &facts));
        }
        if !self.unused_columns.is_empty() {
            let list = page.list(self.unused_columns.iter().cloned());
            page.head(Tone::Faint, &m.msg("import-unused", &[("list", text(list))]));
        }
        if let Some(path) = &self.bad_rows_file {
            let facts = [("path", text(path))];
            page.head(Tone::Good, &m.msg("import-bad-rows-written", &facts));
        }
    }

    /// What was posted, for people.
    pub(super) fn posted_text(&self, app: &App) -> String {
        let m = &app.messages;
        let Some(PostedRun { rows: posted, claims, first, last, names_kept }) = &self.posted else {
            return String::new();
        };
        let mut parts = Vec::new();
        if *posted > 0 {
            let facts = [("rows", text(rows(m, *posted))), ("sums", text(self.sums(m)))];
            parts.push(match self.kind {
                Kind::Accounts => m.msg("import-posted-accounts", &facts[..1]),
                Kind::Opening | Kind::Deposits => m.msg("import-posted", &facts),
            });
        }
        if *claims > 0 {
            let facts = [("rows", text(rows(m, *claims))), ("sums", text(self.claimed(m)))];
            parts.push(m.msg("import-claimed", &facts));
        }
        if let (Some(first), Some(last), Some(part)) = (first, last, parts.last_mut()) {
            part.push_str(
                &m.msg("import-entries", &[("first", text(first)), ("last", text(last))]),
            );
        }
        if *names_kept > 0 {
            parts.push(m.msg("import-names-kept", &[("n", count(*names_kept))]));
        }
        app.ui.paint(Tone::Good, &parts.join(&m.msg("semicolon", &[])))
    }
}

/// So many rows: `1 row`, `5 rows`, 5 行.
pub(super) fn rows(m: &Messages, n: usize) -> String {
    m.msg("rows", &[("n", count(n))])
}

/// What stands in a cell, as much of it as a table has room for.
fn cut(given: &str) -> String {
    let mut letters = given.chars();
    let start: String = letters.by_ref().take(GIVEN_SHOWN).collect();
    if letters.next().is_some() { start + "…" } else { start }
}

/// A page being written: headed parts, tables indented under them.
struct Page<'a> {
    app: &'a App,
    lines: Vec<String>,
}

impl<'a> Page<'a> {
    fn messages(&self) -> &'a Messages {
        &self.app.messages
    }

    fn head(&mut self, tone: Tone, line: &str) {
        self.lines.push(self.app.ui.paint(tone, line));
    }

    fn indented(&mut self, line: &str) {
        self.lines.push(format!("  {line}"));
    }

    fn table(&mut self, table: &Table) {
        for line in table.to_text().lines() {
            self.indented(line);
        }
    }

    /// Rows, each with the row or the entry it is like.
    fn alike(&mut self, rows: &[&Row]) {
        let m = self.messages();
        for row in rows.iter().take(SHOWN) {
            let about = ("about", text(row.about()));
            self.indented(&match &row.like {
                Some(like) => {
                    let facts = [("row", text(row.row)), ("entry", text(like)), about];
                    m.msg("import-held-entry", &facts)
                }
                None => {
                    let same = ("same", text(row.same_as_row.unwrap_or_default()));
                    let facts = [("row", text(row.row)), same, about];
                    m.msg("import-held-row", &facts)
                }
            });
        }
        self.more(rows.len());
    }

    /// How many rows more there are than are shown.
    fn more(&mut self, all: usize) {
        if all > SHOWN {
            let m = self.messages();
            let line = m.msg("import-more", &[("rows", text(rows(m, all - SHOWN)))]);
            self.indented(&line);
        }
    }

    /// The first of many, in one line.
    fn list(&self, items: impl ExactSizeIterator<Item = String>) -> String {
        let m = self.messages();
        let all = items.len();
        let mut shown: Vec<String> = items.take(SHOWN).collect();
        if all > SHOWN {
            shown.push("…".to_owned());
        }
        shown.join(&m.msg("comma", &[]))
    }
}
