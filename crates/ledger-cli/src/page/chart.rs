//! Charts: bars, bars lying down, and lines, on axes with round numbers.
//!
//! A [`Chart`] says what is shown: labels, and for each series a value to each label.
//! It is drawn for a page or a file of its own, and whatever it holds (nothing, one
//! month, thirty-six, a value a million times the others, values below zero) no two
//! labels stand on each other: of too many every second, third, sixth is written, and
//! one that is too long is cut. What is not nothing is at least a hair high.
//!
//! Ticks are exact decimals, one, two or five times a power of ten apart; only where
//! ink goes is worked out in `f32`.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::draw::{Anchor, Drawing, Ink, Shape};
use super::font;

/// What is shown.
#[derive(Debug, Clone)]
pub(crate) struct Chart {
    /// What it is of, above it.
    pub(crate) title: String,
    /// What stands along the axis.
    pub(crate) labels: Vec<String>,
    /// At most three, each told apart by its ink.
    pub(crate) series: Vec<Series>,
}

/// Values of one kind.
#[derive(Debug, Clone)]
pub(crate) struct Series {
    /// What they are.
    pub(crate) name: String,
    /// One for each label.
    pub(crate) values: Vec<Decimal>,
    /// Drawn with.
    pub(crate) ink: Ink,
}

/// How wide a chart is, in units; a unit is about a point where it is printed.
const WIDTH: f32 = 480.0;
/// The same in millimetres.
const MILLIMETRES: f32 = 170.0;
/// How high an upright chart's values are.
const HEIGHT: f32 = 130.0;
/// The title's letters.
const TITLE: f32 = 11.0;
/// All other letters.
const SMALL: f32 = 8.0;
/// From one line of letters to the next, in sizes of theirs.
const LEADING: f32 = 1.5;
/// White between two labels at least.
const APART: f32 = 5.0;
/// How high what is not nothing is at least.
const HAIR: f32 = 1.2;
/// The widest that a bar is.
const WIDEST: f32 = 28.0;
/// A lying bar's own height.
const THICK: f32 = 10.0;
/// The share of the width that a label beside lying bars gets at most.
const LABELS: f32 = 0.36;
/// The share of the width that a label under upright ones gets at most.
const UNDER: f32 = 0.16;
/// At most so many steps between ticks.
const STEPS: i64 = 5;

/// Round numbers around all values, and where they are on an axis.
struct Scale {
    ticks: Vec<Decimal>,
    low: Decimal,
    high: Decimal,
}

impl Scale {
    /// Around these and zero.
    fn around<'v>(values: impl Iterator<Item = &'v Decimal>) -> Self {
        let (least, most) = values.fold((Decimal::ZERO, Decimal::ZERO), |(least, most), value| {
            (least.min(*value), most.max(*value))
        });
        let step = step(most.saturating_sub(least));
        let down = |value: Decimal| value.checked_div(step).unwrap_or_default().floor();
        let first = down(least);
        let last = -down(-most);
        // Where all is nothing there is an axis still.
        let last = if first == last { last + Decimal::ONE } else { last };
        let mut ticks = Vec::new();
        let mut at = first;
        while at <= last {
            ticks.push(at.saturating_mul(step).normalize());
            at += Decimal::ONE;
        }
        let end = |tick: Option<&Decimal>| tick.copied().unwrap_or_default();
        Self { low: end(ticks.first()), high: end(ticks.last()), ticks }
    }

    /// Where a value is, from 0 at the lowest tick to 1 at the highest.
    fn place(&self, value: Decimal) -> f32 {
        let share = value.saturating_sub(self.low).checked_div(self.high.saturating_sub(self.low));
        share.and_then(|share| share.to_f32()).unwrap_or_default().clamp(0.0, 1.0)
    }

    /// The widest of the tick's labels.
    fn widest(&self) -> f32 {
        self.ticks.iter().map(|tick| wide(&tick.to_string(), SMALL)).fold(0.0, f32::max)
    }
}

