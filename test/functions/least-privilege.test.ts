/** Every grant of the stack is needed by some call, or stands on the list below with its reason; and no grant is wider than it must be. */
import {
  CreateConfigurationProfileCommand,
  CreateHostedConfigurationVersionCommand,
  StartDeploymentCommand,
} from '@aws-sdk/client-appconfig';
import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { executionNameOf } from '#core/names';
import type { Guard } from '#core/plan/plan';
import { hourMs, minuteMs } from '#core/time';
import { packagedTemplate } from '#test/support/packaged';
import { account, type RampWorld, rampWorld } from '#test/support/ramp-world';
import { planOf, withGates } from '#test/support/ramps';

const reaction = { forMs: 0, then: 'stop', insufficientData: 'notify', suppressed: 'ignore' } as const;
const alarm: Guard = { kind: 'alarm', alarm: 'errors', ...reaction };
const tagged: Guard = { kind: 'alarmsTagged', tags: { guards: 'shop' }, ...reaction };
const step = (exposurePercent: number) => ({ exposurePercent, holdMs: hourMs, gates: [] });
const steps = [5, 50].map(step);
const metrics = {
  latency: { namespace: 'Shop', name: 'Latency', dimensions: {}, stat: 'Maximum', periodMs: minuteMs },
};
const quick = { kind: 'metric', metric: 'latency', below: 1, overMs: 5 * minuteMs } as const;

/** What is broken now. */
type Broken = { deliveries?: boolean; alarmFunction?: boolean; bus?: boolean };
type Life = (world: RampWorld, broken: Broken) => Promise<unknown>;

/** Ramps that between them need every call that there is. */
const lives: Readonly<Record<string, Life>> = {
  'an alarm stops it while another deployment is in the way': async (world) => {
    await world.putAlarm('errors');
    await publishLatency(world);
    await world.ask({
      do: 'start',
      plan: withGates(planOf({ steps, metrics, guards: [alarm, tagged] }), [quick]),
    });
    await world.pass(70 * minuteMs);
    await deploySomethingSlow(world);
    await world.alarm('errors', 'ALARM');
    await world.pass(hourMs);
  },
  'a gate keeps it, nobody hears of that, and somebody stops it in the console': async (world, broken) => {
    await world.putAlarm('errors');
    const { ramp } = await world.ask({
      do: 'start',
      plan: withGates(planOf({ steps, metrics, guards: [alarm] }), [{ kind: 'alarms' }, quick]),
    });
    await world.pass(59 * minuteMs);
    broken.bus = true;
    await world.pass(2 * minuteMs);
    broken.bus = false;
    await world.pass(20 * minuteMs);
    const entry = await world.ledger.read(ramp);
    if (entry) await world.stopOutside(entry.ramp.experiment, entry.ramp.run);
    await world.pass(hourMs);
  },
  'its execution grows old, the next is aborted, and what should look after it is not delivered': async (
    world,
    broken,
  ) => {
    await world.putAlarm('errors');
    const { ramp } = await world.ask({
      do: 'start',
      plan: planOf({ steps: [5, 50, 100].map(step), guards: [alarm] }),
    });
    await world.pass(minuteMs);
    await world.growOld(ramp);
    await world.pass(61 * minuteMs);
    await abort(world, ramp, 2);
    await world.pass(75 * minuteMs);
    broken.deliveries = true;
    await world.pass(61 * minuteMs);
    Object.assign(broken, { deliveries: false, alarmFunction: true });
    await world.alarm('errors', 'ALARM');
    await world.pass(hourMs);
  },
  'it is refused; when it is started again, an alarm stops it': async (world) => {
    await world.ask({ do: 'start', plan: planOf({ steps, guards: [alarm] }) });
    await world.pass(minuteMs);
    await world.putAlarm('errors');
    await world.ask({ do: 'start', plan: planOf({ steps, guards: [alarm] }) });
    await world.pass(minuteMs);
    await world.alarm('errors', 'ALARM');
    await world.pass(minuteMs);
  },
  'a person pauses, resumes and stops it while another deployment is in the way': async (world) => {
    const { ramp } = await world.ask({ do: 'start', plan: planOf({ steps }) });
    await world.pass(minuteMs);
    await world.ask({ do: 'pause', ramp });
    await deploySomethingSlow(world);
    await world.ask({ do: 'stop', ramp });
    await world.pass(hourMs);
  },
};

async function publishLatency({ clients, clock }: RampWorld) {
  const data = Array.from({ length: 110 }, (_, minute) => ({
    MetricName: 'Latency',
    Value: 0.1,
    Timestamp: new Date(clock.now() + minute * minuteMs),
  }));
  await clients.cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData: data }));
}

