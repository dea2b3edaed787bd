const least = 250;
const most = 5000;

/** How long to wait before a relay is dialled again: from 0.25 s up to 5 s, longer each time, and never the same for all. */
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
