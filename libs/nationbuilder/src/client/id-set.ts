/** Slots at the beginning; always a power of two. */
const fewest = 1024;
/** A table this full is doubled. */
const fullest = 0.6;

/**
 * The ids that were seen, compactly: an id of digits is kept as a number in one typed array (open addressing), some 20 bytes
 * at most instead of a text and its place in a set. Anything else is kept as it is.
 */
export class IdSet {
  private slots = new Float64Array(fewest);
  private numbers = 0;
  private readonly texts = new Set<string>();

  get size(): number {
    return this.numbers + this.texts.size;
  }

  /** True when it was not there before. */
  add(id: string): boolean {
    const number = Number(id);
    // Only the one way to write a number is kept as a number: "7" and "07" are two ids. Zero marks a free slot.
    if (!Number.isSafeInteger(number) || number <= 0 || String(number) !== id) return this.addText(id);
    const slot = this.slotOf(number);
    if (this.slots[slot] === number) return false;
    this.slots[slot] = number;
    this.numbers += 1;
    if (this.numbers > this.slots.length * fullest) this.grow();
    return true;
  }

  private addText(id: string): boolean {
    if (this.texts.has(id)) return false;
    this.texts.add(id);
    return true;
  }

  /** Where the number is, or where it belongs. */
  private slotOf(number: number): number {
    const mask = this.slots.length - 1;
    // Both halves of the number are mixed: ids that differ by a power of two must not meet in one slot.
    let slot =
      (Math.imul((number % 0x1_0000_0000) | 0, 0x9e37_79b1) ^ Math.imul((number / 0x1_0000_0000) | 0, 0x85eb_ca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    while (this.slots[slot] !== 0 && this.slots[slot] !== number) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const before = this.slots;
    this.slots = new Float64Array(before.length * 2);
    for (const number of before) if (number !== 0) this.slots[this.slotOf(number)] = number;
  }
}
