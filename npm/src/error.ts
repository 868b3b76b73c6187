// Apart from the engine, because the declarations that embedders see must not lead to the glue's: those need newer
// libraries of the compiler than embedders may have.

/** The engine stopped in the middle of a call. A fresh one has taken its place, so the next call works. */
export class EngineError extends Error {
  override name = "EngineError";

  constructor(cause: Error) {
    super(`the engine stopped (${cause.message}); this is a fault of Hookproof, please report it`, { cause });
  }
}
