/// <reference types="vite-plugin-pwa/vanillajs" />
/** Keeps the page for use without a network, and offers a newer version of it when there is one. */
import type { RunStore } from '../store/run-store.ts';

/** Milliseconds between two looks for a newer version while the page stays open: an hour. */
const LOOK_INTERVAL = 3_600_000;

/** Data files that the service worker keeps once they are fetched (vite.config.ts). */
const DATA_FILE = /\/(results(\/images)?|cifar10)\/[^/]+\.json$/;

/** What the page fetched before there was a service worker is fetched again, so that it is kept from the first visit on. */
function keepWhatIsHere(): void {
  if (navigator.serviceWorker.controller) return;
  const again = () => {
    for (const { name } of performance.getEntriesByType('resource')) {
      if (name.startsWith(location.origin) && DATA_FILE.test(name)) fetch(name).catch(() => {});
    }
  };
  navigator.serviceWorker.addEventListener('controllerchange', again, { once: true });
}

/** Registers the service worker once the page is at rest. Does nothing while developing, or where there are none. */
export function keepForOffline(store: RunStore): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const begin = async () => {
    keepWhatIsHere();
    const { registerSW } = await import('virtual:pwa-register');
    const update = registerSW({
      onNeedRefresh: () =>
        store.getState().notify('A new version of Firefly Lab is ready.', 'lasting', {
          label: 'Reload',
          perform() {
            // The plugin reloads only pages that began with a worker; one may have stayed open since the first visit.
            navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
            void update();
          },
        }),
      onRegisteredSW: (_url, registration) => {
        setInterval(() => void registration?.update().catch(() => {}), LOOK_INTERVAL);
      },
      // A private window or a host without a certificate: the page works, only not without a network.
      onRegisterError: () => {},
    });
  };
  if (document.readyState === 'complete') void begin();
  else window.addEventListener('load', () => void begin(), { once: true });
}