/// The smallest of 1, 2 and 5 times a power of ten of which [`STEPS`] reach over a span.
fn step(span: Decimal) -> Decimal {
    let enough = |step: &Decimal| step.saturating_mul(Decimal::from(STEPS)) >= span;
    // From the last decimal that points have up to more than they ever are.
    let powers =
        std::iter::successors(Some(Decimal::new(1, 4)), |power| power.checked_mul(Decimal::TEN));
    let steps = powers.flat_map(|power| [1, 2, 5].map(|n| power.saturating_mul(n.into())));
    let whole = Decimal::ONE;
    if span.is_zero() { whole } else { steps.into_iter().find(enough).unwrap_or(whole) }
}

fn wide(text: &str, size: f32) -> f32 {
    font::width(text) * size
}

/// A text that is no wider than `room`, its end given up for an ellipsis if need be.
fn cut(text: &str, size: f32, room: f32) -> String {
    if wide(text, size) <= room {
        return text.to_owned();
    }
    let mut short = text.to_owned();
    while short.pop().is_some() {
        let cut = format!("{}…", short.trim_end());
        if wide(&cut, size) <= room {
            return cut;
        }
    }
    String::new()
}

/// To the hundredth of a unit: finer is neither seen nor printed.
fn fine(length: f32) -> f32 {
    (length * 100.0).round() / 100.0
}

/// Of labels `room` apart and so wide every how manieth is written.
fn every(widest: f32, room: f32) -> usize {
    let fits = |n: &usize| widest + APART <= room * *n as f32;
    // Quarters, halves and whole years begin with the same month.
    [1, 2, 3, 4, 6, 12, 24, 60, 120].into_iter().find(fits).unwrap_or(usize::MAX)
}

/// What is drawn, as far as it is.
struct Sheet {
    shapes: Vec<Shape>,
    y: f32,
}

impl Sheet {
    /// With the title and what the inks mean.
    fn headed(chart: &Chart) -> Self {
        let mut sheet = Self { shapes: Vec::new(), y: 0.0 };
        let title = cut(&chart.title, TITLE, WIDTH);
        sheet.text((0.0, TITLE), TITLE, Anchor::Start, title);
        sheet.y = TITLE * LEADING;
        let mut x = 0.0;
        for series in &chart.series {
            let name = cut(&series.name, SMALL, WIDTH - 2.0 * SMALL);
            let width = 1.4 * SMALL + wide(&name, SMALL) + 2.0 * SMALL;
            if x > 0.0 && x + width - 2.0 * SMALL > WIDTH {
                x = 0.0;
                sheet.y += SMALL * LEADING;
            }
            let base = sheet.y + SMALL;
            sheet.filled((x, base - SMALL * 0.8), (SMALL, SMALL * 0.8), series.ink);
            sheet.text((x + 1.4 * SMALL, base), SMALL, Anchor::Start, name);
            x += width;
        }
        sheet.y += SMALL * LEADING + 4.0;
        sheet
    }

    fn text(&mut self, (x, y): (f32, f32), size: f32, anchor: Anchor, text: String) {
        if !text.is_empty() {
            self.shapes.push(Shape::Text { x: fine(x), y: fine(y), size, anchor, text });
        }
    }

    fn line(&mut self, points: Vec<(f32, f32)>, thick: f32, ink: Ink) {
        let points = points.into_iter().map(|(x, y)| (fine(x), fine(y))).collect();
        self.shapes.push(Shape::Line { points, thick, ink });
    }

    fn filled(&mut self, (x, y): (f32, f32), (width, height): (f32, f32), ink: Ink) {
        let (x, y, width, height) = (fine(x), fine(y), fine(width), fine(height));
        self.shapes.push(Shape::Box { x, y, width, height, ink });
    }

    fn drawing(self, chart: &Chart) -> Drawing {
        let alt = chart.title.clone();
        let height = fine(self.y);
        Drawing { width: WIDTH, height, millimetres: MILLIMETRES, alt, shapes: self.shapes }
    }
}

