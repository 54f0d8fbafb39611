//! The binary `aalam`; everything is in the library, which the Python package runs too.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(aalam_cli::run(std::env::args_os()))
}
