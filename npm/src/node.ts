// The entry for ES modules in Node.
export { Audience, catalog, EngineError, explain, Hook, init, readContacts, retrySchedule, starter } from "./node.cjs";
