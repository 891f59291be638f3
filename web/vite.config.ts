import { defineConfig } from 'vite';
import { serviceWorker } from './build/serviceWorker.ts';
import { wordFiles } from './build/wordFiles.ts';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [wordFiles(['en', 'de']), serviceWorker()],
  build: { target: 'es2022', sourcemap: true, chunkSizeWarningLimit: 600 },
  // The contract's source lies outside this folder.
  server: { fs: { allow: ['..'] } },
});
