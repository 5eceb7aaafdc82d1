/** Ramps and what was seen of AWS, for tests of the pure core. */
import type { Given } from '#core/decide';
import type { AlarmView, Evidence, RunView } from '#core/evidence';
import type { Guard, Plan } from '#core/plan/plan';
import type { BoundGuard, Ramp } from '#core/ramp';
import { dayMs, hourMs } from '#core/time';

export const startAt = Date.UTC(2026, 10, 23, 9, 12);

/** A guard as a plan has it that only names its alarm. */
export const guardOf = (more: Partial<Guard & { alarm: string }> = {}): Guard =>
  ({
    kind: 'alarm',
    alarm: 'errors',
    forMs: 0,
    then: 'stop',
    insufficientData: 'notify',
    suppressed: 'ignore',
    ...more,
  }) as Guard;

export const planOf = (more: Partial<Plan> = {}): Plan => ({
  contract: 1,
  version: 1,
  name: 'add-to-cart',
  owner: 'team-checkout',
  tags: {},
  experiment: { application: 'shop', definition: 'add-to-cart-button', overrides: {} },
  timezone: 'Europe/Berlin',
  start: 'now',
  windows: [],
  freezes: [],
  maxDurationMs: 30 * dayMs,
  steps: [0, 1, 5, 25, 50, 100].map((exposurePercent) => ({
    exposurePercent,
    holdMs: 4 * hourMs,
    gates: [],
  })),
  metrics: {},
  guards: [],
  onStop: { summary: 'Stopped by rampart at {{exposure}} after {{elapsed}}: {{reason}}' },
  end: { then: 'stop', summary: 'the ramp is complete' },
  notify: { eventBus: 'default' },
  ...more,
});

/** Every step asks the same gates before it is left. */
export const withGates = (plan: Plan, gates: Plan['steps'][number]['gates']): Plan => ({
  ...plan,
  steps: plan.steps.map((step) => ({ ...step, gates })),
});

/** Running at 5 %, its third step, since `startAt`. */
export const rampOf = (more: Partial<Ramp> = {}): Ramp => ({
  contract: 1,
  id: 'add-to-cart-20261123091200',
  name: 'add-to-cart',
  owner: 'team-checkout',
  planHash: '0123456789ab',
  stopSummary: planOf().onStop.summary,
  experiment: {
    application: 'shop',
    applicationId: 'app1234',
    definition: 'add-to-cart-button',
    definitionId: 'def1234',
    environmentId: 'env1234',
    profileId: 'pro1234',
    flag: 'checkout',
    weights: { c: 50, t1: 50 },
  },
  status: 'running',
  startedBy: { type: 'user', principal: 'arn:aws:iam::111122223333:role/Dev' },
  startAt: startAt - 8 * hourMs,
  nonce: 'nonce-1',
  run: 3,
  exposurePercent: 5,
  reached: [
    { raisedAt: startAt - 8 * hourMs, exposurePercent: 0 },
    { raisedAt: startAt - 4 * hourMs, exposurePercent: 1 },
    { raisedAt: startAt, exposurePercent: 5 },
  ],
  pauses: [],
  guards: [],
  raising: undefined,
  waiting: undefined,
  question: undefined,
  skips: [],
  stopped: undefined,
  stopDelay: undefined,
  outcome: undefined,
  endedAt: undefined,
  ...more,
});

export const running = (exposurePercent = 5): RunView => ({ kind: 'running', exposurePercent });

export const alarmArn = (name: string) => `arn:aws:cloudwatch:eu-central-1:111122223333:alarm:${name}`;
export const bound = (name: string, guard = 0): BoundGuard => ({
  guard,
  name,
  arn: alarmArn(name),
  sinceAt: startAt - 9 * hourMs,
  toldAt: undefined,
});
export const alarmView = (
  name: string,
  state: AlarmView['state'],
  more: Partial<AlarmView> = {},
): AlarmView => ({
  name,
  arn: alarmArn(name),
  state,
  stateAt: startAt,
  reason: undefined,
  reasonData: undefined,
  suppressedBy: undefined,
  ...more,
});

type Seen = {
  run?: RunView;
  alarms?: readonly AlarmView[] | 'unknown';
  metrics?: Record<string, readonly number[]>;
};
export const evidenceOf = ({ run = running(), alarms = [], metrics = {} }: Seen = {}): Evidence => ({
  run,
  alarms:
    alarms === 'unknown'
      ? { kind: 'unknown', error: 'ThrottlingException' }
      : { kind: 'known', byArn: new Map(alarms.map((view) => [view.arn, view])) },
  metrics: new Map(Object.entries(metrics).map(([name, values]) => [name, { kind: 'values', values }])),
});

export const givenOf = (more: Partial<Given> = {}): Given => ({
  plan: planOf(),
  ramp: rampOf(),
  cause: undefined,
  evidence: evidenceOf(),
  outboxIsFull: false,
  now: startAt + 4 * hourMs,
  ...more,
});
