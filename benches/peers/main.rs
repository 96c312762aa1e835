mod workload;

use std::path::{Path, PathBuf};
use std::process::Command;

use workload::Workload;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let at = args.iter().position(|arg| arg == name)?;
        args.get(at + 1).cloned()
    };
    let rows = value("--rows").map_or(1_000_000, |rows| rows.parse().unwrap());
    let dir = PathBuf::from(value("--make").unwrap());
    let begun = std::time::Instant::now();
    Workload::at(dir, rows).make(&wenming());
    println!("{:?}", begun.elapsed());
}

fn wenming() -> PathBuf {
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--package", "ledger-cli", "--bin", "wenming", "--release"]);
    build.current_dir(env!("CARGO_MANIFEST_DIR"));
    assert!(build.status().unwrap().success(), "`wenming` builds");
    // target/<profile>/deps/peers-<hash>
    let bench = std::env::current_exe().unwrap();
    bench.ancestors().nth(2).unwrap().join("wenming")
}
