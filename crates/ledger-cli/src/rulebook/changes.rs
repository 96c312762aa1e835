//! What changes from one rulebook to another, in sentences a village meeting
//! can be read: `H07 志愿活动：每次由5分改为8分；每月上限由20分改为无上限`.
//!
//! A line for each rule and currency, a clause for each thing that changes. Caps
//! are compared one by one, by what they count and over which period; whatever
//! has no sentence of its own is said under its name, so nothing that differs
//! in the text goes unsaid (`whatever_differs_is_said`).

use ledger_core::rulebook::{Cap, Change, Currency, FieldChange, Honour, Limit, Rule, Rulebook};

use super::words::{
    currency, currency_field, field_name, field_of, honour, honour_field, in_short,
};
use crate::i18n::{Messages, text};
use crate::words;

/// What changes, a line each.
pub(crate) fn changes(m: &Messages, old: &Rulebook, new: &Rulebook, all: &[Change]) -> String {
    let lines: Vec<String> = all.iter().filter_map(|change| line(m, old, new, change)).collect();
    lines.join("\n")
}

fn line(m: &Messages, old: &Rulebook, new: &Rulebook, change: &Change) -> Option<String> {
    let clauses = |clauses: Vec<String>| text(clauses.join(&m.msg("change-comma", &[])));
    Some(match change {
        Change::Title { old, new } => {
            m.msg("change-title", &[("old", text(old)), ("new", text(new))])
        }
        Change::CurrencyRemoved(code) => {
            let said = currency(m, old.currency(*code)?);
            m.msg("change-currency-removed", &[("currency", text(said))])
        }
        Change::CurrencyAdded(code) => {
            let said = currency(m, new.currency(*code)?);
            m.msg("change-currency-added", &[("currency", text(said))])
        }
        Change::CurrencyChanged { code, fields } => {
            let (before, after) = (old.currency(*code)?, new.currency(*code)?);
            let said = fields.iter().map(|FieldChange { field, .. }| {
                let of = |currency: &Currency| currency_field(m, currency, field);
                from_to(m, field, &of(before), &of(after))
            });
            let facts = [
                ("code", text(code)),
                ("name", text(&after.name)),
                ("changes", clauses(said.collect())),
            ];
            m.msg("change-currency", &facts)
        }
        Change::RuleRemoved(code) => {
            m.msg("change-rule-removed", &[("rule", text(in_short(m, old.rule(*code)?)))])
        }
        Change::RuleAdded(code) => {
            m.msg("change-rule-added", &[("rule", text(in_short(m, new.rule(*code)?)))])
        }
        Change::RuleChanged { code, fields, .. } => {
            let (before, after) = (old.rule(*code)?, new.rule(*code)?);
            let facts = [
                ("code", text(code)),
                ("item", text(&after.item)),
                ("changes", clauses(of_rule(m, before, after, fields))),
            ];
            m.msg("change-rule", &facts)
        }
        Change::HonourRemoved(name) => {
            m.msg("change-honour-removed", &[("honour", text(honour(m, named(old, name)?)))])
        }
        Change::HonourAdded(name) => {
            m.msg("change-honour-added", &[("honour", text(honour(m, named(new, name)?)))])
        }
        Change::HonourChanged { name, fields } => {
            let (before, after) = (named(old, name)?, named(new, name)?);
            let said = fields.iter().map(|FieldChange { field, .. }| {
                let of = |honour: &Honour| honour_field(m, honour, field);
                from_to(m, field, &of(before), &of(after))
            });
            let facts = [("name", text(name)), ("changes", clauses(said.collect()))];
            m.msg("change-honour", &facts)
        }
    })
}

fn named<'b>(book: &'b Rulebook, name: &str) -> Option<&'b Honour> {
    book.honours().iter().find(|honour| honour.name == name)
}

