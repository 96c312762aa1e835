#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: ledger_cli::fuzz::begin(), |data: &[u8]| ledger_cli::fuzz::audit(data));
