//! Drawings: QR codes and charts, as rectangles and letters.
//!
//! Lengths are in units of the drawing's own, `width` by `height` of them; how large
//! it is printed is said in millimetres. From the top left, y downwards.

use std::fmt::Write as _;

use super::font;

/// A drawing.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Drawing {
    /// How wide, in units.
    pub(crate) width: f32,
    /// How high, in units.
    pub(crate) height: f32,
    /// How wide it is printed, in millimetres.
    pub(crate) millimetres: f32,
    /// What it shows, for who cannot see it.
    pub(crate) alt: String,
    /// What is drawn, in order.
    pub(crate) shapes: Vec<Shape>,
}

/// Something drawn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    /// A filled rectangle.
    Box {
        /// Its left side.
        x: f32,
        /// Its top.
        y: f32,
        /// How wide.
        width: f32,
        /// How high.
        height: f32,
        /// Filled with.
        ink: Ink,
    },
    /// A line through points.
    Line {
        /// The points.
        points: Vec<(f32, f32)>,
        /// How thick.
        thick: f32,
        /// Drawn with.
        ink: Ink,
    },
    /// A text on one line.
    Text {
        /// Where its anchor is.
        x: f32,
        /// Its base line.
        y: f32,
        /// Its size, in units.
        size: f32,
        /// Which part of it the anchor is.
        anchor: Anchor,
        /// The text.
        text: String,
    },
}

/// Which part of a text stands where it was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// Colours that also tell apart on a printer without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Black: letters and codes.
    Black,
    /// Grey: axes.
    Grey,
    /// Pale grey: the lines of a grid.
    Pale,
    /// The first of things told apart: dark red.
    First,
    /// The second: a lighter ochre.
    Second,
    /// The third: a light blue.
    Third,
}

impl Ink {
    /// Red, green, blue.
    pub(crate) fn rgb(self) -> [u8; 3] {
        match self {
            Self::Black => [0, 0, 0],
            Self::Grey => [0x66, 0x66, 0x66],
            Self::Pale => [0xdd, 0xdd, 0xdd],
            Self::First => [0xa6, 0x1c, 0x1c],
            Self::Second => [0xd9, 0x9b, 0x2b],
            Self::Third => [0x8f, 0xb4, 0xd9],
        }
    }

    fn css(self) -> String {
        let [red, green, blue] = self.rgb();
        format!("#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Drawing {
    /// Every text in it.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let shapes = self.shapes.iter().filter_map(|shape| match shape {
            Shape::Text { text, .. } => Some(text.as_str()),
            Shape::Box { .. } | Shape::Line { .. } => None,
        });
        shapes.chain([self.alt.as_str()])
    }

    /// How high it is printed, in millimetres.
    pub(crate) fn millimetres_high(&self) -> f32 {
        self.millimetres * self.height / self.width
    }

    /// As SVG, to stand in a page or alone.
    pub(crate) fn svg(&self) -> String {
        let Self { width, height, millimetres, alt, .. } = self;
        let high = self.millimetres_high();
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             width=\"{millimetres}mm\" height=\"{high}mm\" role=\"img\" \
             font-family=\"'{name}', serif\"><title>{alt}</title>",
            name = font::NAME,
            alt = escaped(alt),
        );
        // Writing to a string does not fail.
        for shape in &self.shapes {
            let _ = match shape {
                Shape::Box { x, y, width, height, ink } => write!(
                    out,
                    "<path fill=\"{}\" d=\"M{x} {y}h{width}v{height}h-{width}z\"/>",
                    ink.css()
                ),
                Shape::Line { points, thick, ink } => {
                    let points: Vec<String> =
                        points.iter().map(|(x, y)| format!("{x},{y}")).collect();
                    write!(
                        out,
                        "<polyline fill=\"none\" stroke=\"{}\" stroke-width=\"{thick}\" \
                         stroke-linejoin=\"round\" points=\"{}\"/>",
                        ink.css(),
                        points.join(" ")
                    )
                }
                Shape::Text { x, y, size, anchor, text } => {
                    let anchor = match anchor {
                        Anchor::Start => "start",
                        Anchor::Middle => "middle",
                        Anchor::End => "end",
                    };
                    write!(
                        out,
                        "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" \
                         text-anchor=\"{anchor}\">{}</text>",
                        escaped(text)
                    )
                }
            };
        }
        out.push_str("</svg>");
        out
    }
}

/// A text as markup shows it.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}
