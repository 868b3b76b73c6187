//! Writes the JavaScript glue, its types and the trimmed module for the wasm that cargo built.
//!
//! `cargo xtask wasm` runs it as `hookproof-bindgen IN.wasm OUT_DIR`; the output is
//! `hookproof.js`, `hookproof.d.ts` and `hookproof_bg.wasm`.

use std::path::Path;
use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let [input, output] = arguments.as_slice() else {
        eprintln!("usage: hookproof-bindgen IN.wasm OUT_DIR");
        return ExitCode::from(2);
    };
    match generate(Path::new(input), Path::new(output)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn generate(input: &Path, output: &Path) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(input)
        .out_name("hookproof")
        .typescript(true)
        // The package passes the address of the module itself. A default in the glue would make
        // bundlers emit the module a second time, for the worker.
        .omit_default_module_path(true)
        // After a trap the instance is unusable; this lets the package start a fresh one.
        .reset_state_function(true)
        // Names would add about a tenth to the download.
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(output))
        .map_err(|error| format!("{}: {error:#}", input.display()))
}
