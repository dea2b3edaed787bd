/** What about a browser decides which links it allows. */
export interface Engine {
  readonly kind: "chromium" | "firefox" | "webkit";
  readonly version: number;
  readonly ios: boolean;
}

/** On iPhones and iPads every browser is WebKit; an iPad says that it is a Mac, with fingers. */
export function findEngine(userAgent: string, touchPoints: number): Engine {
  const ios = /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1);
  const chromium = /Chrom(?:e|ium)\/(\d+)/.exec(userAgent);
  const firefox = /Firefox\/(\d+)/.exec(userAgent);
  if (!ios && chromium !== null) return { kind: "chromium", version: Number(chromium[1]), ios };
  if (!ios && firefox !== null) return { kind: "firefox", version: Number(firefox[1]), ios };
  return { kind: "webkit", version: 0, ios };
}
