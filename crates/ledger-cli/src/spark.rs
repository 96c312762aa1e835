//! Spark lines: numbers as a row of little bars, one column of a terminal each.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A bar for each number, from the lowest of them or zero to the highest or zero: so
/// equal numbers are equally high, and the lowest bar is nothing unless some are below.
pub(crate) fn spark(values: &[Decimal]) -> String {
    let low = values.iter().copied().fold(Decimal::ZERO, Decimal::min);
    let high = values.iter().copied().fold(Decimal::ZERO, Decimal::max);
    let steps = Decimal::from(BARS.len() - 1);
    let bar = |value: &Decimal| {
        // Multiplied first, so that a whole step is whole.
        let above = value.checked_sub(low)?.checked_mul(steps)?;
        // What is there is seen: rounded up, so that only the lowest is the lowest bar.
        above.checked_div(high.checked_sub(low)?)?.ceil().to_usize()
    };
    let drawn = values.iter().map(|value| BARS[bar(value).unwrap_or(0).min(BARS.len() - 1)]);
    drawn.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_go_from_zero_to_the_highest_and_show_whatever_is_there() {
        let of = |values: &[i64]| {
            let values: Vec<Decimal> = values.iter().map(|&n| Decimal::from(n)).collect();
            spark(&values)
        };
        for (values, want) in [
            (&[][..], ""),
            (&[0, 0, 0], "▁▁▁"),
            (&[5], "█"),
            (&[7, 7], "██"),
            (&[0, 1, 2, 3, 4, 5, 6, 7], "▁▂▃▄▅▆▇█"),
            // A village's one point beside a million.
            (&[1, 1_000_000, 0], "▂█▁"),
            (&[-7, 0, 7], "▁▅█"),
            (&[-3, -3], "▁▁"),
            (&[i64::MAX, i64::MIN, 0], "█▁▅"),
        ] {
            assert_eq!(of(values), want, "{values:?}");
        }
    }
}
