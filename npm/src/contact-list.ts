// Feeds a list of contacts to the engine in slices, so that the worker can answer in between.
import type { Audience } from "./audience.js";
import type { AudienceTotals, ListProgress } from "./types.js";

/** How much is checked before the time is looked at. */
const SLICE = 64 * 1024;

/** For how many milliseconds the worker is busy at most before it looks for messages and tells how far it is. */
const TURN = 50;

/** What a run can ask and tell. */
export interface Run {
  stopped: boolean;
  onProgress(progress: ListProgress): void;
}

/** Checks a whole list. A run that is stopped gives the totals of what was read. */
export async function checkList(
  audience: Audience,
  list: Blob | ReadableStream<Uint8Array>,
  run: Run,
): Promise<AudienceTotals> {
  const total = list instanceof Blob ? list.size : undefined;
  const counter = { bytes: 0 };
  const chunks = (await unpacked(list instanceof Blob ? list.stream() : list, counter)).getReader();
  let turn = performance.now();
  for (;;) {
    const { done, value } = await chunks.read();
    if (done) break;
    for (let from = 0; from < value.length && !run.stopped; from += SLICE) {
      audience.push(value.subarray(from, from + SLICE));
      if (performance.now() - turn < TURN) continue;
      run.onProgress({ ...audience.progress(), ...counter, total });
      await messages();
      turn = performance.now();
    }
    if (run.stopped) {
      await chunks.cancel();
      return audience.totalsSoFar();
    }
  }
  const totals = audience.finish();
  run.onProgress({ ...audience.progress(), ...counter, total });
  return totals;
}

/** The stream, unpacked when it begins as gzip does. */
async function unpacked(
  list: ReadableStream<Uint8Array>,
  counter: { bytes: number },
): Promise<ReadableStream<Uint8Array>> {
  const reader = list.getReader();
  const next = async () => {
    const { done, value } = await reader.read();
    counter.bytes += value?.length ?? 0;
    return done ? undefined : value;
  };
  const held: Uint8Array[] = [];
  const first: number[] = [];
  while (first.length < 2) {
    const chunk = await next();
    if (!chunk) break;
    held.push(chunk);
    first.push(...chunk.subarray(0, 2));
  }
  const whole = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const chunk = held.shift() ?? (await next());
      if (chunk) controller.enqueue(chunk as Uint8Array<ArrayBuffer>);
      else controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  });
  const isPacked = first[0] === 0x1f && first[1] === 0x8b;
  return isPacked ? whole.pipeThrough(new DecompressionStream("gzip")) : whole;
}

/** Lets messages in. A timer would wait for four milliseconds each time. */
function messages(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