/// What changes of one rule, a clause each.
fn of_rule(m: &Messages, before: &Rule, after: &Rule, fields: &[FieldChange]) -> Vec<String> {
    // Points are compared unit for unit; where the unit or the sign is another,
    // the whole is said.
    let alike = before.unit == after.unit && before.kind == after.kind && !after.unit.is_empty();
    let mut clauses = Vec::new();
    for FieldChange { field, .. } in fields {
        let plainly = || from_to(m, field, &field_of(m, before, field), &field_of(m, after, field));
        match (*field, before.points, after.points) {
            ("points", Some(old), Some(new)) if alike => {
                let facts = [
                    ("kind", text(after.kind.word())),
                    ("unit", text(&after.unit)),
                    ("old", text(words::points(m, old))),
                    ("new", text(words::points(m, new))),
                ];
                clauses.push(m.msg("change-points", &facts));
            }
            ("caps", ..) => {
                let caps = of_caps(m, &before.caps, &after.caps);
                // The same caps in another order.
                if caps.is_empty() { clauses.push(plainly()) } else { clauses.extend(caps) }
            }
            _ => clauses.push(plainly()),
        }
    }
    clauses
}

/// What changes of the caps: each of before with the one of its kind after.
fn of_caps(m: &Messages, before: &[Cap], after: &[Cap]) -> Vec<String> {
    let clause = |cap: &Cap, old: Option<&Cap>, new: Option<&Cap>| {
        let (id, none) = match cap {
            Cap::Fund if new.is_some() => return m.msg("change-fund", &[]),
            Cap::Fund => return m.msg("change-no-fund", &[]),
            Cap::LateDays(_) => ("change-cap-late".to_owned(), "change-no-limit"),
            Cap::Within { limit: Limit::Households(_), per } => {
                (format!("change-cap-group-{per}"), "change-no-limit")
            }
            Cap::Within { per, .. } => (format!("change-cap-{per}"), "change-no-cap"),
        };
        let said =
            |cap: Option<&Cap>| text(cap.map_or_else(|| m.get(none, &[]), |cap| amount(m, cap)));
        m.get(&id, &[("old", said(old)), ("new", said(new))])
    };
    let mut clauses = Vec::new();
    for old in before {
        let new = after.iter().find(|new| of_one_kind(old, new));
        if new != Some(old) {
            clauses.push(clause(old, Some(old), new));
        }
    }
    for new in after {
        if !before.iter().any(|old| of_one_kind(old, new)) {
            clauses.push(clause(new, None, Some(new)));
        }
    }
    clauses
}

