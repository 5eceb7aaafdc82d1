/** What holds whatever is asked, in whatever order, with every switch any way. */

import type { AppConfigClient, ExperimentRun } from '@aws-sdk/client-appconfig';
import * as sdk from '@aws-sdk/client-appconfig';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AppConfigOptions } from '#local/appconfig/index';
import { type AppConfigTest, testAppConfig } from '#test/support/appconfig';
import {
  type DefinitionKey,
  definitionInput,
  prepareDefinition,
  preparePlace,
} from '#test/support/experiment';
import { anySwitches } from '#test/support/switches';

async function ready(options: AppConfigOptions = {}) {
  const { client, clock } = testAppConfig(options);
  const place = await preparePlace(client);
  const key = await prepareDefinition(client, place);
  return { client, clock, place, key };
}

type Write =
  | { readonly kind: 'raise'; readonly exposure: number }
  | { readonly kind: 'override'; readonly treatment: 'c' | 't1' }
  | { readonly kind: 'stop'; readonly summary: string }
  | { readonly kind: 'start'; readonly exposure: number };

const exposure = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.float({ min: 0, max: 100, noNaN: true }));
const write: fc.Arbitrary<Write> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('raise' as const), exposure }) },
  fc.record({ kind: fc.constant('override' as const), treatment: fc.constantFrom('c', 't1') }),
  fc.record({ kind: fc.constant('stop' as const), summary: fc.constantFrom('one', 'two') }),
  fc.record({ kind: fc.constant('start' as const), exposure }),
);

const commandOf = (key: DefinitionKey, Run: number, each: Write) => {
  switch (each.kind) {
    case 'raise':
      return new sdk.UpdateExperimentRunCommand({ ...key, Run, ExposurePercentage: each.exposure });
    case 'override':
      return new sdk.UpdateExperimentRunCommand({
        ...key,
        Run,
        TreatmentOverrides: { Inline: { u: each.treatment } },
      });
    case 'stop':
      return new sdk.StopExperimentRunCommand({ ...key, Run, Result: { ExecutiveSummary: each.summary } });
    case 'start':
      return new sdk.StartExperimentRunCommand({ ...key, ExposurePercentage: each.exposure });
  }
};

/** The name of the error, or `done`. */
const outcomeOf = (client: AppConfigClient, key: DefinitionKey, run: number, each: Write): Promise<string> =>
  (client.send(commandOf(key, run, each) as sdk.StartExperimentRunCommand) as Promise<unknown>).then(
    () => 'done',
    (error: Error) => error.name,
  );

async function allRuns(client: AppConfigClient, key: DefinitionKey): Promise<ExperimentRun[]> {
  const { Items = [] } = await client.send(new sdk.ListExperimentRunsCommand(key));
  return Promise.all(Items.map(({ Run }) => client.send(new sdk.GetExperimentRunCommand({ ...key, Run }))));
}

test('exposure never falls within a run, one run is RUNNING at most, and a DONE run stays as it ended', async () => {
  const history = fc.array(fc.record({ write, afterMs: fc.constantFrom(0, 0, 30_000, 600_000) }), {
    minLength: 10,
    maxLength: 25,
  });
  await fc.assert(
    fc.asyncProperty(history, anySwitches, async (writes, switches) => {
      const { client, clock } = testAppConfig({ switches });
      const key = await prepareDefinition(client, await preparePlace(client));
      let before: ExperimentRun[] = [];
      for (const { write: each, afterMs } of [
        { write: { kind: 'start', exposure: 5 } as Write, afterMs: 0 },
        ...writes,
      ]) {
        await outcomeOf(client, key, Math.max(before.length, 1), each);
        await clock.run(clock.now() + afterMs);
        const runs = await allRuns(client, key);

        expect(runs.map(({ Run = 0 }) => Run).sort((a, b) => a - b)).toEqual(runs.map((_, n) => n + 1));
        expect(runs.filter(({ Status }) => Status === 'RUNNING').length).toBeLessThanOrEqual(1);
        for (const run of before) {
          const now = runs.find(({ Run }) => Run === run.Run);
          expect(now?.ExposurePercentage).toBeGreaterThanOrEqual(run.ExposurePercentage ?? 0);
          expect(now?.ExperimentDefinitionSnapshot).toEqual(run.ExperimentDefinitionSnapshot);
          if (run.Status === 'DONE')
            expect({ ...now, Result: 0, $metadata: 0 }).toEqual({ ...run, Result: 0, $metadata: 0 });
        }
        before = runs;
      }
    }),
    { numRuns: 25 },
  );
});

