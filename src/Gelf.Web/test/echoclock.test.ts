import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EchoClock } from "../src/switching/echoclock.ts";

const ask = (echo: EchoClock, now: number): DataView => {
  const payload = new DataView(new ArrayBuffer(8));
  echo.ask(now, payload);
  return payload;
};

const after = (payload: DataView, steps: number): DataView => {
  const guess = new DataView(new ArrayBuffer(8));
  guess.setBigUint64(0, BigInt.asUintN(64, payload.getBigUint64(0) + BigInt(steps)));
  return guess;
};

describe("the echo clock", () => {
  test("takes no answer that is guessed ahead", () => {
    const echo = new EchoClock();
    const first = ask(echo, 0);
    assert.equal(echo.answer(first, 100), true);
    ask(echo, 1000);
    for (let guess = 1; guess <= 100; guess++) assert.equal(echo.answer(after(first, guess), 1100), false);
    assert.equal(echo.isOverdue(2000), true);
  });

  test("counts an answer once, and settles what was asked before", () => {
    const echo = new EchoClock();
    const first = ask(echo, 0);
    const second = ask(echo, 500);
    assert.deepEqual([echo.answer(second, 700), echo.roundTrip], [true, 200]);
    assert.deepEqual([echo.answer(second, 700), echo.answer(first, 700), echo.isOverdue(9000)], [false, false, false]);
  });

  test("leaves open what was asked after the question that is answered", () => {
    const echo = new EchoClock();
    const first = ask(echo, 0);
    ask(echo, 1000);
    assert.equal(echo.isOverdue(1500), true);
    assert.equal(echo.answer(first, 1500), true);
    assert.deepEqual([echo.isOverdue(6900), echo.isOverdue(7100)], [false, true]);
  });

  test("takes the answer to its latest question after minutes without any", () => {
    const echo = new EchoClock();
    let latest = ask(echo, 0);
    for (let second = 1; second < 300; second++) latest = ask(echo, second * 1000);
    assert.equal(echo.isOverdue(300_000), true);
    assert.deepEqual([echo.answer(latest, 300_000), echo.isOverdue(300_000)], [true, false]);
  });
});
