import type { Calendar } from './calendar';
import { type Draft, idSequence } from './draft';
import type { People } from './people';
import { Random } from './random';

interface Plan {
  readonly file: string;
  readonly people: number;
  readonly status?: string;
  readonly errors?: readonly string[];
}

const IMPORTS: readonly Plan[] = [
  { file: 'members-2023.csv', people: 220 },
  { file: 'petition-signers.csv', people: 140 },
  {
    file: 'county-fair.csv',
    people: 90,
    errors: [
      'error: Joe Bloggs,Email is not an email address',
      'error: ,Needs a name, an email or a phone number',
      'error: =1+1,Phone number is too short',
      'error: "Smith, Ann",State is unknown',
    ],
  },
  { file: 'gala-guests.csv', people: 60 },
  { file: 'phone-bank.csv', people: 45 },
  { file: 'house-parties.csv', people: 30 },
  { file: 'new-movers.csv', people: 15 },
  { file: 'broken.csv', people: 0, status: 'unprocessable' },
  { file: 'spring-canvass.csv', people: 0, status: 'in_progress' },
];

/** Imports. People know the one they came with; `rows_successful` counts them, `rows_unsuccessful` the error lines. */
export function makeImports(seed: number, calendar: Calendar, people: People): Draft[] {
  const random = new Random(seed, 'imports');
  const nextId = idSequence(12);
  const pool = random.shuffled(people.ordinary);
  return IMPORTS.map(({ file, people: size, status = 'finished', errors = [] }, index) => {
    const id = nextId();
    for (const person of pool.splice(0, size)) person.import_id = id;
    const days = 900 - index * 95;
    const started_at = calendar.timeDaysAgo(days, random);
    const finished_at = status === 'in_progress' ? null : calendar.timeDaysAgo(days - 1, random);
    return {
      id,
      file_name: file,
      type: 'PersonImport',
      status,
      content_head: 'first_name,last_name,email,phone_number\r\nJoe,Bloggs,joe@example.org,512-555-0100',
      lines_count: size + errors.length + 1,
      rows_successful: size,
      rows_unsuccessful: errors.length,
      rows_updated: Math.floor(size / 3),
      error_lines: errors.length > 0 ? errors.join('\n') : null,
      is_overwritable: index % 2 === 0,
      tag_list: index === 0 ? 'Import 2023' : null,
      author_id: people.users.get('ada')?.id,
      point_person_id: people.users.get('olu')?.id,
      created_at: started_at,
      started_at,
      finished_at,
      updated_at: finished_at ?? started_at,
    };
  });
}