/// They count the same over the same period, so that one takes the other's place.
fn of_one_kind(a: &Cap, b: &Cap) -> bool {
    match (a, b) {
        (Cap::Within { limit: x, per: p }, Cap::Within { limit: y, per: q }) => {
            p == q && std::mem::discriminant(x) == std::mem::discriminant(y)
        }
        (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

/// How much a cap leaves, without its period.
fn amount(m: &Messages, cap: &Cap) -> String {
    match cap {
        Cap::Within { limit, .. } => words::limit(m, limit),
        Cap::LateDays(days) => words::days(m, u64::from(*days)),
        Cap::Fund => String::new(),
    }
}

/// A field by its name; where nothing is said, what that means.
fn from_to(m: &Messages, field: &str, old: &str, new: &str) -> String {
    let said = |value: &str| match value {
        "" => {
            let id = format!("change-none-{}", field.replace('_', "-"));
            m.find(&id, &[]).unwrap_or_else(|| m.msg("change-none", &[]))
        }
        value => value.to_owned(),
    };
    let facts =
        [("field", text(field_name(m, field))), ("old", text(said(old))), ("new", text(said(new)))];
    m.msg("change-field", &facts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use ledger_core::rulebook::{diff, from_toml};

    const OLD: &str = r#"
title = "细则"
[[currency]]
code = "JF"
name = "文明积分"
[[currency]]
code = "RW"
name = "任务积分"
[[rule]]
code = "H07"
kind = "earn"
item = "志愿活动"
unit = "次"
points = 5
currency = "JF"
caps = ["20/月"]
steps = ["组织者", "信息员"]
[[rule]]
code = "H51"
kind = "deduct"
item = "无故迟到"
unit = "次"
points = 1
currency = "JF"
"#;

    /// Texts and what takes their place.
    type Texts<'a> = &'a [(&'a str, &'a str)];

    fn said(lang: Lang, changes_of: Texts<'_>) -> String {
        let new = changes_of.iter().fold(OLD.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        });
        let (old, new) = (from_toml(OLD).unwrap(), from_toml(&new).unwrap());
        changes(&Messages::new(lang), &old, &new, &diff(&old, &new))
    }

    #[test]
    fn what_changes_is_said_as_a_meeting_reads_it() {
        let cases: [(Texts<'_>, &str, &str); 16] = [
            (
                &[("points = 5", "points = 8"), ("caps = [\"20/月\"]\n", "")],
                "H07 志愿活动：每次由5分改为8分；每月上限由20分改为无上限",
                "H07 志愿活动: each 次 gives 8 points instead of 5 points; monthly cap: no cap instead of 20 points",
            ),
            (
                &[("\"20/月\"", "\"30/月\", \"1次/日\"")],
                "H07 志愿活动：每月上限由20分改为30分；每日上限由无上限改为1次",
                "H07 志愿活动: monthly cap: 30 points instead of 20 points; daily cap: 1 time instead of no cap",
            ),
            (
                &[("\"20/月\"", "\"20/月\", \"90日内\", \"全组3户\", \"按基金\"")],
                "H07 志愿活动：登记期限由不限改为90天；每组每月由不限改为3户；改为以基金为限",
                "H07 志愿活动: time to enter it: 90 days instead of no limit; households of a group a month: 3 households instead of no limit; as far as the fund goes from now on",
            ),
            (
                &[("points = 1", "points = 2")],
                "H51 无故迟到：每次扣分由1分改为2分",
                "H51 无故迟到: each 次 takes 2 points instead of 1 point",
            ),
            (
                &[("unit = \"次\"\npoints = 5", "unit = \"小时\"\npoints = 8")],
                "H07 志愿活动：单位由次改为小时；分值由+5/次改为+8/小时",
                "H07 志愿活动: unit: 小时 instead of 次; points: +8/小时 instead of +5/次",
            ),
            (
                &[(
                    "steps = [\"组织者\", \"信息员\"]",
                    "review = [\"verify 2\", \"notice 7 days\"]\npays = \"household\"",
                )],
                "H07 志愿活动：审定由组织者→信息员改为（无）；程序由直接入账改为核实2人→公示7天；记入由所写账户改为户",
                "H07 志愿活动: steps: (none) instead of 组织者→信息员; review: verified by 2→notice of 7 days instead of credited directly; pays: household instead of the account named",
            ),
            (
                &[(
                    "name = \"文明积分\"",
                    "name = \"文明积分\"\nspendable_above = 100\nexpires = \"24 months\"\ncarry_over = \"50%\"",
                )],
                "积分种类 JF 文明积分：可用线由0改为100；有效期由永不过期改为入账后24个月；到期结转由不结转改为50%",
                "currency JF 文明积分: spendable above: 100 instead of 0; expires: 24 months after posting instead of never; carried over: 50% instead of nothing",
            ),
            (
                &[(
                    "name = \"文明积分\"",
                    "name = \"文明积分\"\nceiling = 1500\nspend_with = \"RW 1:5\"\nyuan_per_point = \"0.1\"",
                )],
                "积分种类 JF 文明积分：每分折合元由未定改为0.1；账户上限由无上限改为1500；搭配使用由单独使用改为每 1 分 RW 至多配 5 分",
                "currency JF 文明积分: yuan per point: 0.1 instead of (not said); ceiling: 1500 instead of no ceiling; spent with: at most 5 for each 1 of RW instead of nothing else",
            ),
            (
                &[("H51", "H52")],
                "取消 H51 无故迟到：-1/次\n新增 H52 无故迟到：-1/次",
                "no longer: H51 无故迟到: -1/次\nnew: H52 无故迟到: -1/次",
            ),
            (
                &[("H51", "H52"), ("points = 1\n", "points = 1\ncaps = [\"4/月\"]\n")],
                "取消 H51 无故迟到：-1/次\n新增 H52 无故迟到：-1/次，每月4分",
                "no longer: H51 无故迟到: -1/次\nnew: H52 无故迟到: -1/次, 4 points/month",
            ),
            (
                &[(
                    "steps = [\"组织者\", \"信息员\"]",
                    "steps = [\"组织者\", \"信息员\"]\npoints_from = 4\npoints_to = 6\nfixed = [\"caps\"]",
                )],
                "H07 志愿活动：村里最少给分由不限改为4；村里最多给分由不限改为6；村里不得改动由（无）改为上限",
                "H07 志愿活动: fewest points in a village: 4 instead of no bound; most points in a village: 6 instead of no bound; not a village's to change: caps instead of (none)",
            ),
            (
                &[("title = \"细则\"", "title = \"新细则\"")],
                "标题由细则改为新细则",
                "title: 新细则 instead of 细则",
            ),
            (
                &[("item = \"无故迟到\"", "item = \"迟到早退\"")],
                "H51 迟到早退：事项由无故迟到改为迟到早退",
                "H51 迟到早退: item: 迟到早退 instead of 无故迟到",
            ),
            (
                &[(
                    "kind = \"deduct\"\nitem = \"无故迟到\"\nunit = \"次\"\npoints = 1",
                    "kind = \"earn\"\nitem = \"无故迟到\"\nunit = \"次\"\npoints = 2",
                )],
                "H51 无故迟到：作用由扣分改为加分；分值由-1/次改为+2/次",
                "H51 无故迟到: kind: earn instead of deduct; points: +2/次 instead of -1/次",
            ),
            (
                &[(
                    "caps = [\"20/月\"]",
                    "caps = [\"20/月\"]\nfrom = 2026-06-01\nholders = [\"team\"]",
                )],
                "H07 志愿活动：对象由户、个人改为队伍；起始日由不限改为2026-06-01",
                "H07 志愿活动: holders: team instead of household, person; first day: 2026-06-01 instead of any",
            ),
            (
                &[
                    ("\"20/月\"", "\"90日内\", \"20/月\""),
                    ("item = \"志愿活动\"", "item = \"志愿活动\"\ncategory = \"公益\""),
                ],
                "H07 志愿活动：类别由（无）改为公益；登记期限由不限改为90天",
                "H07 志愿活动: category: 公益 instead of (none); time to enter it: 90 days instead of no limit",
            ),
        ];
        for (changed, zh, en) in cases {
            assert_eq!(said(Lang::Zh, changed), zh);
            assert_eq!(said(Lang::En, changed), en);
        }
    }

    #[test]
    fn what_changes_of_an_honour_is_said() {
        let with = |honours: &str| from_toml(&format!("{OLD}{honours}")).unwrap();
        let stars = "[[honour]]\nname = \"五星\"\nladder = \"星级\"\nper = \"quarter\"\n\
                     currency = \"JF\"\nat_least = 60\n";
        let more = "places = 10\ncounts = [\"H07\"]\nveto = [\"H51\"]\n";
        let cases = [
            (
                stars.to_owned(),
                stars.replace("60", "80") + more,
                "荣誉 五星：计入由全部事项改为H07；不少于由60改为80；名额由不限改为10；一票否决由不设改为H51",
                "honour 五星: counts: H07 instead of all rules; at least: 80 instead of 60; places: 10 instead of no bound; veto: H51 instead of none",
            ),
            (
                String::new(),
                stars.to_owned() + more,
                "新增荣誉 五星（星级）：每季不少于60分，只计 H07，名额 10，有“H51”的不评",
                "new honour 五星 (星级): at least 60 points a quarter, of H07 alone, 10 places, none with H51",
            ),
            (
                stars.replace("quarter", "year"),
                String::new(),
                "取消荣誉 五星（星级）：每年不少于60分",
                "no longer: honour 五星 (星级): at least 60 points a year",
            ),
        ];
        for (old, new, zh, en) in cases {
            let (old, new) = (with(&old), with(&new));
            for (lang, want) in [(Lang::Zh, zh), (Lang::En, en)] {
                let said = changes(&Messages::new(lang), &old, &new, &diff(&old, &new));
                assert_eq!(said, want);
            }
        }
    }

    #[test]
    fn whatever_differs_is_said() {
        // Caps in another order are another text, and no other cap.
        let old = OLD.replace("\"20/月\"", "\"20/月\", \"2次/月\"");
        let new = OLD.replace("\"20/月\"", "\"2次/月\", \"20/月\"");
        let (old, new) = (from_toml(&old).unwrap(), from_toml(&new).unwrap());
        let words = changes(&Messages::new(Lang::Zh), &old, &new, &diff(&old, &new));
        assert_eq!(words, "H07 志愿活动：上限由每月20分、每月2次改为每月2次、每月20分");
        // Caps of every kind and period have their sentence.
        for cap in ["20/次", "20/日", "20/年", "20/life", "2次/月", "3户/月", "全组3户/年", "9日内"]
        {
            for lang in [Lang::En, Lang::Zh] {
                let words = said(lang, &[("\"20/月\"", &format!("\"{cap}\""))]);
                assert!(!words.contains('{'), "{words}");
            }
        }
    }
}
