/** What holds of experiments whatever is called, in whatever order. */
import {
  type AppConfigClient,
  CreateExperimentDefinitionCommand,
  DeleteExperimentDefinitionCommand,
  GetExperimentRunCommand,
  ListDeploymentsCommand,
  ListExperimentDefinitionsCommand,
  ListExperimentRunEventsCommand,
  ListExperimentRunsCommand,
  StartExperimentRunCommand,
  StopExperimentRunCommand,
  UpdateExperimentRunCommand,
} from '@aws-sdk/client-appconfig';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AppConfigOptions } from '#local/appconfig/index';
import { testAppConfig } from '#test/support/appconfig';
import {
  type DefinitionKey,
  definitionInput,
  prepareDefinition,
  preparePlace,
} from '#test/support/experiment';

async function ready(options: AppConfigOptions = {}) {
  const { client, clock } = testAppConfig(options);
  const place = await preparePlace(client);
  const key = await prepareDefinition(client, place);
  return { client, clock, place, key };
}

type Change =
  | { readonly kind: 'expose'; readonly percentage: number }
  | { readonly kind: 'override'; readonly entity: string; readonly treatment: string }
  | { readonly kind: 'describe'; readonly text: string }
  | { readonly kind: 'stop'; readonly summary: string };

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('expose' as const),
      percentage: fc.float({ min: 0, max: 100, noNaN: true }),
    }),
  },
  fc.record({
    kind: fc.constant('override' as const),
    entity: fc.constantFrom('ann', 'bob'),
    treatment: fc.constantFrom('c', 't1', 't9'),
  }),
  fc.record({ kind: fc.constant('describe' as const), text: fc.constantFrom('one', 'two') }),
  fc.record({ kind: fc.constant('stop' as const), summary: fc.constantFrom('won', 'lost') }),
);

/** The name of the refusal, or done. */
async function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'done',
    (error: Error) => error.name,
  );
}

function make(client: AppConfigClient, key: DefinitionKey, Run: number, made: Change): Promise<unknown> {
  const run = { ...key, Run };
  switch (made.kind) {
    case 'expose':
      return client.send(new UpdateExperimentRunCommand({ ...run, ExposurePercentage: made.percentage }));
    case 'override': {
      const TreatmentOverrides = { Inline: { [made.entity]: made.treatment } };
      return client.send(new UpdateExperimentRunCommand({ ...run, TreatmentOverrides }));
    }
    case 'describe':
      return client.send(new UpdateExperimentRunCommand({ ...run, Description: made.text }));
    case 'stop':
      return client.send(
        new StopExperimentRunCommand({ ...run, Result: { ExecutiveSummary: made.summary } }),
      );
  }
}

async function seen(client: AppConfigClient, key: DefinitionKey, Run: number) {
  const { $metadata: _run, ...run } = await client.send(new GetExperimentRunCommand({ ...key, Run }));
  const { Items: events } = await client.send(new ListExperimentRunEventsCommand({ ...key, Run }));
  return { run, events };
}

test('exposure never falls', async () => {
  const start = fc.record({
    kind: fc.constant('start' as const),
    percentage: fc.float({ min: 0, max: 100, noNaN: true }),
  });

  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(change, start), { minLength: 5, maxLength: 20 }), async (changes) => {
      const { client, key } = await ready();
      let number = 0;
      let exposure = 0;
      for (const made of changes) {
        if (made.kind === 'start') {
          const started = outcome(
            client.send(new StartExperimentRunCommand({ ...key, ExposurePercentage: made.percentage })),
          );
          if ((await started) === 'done') [number, exposure] = [number + 1, 0];
        } else if (number > 0) await outcome(make(client, key, number, made));
        if (number === 0) continue;
        const { run, events = [] } = await seen(client, key, number);
        expect(run.ExposurePercentage).toBeGreaterThanOrEqual(exposure);
        exposure = run.ExposurePercentage ?? Number.NaN;
        const told = events.map(({ ExposurePercentage = Number.NaN }) => ExposurePercentage);
        expect(told).toEqual(told.toSorted((one, other) => other - one));
      }
    }),
    { numRuns: 12, seed: 3 },
  );
});

test.each([0, 30_000] as const)(
  'two writers racing on one run end in one of the two serial outcomes, with managed deployments of %d ms',
  async (managedDeploymentMs) => {
    const world = async (act: (send: (made: Change) => Promise<string>) => Promise<readonly string[]>) => {
      const { client, clock, key } = await ready({ switches: { managedDeploymentMs } });
      await client.send(new StartExperimentRunCommand({ ...key, ExposurePercentage: 20 }));
      await clock.run(clock.now() + managedDeploymentMs);
      const outcomes = await act((made) => outcome(make(client, key, 1, made)));
      return { outcomes, ...(await seen(client, key, 1)) };
    };

    await fc.assert(
      fc.asyncProperty(change, change, async (one, other) => {
        const raced = await world((send) => Promise.all([send(one), send(other)]));
        const first = await world(async (send) => [await send(one), await send(other)]);
        const second = await world(async (send) => [await send(other), await send(one)].toReversed());

        expect([first, second]).toContainEqual(raced);
      }),
      { numRuns: 12, seed: 3 },
    );
  },
);

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
            return (await client.send(new CreateExperimentDefinitionCommand(input))).Id ?? '';
          };
          const lasting = [key.ExperimentDefinitionIdentifier];
          for (let made = 0; made < 12; made += 1) (made % 2 ? doomed : lasting).push(await create());
          const list: List = async (page) => {
            const { Items = [], NextToken } = await client.send(new ListExperimentDefinitionsCommand(page));
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
              await client.send(new DeleteExperimentDefinitionCommand({ ...ids, DeleteType: 'DESTROY' }));
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
      await client.send(new StartExperimentRunCommand({ ...key, ExposurePercentage: 0 }));
      for (let percentage = 1; percentage <= 3; percentage += 1)
        await client.send(new UpdateExperimentRunCommand({ ...key, Run, ExposurePercentage: percentage }));
    };
    const stop = (Run: number) => client.send(new StopExperimentRunCommand({ ...key, Run }));
    for (let run = 1; run <= 6; run += 1) {
      if (run > 1) await stop(run - 1);
      await cycle(run);
    }
    let run = 6;
    let exposure = 4;
    const raise = async () => {
      exposure += 1;
      if (exposure < 40)
        await client.send(new UpdateExperimentRunCommand({ ...key, Run: 6, ExposurePercentage: exposure }));
    };
    const runs: List = async (page) => {
      const { Items = [], NextToken } = await client.send(new ListExperimentRunsCommand({ ...key, ...page }));
      return { ids: Items.map(({ Run }) => Run), next: NextToken };
    };
    const events: List = async (page) => {
      const { Items = [], NextToken } = await client.send(
        new ListExperimentRunEventsCommand({ ...key, Run: 6, ...page }),
      );
      return { ids: Items.map(({ AssociatedDeployment }) => AssociatedDeployment), next: NextToken };
    };
    const deployments: List = async (page) => {
      const { Items = [], NextToken } = await client.send(new ListDeploymentsCommand({ ...place, ...page }));
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
