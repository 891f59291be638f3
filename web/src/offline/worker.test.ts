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

it('a notification that is pressed leads to its document, in a window that is there, or else in a new one', async () => {
  const listeners = new Map<string, (event: object) => void>();
  const told: unknown[] = [];
  let windows: object[] = [];
  const clients = { matchAll: async () => windows, openWindow: async (path: string) => told.push(['opened', path]) };
  vi.stubGlobal('BUILD', { id: 'one', files: [] });
  vi.stubGlobal('self', { addEventListener: listeners.set.bind(listeners), clients });
  await import('./worker.ts');
  const press = async (data: unknown) => {
    const work: Promise<void>[] = [];
    const notification = { data, close: () => told.push('closed') };
    listeners.get('notificationclick')?.({ notification, waitUntil: (each: Promise<void>) => work.push(each) });
    await Promise.all(work);
    return told.splice(0);
  };
  expect(await press({ path: '/jobs/1' })).toEqual(['closed', ['opened', '/jobs/1']]);
  windows = [{ postMessage: (message: unknown) => told.push(message), focus: async () => told.push('focused') }];
  expect(await press({ path: '/jobs/1' })).toEqual(['closed', { show: '/jobs/1' }, 'focused']);
  expect(await press(undefined)).toEqual(['closed']);
});
