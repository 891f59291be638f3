/** What a browser remembers of a person's choices. It may refuse, and its storage may be full: then a choice holds for as long as the page. */

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(`pagestream.${name}`);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`pagestream.${name}`, value);
  } catch {
    // It is not there the next time.
  }
}
