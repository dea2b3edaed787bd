// The little of Node that the tests use; its own types are a package that nothing else here needs.
declare module "node:test" {
  export function test(name: string, body: () => void | Promise<void>): Promise<void>;
  export function describe(name: string, body: () => void): Promise<void>;
}

declare module "node:assert/strict" {
  const assert: {
    (value: unknown, message?: string): asserts value;
    equal(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    notEqual(actual: unknown, expected: unknown, message?: string): void;
    match(actual: string, expected: RegExp, message?: string): void;
    throws(body: () => unknown, message?: string): void;
  };
  export default assert;
}

declare module "node:fs" {
  export function readdirSync(folder: string): string[];
  export function readFileSync(file: string): Uint8Array<ArrayBuffer>;
}

declare module "node:process" {
  export const env: Readonly<Record<string, string | undefined>>;
}

declare module "node:util" {
  export function isDeepStrictEqual(one: unknown, other: unknown): boolean;
}

declare module "*.json" {
  const value: unknown;
  export default value;
}
