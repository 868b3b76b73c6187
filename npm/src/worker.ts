// The script that runs in the module worker: it answers what `WorkerClient` asks.
import { checkList, type Run } from "./contact-list.js";
import { messageOf } from "./engine.js";
import { EngineError } from "./error.js";
import { catalog, explain, Hook, init, retrySchedule, starter } from "./index.js";
import type { Answer, Request, Stop, Task } from "./protocol.js";

/** The two members of a worker's global scope used here; the library of its types clashes with the page's. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Request | Stop>) => void) | null;
  postMessage(answer: Answer): void;
}

const scope = globalThis as unknown as WorkerScope;
let kept: { text: string; hook: Hook } | undefined;
/** The lists that are being checked, by the number of their request. */
const runs = new Map<number, Run>();

const ready = init();
ready.then(
  () => scope.postMessage({ kind: "ready" }),
  (error: unknown) => scope.postMessage({ kind: "unavailable", message: messageOf(error) }),
);

// Set before anything is awaited: a message that finds no handler is lost.
scope.onmessage = ({ data: request }) => {
  if (request.kind === "stop") {
    const run = runs.get(request.id);
    if (run) run.stopped = true;
    return;
  }
  if (request.kind === "audience") {
    const run = { stopped: false, onProgress: progressOf(request.id) };
    runs.set(request.id, run);
  }
  // When loading failed, `unavailable` has said so, and the page gives up on every request at once.
  void ready.then(() => answer(request), () => undefined);
};

async function answer(request: Request): Promise<void> {
  const { id } = request;
  try {
    // What is not awaited is answered in the order of the requests.
    const value = request.kind === "audience" ? await audience(request) : perform(request);
    scope.postMessage({ kind: "value", id, value });
  } catch (error) {
    scope.postMessage({ kind: "error", id, message: messageOf(error), stopped: error instanceof EngineError });
  }
}

function progressOf(id: number): Run["onProgress"] {
  return (progress) => scope.postMessage({ kind: "progress", id, progress });
}

/** Checks a list with a webhook of its own: the kept one may be replaced meanwhile. */
async function audience(request: Request & { kind: "audience" }): Promise<unknown> {
  const run = runs.get(request.id);
  try {
    const hook = new Hook(JSON.parse(request.hook));
    const name = "name" in request.list ? { name: String(request.list.name) } : undefined;
    const checking = hook.audience({ ...name, ...request.options });
    // It has what it needs of the webhook.
    hook.free();
    return run && (await checkList(checking, request.list, run).finally(() => checking.free()));
  } finally {
    runs.delete(request.id);
  }
}

function perform(task: Exclude<Task, { kind: "audience" }>): unknown {
  switch (task.kind) {
    case "catalog":
      return catalog();
    case "starter":
      return starter(task.sender, task.receiver);
    case "explain":
      return explain(task.code);
    case "retrySchedule":
      return retrySchedule(task.key);
    case "prove":
      return compiled(task.hook).prove(task.contact, task.options);
    case "check":
      return compiled(task.hook).check(task.contact, task.options);
  }
}

/** While only the contact changes, the webhook is compiled once. */
function compiled(text: string): Hook {
  if (kept?.text !== text) {
    kept?.hook.free();
    kept = undefined;
    kept = { text, hook: new Hook(JSON.parse(text)) };
  }
  return kept.hook;
}
