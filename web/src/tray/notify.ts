/** A notification of the browser's own when a document is done: only for who asked for it, and only while they look elsewhere. */

import { go, jobAddress } from '../router.ts';
import { recall, remember } from '../shell/remember.ts';

const NAME = 'notify';

export type NotifyState = 'off' | 'on' | 'blocked' | 'impossible';

export function notifyState(): NotifyState {
  if (!('Notification' in globalThis)) return 'impossible';
  if (Notification.permission === 'denied') return 'blocked';
  return Notification.permission === 'granted' && recall(NAME) === 'on' ? 'on' : 'off';
}

/** Call it from a click: browsers ask for nothing else. */
export async function switchNotify(on: boolean): Promise<NotifyState> {
  if (on) await Notification.requestPermission();
  remember(NAME, on ? 'on' : 'off');
  return notifyState();
}

export async function notify(text: string, jobId: string): Promise<void> {
  if (notifyState() !== 'on' || !document.hidden) return;
  const options = { tag: jobId, icon: '/favicon.svg' };
  try {
    const notification = new Notification(text, options);
    notification.onclick = () => {
      focus();
      go(jobAddress(jobId));
    };
  } catch {
    // Android leaves them to the service worker.
    const worker = await navigator.serviceWorker?.getRegistration();
    await worker?.showNotification(text, { ...options, data: { path: jobAddress(jobId) } });
  }
}
