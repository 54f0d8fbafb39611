//! Compiles `gazetteer/` into the artifact that the crate embeds. Touches nothing but that folder and `OUT_DIR`.

use std::error::Error;
use std::path::Path;

use aalam_core::gazetteer::{Gazetteer, compile, source};
use aalam_core::profile::Profile;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new("gazetteer");
    println!("cargo::rerun-if-changed=gazetteer");
    println!("cargo::rerun-if-changed=build.rs");
    let files = source::read_folder(folder)?;
    let source = source::parse(&files).inspect_err(|error| {
        for report in error.reports() {
            println!("cargo::error=gazetteer/{report}");
        }
    })?;
    let bytes = compile::compile("bundled", &source, Profile::default())?;
    // What is embedded is opened without a check of its contents: this is the check.
    Gazetteer::from_bytes(bytes.clone())?;
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("bundled.aalam"), bytes)?;
    Ok(())
}