async function abort({ clients, stack }: RampWorld, ramp: string, generation: number) {
  const machine = stack.outputs.StateMachineArn ?? '';
  const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:${executionNameOf(ramp, generation)}`;
  await clients.states.send(new StopExecutionCommand({ executionArn }));
}

async function deploySomethingSlow({ clients: { appConfig }, place }: RampWorld) {
  const { ApplicationId, EnvironmentId } = place;
  const { Id: ConfigurationProfileId } = await appConfig.send(
    new CreateConfigurationProfileCommand({ ApplicationId, Name: 'prices', LocationUri: 'hosted' }),
  );
  const version = { ApplicationId, ConfigurationProfileId };
  await appConfig.send(
    new CreateHostedConfigurationVersionCommand({
      ...version,
      Content: Buffer.from('{}'),
      ContentType: 'application/json',
    }),
  );
  const DeploymentStrategyId = 'AppConfig.Canary10Percent20Minutes';
  await appConfig.send(
    new StartDeploymentCommand({
      ...version,
      EnvironmentId,
      DeploymentStrategyId,
      ConfigurationVersion: '1',
    }),
  );
}

/** Grants that no emulated call needs, each with its reason. */
const reviewed: readonly (readonly [grant: RegExp, why: string])[] = [
  [/: logs:(CreateLogStream|PutLogEvents) on /, 'Lambda itself writes the log of a function, under its role'],
  [
    /^RaiseRole: appconfig:ListExperimentRunEvents on /,
    'who stopped a run that ended between Decide and Raise, an instant that no test hits on purpose',
  ],
  [
    /^(AlarmRole|WatchRole): appconfig:ListExperimentRuns on /,
    'looks for a run whose start was never answered: test/functions/stop-faults.test.ts',
  ],
  [
    /^(AlarmRole|StopRole): appconfig:ListTagsForResource on /,
    'whose stop it was where its Result is overwritten: test/functions/restoration.test.ts',
  ],
  [
    /^DigestRole: dynamodb:(PutItem|DeleteItem) on /,
    'a digest is kept before it is sent: test/functions/digest.test.ts',
  ],
  [/^NotifyRole: /, 'none of these ramps tells Slack: test/functions/notify.test.ts'],
  [/^RemovalRole: dynamodb:Query on /, 'nobody removes the stack here: test/functions/removal.test.ts'],
];

test('nothing is granted that no call needs', { timeout: 120_000 }, async () => {
  const needless: (readonly string[])[] = [];
  for (const live of Object.values(lives)) {
    const broken: Broken = {};
    const world = await rampWorld({
      watchEvery: 'rate(10 minutes)',
      digestEvery: 'rate(30 minutes)',
      crash: ({ functionName }) => broken.alarmFunction === true && functionName.endsWith('-alarm'),
      faults: ({ service, operation }) =>
        (broken.deliveries && service === 'Lambda') || (broken.bus && operation === 'PutEvents')
          ? { kind: 'failed' }
          : undefined,
    });
    await live(world, broken);
    needless.push(unusedIn(world));
  }

  const [first = [], ...others] = needless;
  const never = first.filter((grant) => others.every((other) => other.includes(grant)));
  expect(never.filter((grant) => !reviewed.some(([pattern]) => pattern.test(grant)))).toEqual([]);
  expect(reviewed.filter(([pattern]) => !never.some((grant) => pattern.test(grant)))).toEqual([]);
});

const unusedIn = ({ stack, iam }: RampWorld): readonly string[] =>
  Object.entries(stack.refs)
    .filter(([id]) => id.endsWith('Role'))
    .flatMap(([id, name]) =>
      iam.unused(`arn:aws:iam::${account}:role/${name}`).map((grant) => `${id}: ${grant}`),
    );

type Statement = {
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: { readonly Service?: string };
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};
type Role = {
  readonly AssumeRolePolicyDocument: { readonly Statement: readonly Statement[] };
  readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[];
};

const { Resources } = await packagedTemplate();
const roles = Object.entries(Resources).flatMap(([id, { Type, Properties }]) =>
  Type === 'AWS::IAM::Role' ? [[id, Properties as unknown as Role] as const] : [],
);

/** Actions that know no resource, or whose resource nobody can name beforehand. */
const onEverything: Readonly<Record<string, string>> = {
  'appconfig:ListExperimentDefinitions': 'knows no resource',
  'cloudwatch:DescribeAlarms': 'lists alarms',
  'cloudwatch:GetMetricData': 'knows no resource',
  'states:SendTaskSuccess': 'names a token, not a machine',
};

describe('a role', () => {
  const grants = roles.flatMap(([id, { Policies }]) =>
    Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).map((statement) => ({
      id,
      ...statement,
    })),
  );

  test('names its actions one by one, and passes no role on', () => {
    const actions = grants.flatMap(({ id, Action }) => [Action].flat().map((action) => `${id} ${action}`));

    expect(actions.filter((action) => /\*|iam:/.test(action))).toEqual([]);
  });

  test('names its resources, but for the actions that take none', () => {
    const wide = grants.filter(({ Resource }) => [Resource].flat().includes('*'));

    expect(wide.flatMap(({ Action }) => Action).filter((action) => !(action in onEverything))).toEqual([]);
  });

  test('of a service is assumed for the own resources of this stack, and not for those of somebody else', () => {
    const trust = roles.flatMap(([id, { AssumeRolePolicyDocument }]) =>
      AssumeRolePolicyDocument.Statement.map((statement) => ({ id, ...statement })),
    );
    const open = trust.filter(
      ({ Principal, Condition }) =>
        Principal?.Service !== 'lambda.amazonaws.com' &&
        !(Condition?.StringEquals?.['aws:SourceAccount'] && Condition?.ArnLike?.['aws:SourceArn']),
    );

    expect(trust.length).toBe(roles.length);
    expect(open).toEqual([]);
  });
});
