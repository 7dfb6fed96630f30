import { z } from 'zod';
import { ApiError, invalidRequest } from './errors';

type Issue = z.core.$ZodIssue;

/** Parses a request body; the first problem becomes the vendor's 400, worded `path: what is wrong`. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw asApiError(parsed.error.issues[0]!);
}

function asApiError(issue: Issue): ApiError {
  const { path, message } = explain(issue, []);
  return invalidRequest(path.length ? `${path.join('.')}: ${message}` : message);
}

interface Explained {
  path: PropertyKey[];
  message: string;
}

function explain(issue: Issue, above: PropertyKey[]): Explained {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') return { path: [...path, issue.keys[0]!], message: 'Extra inputs are not permitted' };
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return explainUnion(issue.errors, path);
  return { path, message: wording(issue) };
}

/** Of the branches of a union the one that got furthest is the one that the caller meant. */
function explainUnion(branches: readonly Issue[][], path: PropertyKey[]): Explained {
  const explained = branches.filter(branch => branch.length > 0).map(branch => explain(branch[0]!, path));
  return explained.reduce((deepest, candidate) => (candidate.path.length > deepest.path.length ? candidate : deepest));
}

function wording(issue: Issue): string {
  if (issue.input === undefined) return 'Field required';
  switch (issue.code) {
    case 'invalid_type':
      return expectation(issue.expected);
    case 'invalid_value':
      return `Input should be ${issue.values.map(value => `'${String(value)}'`).join(' or ')}`;
    case 'invalid_union':
      return `Input tag ${JSON.stringify(issue.input)} found using 'type' does not match any of the expected tags`;
    case 'invalid_format':
      return `String should match pattern '${'pattern' in issue ? String(issue.pattern).slice(1, -1) : issue.format}'`;
    case 'too_small':
      return sizeWording(issue.origin, `at least ${issue.minimum}`, `greater than or equal to ${issue.minimum}`);
    case 'too_big':
      return sizeWording(issue.origin, `at most ${issue.maximum}`, `less than or equal to ${issue.maximum}`);
    default:
      return issue.message;
  }
}

function expectation(type: string): string {
  const names: Record<string, string> = {
    string: 'string',
    int: 'integer',
    number: 'number',
    boolean: 'boolean',
    array: 'list',
    object: 'dictionary',
    record: 'dictionary',
  };
  return `Input should be a valid ${names[type] ?? type}`;
}

function sizeWording(origin: string, length: string, value: string): string {
  if (origin === 'string') return `String should have ${length} characters`;
  if (origin === 'array') return `List should have ${length} items after validation`;
  return `Input should be ${value}`;
}
