import { expect, test } from "@playwright/test";
import { duration } from "../../src/model/words";

test("a stretch of time has its two largest units", () => {
  const shown = [0, 4, 60, 109, 1798, 3600, 3660, 3661].map((seconds) => duration(seconds).replaceAll("\u00a0", " "));
  expect(shown).toEqual(["0 s", "4 s", "1 min", "1 min 49 s", "29 min 58 s", "1 h", "1 h 1 min", "1 h 1 min"]);
});
