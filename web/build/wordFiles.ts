/** Tells `start.js` where the build put each language, so that the right one is fetched without waiting for the app. */

import type { Plugin } from 'vite';

const SCRIPT = '<script src="/start.js">';

export function wordFiles(languages: readonly string[]): Plugin {
  return {
    name: 'word-files',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        // Undefined while developing, where nothing is bundled and the app finds the words by itself.
        if (bundle === undefined) return html;
        const attributes = languages.map((language) => {
          const chunk = Object.values(bundle).find(
            (file) => file.type === 'chunk' && file.facadeModuleId?.endsWith(`/words/${language}.ts`),
          );
          if (chunk === undefined) throw new Error(`the words of ${language} are no file of their own`);
          return ` data-words-${language}="/${chunk.fileName}"`;
        });
        if (!html.includes(SCRIPT)) throw new Error(`index.html holds no ${SCRIPT}`);
        return html.replace(SCRIPT, `<script src="/start.js"${attributes.join('')}>`);
      },
    },
  };
}
