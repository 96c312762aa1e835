//! x
#[allow(dead_code)]
mod sheet;

fn main() {}
