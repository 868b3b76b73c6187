// Compiled, never run.
import hookproof = require("hookproof");

const { hook, contact } = hookproof.starter("generic", "generic")!;
const report: hookproof.Report = new hookproof.Hook(hook).check(contact);
export = report.verdict;