describe('two writers that race on one run', () => {
  /** A world in which the two requests arrive in the given order, one of them some time later. */
  async function race(writes: readonly [Write, Write], delaysMs: readonly [number, number]) {
    let sent = -1;
    const made = testAppConfig(
      {},
      {
        faults: ({ operation }) => {
          if (sent < 0 || /^(Get|List)/.test(operation)) return undefined;
          const delayMs = delaysMs[sent] ?? 0;
          sent += 1;
          return delayMs > 0 ? { kind: 'slow', delayMs } : undefined;
        },
      },
    );
    const { client, clock } = made;
    const key = await prepareDefinition(client, await preparePlace(client));
    await client.send(new sdk.StartExperimentRunCommand({ ...key, ExposurePercentage: 10 }));
    sent = 0;
    const racing = Promise.all(writes.map((each) => outcomeOf(client, key, 1, each)));
    await clock.run(clock.now() + 1000);
    const outcomes = await racing;
    return { outcomes, ...(await told(made, key)) };
  }

  async function told({ client }: AppConfigTest, key: DefinitionKey) {
    const runs = await allRuns(client, key);
    const { Items = [] } = await client.send(new sdk.ListExperimentRunEventsCommand({ ...key, Run: 1 }));
    return {
      runs: runs.map(({ Status, ExposurePercentage, TreatmentOverrides, Result }) => ({
        Status,
        ExposurePercentage,
        TreatmentOverrides,
        Result,
      })),
      events: Items.map(({ EventType, ExposurePercentage }) => [EventType, ExposurePercentage]),
    };
  }

  test('end in one of the two serial outcomes', async () => {
    const delays = fc.tuple(fc.constantFrom(0, 1, 2), fc.constantFrom(0, 1, 2));
    await fc.assert(
      fc.asyncProperty(fc.tuple(write, write), delays, async (writes, delaysMs) => {
        const raced = await race(writes, delaysMs);
        const serial = [await race(writes, [0, 500]), await race(writes, [500, 0])];

        expect(serial).toContainEqual(raced);
      }),
      { numRuns: 40 },
    );
  });
});

