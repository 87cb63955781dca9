// Owns the registration of the service worker and the moment when a newer app takes over.
// Invariants: an open page is never reloaded by itself; the newer app waits until somebody says
// "Reload", or until the last page of the old one is closed.
// Doesn't know what the worker keeps (src/service-worker), nor what was changed.

export class AppUpdate {
  #waiting = $state.raw<ServiceWorker | null>(null);
  /** Another page has let the newer app take over; this one still runs the older. */
  #isLeftBehind = $state(false);
  readonly #container: ServiceWorkerContainer | undefined;

  constructor(container: ServiceWorkerContainer | undefined = navigator.serviceWorker) {
    this.#container = container;
  }

  /** A newer app lies on this device, complete, and waits to be taken. */
  get isReady(): boolean {
    return this.#waiting !== null || this.#isLeftBehind;
  }

  /** Registers the worker. Where that is refused the app works on, only not from a cold start. */
  async start(url = '/service-worker.js'): Promise<void> {
    const container = this.#container;
    if (!container) return;
    // On a first visit the worker takes the page over too, and nothing is newer then.
    if (container.controller) {
      container.addEventListener('controllerchange', () => (this.#isLeftBehind = true));
    }
    try {
      const registration = await container.register(url, {
        type: 'module',
        updateViaCache: 'none',
      });
      this.#notice(registration);
      registration.addEventListener('updatefound', () => this.#follow(registration));
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState !== 'visible' || !navigator.onLine) return;
        registration.update().catch(() => undefined); // No answer now: the next look will do.
      });
    } catch {
      // A private window or a setting forbids workers. Nothing else depends on it.
    }
  }

  /** Lets the newer app take over, then loads it into this page. */
  reload(): void {
    const waiting = this.#waiting;
    if (!waiting) {
      location.reload();
      return;
    }
    this.#container?.addEventListener('controllerchange', () => location.reload(), { once: true });
    waiting.postMessage('take-over');
  }

  #follow(registration: ServiceWorkerRegistration): void {
    const installing = registration.installing;
    installing?.addEventListener('statechange', () => this.#notice(registration));
  }

  /** On a first visit the worker is not an update: nothing controls the page yet. */
  #notice(registration: ServiceWorkerRegistration): void {
    this.#waiting = this.#container?.controller ? registration.waiting : null;
  }
}
