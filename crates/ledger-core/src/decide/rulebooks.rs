//! Adopting a rulebook.

use crate::day::Day;
use crate::event::Event;
use crate::refusal::Refusal;
use crate::rulebook::{self, BookHash, Fault, Place, RulebookError};
use crate::state::State;

pub(super) fn adopt(state: &State, from: Day, text: String) -> Result<Event, Refusal> {
    // A comment is kept with the rest of the text, for ever.
    super::texts::private("rulebook", &text)?;
    let since = state.charter().map_or(from, |charter| charter.since);
    if from < since {
        return Err(Refusal::BeforeBank { on: from, since });
    }
    let rulebook = rulebook::from_toml(&text).map_err(|errors| {
        // A reader that refuses a text says at least one thing of it.
        let nothing = || RulebookError { place: Place::default(), fault: Fault::Missing };
        let why = Box::new(errors.into_iter().next().unwrap_or_else(nothing));
        Refusal::BadRulebook { why }
    })?;
    if let Some(last) = state.totals().last_deed
        && from <= last
    {
        return Err(Refusal::RulebookTooEarly { from, last });
    }
    let book = BookHash::of(&text);
    if state.rulebook_on(from).is_some_and(|adopted| adopted.book == book) {
        return Err(Refusal::RulebookInForce { from });
    }
    let before = state.rulebooks().iter().flat_map(|adopted| adopted.rulebook.currencies());
    for currency in before {
        let decimals = currency.decimals;
        if rulebook.currency(currency.code).is_some_and(|new| new.decimals != decimals) {
            return Err(Refusal::DecimalsChanged { currency: currency.code, decimals });
        }
    }
    Ok(Event::RulebookAdopted { book, from, text })
}
