//! Certificates, as their entries change them.

use super::account_mut;
use crate::certificate::{Certificate, End, Says};
use crate::claim::Objection;
use crate::event::{Event, Outcome};
use crate::ids::{AccountNo, EntryId};
use crate::line::Entry;
use crate::state::State;

/// The entry of a certificate, or of an objection to one; any other is left alone.
pub(super) fn apply(state: &mut State, entry: &Entry) {
    match &entry.event {
        Event::CertificatePublished { account, from, to, minutes, deeds, until } => {
            let says = Says { from: *from, to: *to, minutes: *minutes, deeds: *deeds };
            let asked = Certificate {
                seq: entry.seq,
                by: entry.by.clone(),
                says,
                until: *until,
                objection: None,
                end: None,
            };
            if let Some(account) = account_mut(state, *account) {
                account.certificates.push(asked);
            }
        }
        Event::CertificateIssued { certificate, account, .. } => {
            change(state, *certificate, *account, |asked| {
                asked.end = Some(End::Issued(entry.seq));
            });
        }
        Event::CertificateWithdrawn { certificate, account, .. } => {
            change(state, *certificate, *account, |asked| {
                asked.end = Some(End::Withdrawn(entry.seq));
            });
        }
        Event::ObjectionRaised { claim, account, deadline, .. } => {
            let raised = Objection { seq: entry.seq, deadline: *deadline };
            change(state, *claim, *account, |asked| asked.objection = Some(raised));
        }
        Event::ObjectionResolved { claim, account, outcome, .. } => {
            change(state, *claim, *account, |asked| {
                asked.objection = None;
                if *outcome == Outcome::Upheld {
                    asked.end = Some(End::Withdrawn(entry.seq));
                }
            });
        }
        _ => {}
    }
}

fn change(state: &mut State, id: EntryId, account: AccountNo, with: impl FnOnce(&mut Certificate)) {
    let found = account_mut(state, account);
    let asked = found.and_then(|a| a.certificates.iter_mut().find(|asked| asked.seq == id.seq));
    if let Some(asked) = asked {
        with(asked);
    }
}
