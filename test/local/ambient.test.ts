import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as importedSetTimeout } from 'node:timers';
import * as sdk from '@aws-sdk/client-appconfig';
import { AppConfigClient, GetExperimentRunCommand } from '@aws-sdk/client-appconfig';
import { expect, onTestFinished, test } from 'vitest';
import { ambient } from '#local/ambient';
import { VirtualClock } from '#local/clock';
import { scriptedFaults } from '#local/faults';
import { createRandom } from '#local/random';
import { createService } from '#local/wire/service';
import { testAws } from '#test/support/aws';

const start = Date.UTC(2030, 0, 1);
const day = 86_400_000;

function virtual(seed = 1) {
  const clock = new VirtualClock(start);
  const restore = ambient(clock, createRandom(seed));
  onTestFinished(restore);
  return { clock, restore };
}

test('dates, timers and chance follow the virtual clock and the seed, and come back as they were', async () => {
  const before = [Date, setTimeout, Math.random, crypto.randomUUID];
  const { clock, restore } = virtual();
  const seen: unknown[] = [];
  setTimeout(() => seen.push(Date.now() - start), 30 * day);
  importedSetTimeout(() => seen.push(new Date().toISOString()), day);
  const drawn = [Math.random(), randomUUID()];

  await clock.run();
  restore();

  expect(seen).toEqual(['2030-01-02T00:00:00.000Z', 30 * day]);
  expect([Date, setTimeout, Math.random, crypto.randomUUID]).toEqual(before);
  const again = virtual();
  expect([Math.random(), randomUUID()]).toEqual(drawn);
  again.restore();
});

test('a date of chosen parts, and instanceof, are as ever', () => {
  const real = new Date(5);
  virtual();

  expect(new Date(2020, 1, 2).getMonth()).toBe(1);
  expect(real instanceof Date).toBe(true);
  expect(new Date(5)).toEqual(real);
});

test('an interval repeats until it is cleared, also from inside', async () => {
  const { clock } = virtual();
  const ticks: number[] = [];
  const interval = setInterval(() => {
    ticks.push(Date.now() - start);
    if (ticks.length === 3) clearInterval(interval);
  }, 10);

  await clock.run();

  expect(ticks).toEqual([10, 20, 30]);
});

test("the SDK's retries wait in virtual time and its signatures carry virtual dates", async () => {
  const { clock } = virtual();
  const dates: unknown[] = [];
  const aws = testAws(
    (world) => [
      createService({
        sdk,
        client: AppConfigClient,
        world,
        operations: { GetExperimentRun: () => ({ Run: 1 }) },
      }),
    ],
    {
      clock,
      faults: scriptedFaults([{ times: 2, fault: { kind: 'throttled' } }]),
      onTrace: ({ request }) => dates.push(request.headers['x-amz-date']),
    },
  );

  const answer = new AppConfigClient(aws.clientConfig()).send(
    new GetExperimentRunCommand({ ApplicationIdentifier: 'a', ExperimentDefinitionIdentifier: 'b', Run: 1 }),
  );
  await clock.run();

  expect((await answer).$metadata.attempts).toBe(3);
  expect(dates).toHaveLength(3);
  for (const date of dates) expect(date).toMatch(/^20300101T/);
  expect(clock.now()).toBeGreaterThan(start);
});

test('an SDK that a bundle brings along reads no profile of this machine, and waits for none', async () => {
  const { restore } = virtual();
  const { readFile } = process.getBuiltinModule('node:fs/promises');
  const file = join(mkdtempSync(join(tmpdir(), 'home-')), '.aws', 'config');

  await expect(readFile(file, 'utf8')).resolves.toBe('');
  restore();
  await expect(process.getBuiltinModule('node:fs/promises').readFile(file)).rejects.toThrow('ENOENT');
});
