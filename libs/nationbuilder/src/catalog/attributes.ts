// The notation for attributes: one value says kind, direction, whether it may be null, its default and whose privacy it touches.

export type AttributeKind = 'text' | 'choice' | 'id' | 'integer' | 'decimal' | 'time' | 'date' | 'flag' | 'object' | 'address';
/** `rw` read and written, `r` only read, `w` only written and never answered. */
export type Access = 'rw' | 'r' | 'w';
/** How an attribute may be filtered by; `none`: not at all. */
export type FilterClass = 'string' | 'enum' | 'id' | 'number' | 'date' | 'boolean' | 'hash' | 'none';
/** What an attribute can tell about a person; absent where it tells nothing by itself. */
export type Privacy =
  | 'identity'
  | 'contact'
  | 'special'
  | 'demographic'
  | 'location'
  | 'employment'
  | 'financial'
  | 'external_id'
  | 'free_text'
  | 'conduct'
  | 'consent';

/** One attribute of a resource type. `Value` is its value in an answer and in a write, null aside. */
export interface Attribute<Value = unknown, A extends Access = Access, Nullable extends boolean = boolean> {
  readonly kind: AttributeKind;
  readonly access: A;
  readonly filter: FilterClass;
  readonly nullable: Nullable;
  /** What a new record answers when nothing was written. */
  readonly default?: string | number | boolean;
  readonly choices?: readonly (string | number)[];
  readonly privacy?: Privacy;
  /** Long text that anybody may have typed: the likeliest place of words meant for an assistant. */
  readonly prose?: true;
  /** Only a type: there is no such property. */
  readonly value?: Value;
}

interface Options {
  access?: Access;
  /** True unless told: most attributes of the API may be null. */
  nullable?: boolean;
  default?: string | number | boolean;
  choices?: readonly number[];
  pii?: Privacy;
}
// The options are inferred and not the attribute's parameters: those would be widened by what the catalog expects.
type Made<Value, O extends Options> = Attribute<
  Value,
  O extends { access: infer A extends Access } ? A : 'rw',
  O extends { nullable: false } ? false : true
>;

const filterOfKind: Record<AttributeKind, FilterClass> = {
  text: 'string',
  choice: 'enum',
  id: 'id',
  integer: 'number',
  decimal: 'number',
  time: 'date',
  date: 'date',
  flag: 'boolean',
  object: 'none',
  address: 'none',
};

function attribute<Made>(kind: AttributeKind, options: Options, more: Partial<Attribute> = {}): Made {
  const { access = 'rw', nullable = true, pii, ...rest } = options;
  const filter = access === 'w' ? 'none' : filterOfKind[kind];
  return { kind, access, nullable, filter, ...rest, ...(pii && { privacy: pii }), ...more } as Made;
}

type Maker<Value> = <const O extends Options = {}>(options?: O) => Made<Value, O>;
const maker =
  <Value>(kind: AttributeKind, more?: Partial<Attribute>): Maker<Value> =>
  options =>
    attribute(kind, options ?? {}, more);

/** Short text. */
export const text = maker<string>('text');
/** Long text. */
export const prose = maker<string>('text', { prose: true });
/** Id of another record, as text. */
export const recordId = maker<string>('id');
export const integer = maker<number>('integer');
/** A number as text, such as `1200.50`. */
export const decimal = maker<string>('decimal');
/** ISO 8601 with offset. */
export const time = maker<string>('time');
/** `YYYY-MM-DD`. */
export const date = maker<string>('date');
export const flag = maker<boolean>('flag');
/** A value of a shape of its own, such as the options of a custom field. */
export const object = maker<Record<string, unknown>>('object');

/** One of a closed set. */
export const choice = <const C extends string, const O extends Options = {}>(choices: readonly C[], options?: O): Made<C, O> =>
  attribute('choice', options ?? {}, { choices });

/** Values of the nation's own fields by slug. Filtered as a whole: `custom_values` equals some of them. */
export const customValues = (): Attribute<Record<string, unknown>, 'rw', true> =>
  attribute('object', { pii: 'free_text' }, { filter: 'hash' });

/** Parts of a postal address, as written and as read. */
export const addressParts = {
  address1: 'text',
  address2: 'text',
  address3: 'text',
  city: 'text',
  state: 'text',
  zip: 'text',
  county: 'text',
  country_code: 'text',
  lat: 'text',
  lng: 'text',
  fips: 'text',
  submitted_address: 'text',
  distance: 'decimal',
  import_id: 'id',
  work_phone: 'text',
  phone_number: 'text',
  phone_country_code: 'text',
  work_phone_number: 'text',
} as const satisfies Record<string, AttributeKind>;
export type AddressPart = keyof typeof addressParts;

/** An address to write: patches the one that is there, or makes one; `delete: true` takes it away. Read back as an extra field. */
export const addressWrite = ({ pii = 'contact' }: { pii?: Privacy } = {}): Attribute<
  Partial<Record<AddressPart, string | null>> & { delete?: boolean },
  'w',
  true
> => attribute('address', { access: 'w', pii });

/** An address as an extra field. */
export const addressRead = (pii: Privacy): Attribute<Partial<Record<AddressPart, string | null>>, 'r', true> =>
  attribute('address', { access: 'r', pii });
