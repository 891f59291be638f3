/** What the XML outputs have in common. Written piece by piece: the libraries build a whole tree first, and keep what XML 1.0 cannot hold. */

/** Text for an element or a quoted attribute, without what XML 1.0 has no form for: most control characters, half characters. */
export function xmlText(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll(/[&<>"\t\n\r]/g, (character) => ESCAPES[character] ?? `&#${character.charCodeAt(0)};`);
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** The BCP 47 tag of a language (`eng` gives `en`), where the page has one language only: which word is in which is not known. */
export function languageTag(languages: readonly string[]): string | null {
  const [language, ...others] = languages;
  if (language === undefined || others.length > 0) return null;
  try {
    return Intl.getCanonicalLocales(language)[0] ?? null;
  } catch {
    // A name that only the engine knows.
    return null;
  }
}

/** With at most `digits` decimals, never with an exponent. */
export function decimal(value: number, digits: number): string {
  // Adding zero turns -0 into 0.
  return String(Number(value.toFixed(digits)) + 0);
}
