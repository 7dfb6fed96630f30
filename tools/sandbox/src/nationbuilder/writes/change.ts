import { type Problem, unprocessable } from '../engine/api-error';
import { type InboundKey, keysInto, servedTypes } from '../engine/served-types';
import { type Mail, type Nation, type NationRecord, listPlaces, textOf } from '../engine/records';
import { rules } from '../rules/rules';
import { fallsWith } from './cascades';
import type { Rule, Step, Values } from './rule';

/** Who writes, and when. */
export interface ChangeScope {
  readonly nation: Nation;
  /** Signup id of the user. */
  readonly authorId: string;
  /** The time that records are stamped with, as the nation says it. */
  readonly at: string;
}

const noRule: Rule = {};

/**
 * The changes of one request. Every record goes through the rules of its type, whoever writes it: a client, a sideposted
 * relationship, a rule of another type or asynchronous work. What was stored before a failure, the nation takes back.
 */
export class Change {
  readonly nation: Nation;
  readonly authorId: string;
  readonly at: string;

  constructor({ nation, authorId, at }: ChangeScope) {
    this.nation = nation;
    this.authorId = authorId;
    this.at = at;
  }

  find(type: string, id: NationRecord[string]): NationRecord | undefined {
    return typeof id === 'string' ? this.nation.table(type).find(id) : undefined;
  }

  where(type: string, property: string, value: string): readonly NationRecord[] {
    return this.nation.table(type).where(property, value);
  }

  count(type: string, property: string, value: string): number {
    return this.nation.table(type).count(property, value);
  }

  /** Makes a record. @throws ApiError 422 with what its rule finds wrong. */
  create(type: string, given: Values, orders: Values = {}): NationRecord {
    const rule = rules[type] ?? noRule;
    const stamped = { ...this.stamp(type, 'created_at'), ...this.stamp(type, 'updated_at'), ...given };
    const make = (record: Values): Step => this.step({ id: '', ...record }, undefined, given, orders);
    const missing = Object.entries(rule.defaults?.(make(stamped)) ?? {}).filter(([name]) => given[name] === undefined);
    const id = this.nation.table(type).nextId();
    return this.store(type, { ...stamped, ...Object.fromEntries(missing), id }, undefined, given, orders);
  }

  /** Changes a record that exists. @throws ApiError 422 with what its rule finds wrong. */
  update(type: string, before: NationRecord, given: Values, orders: Values = {}): NationRecord {
    return this.store(type, { ...before, ...this.stamp(type, 'updated_at'), ...given }, before, given, orders);
  }

  /**
   * Deletes a record; what cannot be without it goes too, other records that name it are left without.
   * @throws ApiError 422 when its rule keeps it.
   */
  delete(type: string, id: string): void {
    const before = this.find(type, id);
    if (!before) return;
    const reason = rules[type]?.keeps?.(before);
    if (reason) throw unprocessable([{ attribute: 'base', message: reason, code: 'invalid' }]);
    this.nation.remove(type, id);
    for (const inbound of [...keysInto(type), ...placesOf(type)]) {
      for (const { id: dependent } of this.where(inbound.type, inbound.key, id)) {
        if (fallsWith(inbound)) this.delete(inbound.type, dependent);
        else this.set(inbound.type, dependent, { [inbound.key]: null });
      }
    }
    rules[type]?.follow?.({ change: this, before, after: undefined, given: {}, orders: {} });
  }

  /** Sets values that follow from another record: neither rules nor times. Nothing happens to a record that is gone. */
  set(type: string, id: NationRecord[string], values: Values): void {
    const before = this.find(type, id);
    if (before && Object.entries(values).some(([name, value]) => (before[name] ?? null) !== (value ?? null)))
      this.nation.put(type, present({ ...before, ...values }, before.id));
  }

  mail(reason: string, type: string, id: string, to: Pick<Mail, 'to' | 'signupId'>): void {
    this.nation.outbox.push({ at: this.at, reason, ...to, type, id });
  }

  /** Mail to a person; none without an address. */
  mailPerson(reason: string, type: string, id: string, signupId: NationRecord[string]): void {
    const email = textOf(this.find('signups', signupId)?.email);
    if (email) this.mail(reason, type, id, { to: email, signupId: textOf(signupId) });
  }

  private store(
    type: string,
    record: NationRecord,
    before: NationRecord | undefined,
    given: Values,
    orders: Values,
  ): NationRecord {
    const rule = rules[type] ?? noRule;
    const problems: Problem[] = [];
    rule.check?.({ ...this.step(record, before, given, orders), fail: reporter(problems) });
    if (problems.length > 0) throw unprocessable(problems);
    const derived = rule.derive?.(this.step(record, before, given, orders));
    const after = present({ ...record, ...derived }, record.id);
    this.nation.put(type, after);
    rule.follow?.({ change: this, before, after, given, orders });
    return this.find(type, record.id) ?? after;
  }

  private step(record: NationRecord, before: NationRecord | undefined, given: Values, orders: Values): Step {
    return { change: this, record, before, given, orders, fail: () => undefined };
  }

  private stamp(type: string, name: 'created_at' | 'updated_at'): Values {
    return servedTypes.get(type)?.attributes.has(name) ? { [name]: this.at } : {};
  }
}

const reporter =
  (problems: Problem[]): Step['fail'] =>
  (attribute, message, code = 'invalid') => {
    problems.push({ attribute, message, code });
  };

function present(values: Values, id: string): NationRecord {
  return { id, ...Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) };
}

const placesOf = (type: string): InboundKey[] => {
  if (type === 'signups') return [{ type: listPlaces, key: 'signup_id' }];
  return type === 'lists' ? [{ type: listPlaces, key: 'list_id' }] : [];
};
