const size = 8192;

/** Which sequences of one origin were seen: the last 8,192 one by one, everything older as a whole. */
export class Window {
  private highest = 0;
  private readonly bits = new Uint32Array(size / 32);

  /** True if the sequence was seen, or is too old to tell. Otherwise marks it as seen. */
  seen(sequence: number): boolean {
    if (sequence > this.highest) {
      this.moveTo(sequence);
    } else if (sequence <= this.highest - size) {
      return true;
    }
    const place = sequence % size;
    const bit = 1 << (place & 31);
    const word = this.bits[place >>> 5]!;
    if ((word & bit) !== 0) return true;
    this.bits[place >>> 5] = word | bit;
    return false;
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
