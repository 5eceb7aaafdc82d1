/** A fact of every kind as it comes from the bus, for tests of what is told of it. */
import type { FactData, FactType } from '#core/facts';
import type { DigestNotice, RampNotice } from '#core/notice';

export const dev = { type: 'user', principal: 'arn:aws:iam::111122223333:role/Dev', via: 'cli' } as const;
const alarmArn = 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:shop-prod-5xx';
const at = '2026-11-26T08:02:00Z';

export function noticeOf<T extends FactType>(
  type: T,
  data: FactData[T],
  more: Partial<Omit<RampNotice, 'type' | 'data'>> = {},
): RampNotice {
  const seq = more.seq ?? 4;
  const notice = {
    id: `add-to-cart-20261123091200/${seq}`,
    stage: 'prod',
    at,
    ramp: {
      id: 'add-to-cart-20261123091200',
      name: 'add-to-cart',
      application: 'shop',
      definition: 'add-to-cart-button',
      run: 3,
    },
    seq,
    step: 4,
    of: 6,
    exposure: 25,
    by: { type: 'rampart' },
    type,
    data,
    ...more,
  };
  return notice as unknown as RampNotice;
}

const alarms = { name: 'alarms', verdict: 'pass', because: 'alarms 2 OK' } as const;
const latency = {
  name: 'latency-p99',
  verdict: 'fail',
  observed: 912,
  limit: '< 800',
  because: 'latency-p99 912, must be < 800',
} as const;
const guard = {
  kind: 'alarm',
  name: 'shop-prod-5xx',
  arn: alarmArn,
  verdict: 'fail',
  observed: 'ALARM',
  since: at,
  because: 'alarm shop-prod-5xx is in ALARM',
} as const;
const seesNothing = { c: 0, t1: 0, deployed: 100 };
const byAlarm = { type: 'cloudwatch', alarmArn } as const;
const question = 'Conversion looks right. Go to everyone?';

