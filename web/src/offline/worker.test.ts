import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** A browser's caches, in the order in which they were made; only what the worker asks of them. */
class CachesInHand {
  readonly files = new Map<string, string[]>();
  open = async (name: string) => {
    const files = this.files.get(name) ?? [];
    this.files.set(name, files);
    return { addAll: async (paths: string[]) => void files.push(...paths) };
  };
  keys = async () => [...this.files.keys()];
  delete = async (name: string) => this.files.delete(name);
}

/** As a browser does with a worker that is another one than the last. */
async function install(id: string): Promise<void> {
  const listeners = new Map<string, (event: { waitUntil: (work: Promise<void>) => void }) => void>();
  vi.stubGlobal('BUILD', { id, files: ['/index.html', `/assets/${id}.js`] });
  vi.stubGlobal('self', { addEventListener: listeners.set.bind(listeners), skipWaiting: async () => undefined });
  vi.resetModules();
  await import('./worker.ts');
  for (const type of ['install', 'activate']) {
    const work: Promise<void>[] = [];
    listeners.get(type)?.({ waitUntil: (each) => void work.push(each) });
    await Promise.all(work);
  }
}

it('the build that was installed last is the newest, also one that is hosted again; the one before it stays', async () => {
  const caches = new CachesInHand();
  vi.stubGlobal('caches', caches);
  for (const id of ['one', 'two', 'three', 'two']) await install(id);
  expect([...caches.files]).toEqual([
    ['pagestream-app-three', ['/index.html', '/assets/three.js']],
    ['pagestream-app-two', ['/index.html', '/assets/two.js']],
  ]);
});
