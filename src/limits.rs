//! What is the most that one hook may ask for. Exceeding a limit is a finding, never a panic.

/// The longest template, in bytes. A webhook body is a few kilobytes; a megabyte leaves room for inlined HTML.
pub const MAX_TEMPLATE_BYTES: usize = 1 << 20;

/// The longest rendered part, in bytes. Receivers refuse far less (Lob: 10,000 characters of HTML); four
/// megabytes keep a runaway loop from filling the browser's memory.
pub const MAX_RENDERED_BYTES: usize = 4 << 20;

/// The longest contact, in bytes: a profile with an order history is some hundred kilobytes.
pub const MAX_CONTACT_BYTES: usize = 4 << 20;

/// How often all loops of one render may turn, together. A body of four megabytes with one character a turn
/// would be reached well before any real list of products.
pub const MAX_LOOP_TURNS: u32 = 100_000;

/// How many nodes and expressions one render may evaluate: bounds nested loops that print nothing.
pub const MAX_STEPS: u32 = 5_000_000;

/// How many bytes of text count as a step: copying that many costs about as much as evaluating an expression.
pub const BYTES_A_STEP: usize = 64;

/// How many stretches of a text with origins count as a step, when it is printed: as for its bytes.
pub const RUNS_A_STEP: usize = 16;

/// How many fields are told apart in what one value has read. Text that grows by a field at every turn of a loop would
/// else make a longer set at every turn; beyond this, the list stands for its elements.
pub const MAX_READ_SET: usize = 256;

/// How deep tags, expressions, values and macro calls may nest. Recursion follows it, so it is kept far below
/// what the one-megabyte stack of WebAssembly allows.
pub const MAX_DEPTH: usize = 96;

/// How many syntax errors of one template are reported; after so many the rest is noise.
pub const MAX_SYNTAX_ERRORS: usize = 20;

/// The longest file of a partner's requirements, in bytes. The largest public `OpenAPI` descriptions have some ten
/// megabytes.
pub const MAX_DOCUMENT_BYTES: usize = 16 << 20;

/// How many files a partner's requirements may be spread over. Descriptions split by operation have some hundred.
pub const MAX_DOCUMENTS: usize = 256;

/// How many causes of problems one list of contacts is told of. Further ones are counted: nobody reads more, and a
/// list in which every contact fails in its own way must not fill the memory.
pub const MAX_CAUSES: usize = 1000;

/// How many contacts a cause names, and how many bad lines are told. More are in the file of the failing ones.
pub const FIRST_CONTACTS: usize = 5;

/// How many email addresses, ids and postal addresses, together, are remembered to find the ones that come again:
/// more than a million contacts have, in some 34 megabytes.
pub const MAX_REMEMBERED: usize = 3_500_000;
