const least = 250;
/** A relay that starts again is to be back within 2 s: so it is asked for more often than that. */
const most = 1500;

/** How long to wait before a relay is asked for again: from 0.25 s up to 1.5 s, longer each time, and never the same for all. */
export class Backoff {
  private ceiling = 2 * least;

  next(random: number): number {
    const delay = least + random * (this.ceiling - least);
    this.ceiling = Math.min(most, 2 * this.ceiling);
    return delay;
  }

  reset(): void {
    this.ceiling = 2 * least;
  }
}
