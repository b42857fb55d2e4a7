import path from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';

const from = (file: string): string => path.resolve(import.meta.dirname, file);

/** Everything in electron/ becomes one file for each process and worker, flat in out/main: appPaths counts on it. */
export default defineConfig({
  main: {
    build: {
      target: 'node20.18',
      outDir: 'out/main',
      emptyOutDir: true,
      rolldownOptions: {
        input: {
          index: from('electron/main/index.ts'),
          cli: from('electron/cli/index.ts'),
          imaging: from('electron/imaging/index.ts'),
          inference: from('electron/inference/index.ts'),
          walkWorker: from('electron/engine/library/walkWorker.ts'),
          watchWorker: from('electron/engine/library/watchWorker.ts'),
          verifyWorker: from('electron/engine/db/verifyWorker.ts'),
          queryWorker: from('electron/engine/db/query/queryWorker.ts'),
          similarWorker: from('electron/engine/embeddings/similarWorker.ts'),
          exportWorker: from('electron/engine/datasets/exportWorker.ts'),
          compareWorker: from('electron/engine/compare/compareWorker.ts'),
          versionsWorker: from('electron/engine/datasets/versions/versionsWorker.ts'),
          splitsWorker: from('electron/engine/datasets/splits/splitsWorker.ts'),
          sharingWorker: from('electron/engine/sharing/sharingWorker.ts'),
          joinWorker: from('electron/engine/metadata/joinWorker.ts'),
          duplicatesWorker: from('electron/engine/duplicates/duplicatesWorker.ts'),
          importWorker: from('electron/engine/datasets/import/importWorker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: 'node20.18',
      outDir: 'out/preload',
      emptyOutDir: true,
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: from('electron/preload/index.ts') },
        // A sandboxed preload must be CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: from('renderer'),
    base: './',
    build: {
      target: 'chrome130',
      outDir: from('out/renderer'),
      emptyOutDir: true,
      // Inlined files would need a wider content policy.
      assetsInlineLimit: 0,
      rolldownOptions: { input: { index: from('renderer/index.html') } },
    },
    plugins: [svelte({ configFile: false })],
  },
});
