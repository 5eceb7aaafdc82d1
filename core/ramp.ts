/**
 * A ramp: one plan applied to one experiment run, as the ledger keeps it. Plain data, JSON all the way down: what a
 * function reads, changes through `change.ts` and writes back in one conditional write.
 */
import type { Plan } from './plan/plan.ts';
import { type History, type Pause, type Reached, startOf } from './schedule.ts';

/** The form of this record. Functions accept this one and the one before it: a ramp lives for weeks, across deploys. */
export const contract = 1;

export type Ramp = {
  readonly contract: number;
  /** Names the ramp and its executions: the plan's name and the second in which it was started. */
  readonly id: string;
  readonly name: string;
  readonly owner: string | undefined;
  readonly planHash: string;
  /** What a stop writes into the run's Result: kept here, so that the stop path has not to read the plan first. */
  readonly stopSummary: string;
  readonly experiment: Experiment;
  /** As rampart knows the run; undefined in ramps from before it looked, until AppConfig shows it. */
  readonly content?: Content | undefined;
  readonly status: Status;
  readonly startedBy: Actor;
  /** When the plan says that the run starts. */
  readonly startAt: number;
  /** Told to AppConfig with the run (description, tag): after a lost answer our run is known by it. */
  readonly nonce: string;
  /** The run's number, once it is known. */
  readonly run: number | undefined;
  readonly exposurePercent: number;
  readonly reached: readonly RaisedStep[];
  readonly pauses: readonly Paused[];
  /** Alarms that guard the ramp, as they stood when it was opened. */
  readonly guards: readonly BoundGuard[];
  /** What an update that is on its way will do: an answer that was lost is found again by it. */
  readonly raising: Raising | undefined;
  /** What people were last told that the ramp waits for. */
  readonly waiting: Waiting | undefined;
  readonly question: Question | undefined;
  readonly skips: readonly Skip[];
  /** How the run ended, as AppConfig tells it. */
  readonly stopped: Stopped | undefined;
  /** What AppConfig last answered to a stop that it refused. */
  readonly stopDelay: StopDelay | undefined;
  readonly outcome: Outcome | undefined;
  readonly endedAt: number | undefined;
};

export type NewRamp = Pick<Ramp, 'id' | 'planHash' | 'experiment' | 'content' | 'nonce'> & {
  readonly plan: Plan;
  readonly by: Actor;
  readonly now: number;
};

/** As it is before anything has happened. */
export const newRamp = ({ plan, by, now, ...given }: NewRamp): Ramp => ({
  ...given,
  contract,
  name: plan.name,
  owner: plan.owner,
  stopSummary: plan.onStop.summary,
  status: 'pending',
  startedBy: by,
  startAt: startOf(plan, now),
  run: undefined,
  exposurePercent: 0,
  reached: [],
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
});

export type Status = 'pending' | 'starting' | 'running' | 'ended';
/** `held`: the last exposure was kept until the limit that the plan set. `refused`: no run was ever started. */
export type Outcome = 'stopped' | 'held' | 'failed' | 'refused';

/** The experiment in AWS's own ids; the names are for people. */
export type Experiment = {
  readonly application: string;
  readonly applicationId: string;
  readonly definition: string;
  readonly definitionId: string;
  readonly environmentId: string;
  readonly profileId: string;
  readonly flag: string;
  /** Of the control (c) and every treatment, as shares of their sum. */
  readonly weights: Readonly<Record<string, number>>;
};

/** What decides, beside the exposure, who sees what. Only its mark is kept of what may name people. */
export type Content = {
  readonly overrides: { readonly count: number; readonly mark: string };
  readonly weights: Readonly<Record<string, number>>;
  /** Of the audience's rule. */
  readonly audience: string;
};

/** Who did something. The principal is what AWS verified, never what a caller says of himself. */
export type Actor =
  | { readonly type: 'rampart' }
  | { readonly type: 'user'; readonly principal: string; readonly via?: string | undefined }
  | { readonly type: 'cloudwatch'; readonly alarmArn: string }
  | { readonly type: 'appconfig' };

export type RaisedStep = Reached & {
  readonly exposurePercent: number;
  /** Somebody else raised the run as far as this. */
  readonly isOthers?: true;
};
export type Paused = Pause & { readonly by: Actor; readonly reason: string };

export type BoundGuard = {
  /** The place of its guard in the plan. */
  readonly guard: number;
  readonly name: string;
  readonly arn: string;
  /** Its StateTransitionedTimestamp when the ramp was opened, epoch ms: only what came later counts. */
  readonly sinceAt: number;
  /** The state change that people were last told of, epoch ms. */
  readonly toldAt: number | undefined;
};

export type Raising = {
  readonly index: number;
  readonly fromPercent: number;
  readonly toPercent: number;
  readonly decidedAt: number;
  readonly gates: readonly Verdict[];
};

export type Waiting = {
  readonly kind:
    | 'start'
    | 'hold'
    | 'gates'
    | 'approval'
    | 'window'
    | 'freeze'
    | 'pause'
    | 'alarm'
    | 'outbox'
    | 'retry'
    | 'end';
  readonly sinceAt: number;
  /** One sentence: what the ramp waits for, and how far it is. */
  readonly because: string;
  readonly gates?: readonly Verdict[] | undefined;
  /** When a gate that stays closed has been told of, because the plan sets a limit to it. */
  readonly overdueToldAt?: number | undefined;
};

