const units = ["", "k", "M", "G", "T"] as const;

function scaled(value: number, unit: string): string {
  let step = 0;
  let rest = value;
  while (rest >= 999.5 && step < units.length - 1) {
    rest /= 1000;
    step++;
  }
  const digits = step === 0 || rest >= 99.95 ? 0 : 1;
  return `${rest.toFixed(digits)} ${units[step]}${unit}`;
}

export function formatBytes(bytes: number): string {
  return scaled(bytes, "B");
}

export function formatRate(bytesPerSecond: number): string {
  return scaled(8 * bytesPerSecond, "bit/s");
}

export function formatCount(count: number): string {
  return count.toLocaleString("en");
}

export function formatRoundTrip(ms: number | null): string {
  if (ms === null) return "–";
  return ms < 9.95 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}
