import { caps, nextCall, nothingSpent } from './caps';

const after = (spent: Partial<typeof nothingSpent>) => nextCall({ ...nothingSpent, ...spent });

it('lets the model use tools until its last turn, which is for summing up', () => {
  expect(after({ turns: caps.turns - 2 })).toEqual({ kind: 'call', maxTokens: 8192, cap: undefined });
  expect(after({ turns: caps.turns - 1 })).toEqual({ kind: 'call', maxTokens: 8192, cap: 'turns' });
  expect(after({ turns: caps.turns })).toEqual({ kind: 'stop', cap: 'turns' });
});

it('asks for a summary after the last allowed tool call was exceeded, or after three bad inputs in a row', () => {
  expect(after({ toolCalls: 25 })).toMatchObject({ cap: undefined });
  expect(after({ toolCalls: 26 })).toMatchObject({ kind: 'call', cap: 'tool_calls' });
  expect(after({ invalidInputs: 3 })).toMatchObject({ kind: 'call', cap: 'invalid_inputs' });
});

it('never asks for more output than is left', () => {
  expect(after({ outputTokens: 49_000 })).toMatchObject({ kind: 'call', maxTokens: 1_000 });
  expect(after({ outputTokens: 50_000 })).toEqual({ kind: 'stop', cap: 'output_tokens' });
  expect(after({ costMicroUsd: 250_000 })).toEqual({ kind: 'stop', cap: 'cost' });
});
