import { defineConfig } from 'vite';

// The pages are built into files that name no other host; the browser loads them under `default-src 'self'`.
export default defineConfig({
  root: `${import.meta.dirname}/dashboard/web`,
  resolve: {
    alias: [{ find: /^#core\/(.*)\.js$/, replacement: `${import.meta.dirname}/core/$1.ts` }],
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  build: {
    outDir: `${import.meta.dirname}/dist/dashboard/web`,
    emptyOutDir: true,
    // No data: addresses, which the content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
