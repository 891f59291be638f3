// @ts-check
/**
 * Runs before anything is drawn: which language and which colours this person has. What is decided here stands on <html>,
 * where the app and the styles read it. A classic script, since modules run too late, and a file, since the page's
 * content policy allows none within the page. `web/src/shell/choices.ts` writes what is read here.
 */
(() => {
  const root = document.documentElement;
  /** @param {string} name */
  const saved = (name) => {
    try {
      return localStorage.getItem(`pagestream.${name}`);
    } catch {
      // Storage may be forbidden; then nothing is remembered.
      return null;
    }
  };

  // Each language's file stands in a `data-words-…` attribute, which the build writes.
  const files = /** @type {HTMLElement} */ (document.currentScript).dataset;
  /** @param {string | null | undefined} tag */
  const isOurs = (tag) => tag === 'en' || tag === 'de';
  const wishes = [saved('language'), ...(navigator.languages ?? []).map((tag) => tag.split('-')[0])];
  const language = wishes.find(isOurs) ?? 'en';
  root.lang = language;

  const theme = saved('theme');
  if (theme === 'light' || theme === 'dark') {
    root.dataset.theme = theme;
    for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
      meta.setAttribute('media', meta.getAttribute('data-scheme') === theme ? 'all' : 'not all');
    }
  }

  const file = files[`words${language === 'de' ? 'De' : 'En'}`];
  if (file === undefined) return;
  // The app asks for it only once it runs itself: asked for now, it travels alongside.
  const link = document.createElement('link');
  link.rel = 'modulepreload';
  link.href = file;
  document.head.append(link);
})();
