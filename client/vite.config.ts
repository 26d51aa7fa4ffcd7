/**
 * Build of the browser's side: `client/dist`, served by the server under `/`. Nothing is fetched from another host at run time
 * (fonts and icons are bundled), and nothing needs an inline script, an inline style sheet or `eval`.
 */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ui from '@nuxt/ui/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));

/** The kit injects its colours as a style element, which a strict Content-Security-Policy refuses; `src/main.css` states them. */
function withoutInjectedColours(): Plugin {
  return {
    name: 'relata-without-injected-colours',
    enforce: 'pre',
    load(id) {
      return id.includes('@nuxt/ui/dist/runtime/plugins/colors') ? 'export default { install() {} };' : null;
    },
  };
}

/** Names of the icons that documents of the shipped packs ask for, so that they are in the bundle (`ui/icons.ts` lists what others may use). */
function iconsOfPacks(): string[] {
  const files = globSync(['metadata/**/*.json', 'plugins/**/*.json'], { cwd: fileURLToPath(new URL('..', import.meta.url)) });
  const found = files.flatMap((file) => [
    ...readFileSync(new URL(`../${file}`, import.meta.url), 'utf8').matchAll(/"icon":\s*"([a-z0-9-]+)"/g),
  ]);
  return [...new Set(found.map((match) => `lucide:${match[1] ?? 'circle'}`))];
}

export default defineConfig({
  root,
  base: '/',
  cacheDir: fileURLToPath(new URL('../node_modules/.cache/vite', import.meta.url)),
  define: { __VUE_I18N_FULL_INSTALL__: 'true', __VUE_I18N_LEGACY_API__: 'false', __INTLIFY_PROD_DEVTOOLS__: 'false' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    reportCompressedSize: false,
    target: 'es2023',
  },
  plugins: [
    withoutInjectedColours(),
    vue(),
    ui({
      // Generated theme files go beside the other caches.
      root: fileURLToPath(new URL('..', import.meta.url)),
      autoImport: false,
      dts: false,
      components: { dts: false },
      colorMode: true,
      ui: { colors: { primary: 'brand', neutral: 'slate' } },
      icon: { clientBundle: { scan: true, sizeLimitKb: 512, icons: iconsOfPacks() } },
    }),
  ],
  server: { port: 5173, proxy: { '/api': { target: 'http://127.0.0.1:3000' } } },
});
