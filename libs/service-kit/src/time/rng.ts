import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford's base 32 in lower case

/** 5 bits a character, without padding. 160 bits give 32 characters, 130 bits give 26. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let buffer = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(buffer >>> bits) & 31];
    }
    buffer &= (1 << bits) - 1;
  }
  return bits > 0 ? text + alphabet[(buffer << (5 - bits)) & 31] : text;
}

/** How ids begin that {@link Rng.timedId} makes at this instant; sorts before all of them and of later ones. `now`: epoch ms. */
export function timedPrefix(prefix: string, now: number): string {
  const time = Buffer.alloc(6);
  time.writeUIntBE(Math.max(0, now), 0, 6);
  return `${prefix}_${base32(time)}`;
}

/** Where chance comes from. Injected, so that a failing run can be repeated from its seed. */
export abstract class Rng {
  abstract bytes(count: number): Uint8Array;

  /** Uniform in [0, 1). */
  next(): number {
    const view = new DataView(this.bytes(8).slice().buffer);
    return (view.getUint32(0) * 2 ** 21 + (view.getUint32(4) >>> 11)) / 2 ** 53;
  }

  /** `<prefix>_` and 32 characters that hold 160 random bits. */
  id(prefix: string): string {
    return `${prefix}_${base32(this.bytes(20))}`;
  }

  /**
   * `<prefix>_`, 10 characters that rise with time, and 28 that hold 136 random bits: ids whose order is that of their making.
   *
   * @param now epoch milliseconds.
   */
  timedId(prefix: string, now: number): string {
    return timedPrefix(prefix, now) + base32(this.bytes(17));
  }

  /** Lower-case hexadecimal of `count` random bytes. */
  hex(count: number): string {
    return Buffer.from(this.bytes(count)).toString('hex');
  }

  /** RFC 9562 version 4. */
  uuid(): string {
    const bytes = this.bytes(16);
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    return Buffer.from(bytes)
      .toString('hex')
      .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
  }
}

/** The operating system's cryptographic generator. */
export class SystemRng extends Rng {
  bytes(count: number): Uint8Array {
    return new Uint8Array(randomBytes(count));
  }
}

/** Repeatable chance for tests (mulberry32): same seed, same sequence. Never for secrets. */
export class SeededRng extends Rng {
  constructor(private state: number) {
    super();
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.word() & 0xff);
  }

  private word(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
}
