import { toHex } from "./vectors.ts";

/** A wire never opens a frames payload. This second reading of the format is here to check the vectors themselves. */
export function readRecords(payload: Uint8Array): { header: string; frame: string }[] | null {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const records = [];
  let offset = 0;
  while (offset < payload.length) {
    if (payload.length - offset < 4) return null;
    const length = view.getUint32(offset);
    const start = offset + 4;
    const end = start + length;
    if (length < 10 + 14 || length > 10 + 65_549 || end > payload.length) return null;
    records.push({ header: toHex(payload.subarray(start, start + 10)), frame: toHex(payload.subarray(start + 10, end)) });
    offset = end;
  }
  return records.length === 0 ? null : records;
}
