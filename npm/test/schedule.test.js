// The times of tries are those of the core: the same as natively, which the core's own tests hold.
import assert from "node:assert/strict";
import { test } from "node:test";
import { retrySchedule } from "hookproof";

test("ten tries follow the first, the last an hour later", () => {
  assert.deepEqual(retrySchedule(), [0, 4, 11, 25, 53, 109, 222, 447, 897, 1798, 3600]);
});

test("a delivery's key moves its tries, always in the same way", () => {
  assert.deepEqual(retrySchedule("hp_0"), [0, 3, 11, 23, 48, 101, 226, 487, 979, 1898, 3378]);
});
