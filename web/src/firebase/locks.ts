/** Holds what other windows can wait for, or see: until the page is gone, or what this resolves with is called. */
export function holdLock(name: string, mode: LockMode = 'exclusive'): Promise<() => void> {
  return new Promise((held, fail) => {
    navigator.locks.request(name, { mode }, () => new Promise<void>((letGo) => held(letGo))).catch(fail);
  });
}
