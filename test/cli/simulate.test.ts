import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '#cli/run';
import { type Delivered, toldFact } from '#core/delivered';
import { recordedContext } from '#test/support/context';
import { type Ended, ramp } from '#test/support/process';

const golden = (name: string) => join(import.meta.dirname, 'golden', name);
const oneDay = ['simulate', 'test/fixtures/plans/one-day.ramp.yaml', '--at', '2026-11-23T10:12'];
const folder = mkdtempSync(join(tmpdir(), 'simulate-'));

/** In this process: the same command, without the start of one. */
async function inside(argv: readonly string[]): Promise<Ended> {
  const { context, out, err } = recordedContext({ argv });
  return { code: await run(argv, context), out: out(), err: err() };
}

/** How fast it went is the machine's affair. */
const shown = ({ code, out, err }: Ended) =>
  `${out.replace(/ in [\d ]+ ms/, ' in N ms')}--- stderr, exit ${code}\n${err}`;
const eventsOf = (file: string) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Delivered);

/** Days of virtual time, on a machine that may be busy. */
const timeout = 120_000;

describe('a simulated ramp', { timeout }, () => {
  test('comes to its end while all is calm, and its events are written down', async () => {
    const file = join(folder, 'new', 'calm.jsonl');

    await expect(shown(await ramp([...oneDay, '--events', file]))).toMatchFileSnapshot(
      golden('simulate-calm.txt'),
    );

    const events = eventsOf(file);
    const places = events.flatMap((event) => toldFact(event)?.data.sequence ?? []);
    expect(places).toEqual(places.map((_, index) => index + 1));
    expect(events.at(-1)).toMatchObject({ source: 'rampart', 'detail-type': 'Ramp Finished' });
  });

  test('is stopped by a real alarm when its treatment meets errors', async () => {
    const ended = await ramp([
      'simulate',
      'examples/standard.ramp.yaml',
      '--at',
      '2026-11-23T10:12',
      '--scenario',
      'errors',
    ]);

    await expect(shown(ended)).toMatchFileSnapshot(golden('simulate-errors.txt'));
  });

  test('is the same with the same seed, event for event, and another one with another', async () => {
    const [same, other] = [join(folder, 'same.jsonl'), join(folder, 'other.jsonl')];

    const [again] = await Promise.all([
      ramp([...oneDay, '--events', same]),
      ramp([...oneDay, '--seed', '2', '--events', other]),
    ]);

    await expect(shown(again)).toMatchFileSnapshot(golden('simulate-calm.txt'));
    expect(eventsOf(same)).toEqual(eventsOf(join(folder, 'new', 'calm.jsonl')));
    expect(eventsOf(other)).not.toEqual(eventsOf(same));
  });
});

describe('a plan that cannot be simulated', () => {
  test('gets the diagnostics of ramp plan', async () => {
    const file = 'test/fixtures/plans/unknown-key.ramp.yaml';
    const [simulated, planned] = [await inside(['simulate', file]), await inside(['plan', file])];

    expect(simulated).toEqual(planned);
    expect(simulated.code).toBe(2);
  });

  test.each([
    ['--seed', 'x'],
    ['--scenario', 'skewed'],
    ['--at', 'noon'],
  ])('%s %s', async (...wrong) => {
    const { code, err } = await inside([...oneDay, ...wrong]);

    expect(code).toBe(2);
    expect(err).toContain(wrong[1]);
  });

  test('when its events cannot be written, nothing is started', async () => {
    const { code, out, err } = await inside([...oneDay, '--events', folder]);

    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`cannot write ${folder}`);
  });
});
