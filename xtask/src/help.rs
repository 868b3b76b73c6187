//! The texts of `--help`.

/// `cargo xtask help`.
pub(crate) const ALL: &str = "\
The project's own commands.

Usage: cargo xtask COMMAND [OPTIONS]

Commands:
  preview   build everything that the page needs and serve it on this machine
  test      run every check, or only some of them
  npm       build the npm package, WebAssembly included
  wasm      build the WebAssembly module and say how large it is
  bench     measure a keystroke against nunjucks and ajv
  fuzz      look for inputs that make the core panic or hang
  bless     rewrite what the cases and transcripts expect
  oracle    compare our rendering with a real engine's
  help      show this text; `cargo xtask COMMAND --help` shows more

Examples:
  cargo xtask preview --open
  cargo xtask test
  cargo xtask test fmt clippy";

/// `cargo xtask preview --help`.
pub(crate) const PREVIEW: &str = "\
Builds the WebAssembly module, the npm package and the page, then serves the page on 127.0.0.1.
What is missing is installed first: the WebAssembly target and the npm packages. Ctrl-C ends it.

Usage: cargo xtask preview [--open] [--port N]

Options:
  --open     open the page in the default browser
  --port N   listen on port N instead of 4173; 0 takes any free port

Exit code: 2 when the port is taken, 1 when a build fails.

Examples:
  cargo xtask preview
  cargo xtask preview --open --port 8080";

/// `cargo xtask test --help`.
pub(crate) const TEST: &str = "\
Runs every check in stages and ends with a table of their times. A stage that fails does not keep the
others from running, except those that need what it makes.

Usage: cargo xtask test [STAGE...]
       cargo xtask test --list

Without a STAGE all of them run. With some, those run, and before them what they need.
The page's tests use the Chromium named by the environment variable CHROMIUM, else the one on PATH,
else it is installed with apt-get where that is possible.

Exit code: 1 when a stage fails, 2 for an unknown stage.

Examples:
  cargo xtask test
  cargo xtask test fmt clippy
  CHROMIUM=/opt/chromium/chrome cargo xtask test page";

/// `cargo xtask npm --help`.
pub(crate) const NPM: &str = "\
Builds the npm package into npm/dist, after the WebAssembly module that it holds.

Usage: cargo xtask npm

Example:
  cargo xtask npm && (cd npm && npm pack)";

/// `cargo xtask wasm --help`.
pub(crate) const WASM: &str = "\
Builds the WebAssembly module and its JavaScript glue into npm/wasm and prints their sizes.

Usage: cargo xtask wasm";

/// `cargo xtask bless --help`.
pub(crate) const BLESS: &str = "\
Rewrites the expectations of tests/cases and of the command line's transcripts with what is printed now.
Read the difference before you commit it.

Usage: cargo xtask bless

Example:
  cargo xtask bless && git diff tests crates/cli/tests";

/// `cargo xtask oracle --help`.
pub(crate) const ORACLE: &str = "\
Renders templates with a real engine and with ours, and prints where the two differ: the cases of the
conformance suite (the folder HOOKPROOF_CONFORMANCE, else ../shared/conformance) and generated templates.

Usage: cargo xtask oracle ENGINE [--cases N] [--seed S] [--suite-only]

Engines:
  jinja      Jinja2 from PyPI, against the profile jinja2
  liquid     liquidjs from npm, against the profile shopify
  velocity   Apache Velocity 1.7 from Debian, against the profile velocity-2, on what both share

Options:
  --cases N      generate N templates instead of 500
  --seed S       generate other templates; the same seed gives the same ones
  --suite-only   generate none

The engine is installed below target/oracle, Velocity with apt-get. Differences that stay are listed with
their reasons in xtask/oracle/known.

Exit code: 1 when something else differs.

Examples:
  cargo xtask oracle jinja
  cargo xtask oracle liquid --cases 5000 --seed 7";

/// `cargo xtask fuzz --help`.
pub(crate) const FUZZ: &str = "\
Builds a fuzz target, on the stable toolchain, and runs it. It begins with the project's cases and with the
conformance suites (the folder HOOKPROOF_CONFORMANCE, else ../shared/conformance); what it learns and what it
finds stays below target/fuzz-runs. A C++ compiler is needed.

Usage: cargo xtask fuzz TARGET [--minutes N]

Targets:
  parse    any template of any language
  render   any template with any contact
  check    any webhook, with any contact

Options:
  --minutes N   end after N minutes instead of 10

Exit code: 1 when something is found.

Example:
  cargo xtask fuzz render --minutes 3";

/// `cargo xtask bench --help`.
pub(crate) const BENCH: &str = "\
Measures one keystroke: parsing and rendering, a check with everything compiled, and both together, for Inkpact's
example and for a body of 200 KB; native and as the npm package, against nunjucks, JSON.parse and ajv with a
compiled schema in the same Node process. Prints how many times as fast ours is: the median of nine rounds.
Then the check of a list of contacts for three webhooks, against nunjucks or liquidjs with ajv in the same process
and Python's jinja2 with jsonschema; of several rounds the best counts, and all have to agree on which contacts fail.
HOOKPROOF_BENCH_CONTACTS says how many there are. Then deliveries a second, beside the bare client, and the memory
that it takes when a million wait.
The peers are installed below target/bench.

Usage: cargo xtask bench";
