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
const HAIR: f32 = 0.8;
/// The widest that a bar is.
const WIDEST: f32 = 28.0;
/// A lying bar's own height.
const THICK: f32 = 8.0;
/// The share of the width that labels of lying bars get.
const LABELS: f32 = 0.36;
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
        let widest = self.labels.iter().map(|label| wide(label, SMALL)).fold(0.0, f32::max);
        let left = scale.widest() + APART;
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
        for (at, label) in self.labels.iter().enumerate().step_by(nth) {
            let middle = plot.middle(at);
            let half = wide(label, SMALL) / 2.0;
            // The first may not stick out on the left, nor the last on the right.
            let x = middle.clamp(half.min(WIDTH / 2.0), (WIDTH - half).max(WIDTH / 2.0));
            sheet.text((x, base), SMALL, Anchor::Middle, cut(label, SMALL, WIDTH));
        }
        sheet.y = base + SMALL;
        (sheet, scale, plot)
    }

    /// Bars beside each other over each label.
    pub(crate) fn bars(&self) -> Drawing {
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