describe('pages together equal the whole while writers write', () => {
  type Page = { readonly ids: readonly (string | number | undefined)[]; readonly next: string | undefined };
  type List = (page: { MaxResults: number; NextToken?: string }) => Promise<Page>;

  /** Reads page after page, and lets somebody write in between. */
  async function readAll(list: List, MaxResults: number, write: () => Promise<void>) {
    const ids: (string | number | undefined)[] = [];
    let next: string | undefined;
    do {
      const page = await list({ MaxResults, ...(next === undefined ? {} : { NextToken: next }) });
      expect(page.ids.length).toBeLessThanOrEqual(MaxResults);
      ids.push(...page.ids);
      next = page.next;
      await write();
    } while (next !== undefined && ids.length < 500);
    return ids;
  }

  const expectWhole = (read: readonly unknown[], lasting: readonly unknown[]) => {
    expect(new Set(read).size).toBe(read.length);
    expect(read.filter((id) => lasting.includes(id)).toSorted()).toEqual(lasting.toSorted());
  };

  test.each(['oldestFirst', 'newestFirst'] as const)('of definitions, %s', async (definitionOrder) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
        async (size, removes) => {
          const { client, place, key } = await ready({ switches: { definitionOrder } });
          const doomed: string[] = [];
          let count = 0;
          const create = async () => {
            count += 1;
            const input = { ...definitionInput(place), Name: `definition ${count}` };
            return (await client.send(new sdk.CreateExperimentDefinitionCommand(input))).Id ?? '';
          };
          const lasting = [key.ExperimentDefinitionIdentifier];
          for (let made = 0; made < 12; made += 1) (made % 2 ? doomed : lasting).push(await create());
          const list: List = async (page) => {
            const { Items = [], NextToken } = await client.send(
              new sdk.ListExperimentDefinitionsCommand(page),
            );
            return { ids: Items.map(({ Id }) => Id), next: NextToken };
          };
          let turn = 0;
          const write = async () => {
            const victim = removes[turn++ % removes.length] ? doomed.pop() : undefined;
            if (victim === undefined && count < 30) await create();
            const ids = {
              ApplicationIdentifier: place.ApplicationId,
              ExperimentDefinitionIdentifier: victim,
            };
            if (victim)
              await client.send(new sdk.DeleteExperimentDefinitionCommand({ ...ids, DeleteType: 'DESTROY' }));
          };

          expectWhole(await readAll(list, size, write), lasting);
        },
      ),
      { numRuns: 8, seed: 3 },
    );
  });

  test.each(['oldestFirst', 'newestFirst'] as const)('of runs, events and deployments, %s', async (order) => {
    const { client, place, key } = await ready({ switches: { runOrder: order, eventOrder: order } });
    const cycle = async (Run: number) => {
      await client.send(new sdk.StartExperimentRunCommand({ ...key, ExposurePercentage: 0 }));
      for (let percentage = 1; percentage <= 3; percentage += 1)
        await client.send(
          new sdk.UpdateExperimentRunCommand({ ...key, Run, ExposurePercentage: percentage }),
        );
    };
    const stop = (Run: number) => client.send(new sdk.StopExperimentRunCommand({ ...key, Run }));
    for (let run = 1; run <= 6; run += 1) {
      if (run > 1) await stop(run - 1);
      await cycle(run);
    }
    let run = 6;
    let exposure = 4;
    const raise = async () => {
      exposure += 1;
      if (exposure < 40)
        await client.send(
          new sdk.UpdateExperimentRunCommand({ ...key, Run: 6, ExposurePercentage: exposure }),
        );
    };
    const runs: List = async (page) => {
      const { Items = [], NextToken } = await client.send(
        new sdk.ListExperimentRunsCommand({ ...key, ...page }),
      );
      return { ids: Items.map(({ Run }) => Run), next: NextToken };
    };
    const events: List = async (page) => {
      const { Items = [], NextToken } = await client.send(
        new sdk.ListExperimentRunEventsCommand({ ...key, Run: 6, ...page }),
      );
      return { ids: Items.map(({ AssociatedDeployment }) => AssociatedDeployment), next: NextToken };
    };
    const deployments: List = async (page) => {
      const { Items = [], NextToken } = await client.send(
        new sdk.ListDeploymentsCommand({ ...place, ...page }),
      );
      return { ids: Items.map(({ DeploymentNumber }) => DeploymentNumber), next: NextToken };
    };
    const whole = async (list: List) => (await list({ MaxResults: 50 })).ids;

    for (const MaxResults of [1, 2, 3]) {
      const [eventsBefore, deploymentsBefore] = [await whole(events), await whole(deployments)];
      expectWhole(await readAll(events, MaxResults, raise), eventsBefore);
      expectWhole(await readAll(deployments, MaxResults, raise), deploymentsBefore);
    }
    const runsBefore = await whole(runs);
    const restart = async () => {
      if (run >= 12) return;
      await stop(run);
      run += 1;
      await cycle(run);
    };
    expectWhole(await readAll(runs, 2, restart), runsBefore);
  });
});

test('a token that another list gave is refused', async () => {
  const { client } = testAppConfig();
  const place = await preparePlace(client);
  await client.send(new sdk.StartDeploymentCommand({ ...place, ConfigurationVersion: '1' }));
  const { NextToken } = await client.send(new sdk.ListDeploymentsCommand({ ...place, MaxResults: 1 }));

  for (const token of [NextToken, 'nonsense'])
    await expect(
      client.send(new sdk.ListEnvironmentsCommand({ ...place, NextToken: token })),
    ).rejects.toMatchObject({ name: 'BadRequestException' });
});