export const notices: Readonly<Record<string, RampNotice>> = {
  started: noticeOf(
    'Ramp Started',
    {
      plannedSteps: [
        { name: 'validate', exposure: 0 },
        { exposure: 1, raiseAt: at },
        { exposure: 100, raiseAt: '2026-12-07T08:00:00Z' },
      ],
      earliestEnd: '2026-12-09T08:00:00Z',
      maxEnd: '2026-12-14T09:12:00Z',
    },
    { seq: 1, step: 1, exposure: 0, by: dev },
  ),
  raised: noticeOf('Exposure Raised', {
    from: 5,
    to: 25,
    heldFor: 'P1D',
    gates: [alarms, { ...latency, verdict: 'pass', because: 'latency-p99 431 < 800' }],
    sees: { c: 12.5, t1: 12.5, deployed: 75 },
    next: { exposure: 50, notBefore: '2026-12-01T08:02:00Z' },
  }),
  'raised-last': noticeOf(
    'Exposure Raised',
    { from: 50, to: 100, heldFor: 'P2D', gates: [], sees: { c: 50, t1: 50, deployed: 0 } },
    { step: 6, exposure: 100 },
  ),
  waiting: noticeOf('Gate Waiting', { gate: latency, since: at }),
  'waiting-overdue': noticeOf('Gate Waiting', { gate: latency, since: at, overdue: true }),
  cleared: noticeOf('Gate Cleared', { gate: alarms, waited: 'PT2H30M' }),
  window: noticeOf('Window Waiting', {
    reason: 'outside the window until 2026-11-30T08:00:00Z',
    until: '2026-11-30T08:00:00Z',
  }),
  asks: noticeOf('Approval Requested', {
    question,
    approvers: ['slack:S0PMGROUP', 'arn:aws:iam::*:role/ReleaseManager'],
    from: 25,
    to: 50,
    deadline: '2026-12-06T08:02:00Z',
    evidence: [alarms],
  }),
  approved: noticeOf('Approval Given', { question, waited: 'PT50M', note: 'looks good' }, { by: dev }),
  rejected: noticeOf('Approval Rejected', { question, waited: 'PT50M', note: 'too slow' }, { by: dev }),
  expired: noticeOf('Approval Expired', { question, waited: 'P3D', then: 'wait' }),
  skipped: noticeOf('Step Skipped', { what: 'gate alarms', note: 'known false alarm' }, { by: dev }),
  'breached-stop': noticeOf('Guard Breached', { guard, action: 'stop' }, { by: byAlarm }),
  'breached-notify': noticeOf('Guard Breached', { guard, action: 'notify' }, { by: byAlarm }),
  paused: noticeOf('Ramp Paused', { reason: 'lunch' }, { by: dev }),
  resumed: noticeOf('Ramp Resumed', { pausedFor: 'PT1H', note: 'back' }, { by: dev }),
  drifted: noticeOf('Exposure Drifted', { expected: 5, actual: 25, action: 'adopted' }),
  'edited-overrides': noticeOf('Run Edited', {
    what: 'overrides',
    expected: '1 entity',
    actual: '2 entities',
    action: 'adopted',
  }),
  'edited-weights': noticeOf('Run Edited', {
    what: 'weights',
    expected: 'c 50, t1 50',
    actual: 'c 20, t1 80',
    action: 'paused',
  }),
  'stop-requested': noticeOf(
    'Stop Requested',
    { reason: { kind: 'guard', text: guard.because, alarmArn } },
    { by: byAlarm },
  ),
  'stop-delayed': noticeOf('Stop Delayed', {
    attempt: 3,
    error: 'ConflictException: a deployment is in progress',
    blockingDeployment: 'deployment #7 (AppConfig.ServiceManaged) is DEPLOYING',
  }),
  'stopped-by-alarm': noticeOf('Ramp Stopped', {
    reason: { kind: 'guard', text: guard.because, alarmArn },
    triggeredBy: 'CLOUDWATCH_ALARM',
    exposureWas: 25,
    ranFor: 'P7DT3H',
    stopLatencyMs: 12_000,
    sees: seesNothing,
    usersEffect: 'all users go back to the deployed flag as their agents poll (every 45 s by default)',
  }),
  'stopped-by-person': noticeOf('Ramp Stopped', {
    reason: { kind: 'user', text: `stopped by ${dev.principal}: looks odd`, note: 'looks odd' },
    triggeredBy: 'USER',
    exposureWas: 25,
    ranFor: 'P7DT3H',
    sees: seesNothing,
    usersEffect: 'all users go back to the deployed flag as their agents poll (every 45 s by default)',
  }),
  'stopped-at-its-end': noticeOf('Ramp Stopped', {
    reason: { kind: 'end', text: 'the ramp is complete' },
    triggeredBy: 'USER',
    exposureWas: 100,
    ranFor: 'P13DT22H',
    sees: seesNothing,
    usersEffect: 'all users go back to the deployed flag as their agents poll (every 45 s by default)',
  }),
  'finished-stopped': noticeOf('Ramp Finished', {
    outcome: 'stopped',
    summary: guard.because,
    duration: 'P7DT3H',
    raises: 3,
    billedHours: 171,
  }),
  'finished-held': noticeOf('Ramp Finished', { outcome: 'held', summary: 'kept at 25 %', raises: 3 }),
  'finished-refused': noticeOf(
    'Ramp Finished',
    { outcome: 'refused', summary: 'alarm shop-prod-5xx is in ALARM', raises: 0 },
    { step: 0, exposure: 0 },
  ),
  'finished-failed': noticeOf('Ramp Finished', { outcome: 'failed', summary: 'the run is gone', raises: 3 }),
  degraded: noticeOf('Rampart Degraded', {
    component: 'appconfig',
    error: 'ThrottlingException: slow down',
    effect: 'exposure stays at 25 %',
  }),
};

const line = (name: string, what: string, exposure: number) => ({
  ramp: `${name}-20261123091200`,
  name,
  run: 3,
  state: 'RUNNING',
  exposure,
  what,
});
export const digest: DigestNotice = {
  id: 'digest/team-checkout/2026-12-03T08:00:00Z',
  stage: 'prod',
  at: '2026-12-03T08:00:00Z',
  type: 'Ramp Digest',
  data: {
    audience: { owner: 'team-checkout', channel: '#exp-checkout' },
    at: '2026-12-03T08:00:00Z',
    timezone: 'Europe/Berlin',
    since: '2026-12-02T08:00:00Z',
    needsYou: [
      {
        ...line('add-to-cart', 'approval since 09:02', 50),
        state: 'APPROVAL',
        todo: 'ramp approve add-to-cart',
      },
    ],
    moving: [line('new-search', '25 % today 14:00', 10), line('llm-v2', 'waits for latency-p99', 50)],
    ended: [
      { ...line('price-badge', 'stopped at 5 %', 5), state: 'STOPPED', endedAt: '2026-12-02T20:00:00Z' },
    ],
    openRuns: { count: 3, billedHours: 264, oldest: { name: 'llm-v2', openHours: 264, limitHours: 504 } },
  },
};
