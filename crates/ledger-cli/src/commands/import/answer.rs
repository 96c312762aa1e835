//! What an import answers: every row with what came of it, to programs and to people.
//!
//! People are shown the first [`SHOWN`] rows of each kind; the whole list is in
//! the JSON, and the rows to mend are in the file of `--bad-rows`.

use ledger_core::ids::{AccountNo, BranchCode};
use ledger_core::rulebook::Clip;
use ledger_core::vault::masked_name;
use serde::{Serialize, Serializer};

use super::Kind;
use crate::app::App;
use crate::error::CliError;
use crate::fault;
use crate::i18n::{Messages, count, text};
use crate::import::{BadCell, Clipped, Like, Part, Pile, PlannedRow, RowState, Totals, Warning};
use crate::intake::Intake;
use crate::refusal::Context;
use crate::sheet::header::SkipReason;
use crate::ui::{Table, Tone, numbers, words};

/// So many rows of each kind are shown to people.
const SHOWN: usize = 20;
/// So much of a cell is shown in a table, in characters.
const GIVEN_SHOWN: usize = 16;

/// What an import answers.
pub(super) struct Answer<'a> {
    m: &'a Messages,
    kind: Kind,
    /// The branch, where it is one.
    branch: Option<BranchCode>,
    intake: &'a Intake,
    /// Every row, in the sheet's order.
    rows: Vec<&'a PlannedRow>,
    totals: Counts,
    /// The branches that take nothing, and why.
    troubles: Vec<(BranchCode, CliError)>,
    bad_rows_file: Option<String>,
    /// It was to be posted.
    posted: bool,
}

/// The same, to programs: a row is made when it is written.
#[derive(Serialize)]
struct Told<'a> {
    kind: Kind,
    branch: Option<BranchCode>,
    file: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    sheet: &'a str,
    totals: &'a Counts,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    branches: Vec<OfBranch>,
    #[serde(serialize_with = "rows_of")]
    rows: &'a Answer<'a>,
    left_out: Vec<LeftOut>,
    unused_columns: Vec<String>,
    names_missing: usize,
    bad_rows_file: &'a Option<String>,
    posted: Option<PostedRun>,
}

fn rows_of<S: Serializer>(answer: &Answer<'_>, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(answer.rows.iter().map(|row| answer.row(row)))
}

impl Serialize for Answer<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let source = self.intake.plan.source();
        let left_out =
            self.intake.plan.left_out().iter().map(|skipped| LeftOut {
                row: skipped.row,
                text: left_out_text(self.m, &skipped.why),
            });
        Told {
            kind: self.kind,
            branch: self.branch,
            file: &source.file,
            sheet: &source.sheet,
            totals: &self.totals,
            branches: self.branches(),
            rows: self,
            left_out: left_out.collect(),
            unused_columns: self.intake.plan.unused(),
            names_missing: self.names_missing(),
            bad_rows_file: &self.bad_rows_file,
            posted: self.posted_run(),
        }
        .serialize(to)
    }
}

/// What came of the rows of one branch.
#[derive(Debug, Serialize)]
struct OfBranch {
    branch: BranchCode,
    totals: Counts,
    posted: Option<PostedRun>,
    trouble: Option<Trouble>,
}

/// Why a branch takes nothing.
#[derive(Debug, Serialize)]
struct Trouble {
    code: String,
    what: String,
    mend: Vec<String>,
}

fn left_out_text(m: &Messages, why: &SkipReason) -> Option<String> {
    match why {
        SkipReason::Blank => None,
        SkipReason::Summary(label) => Some(label.clone()),
        SkipReason::RepeatedHeader => Some(m.msg("import-repeated-header", &[])),
    }
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
    #[serde(skip_serializing_if = "is_none")]
    refused: usize,
    sums: Vec<SumOf>,
}

fn is_none(count: &usize) -> bool {
    *count == 0
}