/** What a gate or a guard says. Unknown is not OK: it never raises, and by itself it never stops. */
export type Verdict = {
  readonly name: string;
  readonly verdict: 'pass' | 'fail' | 'unknown';
  readonly observed?: number | string | undefined;
  readonly limit?: string | undefined;
  readonly because: string;
};

export type Question = {
  /** The step that is left if the answer is yes. */
  readonly index: number;
  readonly ask: string;
  readonly from: readonly string[];
  readonly askedAt: number;
  readonly deadlineAt: number | undefined;
  /** When it was told that nobody had answered in time. */
  readonly expiredAt?: number | undefined;
  readonly answer?: Answer | undefined;
};
export type Answer = {
  readonly is: 'approved' | 'rejected' | 'expired';
  readonly by: Actor;
  readonly at: number;
  readonly note?: string | undefined;
};

/** An obstacle that a person took away, once. */
export type Skip = {
  readonly index: number;
  readonly what: 'hold' | 'window' | { readonly gate: string };
  readonly by: Actor;
  readonly at: number;
  readonly note: string;
};

export type TriggeredBy = 'USER' | 'APPCONFIG' | 'CLOUDWATCH_ALARM' | 'INTERNAL_ERROR';

/** Why a stop was decided. Written once, before AppConfig is asked: the first writer wins. */
export type Cause = {
  readonly kind: 'guard' | 'user' | 'deadline' | 'end' | 'rejected' | 'expired' | 'drift' | 'failure';
  readonly triggeredBy: TriggeredBy;
  /** A sentence for people. */
  readonly reason: string;
  readonly decidedAt: number;
  /** Marks the stop in the run's Result: what AppConfig then says of the run shows whose stop it was. */
  readonly nonce: string;
  readonly by: Actor;
  readonly alarm?: AlarmEvidence | undefined;
  readonly note?: string | undefined;
};
/** What CloudWatch said. `stateAt` is its clock. */
export type AlarmEvidence = {
  readonly name: string;
  readonly arn: string;
  readonly state: string;
  readonly stateAt: number;
  readonly reason?: string | undefined;
  readonly reasonData?: string | undefined;
};

/** The stop that took effect: ours, or somebody else's who was faster. */
export type Stopped = {
  readonly at: number;
  readonly triggeredBy: TriggeredBy;
  readonly by: Actor;
  readonly kind: Cause['kind'] | 'outside';
  readonly reason: string;
  /** Its mark stands in the run's Result. */
  readonly isOurs: boolean;
  readonly decidedAt?: number | undefined;
  readonly alarm?: AlarmEvidence | undefined;
  readonly note?: string | undefined;
  /** What AppConfig's own event of the stop says: USER for whoever calls StopExperimentRun, us included. */
  readonly eventTriggeredBy?: TriggeredBy | undefined;
  readonly exposureWas: number;
  /** The deployment that puts everybody back on the deployed flag. */
  readonly restoration: 'unconfirmed' | 'complete';
};
export type StopDelay = {
  readonly error: string;
  readonly attempts: number;
  readonly sinceAt: number;
  /** What stood in the way when people were last told, and when that was. */
  readonly toldFor: string;
  readonly toldAt: number;
};

export const historyOf = ({ startAt, reached, pauses }: Ramp): History => ({ startAt, reached, pauses });

export const isPaused = ({ pauses }: Ramp): boolean =>
  pauses.at(-1)?.untilAt === undefined && pauses.length > 0;

/** Why it is paused, in words. */
export const pauseTold = ({ pauses }: Ramp): string => `paused: ${pauses.at(-1)?.reason ?? ''}`;

export const isOpen = ({ status }: Ramp): boolean => status !== 'ended';

/** The word that every surface shows for where a ramp is. */
export function stateOf(ramp: Ramp, cause?: Cause): string {
  if (ramp.status === 'ended') return (ramp.outcome ?? 'failed').toUpperCase();
  if (cause) return 'STOPPING';
  if (ramp.status !== 'running') return 'PENDING';
  if (isPaused(ramp)) return 'PAUSED';
  switch (ramp.waiting?.kind) {
    case 'gates':
      return 'WAITING';
    case 'approval':
      return 'APPROVAL';
    case 'window':
    case 'freeze':
      return 'WINDOW';
    default:
      return 'RUNNING';
  }
}

/** What users really see: exposed ones by weight, everybody else the deployed flag. In percent. */
export function sees(
  weights: Readonly<Record<string, number>>,
  exposurePercent: number,
): Record<string, number> {
  const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
  const shares = Object.entries(weights).map(
    ([key, weight]) => [key, sum > 0 ? round((exposurePercent * weight) / sum) : 0] as const,
  );
  return { ...Object.fromEntries(shares), deployed: round(100 - exposurePercent) };
}

/** AppConfig keeps exposure as a 32-bit float: three decimals are what people can rely on. */
const round = (percent: number): number => Math.round(percent * 1000) / 1000;

/** AppConfig compares exposures as 32-bit floats, and so do we. */
export const isBelow = (percent: number, other: number): boolean => Math.fround(percent) < Math.fround(other);

/** What only one ramp may hold at a time: a flag in an environment, and a name. */
export const flagClaim = ({ applicationId, environmentId, profileId, flag }: Experiment): string =>
  `flag/${applicationId}/${environmentId}/${profileId}/${flag}`;
export const nameClaim = (name: string): string => `name/${name}`;
