// The script that runs in the module worker: it answers what `WorkerClient` asks.
import { messageOf } from "./engine.js";
import { EngineError } from "./error.js";
import { catalog, explain, Hook, init, starter } from "./index.js";
import type { Answer, Request, Task } from "./protocol.js";

/** The two members of a worker's global scope used here; the library of its types clashes with the page's. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(answer: Answer): void;
}

const scope = globalThis as unknown as WorkerScope;
let kept: { text: string; hook: Hook } | undefined;

const ready = init();
ready.then(
  () => scope.postMessage({ kind: "ready" }),
  (error: unknown) => scope.postMessage({ kind: "unavailable", message: messageOf(error) }),
);

// Set before anything is awaited: a message that finds no handler is lost.
scope.onmessage = ({ data: request }) => {
  // When loading failed, `unavailable` has said so, and the page gives up on every request at once.
  void ready.then(() => answer(request), () => undefined);
};

function answer(request: Request): void {
  const { id } = request;
  try {
    scope.postMessage({ kind: "value", id, value: perform(request) });
  } catch (error) {
    scope.postMessage({ kind: "error", id, message: messageOf(error), stopped: error instanceof EngineError });
  }
}

function perform(task: Task): unknown {
  switch (task.kind) {
    case "catalog":
      return catalog();
    case "starter":
      return starter(task.sender, task.receiver);
    case "explain":
      return explain(task.code);
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
