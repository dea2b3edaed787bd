const size = 8192;

/** Which sequence numbers of one origin were seen: the last 8,192 one by one, everything older as a whole. */
export class ReplayWindow {
  private highest = 0;
  private readonly bits = new Uint32Array(size / 32);

  /** Marks a sequence number. False: it was marked before, or is too old to know. */
  tryMark(sequence: number): boolean {
    if (sequence > this.highest) {
      this.moveTo(sequence);
    } else if (sequence <= this.highest - size) {
      return false;
    }
    const place = sequence % size;
    const bit = 1 << (place & 31);
    const word = this.bits[place >>> 5]!;
    if ((word & bit) !== 0) return false;
    this.bits[place >>> 5] = word | bit;
    return true;
  }

  /** Whether a sequence number was marked, or is too old to know. Marks nothing. */
  isMarked(sequence: number): boolean {
    if (sequence > this.highest) return false;
    const place = sequence % size;
    return sequence <= this.highest - size || (this.bits[place >>> 5]! & (1 << (place & 31))) !== 0;
  }

  /** Forgets all. */
  clear(): void {
    this.bits.fill(0);
    this.highest = 0;
  }

  private moveTo(sequence: number): void {
    if (sequence - this.highest >= size) {
      this.bits.fill(0);
    } else {
      for (let passed = this.highest + 1; passed <= sequence; passed++) {
        const place = passed % size;
        this.bits[place >>> 5]! &= ~(1 << (place & 31));
      }
    }
    this.highest = sequence;
  }
}
