// The entry for ES modules in Node.
export { Audience, catalog, EngineError, explain, Hook, init, readContacts, starter } from "./node.cjs";
