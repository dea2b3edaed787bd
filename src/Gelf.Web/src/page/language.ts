/**
 * A browser takes its language from the system, and WebKit may find one there that is none: "C". uPlot passes it on to Intl, which
 * throws. The page is in English anyway.
 */
export function mendLanguage(browser: { readonly language: string }): void {
  try {
    Intl.getCanonicalLocales(browser.language);
  } catch {
    Object.defineProperty(browser, "language", { value: "en", configurable: true });
  }
}