/// From `zero` to `to`, at least a hair away from it unless the value is nothing:
/// where it begins and how long it is.
fn stretch(zero: f32, to: f32, value: Decimal) -> Option<(f32, f32)> {
    let long = (to - zero).abs();
    if value.is_zero() {
        return None;
    }
    if long >= HAIR {
        return Some((zero.min(to), long));
    }
    // A value below zero that is no hair long still says on which side it is.
    let ahead = if to == zero { !value.is_sign_negative() } else { to > zero };
    Some((if ahead { zero } else { zero - HAIR }, HAIR))
}

impl Chart {
    fn scale(&self) -> Scale {
        Scale::around(self.series.iter().flat_map(|series| &series.values))
    }

    /// The grid of an upright chart: the sheet, where values and labels go.
    fn upright(&self) -> (Sheet, Scale, Plot) {
        let mut sheet = Sheet::headed(self);
        let scale = self.scale();
        let labels: Vec<String> =
            self.labels.iter().map(|label| cut(label, SMALL, WIDTH * UNDER)).collect();
        let widest = labels.iter().map(|label| wide(label, SMALL)).fold(0.0, f32::max);
        // The first label does not stick out on the left.
        let left = (scale.widest() + APART).max(widest / 2.0);
        let plot =
            Plot { left, slot: (WIDTH - left) / self.labels.len().max(1) as f32, top: sheet.y };
        for tick in &scale.ticks {
            let y = plot.y(&scale, *tick);
            let ink = if tick.is_zero() { Ink::Grey } else { Ink::Pale };
            sheet.line(vec![(left, y), (WIDTH, y)], 0.6, ink);
            sheet.text((left - APART, y + SMALL * 0.35), SMALL, Anchor::End, tick.to_string());
        }
        let base = plot.top + HEIGHT + SMALL * LEADING;
        let nth = every(widest, plot.slot);
        for (at, label) in labels.into_iter().enumerate().step_by(nth) {
            let middle = plot.middle(at);
            // The last has no room on the right where not every one is written.
            if middle + wide(&label, SMALL) / 2.0 <= WIDTH {
                sheet.text((middle, base), SMALL, Anchor::Middle, label);
            }
        }
        sheet.y = base + SMALL;
        (sheet, scale, plot)
    }

    /// With one label there is nothing to compare along the axis, and a line is a dot:
    /// a bar with its value, for each series.
    fn alone(&self) -> Option<Drawing> {
        if self.labels.len() == 1 { below(self.lying(1)) } else { None }
    }

    /// Bars beside each other over each label.
    pub(crate) fn bars(&self) -> Drawing {
        if let Some(alone) = self.alone() {
            return alone;
        }
        let (mut sheet, scale, plot) = self.upright();
        let zero = plot.y(&scale, Decimal::ZERO);
        let number = self.series.len().max(1) as f32;
        let width = (plot.slot * 0.8 / number).min(WIDEST);
        for (nth, series) in self.series.iter().enumerate() {
            for (at, value) in series.values.iter().take(self.labels.len()).enumerate() {
                let x = plot.middle(at) + (nth as f32 - number / 2.0) * width;
                if let Some((y, height)) = stretch(zero, plot.y(&scale, *value), -*value) {
                    sheet.filled((x, y), (width * 0.95, height), series.ink);
                }
            }
        }
        sheet.drawing(self)
    }

    /// A line from label to label.
    pub(crate) fn lines(&self) -> Drawing {
        if let Some(alone) = self.alone() {
            return alone;
        }
        let (mut sheet, scale, plot) = self.upright();
        for series in &self.series {
            let values = series.values.iter().take(self.labels.len()).enumerate();
            let points: Vec<(f32, f32)> =
                values.map(|(at, value)| (plot.middle(at), plot.y(&scale, *value))).collect();
            // A point alone is no line.
            for &(x, y) in points.iter().filter(|_| plot.slot > 4.0) {
                sheet.filled((x - 1.5, y - 1.5), (3.0, 3.0), series.ink);
            }
            if points.len() > 1 {
                sheet.line(points, 1.4, series.ink);
            }
        }
        sheet.drawing(self)
    }

