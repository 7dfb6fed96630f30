import { NatProblem } from '@nat/client';
import { problem, type ProblemCode } from '@nat/contracts';
import { explain } from './ask-problem';

let written = '';
beforeEach(() => {
  written = '';
  jest.spyOn(process.stdout, 'write').mockImplementation(text => ((written += String(text)), true));
});
afterEach(() => jest.restoreAllMocks());

it.each<[ProblemCode, number]>([
  ['quota_exceeded', 3],
  ['confirmation_already_decided', 3],
  ['confirmation_expired', 3],
  ['dependency_unavailable', 4],
  ['internal_error', 1],
])('of %s the exit code is %d, and a program gets the problem', (code, exitCode) => {
  expect(explain(new NatProblem(problem(code, 'No.', 'req_1')), true)).toBe(exitCode);
  expect(JSON.parse(written)).toMatchObject({ problem: { code } });
});
