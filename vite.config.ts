import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

/**
 * With these headers a page may share memory between workers, so that image runs can train with two threads; public/_headers has
 * them for hosts. The page needs nothing from elsewhere, so they forbid it nothing.
 */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  // Relative addresses, so that the built page works from any folder of a static host.
  base: './',
  plugins: [
    react(),
    VitePWA({
      // The page registers the worker itself (actions/updates.ts): an inline script would break the security policy.
      injectRegister: false,
      registerType: 'prompt',
      manifest: {
        name: 'Firefly Lab',
        short_name: 'Firefly Lab',
        description: 'Watch neural networks grow: Firefly Neural Architecture Descent, step by step.',
        lang: 'en',
        categories: ['education', 'science'],
        start_url: './',
        scope: './',
        display: 'standalone',
        theme_color: '#0a0e1c',
        background_color: '#0a0e1c',
        icons: [
          { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: 'icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
          { src: 'firefly.svg', sizes: 'any', type: 'image/svg+xml' },
        ],
      },
      includeManifestIcons: false,
      workbox: {
        // All pages and what the processor trains with, small enough to fetch at once. What only some visitors need (WebGPU,
        // results, images) is kept once used.
        globPatterns: ['index.html', 'firefly.svg', 'assets/*.{js,css,wasm}'],
        globIgnores: ['assets/{webgpu-engine,adapter,stock-ops}-*'],
        maximumFileSizeToCacheInBytes: 600_000,
        dontCacheBustURLsMatching: /-[\w-]{8}\.\w+$/,
        // The only document is the page itself, whatever query it is asked with; data files stay data files.
        navigateFallback: null,
        ignoreURLParametersMatching: [/./],
        sourcemap: false,
        // A new name whenever headers change: workers that were kept without them would be refused by a page that has them.
        cacheId: 'firefly-lab-isolated',
        clientsClaim: true,
        cleanupOutdatedCaches: true,
        // The patterns are copied into the worker as text, so they must stand on their own.
        runtimeCaching: [
          {
            // Names that hold a hash of their contents never change what they mean.
            urlPattern: ({ sameOrigin, url }) => sameOrigin && /\/assets\/.+-[\w-]{8}\.\w+$/.test(url.pathname),
            handler: 'CacheFirst',
            options: { cacheName: 'firefly-lab-code-isolated', expiration: { maxEntries: 60 } },
          },
          {
            // Images are kept by the page itself, which verifies them (tasks/images/fetch-images.ts).
            urlPattern: ({ sameOrigin, url }) =>
              sameOrigin && /\/(results(\/images)?|cifar10)\/[^/]+\.json$/.test(url.pathname),
            handler: 'StaleWhileRevalidate',
            options: { cacheName: 'firefly-lab-data', expiration: { maxEntries: 200 } },
          },
        ],
      },
    }),
  ],
  server: { headers },
  preview: { headers },
  build: { target: 'es2023', sourcemap: true },
  // The worker loads tfjs with a dynamic import, which needs a module worker.
  worker: { format: 'es' },
});