    /// Bars lying under each other beside each label, with their values; at most so many
    /// labels to a drawing, all at one scale.
    pub(crate) fn lying(&self, most: usize) -> Vec<Drawing> {
        let scale = self.scale();
        let values = self.series.iter().flat_map(|series| &series.values);
        let widest = values.map(|v| wide(&v.normalize().to_string(), SMALL)).fold(0.0, f32::max);
        let labels = self.labels.iter().map(|label| wide(label, SMALL)).fold(0.0, f32::max);
        let left = labels.min(WIDTH * LABELS) + APART;
        // Values stand to the right of where bars may reach, those below zero too.
        let room = (WIDTH - left - widest - APART).max(WIDTH * 0.2);
        let thick = THICK * self.series.len().max(1) as f32;
        let all: Vec<usize> = (0..self.labels.len()).collect();
        // Without a label there is a chart still, and nothing on it.
        let parts: Vec<&[usize]> = match all.is_empty() {
            true => vec![&[]],
            false => all.chunks(most.max(1)).collect(),
        };
        let mut drawings = Vec::new();
        for part in parts {
            let mut sheet = Sheet::headed(self);
            let top = sheet.y;
            let x = |value: Decimal| left + scale.place(value) * room;
            let zero = x(Decimal::ZERO);
            for &at in part {
                let middle = sheet.y + thick / 2.0 + SMALL * 0.35;
                let label = self.labels.get(at).map(String::as_str).unwrap_or_default();
                let label = cut(label, SMALL, left - APART);
                sheet.text((left - APART, middle), SMALL, Anchor::End, label);
                for (nth, series) in self.series.iter().enumerate() {
                    let Some(value) = series.values.get(at) else { continue };
                    let y = sheet.y + nth as f32 * THICK;
                    if let Some((from, long)) = stretch(zero, x(*value), *value) {
                        sheet.filled((from, y + 0.4), (long, THICK - 0.8), series.ink);
                    }
                    let end = x(*value).max(zero) + HAIR + 2.0;
                    let value = value.normalize().to_string();
                    let base = y + THICK / 2.0 + SMALL * 0.35;
                    sheet.text((end, base), SMALL, Anchor::Start, value);
                }
                sheet.y += thick + 5.0;
            }
            sheet.line(
                vec![(zero, top - 2.0), (zero, sheet.y.max(top + THICK) - 3.0)],
                0.6,
                Ink::Grey,
            );
            sheet.y = sheet.y.max(top + THICK);
            drawings.push(sheet.drawing(self));
        }
        drawings
    }
}

/// Where values stand on an upright chart.
struct Plot {
    left: f32,
    /// From one label to the next.
    slot: f32,
    top: f32,
}

impl Plot {
    fn y(&self, scale: &Scale, value: Decimal) -> f32 {
        self.top + (1.0 - scale.place(value)) * HEIGHT
    }

    fn middle(&self, at: usize) -> f32 {
        self.left + (at as f32 + 0.5) * self.slot
    }
}

