import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { run } from '#cli/run';
import { recordedContext } from '#test/support/context';

async function schema(...of: string[]) {
  const { context, out, err } = recordedContext({ argv: ['schema', ...of] });
  return { code: await run(['schema', ...of], context), out: out(), err: err() };
}

test('prints the schema of an event as it is committed', async () => {
  const committed = readFileSync('events/schemas/ramp-stopped.v1.json', 'utf8');

  expect(await schema('ramp-stopped')).toEqual({ code: 0, out: committed, err: '' });
});

test('names the events when there is none of that name', async () => {
  const { code, out, err } = await schema('ramp-exploded');

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/there is no event ramp-exploded\n.*ramp-started.*ramp-digest/);
});
