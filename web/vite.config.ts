import { join } from 'node:path';
import { defineConfig, loadEnv } from 'vite';
import { serviceWorker } from './build/serviceWorker.ts';
import { wordFiles } from './build/wordFiles.ts';

/** Where the functions are deployed to: the app calls them there. A local run tells it by itself. */
const { PAGESTREAM_REGION } = loadEnv('production', join(import.meta.dirname, '../functions'), 'PAGESTREAM_');

export default defineConfig({
  define: PAGESTREAM_REGION === undefined ? {} : { 'import.meta.env.VITE_PAGESTREAM_REGION': JSON.stringify(PAGESTREAM_REGION) },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [wordFiles(['en', 'de']), serviceWorker()],
  build: { target: 'es2022', sourcemap: true, chunkSizeWarningLimit: 600 },
  // The contract's source lies outside this folder.
  server: { fs: { allow: ['..'] } },
});
