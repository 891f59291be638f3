import { defineConfig } from 'vite';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { target: 'es2022', sourcemap: true, chunkSizeWarningLimit: 600 },
  // The contract's source lies outside this folder.
  server: { fs: { allow: ['..'] } },
});
