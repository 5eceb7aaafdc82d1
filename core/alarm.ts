/** A CloudWatch alarm has changed its state: whether that concerns a ramp, and what follows at once. */
import type { NewCause } from './decide.ts';
import type { AlarmView } from './evidence.ts';
import type { AlarmEvidence, Experiment } from './ramp.ts';

/** A guard of a ramp, as it is found by its alarm: all that a stop needs to know, in one read. */
export type Binding = {
  readonly rampId: string;
  /** The place of the guard in the plan. */
  readonly guard: number;
  /** The place of this alarm among all that guard the ramp. */
  readonly place: number;
  /** The alarm's StateTransitionedTimestamp when the ramp was opened: only a later state counts. */
  readonly sinceAt: number;
  readonly then: 'stop' | 'pause' | 'notify';
  readonly forMs: number;
  readonly insufficientData: 'notify' | 'stop' | 'ignore';
  readonly suppressed: 'ignore' | 'act';
  /** With these and the run the stop is sent even when the ledger cannot be written. */
  readonly experiment: Pick<Experiment, 'applicationId' | 'definitionId' | 'environmentId'>;
  /** Once AppConfig has said its number. */
  readonly run?: number | undefined;
};

export type AlarmChange = {
  readonly alarm: AlarmEvidence;
  /** WaitPeriod, ExtensionPeriod or Alarm, where the actions of a composite are held back. */
  readonly suppressedBy: string | undefined;
};

/** `look`: the machine decides; it has the plan, and time. */
export type Reaction = 'stop' | 'look' | 'nothing';

/** An alarm as it stands: the news of it may have been lost. */
export const changeSeen = ({ suppressedBy, ...alarm }: AlarmView): AlarmChange => ({ alarm, suppressedBy });

/**
 * By hand, since every cold start on the way to a stop would pay for a library that checks.
 * @returns undefined for what is no state change of an alarm of this account and region: never a reason to act
 */
export function parseAlarmChange(
  event: unknown,
  here: { account: string; region: string },
): AlarmChange | undefined {
  const { source, 'detail-type': type, account, region, resources, detail } = membersOf(event);
  const isChange = source === 'aws.cloudwatch' && type === 'CloudWatch Alarm State Change';
  if (!isChange || account !== here.account || region !== here.region) return undefined;
  const { alarmName, state } = membersOf(detail);
  const { value, timestamp, reason, reasonData, actionsSuppressedBy } = membersOf(state);
  const [name, is, arn] = [alarmName, value, Array.isArray(resources) ? resources[0] : undefined].map(textOf);
  if (name === undefined || is === undefined || arn === undefined) return undefined;
  const stateAt = instantOf(textOf(timestamp) ?? '');
  const isHere =
    arn.replace(/^arn:aws[a-z-]*:/, '') === `cloudwatch:${here.region}:${here.account}:alarm:${name}`;
  if (!isHere || stateAt === undefined) return undefined;
  return {
    alarm: { name, arn, state: is, stateAt, reason: textOf(reason), reasonData: textOf(reasonData) },
    suppressedBy: textOf(actionsSuppressedBy),
  };
}

const membersOf = (json: unknown): Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null ? { ...json } : {};
const textOf = (json: unknown): string | undefined => (typeof json === 'string' ? json : undefined);

/** CloudWatch writes its offset without a colon: 2019-10-02T17:04:40.989+0000. */
function instantOf(text: string): number | undefined {
  const at = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(at) ? undefined : at;
}

export function reactionTo({ alarm, suppressedBy }: AlarmChange, binding: Binding): Reaction {
  if (alarm.stateAt <= binding.sinceAt) return 'nothing';
  if (alarm.state === 'INSUFFICIENT_DATA') return binding.insufficientData === 'stop' ? 'stop' : 'look';
  if (alarm.state !== 'ALARM') return 'look';
  if (suppressedBy !== undefined && binding.suppressed === 'ignore') return 'look';
  return binding.then === 'stop' && binding.forMs === 0 ? 'stop' : 'look';
}

export function causeOf({ alarm }: AlarmChange, now: number): NewCause {
  const reason =
    alarm.state === 'ALARM' ? `alarm ${alarm.name} is in ALARM` : `alarm ${alarm.name} has INSUFFICIENT_DATA`;
  const by = { type: 'cloudwatch', alarmArn: alarm.arn } as const;
  return { kind: 'guard', triggeredBy: 'CLOUDWATCH_ALARM', reason, decidedAt: now, by, alarm };
}
