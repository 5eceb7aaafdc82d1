import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import { expect, test } from 'vitest';
import { observe } from '#adapters/observe';

test('a line holds what is on the list and nothing else, and no more of it than fits', () => {
  const lines: unknown[] = [];
  const logger = { info: (_message: string, told: unknown) => lines.push(told) } as unknown as Logger;
  const { log } = observe(logger, {} as Metrics);

  log('asked', { do: 'pause', headers: { authorization: 'secret' }, entityId: 'canary-4711' } as never);
  log('not told', { ramp: 'r', error: 'e'.repeat(10_000) });

  expect(lines).toEqual([{ do: 'pause' }, { ramp: 'r', correlationId: 'r', error: 'e'.repeat(500) }]);
});
