/**
 * The server's time, as far as this device can tell: its own clock may be minutes off, and then everything that was just written would
 * look old. Of all that was ever seen, what came soonest after it was written says by how much at most.
 */

let leastLagMs = Number.POSITIVE_INFINITY;

/** @param writtenMs when something that is seen now was written, by the server's clock */
export function hearServer(writtenMs: number, seenMs = Date.now()): void {
  leastLagMs = Math.min(leastLagMs, seenMs - writtenMs);
}

/** While all that was seen is old this lags behind: nothing is called silent before its silence was waited for. */
export function serverNow(): number {
  return Date.now() - (Number.isFinite(leastLagMs) ? leastLagMs : 0);
}
