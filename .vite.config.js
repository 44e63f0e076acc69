/** Bundles the page for browsers into dist/page, where the server finds it. */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const folder = (path) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: folder('src/page'),
  // Relative addresses: the service may stand behind a proxy, under any path.
  base: './',
  build: {
    outDir: folder('dist/page'),
    emptyOutDir: true,
    // The content security policy lets no data: address through.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // A busy machine is nothing to warn of.
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  logLevel: 'warn',
})
