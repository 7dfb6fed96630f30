import { createHash } from 'node:crypto';
import { folded } from '../kit/person';
import { compareIds } from '../kit/record-ids';

/** What makes two people look like one. */
export type Likeness = 'email' | 'phone' | 'name';

/** People who look like one and the same, by what joins them. */
export interface DuplicateGroup {
  readonly ids: readonly string[];
  readonly same: readonly Likeness[];
}

/**
 * Joins people who share a value, directly or through others, while they are read. What it keeps of an address or a number is a
 * digest.
 */
export class DuplicateGroups {
  private readonly parents = new Map<string, string>();
  private readonly firstWith = new Map<string, string>();
  private readonly joined: { id: string; by: Likeness }[] = [];

  /** One person with the values of a kind; those that are no value are passed over. */
  add(id: string, likeness: Likeness, values: readonly unknown[]): void {
    for (const value of values) {
      const key = keyOf(likeness, value);
      if (key === undefined) continue;
      const first = this.firstWith.get(key);
      if (first === undefined) this.firstWith.set(key, id);
      else if (first !== id) this.join(first, id, likeness);
    }
  }

  /** Groups of two people and more, largest first; ties by the lowest id. */
  groups(): DuplicateGroup[] {
    const byRoot = new Map<string, { ids: Set<string>; same: Set<Likeness> }>();
    for (const { id, by } of this.joined) {
      const root = this.rootOf(id);
      const group = byRoot.get(root) ?? { ids: new Set([root]), same: new Set() };
      group.ids.add(id);
      group.same.add(by);
      byRoot.set(root, group);
    }
    return [...byRoot.values()]
      .map(({ ids, same }) => ({ ids: [...ids].sort(compareIds), same: [...same].sort() }))
      .sort((a, b) => b.ids.length - a.ids.length || compareIds(a.ids[0]!, b.ids[0]!));
  }

  private join(a: string, b: string, by: Likeness): void {
    this.joined.push({ id: a, by }, { id: b, by });
    const [root, other] = [this.rootOf(a), this.rootOf(b)];
    if (root !== other) this.parents.set(other, root);
  }

  private rootOf(id: string): string {
    let root = id;
    for (let parent = this.parents.get(root); parent !== undefined; parent = this.parents.get(root)) root = parent;
    for (let at = id; at !== root;) {
      const next = this.parents.get(at)!;
      this.parents.set(at, root);
      at = next;
    }
    return root;
  }
}

/** Addresses and names without regard to case, numbers by their digits. Too little to tell people apart is no value. */
function keyOf(likeness: Likeness, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = likeness === 'phone' ? value.replace(/\D/g, '') : folded(value).replace(/\s+/g, ' ');
  if (text.length < (likeness === 'phone' ? 7 : 3)) return undefined;
  return createHash('sha256').update(`${likeness}:${text}`).digest('base64');
}
