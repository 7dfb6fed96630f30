import { z } from 'zod';
import { AppError } from './app-error';
import { parseBody } from './parse-body';

const schema = z.strictObject({ name: z.string(), tags: z.array(z.strictObject({ 'a/b': z.number() })) });

function refusal(body: unknown): AppError {
  try {
    parseBody(schema, body);
  } catch (error) {
    return error as AppError;
  }
  throw new Error('accepted');
}

it('gives back what fits', () => {
  expect(parseBody(schema, { name: 'x', tags: [{ 'a/b': 1 }] })).toEqual({ name: 'x', tags: [{ 'a/b': 1 }] });
});

it('names every wrong place by its JSON pointer, unknown fields included', () => {
  const { code, status, more } = refusal({ name: 1, tags: [{ 'a/b': 'x' }], nation: 'other' });
  expect([code, status]).toEqual(['invalid', 422]);
  expect(more.errors?.map(({ pointer, code: kind }) => [pointer, kind])).toEqual([
    ['/name', 'invalid_type'],
    ['/tags/0/a~1b', 'invalid_type'],
    ['/nation', 'unknown_field'],
  ]);
});

it('refuses a body that is no object', () => {
  expect(refusal('text').status).toBe(422);
  expect(refusal(undefined).status).toBe(422);
});
