// Compiled, never run: what an embedder may write, and what the compiler must refuse.
import { catalog, Hook, init, starter, type Finding, type HookInput, type Report } from "hookproof";
import { WorkerClient } from "hookproof/worker";

await init(new URL("https://example.com/hookproof_bg.wasm"));
const sender: string = catalog().senders[0]!.id;
const { hook, contact } = starter(sender, "generic")!;
const edited: HookInput = { ...hook, body: "{}" };
const report: Report = new Hook(edited).check(contact, { encoding: "utf-8" });
const offsets: number[] = report.findings.map((finding: Finding) => finding.span.start.offset);

// @ts-expect-error a body in a file cannot be read here
const inFile: HookInput = { ...hook, body: { file: "body.json" } };
// @ts-expect-error some pairs have no starter
starter(sender, "inkpact").contact;
// @ts-expect-error a contact is JSON text
new Hook(hook).check({ name: "Ann" });

const client = new WorkerClient();
const latest: Report | undefined = await client.check(hook, contact);
export { inFile, latest, offsets };
