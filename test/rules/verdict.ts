/** What a request came to: the rules refused it, or they did not (and then it may still have found nothing). */
export type Verdict = 'allowed' | 'denied';

/** @throws for an answer that says neither, since a test must not take a broken request for a denial */
export async function verdictOf(response: Response): Promise<Verdict> {
  const body = await response.text();
  if (response.status === 401 || response.status === 403) return 'denied';
  if (response.ok || response.status === 404) return 'allowed';
  throw new Error(`The emulator answered ${response.status}: ${body}`);
}
