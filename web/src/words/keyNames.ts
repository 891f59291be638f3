/** What is on the key that shortcuts are pressed with. */

const isApple = /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? '');

/** @param elsewhere on other keyboards than Apple's */
export const commandKey = (elsewhere: string): string => (isApple ? '⌘' : elsewhere);