/// Drawings one below the other, as one; all are as wide.
pub(crate) fn below(drawings: Vec<Drawing>) -> Option<Drawing> {
    let mut drawings = drawings.into_iter();
    let mut all = drawings.next()?;
    for next in drawings {
        let down = fine(all.height + 2.0 * SMALL);
        let moved = next.shapes.into_iter().map(|shape| match shape {
            Shape::Box { x, y, width, height, ink } => {
                Shape::Box { x, y: fine(y + down), width, height, ink }
            }
            Shape::Line { points, thick, ink } => {
                let points = points.into_iter().map(|(x, y)| (x, fine(y + down))).collect();
                Shape::Line { points, thick, ink }
            }
            Shape::Text { x, y, size, anchor, text } => {
                Shape::Text { x, y: fine(y + down), size, anchor, text }
            }
        });
        all.shapes.extend(moved);
        all.height = fine(down + next.height);
        all.alt = format!("{} · {}", all.alt, next.alt);
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimals(values: &[&str]) -> Vec<Decimal> {
        values.iter().map(|value| value.parse().unwrap()).collect()
    }

    fn chart(labels: Vec<String>, values: Vec<Vec<Decimal>>) -> Chart {
        let inks = [Ink::First, Ink::Second, Ink::Third];
        let names = ["发放", "兑换", "在外积分"];
        let series = values.into_iter().zip(inks).zip(names);
        let series =
            series.map(|((values, ink), name)| Series { name: name.to_owned(), values, ink });
        Chart { title: "文明积分按月".to_owned(), labels, series: series.collect() }
    }

    fn months(n: usize) -> Vec<String> {
        (0..n).map(|at| format!("{}-{:02}", 2023 + at / 12, at % 12 + 1)).collect()
    }

    /// Left, top, right and bottom of each text.
    fn texts(drawing: &Drawing) -> Vec<(String, [f32; 4])> {
        let of = |shape: &Shape| match shape {
            Shape::Text { x, y, size, anchor, text } => {
                let width = wide(text, *size);
                let left = match anchor {
                    Anchor::Start => *x,
                    Anchor::Middle => x - width / 2.0,
                    Anchor::End => x - width,
                };
                Some((text.clone(), [left, y - size * 0.8, left + width, y + size * 0.15]))
            }
            _ => None,
        };
        drawing.shapes.iter().filter_map(of).collect()
    }

    /// Left, top, width and height of each bar.
    fn bars(drawing: &Drawing, of: Ink) -> Vec<[f32; 4]> {
        let bar = |shape: &Shape| match shape {
            Shape::Box { x, y, width, height, ink } if *ink == of => {
                Some([*x, *y, *width, *height])
            }
            _ => None,
        };
        // The first is the legend's.
        drawing.shapes.iter().filter_map(bar).skip(1).collect()
    }

    /// Nothing sticks out, and no text stands on another.
    fn is_tidy(drawing: &Drawing, told: &str) {
        let texts = texts(drawing);
        let (width, height) = (drawing.width + 0.1, drawing.height + 0.1);
        let fits = |[left, top, right, bottom]: [f32; 4]| {
            left >= -0.1 && top >= -0.1 && right <= width && bottom <= height
        };
        for (at, (text, one)) in texts.iter().enumerate() {
            assert!(fits(*one), "{told}: `{text}` at {one:?} of {width} by {height}");
            for (other, two) in &texts[at + 1..] {
                let beside = one[2] <= two[0] || two[2] <= one[0];
                let below = one[3] <= two[1] || two[3] <= one[1];
                assert!(beside || below, "{told}: `{text}` {one:?} and `{other}` {two:?}");
            }
        }
        for shape in &drawing.shapes {
            match shape {
                Shape::Box { x, y, width, height, .. } => {
                    assert!(*width > 0.0 && *height > 0.0, "{told}: {shape:?}");
                    assert!(fits([*x, *y, x + width, y + height]), "{told}: {shape:?}");
                }
                Shape::Line { points, .. } => {
                    assert!(points.iter().all(|&(x, y)| fits([x, y, x, y])), "{told}: {shape:?}");
                }
                Shape::Text { .. } => {}
            }
        }
    }

    #[test]
    fn whatever_is_in_it_labels_stand_apart_and_nothing_sticks_out() {
        let long = "二〇二六年度人居环境整治暨最美庭院创建活动及志愿服务综合加分项目".repeat(3);
        let kinds: [&[&str]; 6] = [
            &["0"],
            &["5", "12", "0", "7.5"],
            &["1", "999999999999.9999", "3"],
            &["-40", "12", "0", "-0.0001"],
            &["-999999999999", "-3"],
            &["0.0001", "0.0003"],
        ];
        for n in [0, 1, 2, 7, 12, 13, 34, 36, 60] {
            for kind in kinds {
                let values: Vec<Decimal> = decimals(kind).into_iter().cycle().take(n).collect();
                let other: Vec<Decimal> = values.iter().rev().copied().collect();
                for labels in [months(n), vec![long.clone(); n]] {
                    let told = format!("{n} of {kind:?}");
                    let chart = chart(labels, vec![values.clone(), other.clone()]);
                    is_tidy(&chart.bars(), &told);
                    is_tidy(&chart.lines(), &told);
                    let lying = chart.lying(18);
                    assert_eq!(lying.len(), n.div_ceil(18).max(1));
                    lying.iter().for_each(|drawing| is_tidy(drawing, &told));
                    let both = below(vec![chart.bars(), chart.lines()]).unwrap();
                    is_tidy(&both, &told);
                    // A sheet has 261 mm.
                    let high = |drawing: &Drawing| drawing.millimetres_high() < 250.0;
                    assert!(lying.iter().chain([&both]).all(high), "{told}");
                }
            }
        }
    }

    #[test]
    fn ticks_are_round_and_reach_around_all_values() {
        for (values, want) in [
            (&["0"][..], "0 1"),
            (&[], "0 1"),
            (&["7"], "0 2 4 6 8"),
            (&["10"], "0 2 4 6 8 10"),
            (&["2654"], "0 1000 2000 3000"),
            (&["-3", "10"], "-5 0 5 10"),
            (&["-80"], "-80 -60 -40 -20 0"),
            (&["0.3"], "0 0.1 0.2 0.3"),
            (&["0.0001"], "0 0.0001"),
            (
                &["999999999999"],
                "0 200000000000 400000000000 600000000000 800000000000 1000000000000",
            ),
        ] {
            let values = decimals(values);
            let ticks = Scale::around(values.iter()).ticks;
            let ticks: Vec<String> = ticks.iter().map(ToString::to_string).collect();
            assert_eq!(ticks.join(" "), want, "{values:?}");
        }
    }

    #[test]
    fn bars_are_as_long_as_their_values_and_on_their_side_of_zero() {
        let values = decimals(&["50", "100", "-25", "0", "0.0001", "-0.0001"]);
        let chart = chart(months(6), vec![values]);
        let upright = bars(&chart.bars(), Ink::First);
        // Nothing has no bar.
        let [half, whole, minus, hair, below] = upright[..] else { panic!("{upright:?}") };
        let like = |one: f32, other: f32| (one - other).abs() < 0.1;
        assert!(like(whole[3], 2.0 * half[3]) && like(half[3], 2.0 * minus[3]), "{upright:?}");
        let zero = half[1] + half[3];
        assert!(like(whole[1] + whole[3], zero) && like(minus[1], zero), "{upright:?}");
        assert!(hair[3] >= 0.5 && like(hair[1] + hair[3], zero), "{hair:?}");
        assert!(below[3] >= 0.5 && like(below[1], zero), "{below:?}");
        assert!(upright.is_sorted_by_key(|bar| bar[0]), "{upright:?}");
        let lying = bars(&chart.lying(9)[0], Ink::First);
        let [half, whole, minus, hair, below] = lying[..] else { panic!("{lying:?}") };
        assert!(like(whole[2], 2.0 * half[2]) && like(half[2], 2.0 * minus[2]), "{lying:?}");
        let zero = half[0];
        assert!(like(whole[0], zero) && like(minus[0] + minus[2], zero), "{lying:?}");
        assert!(hair[2] >= 0.5 && like(hair[0], zero), "{hair:?}");
        assert!(below[2] >= 0.5 && like(below[0] + below[2], zero), "{below:?}");
    }

    #[test]
    fn a_line_goes_up_where_its_values_do() {
        let drawing = chart(months(3), vec![decimals(&["0", "50", "100"])]).lines();
        let line = drawing.shapes.iter().find_map(|shape| match shape {
            Shape::Line { points, ink: Ink::First, .. } => Some(points),
            _ => None,
        });
        let [(x, low), (y, middle), (z, high)] = line.unwrap()[..] else { panic!("{line:?}") };
        assert!(x < y && y < z && low > middle && middle > high, "{line:?}");
        assert!((low - middle - (middle - high)).abs() < 0.1, "{line:?}");
    }

    #[test]
    fn a_month_alone_is_a_bar_with_its_value() {
        let one = chart(months(1), vec![decimals(&["1234.5"]), decimals(&["617.25"])]);
        for drawing in [one.bars(), one.lines()] {
            let told: Vec<String> = texts(&drawing).into_iter().map(|(text, _)| text).collect();
            for text in ["2023-01", "1234.5", "617.25"] {
                assert!(told.iter().any(|of| of == text), "{text}: {told:?}");
            }
            let (first, second) = (bars(&drawing, Ink::First), bars(&drawing, Ink::Second));
            assert!((first[0][2] - 2.0 * second[0][2]).abs() < 0.1, "{first:?} {second:?}");
        }
        // Two are a line already.
        let two = chart(months(2), vec![decimals(&["1", "2"])]).lines();
        let is_line = |shape: &Shape| matches!(shape, Shape::Line { ink: Ink::First, .. });
        assert!(two.shapes.iter().any(is_line));
    }

    #[test]
    fn parts_of_one_chart_have_one_scale() {
        let values: Vec<Decimal> = (1..=30).map(Decimal::from).collect();
        let parts = chart(months(30), vec![values]).lying(18);
        let longest =
            |part: &Drawing| bars(part, Ink::First).iter().map(|bar| bar[2]).fold(0.0, f32::max);
        assert!((longest(&parts[0]) / longest(&parts[1]) - 18.0 / 30.0).abs() < 0.01);
    }

    #[test]
    fn every_month_is_written_where_there_is_room_and_like_ones_where_there_is_not() {
        let written = |n: usize| {
            let drawing = chart(months(n), vec![vec![Decimal::ONE; n]]).bars();
            let texts = texts(&drawing).into_iter().map(|(text, _)| text);
            texts.filter(|text| text.starts_with("202")).collect::<Vec<_>>()
        };
        assert_eq!(written(12), months(12));
        let every_third: Vec<String> = months(36).into_iter().step_by(3).collect();
        assert_eq!(written(36), every_third);
        assert_eq!(written(1), ["2023-01"]);
    }

    #[test]
    fn they_are_written_as_a_page_and_as_pictures() {
        let cases: [(usize, &[&str]); 8] = [
            (0, &["0"]),
            (1, &["5"]),
            (2, &["5", "120"]),
            (47, &["5", "12", "0", "7.5", "30"]),
            (12, &["5", "12", "0", "7.5", "30"]),
            (36, &["5", "12", "0", "-7.5", "30"]),
            (12, &["1", "9999999", "3"]),
            (12, &["0"]),
        ];
        let mut blocks = Vec::new();
        for (n, kind) in cases {
            let values: Vec<Decimal> = decimals(kind).into_iter().cycle().take(n).collect();
            let other = values.iter().rev().copied().collect();
            let chart = chart(months(n), vec![values, other]);
            let upright = [chart.bars(), chart.lines()];
            for drawing in upright.into_iter().chain(chart.lying(18)) {
                let svg = drawing.svg();
                assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"));
                assert!(!svg.contains("NaN") && !svg.contains("inf"), "{n} of {kind:?}");
                blocks.push(crate::page::Block::Figure(drawing));
            }
        }
        let page = crate::page::Page {
            title: "图".to_owned(),
            language: "zh-CN",
            paper: crate::page::Paper::A4,
            made: time::OffsetDateTime::UNIX_EPOCH,
            foot: "图".to_owned(),
            numbered: "{n}/{of}".to_owned(),
            blocks,
        };
        assert_eq!(page.missing(), None);
        let pdf = crate::page::pdf::write(&page).unwrap();
        if let Ok(folder) = std::env::var("LOOK") {
            std::fs::write(format!("{folder}/charts.pdf"), pdf).unwrap();
        }
    }
}
