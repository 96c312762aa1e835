//! ledger-core