impl From<&Totals> for Counts {
    fn from(totals: &Totals) -> Self {
        let Totals {
            ready,
            claims,
            clipped,
            bad,
            held,
            already,
            skipped,
            used_up,
            taken,
            refused,
            sums,
        } = totals;
        let sums = sums.iter().map(|sum| SumOf {
            currency: sum.currency.to_string(),
            credited: sum.credited.to_string(),
            charged: sum.charged.to_string(),
            claimed: sum.claimed.to_string(),
        });
        Self {
            rows: totals.rows(),
            ready: *ready,
            claims: *claims,
            clipped: *clipped,
            bad: *bad,
            held: *held,
            already: *already,
            used_up: *used_up,
            taken: *taken,
            skipped: *skipped,
            refused: *refused,
            sums: sums.collect(),
        }
    }
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
    branch: Option<BranchCode>,
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
        let named = intake.named(planned);
        let state = match planned.pile() {
            Pile::Ready if matches!(planned.state, RowState::Posted { .. }) => "posted",
            Pile::Claim if matches!(planned.state, RowState::Posted { .. }) => "claimed",
            Pile::Ready => "ready",
            Pile::Claim => "claim",
            Pile::Refused => "refused",
            Pile::Bad => "bad",
            Pile::Held => "held",
            Pile::Already => "already",
            Pile::Skipped => "skipped",
            Pile::UsedUp => "used-up",
            Pile::Taken => "taken",
        };
        let problems = planned.bad().iter().map(|bad| {
            let worded = fault::row(m, &bad.why, &context(planned, named));
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
            let kept = planned.account.and_then(|account| intake.name_of(account));
            let kept = masked_name(kept.unwrap_or_default());
            NameDiffers { given: given.clone(), kept }
        });
        let mut row = Self {
            row: planned.row,
            state,
            branch: planned.branch.filter(|_| intake.several),
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
        if let Some(Clipped { computed, by, .. }) = planned.clipped.as_deref() {
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
            RowState::Posted { entry, .. } => row.entry = Some(entry.to_string()),
            RowState::Ready { .. }
            | RowState::Bad(_)
            | RowState::Skipped(_)
            | RowState::Refused => {}
        }
        match planned.like {
            Some(Like::Row(same)) => row.same_as_row = Some(same),
            Some(Like::Entry(like)) => row.like = Some(like.to_string()),
            None => {}
        }
        row
    }

