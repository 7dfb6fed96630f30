/** Megabytes that are alive, garbage collected before each look; typed arrays included. Needs `--expose-gc`. */
export class LiveMemory {
  private readonly baseline = live();
  private peak = 0;
  private asked = 0;

  look(): void {
    this.peak = Math.max(this.peak, live() - this.baseline);
  }

  /** Looks now and then: collecting garbage at each page would be most of the work. */
  lookOnce(every: number): void {
    if (++this.asked % every === 0) this.look();
  }

  /** The worst of all looks, and the worst of the whole process as the operating system saw it, garbage included. */
  worst(): { peakLiveMb: number; peakProcessMb: number } {
    return { peakLiveMb: this.peak, peakProcessMb: process.resourceUsage().maxRSS / 1024 };
  }
}

function live(): number {
  globalThis.gc!();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1024 / 1024;
}
