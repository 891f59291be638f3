/** The browser asks before it closes or reloads the page, until what this returns is called: something is still on its way. */
export function warnOnUnload(): () => void {
  const warn = (event: BeforeUnloadEvent) => event.preventDefault();
  addEventListener('beforeunload', warn);
  return () => removeEventListener('beforeunload', warn);
}