    /// Who, what and when, in one line.
    fn about(&self) -> String {
        let about = [Some(self.who()), self.rule.clone(), self.on.clone()];
        about.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// Who it is about, as the village calls them.
    fn who(&self) -> String {
        match (&self.household, self.branch, &self.account) {
            // The next village has a household of that number too.
            (Some(household), Some(branch), _) => format!("{branch} {household}"),
            (Some(household), None, _) => household.clone(),
            (None, _, account) => account.clone().unwrap_or_default(),
        }
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

impl<'a> Answer<'a> {
    /// What would come of a sheet, or came of it.
    pub(super) fn new(
        app: &'a App,
        kind: Kind,
        branch: Option<BranchCode>,
        intake: &'a Intake,
        troubles: Vec<(BranchCode, CliError)>,
    ) -> Self {
        Self {
            m: &app.messages,
            kind,
            branch,
            intake,
            rows: intake.plan.rows(),
            totals: Counts::from(&intake.plan.totals()),
            troubles,
            bad_rows_file: None,
            posted: false,
        }
    }

    /// How many rows have to be mended.
    pub(super) fn bad(&self) -> usize {
        self.totals.bad
    }

    /// The branches in which claims were filed.
    pub(super) fn filed(&self) -> Vec<BranchCode> {
        let filed = self.intake.plan.parts.iter().filter(|part| part.posted.claims > 0);
        filed.map(|part| part.branch).collect()
    }

    /// The bad rows were written there.
    pub(super) fn with_bad_rows(mut self, path: Option<String>) -> Self {
        self.bad_rows_file = path;
        self
    }

    /// It was to be posted.
    pub(super) fn was_posted(mut self, posted: bool) -> Self {
        self.posted = posted;
        self
    }

    /// Why branches take nothing.
    pub(super) fn into_troubles(self) -> Vec<(BranchCode, CliError)> {
        self.troubles
    }

    fn row(&self, row: &PlannedRow) -> Row {
        Row::of(self.m, row, self.intake)
    }

    fn names_missing(&self) -> usize {
        self.intake.nameless.len()
    }

    /// What was posted in all of it.
    fn posted_run(&self) -> Option<PostedRun> {
        let posted = || self.intake.plan.parts.iter().map(|part| &part.posted);
        let entries = match self.intake.plan.parts.as_slice() {
            [part] => part.posted.entries,
            // Entries of several journals are told of each.
            _ => None,
        };
        self.posted.then(|| PostedRun {
            rows: posted().map(|posted| posted.rows).sum(),
            claims: posted().map(|posted| posted.claims).sum(),
            first: entries.map(|(first, _)| first.to_string()),
            last: entries.map(|(_, last)| last.to_string()),
            names_kept: self.intake.names_kept,
        })
    }

    /// What came of it in each branch, where there are several.
    fn branches(&self) -> Vec<OfBranch> {
        if !self.intake.several {
            return Vec::new();
        }
        let of = |part: &Part| {
            let trouble = self.troubles.iter().find(|(of, _)| *of == part.branch);
            let posted = PostedRun {
                rows: part.posted.rows,
                claims: part.posted.claims,
                first: part.posted.entries.map(|(first, _)| first.to_string()),
                last: part.posted.entries.map(|(_, last)| last.to_string()),
                names_kept: 0,
            };
            OfBranch {
                branch: part.branch,
                totals: Counts::from(&part.totals),
                posted: self.posted.then_some(posted),
                trouble: trouble.map(|(_, error)| Trouble {
                    code: error.code.to_string(),
                    what: error.message.clone(),
                    mend: error.hints.clone(),
                }),
            }
        };
        self.intake.plan.parts.iter().map(of).collect()
    }

    /// The plan, for people.
    pub(super) fn plan_text(&self, app: &App) -> String {
        let m = &app.messages;
        let mut page = Page { app, lines: Vec::new() };
        let source = self.intake.plan.source();
        let facts = [
            ("file", text(source.file)),
            ("place", text(fault::place(m, &source.sheet))),
            ("branch", text(self.branch.map(|branch| branch.to_string()).unwrap_or_default())),
            ("n", count(self.intake.plan.parts.len())),
            ("case", text(if self.branch.is_some() { "one" } else { "several" })),
            ("rows", text(rows(m, self.totals.rows))),
        ];
        page.head(Tone::Strong, &m.msg("import-head", &facts));
        self.ready(&mut page);
        self.claims(&mut page);
        self.ready_by_branch(&mut page);
        self.clipped(&mut page);
        self.refused(&mut page);
        self.bad_rows(&mut page);
        self.used_up(&mut page);
        self.held(&mut page);
        self.already(&mut page);
        self.names(&mut page);
        self.rest(&mut page);
        page.lines.join("\n")
    }

    fn of(&self, pile: Pile) -> Vec<&'a PlannedRow> {
        self.rows.iter().filter(|row| row.pile() == pile).copied().collect()
    }

    /// As many of them as are shown.
    fn first(&self, rows: &[&PlannedRow]) -> Vec<Row> {
        rows.iter().take(SHOWN).map(|row| self.row(row)).collect()
    }

    /// What moves, as 存入 972分（JF）.
    fn sums(&self, m: &Messages, totals: &Counts) -> String {
        let mut parts = Vec::new();
        for SumOf { currency, credited, charged, .. } in &totals.sums {
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

    /// The branches that take nothing, each with the reason and the way out.
    fn refused(&self, page: &mut Page<'_>) {
        let m = page.messages();
        if self.totals.refused > 0 {
            let facts = [("rows", text(rows(m, self.totals.refused)))];
            page.head(Tone::Bad, &m.msg("import-refused", &facts));
        }
        let shut = |branch: &BranchCode| {
            self.intake.plan.parts.iter().any(|part| part.branch == *branch && !part.failed())
        };
        self.stopped(page, shut);
    }

    /// What stopped those of the branches.
    fn stopped(&self, page: &mut Page<'_>, which: impl Fn(&BranchCode) -> bool) {
        let m = page.messages();
        for (branch, error) in self.troubles.iter().filter(|(branch, _)| which(branch)) {
            let facts = [("branch", text(branch)), ("what", text(&error.message))];
            page.indented(&m.msg("import-refused-branch", &facts));
            for hint in &error.hints {
                let mend = page.app.ui.paint(Tone::Good, &format!("→ {hint}"));
                page.indented(&format!("    {mend}"));
            }
        }
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
        let facts = [
            ("rows", text(rows(m, self.totals.ready))),
            ("sums", text(self.sums(m, &self.totals))),
        ];
        let line = match self.kind {
            Kind::Accounts => {
                let ready = self.of(Pile::Ready);
                let account = |row: Option<&&PlannedRow>| {
                    let account = row.and_then(|row| row.account);
                    text(account.map(|account| account.to_string()).unwrap_or_default())
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

    /// What would be posted or filed in each branch, in a line each: that a row is in the
    /// wrong village shows where it is looked at before.
    fn ready_by_branch(&self, page: &mut Page<'_>) {
        if !self.intake.several || self.totals.ready + self.totals.claims == 0 {
            return;
        }
        let m = page.messages();
        let heading = |id: &str| m.get(id, &[]);
        let mut table = Table::new([
            words(heading("column-branch")),
            numbers(heading("column-rows")),
            words(heading("column-points")),
        ]);
        for part in &self.intake.plan.parts {
            let totals = Counts::from(&part.totals);
            let rows = totals.ready + totals.claims;
            if rows > 0 {
                let mut sums = vec![self.sums(m, &totals), claimed(m, &totals)];
                sums.retain(|sum| !sum.is_empty());
                let sums = sums.join(&m.msg("comma", &[]));
                table.row([part.branch.to_string(), rows.to_string(), sums]);
            }
        }
        page.table(&table);
    }

    /// Claims, and which of them a verifier has to say more about.
    fn claims(&self, page: &mut Page<'_>) {
        let m = page.messages();
        if self.totals.claims == 0 {
            return;
        }
        let facts =
            [("rows", text(rows(m, self.totals.claims))), ("sums", text(claimed(m, &self.totals)))];
        page.head(Tone::Good, &m.msg("import-claims", &facts));
        let mut like = self.of(Pile::Claim);
        like.retain(|row| row.like.is_some());
        if like.is_empty() {
            return;
        }
        let facts = [("rows", text(rows(m, like.len())))];
        page.head(Tone::Careful, &m.msg("import-claims-like", &facts));
        page.alike(&self.first(&like), like.len());
    }

    fn clipped(&self, page: &mut Page<'_>) {
        let m = page.messages();
        let mut clipped = self.rows.clone();
        clipped.retain(|row| row.goes_in() && row.clipped.is_some());
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
        for row in self.first(&clipped) {
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
    fn problems(&self, page: &mut Page<'_>, rows: &[&PlannedRow]) {
        let (m, all, rows) = (page.messages(), rows.len(), self.first(rows));
        let heading = |id: &str| m.get(id, &[]);
        let mut table = Table::new([
            numbers(heading("column-row")),
            words(heading("column-column")),
            words(heading("column-given")),
            words(heading("column-what")),
        ]);
        let mut mends = Vec::new();
        for row in &rows {
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
        page.more(all);
    }

    fn bad_rows(&self, page: &mut Page<'_>) {
        let m = page.messages();
        let bad = self.of(Pile::Bad);
        if !bad.is_empty() {
            let facts = [("rows", text(rows(m, bad.len())))];
            page.head(Tone::Bad, &m.msg("import-bad", &facts));
            self.problems(page, &bad);
        }
    }

    fn used_up(&self, page: &mut Page<'_>) {
        let m = page.messages();
        let used_up = self.of(Pile::UsedUp);
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
        for row in self.first(&used_up) {
            let why = row.problems.first().map(|problem| problem.what.clone());
            let on = row.on.clone().unwrap_or_default();
            table.row([row.row.to_string(), row.who(), on, why.unwrap_or_default()]);
        }
        page.table(&table);
        page.more(used_up.len());
    }

    fn held(&self, page: &mut Page<'_>) {
        let m = page.messages();
        let held = self.of(Pile::Held);
        if held.is_empty() {
            return;
        }
        let again = held.iter().any(|row| matches!(row.state, RowState::Again { .. }));
        let case = match self.kind {
            Kind::Deposits if again => "again",
            Kind::Deposits => "deposits",
            Kind::Accounts | Kind::Opening => "other",
        };
        let facts = [("rows", text(rows(m, held.len()))), ("case", text(case))];
        page.head(Tone::Careful, &m.msg("import-held", &facts));
        page.alike(&self.first(&held), held.len());
    }

    fn already(&self, page: &mut Page<'_>) {
        let m = page.messages();
        if self.totals.already > 0 {
            let case = if self.kind == Kind::Accounts { "accounts" } else { "other" };
            let facts = [("rows", text(rows(m, self.totals.already))), ("case", text(case))];
            page.head(Tone::Faint, &m.msg("import-already", &facts));
        }
        let mut differ = self.rows.clone();
        differ.retain(|row| matches!(row.state, RowState::Already { differs: true, .. }));
        if !differ.is_empty() {
            let facts = [
                ("rows", text(rows(m, differ.len()))),
                ("list", text(page.list(differ.iter().map(|row| row.row.to_string())))),
            ];
            page.indented(&m.msg("import-differs", &facts));
        }
        if self.totals.taken > 0 {
            let taken = self.of(Pile::Taken);
            let facts = [
                ("rows", text(rows(m, taken.len()))),
                ("list", text(page.list(taken.iter().map(|row| self.row(row).who())))),
            ];
            page.head(Tone::Faint, &m.msg("import-taken", &facts));
        }
    }

    fn names(&self, page: &mut Page<'_>) {
        let m = page.messages();
        let mut differ = self.rows.clone();
        differ.retain(|row| row.goes_in() && !row.warnings.is_empty());
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
            for row in self.first(&differ) {
                let Some(NameDiffers { given, kept }) = &row.name_differs else { continue };
                table.row([row.row.to_string(), row.who(), cut(given), kept.clone()]);
            }
            page.table(&table);
            page.more(differ.len());
        }
        if self.names_missing() > 0 {
            let facts = [("n", count(self.names_missing()))];
            page.head(Tone::Careful, &m.msg("import-names-missing", &facts));
        }
    }

    fn rest(&self, page: &mut Page<'_>) {
        let m = page.messages();
        if self.totals.skipped > 0 {
            let facts = [("rows", text(rows(m, self.totals.skipped)))];
            page.head(Tone::Faint, &m.msg("import-skipped", &facts));
        }
        let left_out: Vec<(u32, String)> = self
            .intake
            .plan
            .left_out()
            .iter()
            .filter_map(|skipped| Some((skipped.row, left_out_text(m, &skipped.why)?)))
            .collect();
        if !left_out.is_empty() {
            let facts = [
                ("rows", text(rows(m, left_out.len()))),
                (
                    "list",
                    text(page.list(left_out.iter().map(|(row, what)| {
                        m.msg("import-left-out-row", &[("row", text(row)), ("text", text(what))])
                    }))),
                ),
            ];
            page.head(Tone::Faint, &m.msg("import-left-out", &facts));
        }
        let unused = self.intake.plan.unused();
        if !unused.is_empty() {
            let list = page.list(unused.into_iter());
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
        let Some(PostedRun { rows: posted, claims, first, last, names_kept }) = self.posted_run()
        else {
            return String::new();
        };
        let totals = self.intake.plan.parts.iter().filter(|part| part.posted.entries.is_some());
        let totals = totals.fold(Totals::default(), |all, part| all.and(&part.totals));
        let sums = Counts::from(&totals);
        let mut parts = Vec::new();
        if posted > 0 {
            let facts = [("rows", text(rows(m, posted))), ("sums", text(self.sums(m, &sums)))];
            parts.push(match self.kind {
                Kind::Accounts => m.msg("import-posted-accounts", &facts[..1]),
                Kind::Opening | Kind::Deposits => m.msg("import-posted", &facts),
            });
        }
        if claims > 0 {
            let facts = [("rows", text(rows(m, claims))), ("sums", text(claimed(m, &sums)))];
            parts.push(m.msg("import-claimed", &facts));
        }
        if let (Some(first), Some(last), Some(part)) = (first, last, parts.last_mut()) {
            let entries = [("entries", text(from_to(m, &first, &last)))];
            part.push_str(&m.msg("import-entries", &entries));
        }
        if names_kept > 0 {
            parts.push(m.msg("import-names-kept", &[("n", count(names_kept))]));
        }
        let mut page = Page { app, lines: Vec::new() };
        let failed = |branch: &BranchCode| {
            self.intake.plan.parts.iter().any(|part| part.branch == *branch && part.failed())
        };
        self.stopped(&mut page, failed);
        page.head(Tone::Good, &parts.join(&m.msg("semicolon", &[])));
        if self.intake.several {
            self.posted_by_branch(&mut page);
        }
        page.lines.join("\n")
    }

    /// What was posted in each branch, in a line each.
    fn posted_by_branch(&self, page: &mut Page<'_>) {
        let m = page.messages();
        let heading = |id: &str| m.get(id, &[]);
        let mut table = Table::new([
            words(heading("column-branch")),
            numbers(heading("column-rows")),
            words(heading("column-entries")),
        ]);
        for part in &self.intake.plan.parts {
            let Some((first, last)) = part.posted.entries else { continue };
            table.row([
                part.branch.to_string(),
                (part.posted.rows + part.posted.claims).to_string(),
                from_to(m, &first.to_string(), &last.to_string()),
            ]);
        }
        page.table(&table);
    }
}

/// The entries of a commit: the first to the last, or the only one.
fn from_to(m: &Messages, first: &str, last: &str) -> String {
    if first == last {
        return first.to_owned();
    }
    m.msg("import-from-to", &[("first", text(first)), ("last", text(last))])
}

/// What is claimed, as 24分（JF）.
fn claimed(m: &Messages, totals: &Counts) -> String {
    let sums = totals.sums.iter().filter(|sum| sum.claimed != "0");
    let parts: Vec<String> = sums
        .map(|sum| {
            let points = text(crate::words::points(m, &sum.claimed));
            let facts = [("points", points), ("currency", text(&sum.currency))];
            m.msg("import-sum-claimed", &facts)
        })
        .collect();
    parts.join(&m.msg("comma", &[]))
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
    fn alike(&mut self, rows: &[Row], all: usize) {
        let m = self.messages();
        for row in rows {
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
        self.more(all);
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
