import assert from "node:assert/strict";
import { env } from "node:process";
import { describe, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { loadCorpus, loadVerdicts, targets, type Target } from "./corpora.ts";
import { fromHex, toHex } from "./vectors.ts";

const budget = 2000;
const mostEdits = 6;

/** Numbers from 0 up to a limit, always the same for a seed (mulberry32). */
function randomFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * limit);
  };
}

/** A file of the corpus with some changes. */
function mutate(files: Uint8Array[], random: (limit: number) => number): Uint8Array<ArrayBuffer> {
  let bytes = [...files[random(files.length)]!];
  for (let edits = random(mostEdits + 1); edits > 0; edits--) {
    const at = random(bytes.length + 1);
    const count = random(40);
    const other = files[random(files.length)]!;
    const otherAt = random(other.length + 1);
    const kind = random(6);
    if (kind === 0) bytes.splice(at, count);
    else if (kind === 1) bytes.splice(at, 0, ...bytes.slice(at, at + count));
    else if (kind === 2) bytes.splice(at, 0, ...other.subarray(otherAt, otherAt + count));
    else if (kind === 3) bytes = bytes.slice(0, at);
    else if (at < bytes.length) bytes[at] = kind === 4 ? bytes[at]! ^ (1 << random(8)) : random(256);
  }
  return new Uint8Array(bytes);
}

function check(name: string, target: Target, files: Uint8Array[], seed: number): void {
  for (let i = 0; i < budget; i++) {
    const input = mutate(files, randomFrom(seed + i));
    try {
      target(input);
    } catch (error) {
      throw new Error(`${name}: ${toHex(input)} breaks it. GELF_SEED=${seed + i} finds it again, as the first.`, { cause: error });
    }
  }
}

describe("corpora", () => {
  for (const [name, target] of Object.entries(targets)) {
    const corpus = loadCorpus(name);

    test(`the page makes of each file of ${name} what C# makes of it`, () => {
      const verdicts = loadVerdicts(name);
      const differing = [...corpus]
        .map(([file, input]) => ({ file, page: target(input), "C#": verdicts[file] })) // undefined: tests/corpora/README.md says how to make it
        .filter((made) => !isDeepStrictEqual(made.page, made["C#"]));
      assert.deepEqual(differing.slice(0, 20), []);
    });

    test(`whatever a file of ${name} is changed to, promises are kept`, () => {
      check(
        name,
        target,
        [...corpus.values()],
        env["GELF_SEED"] === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(env["GELF_SEED"]),
      );
    });
  }

  test("a broken promise tells the input and the seed that finds it again", () => {
    const broken: Target = (input) => {
      if (input.includes(0xff)) throw new Error("It must not have 0xff.");
      return null;
    };
    const fails = (seed: number): string => {
      try {
        check("broken", broken, [new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8])], seed);
      } catch (error) {
        return (error as Error).message;
      }
      return "";
    };

    const [, hex, seed] = /^broken: (.*) breaks it\. GELF_SEED=(\d+) /.exec(fails(1))!;

    assert(fromHex(hex!).includes(0xff));
    assert.match(fails(Number(seed)), new RegExp(`^broken: ${hex} breaks it. GELF_SEED=${seed} `));
  });
});
