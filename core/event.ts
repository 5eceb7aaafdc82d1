/** A fact as it goes on the bus: an envelope that names it for good, and what it says. */
import type { Fact } from './facts.ts';
import { factId } from './facts.ts';
import type { Ramp } from './ramp.ts';

export type Place = {
  readonly stage: string;
  readonly region: string;
  readonly accountId: string;
  readonly executionArn: string;
};
export type RampEvent = {
  readonly detailType: string;
  readonly at: number;
  readonly resources: readonly string[];
  readonly detail: { readonly metadata: Metadata; readonly data: Readonly<Record<string, unknown>> };
};
type Metadata = {
  readonly eventId: string;
  readonly eventVersion: '1.0';
  /** All events of one ramp. */
  readonly correlationId: string;
  /** The same for every delivery of this fact. */
  readonly idempotencyKey: string;
  readonly service: 'rampart';
  readonly stage: string;
};

export function eventOf(ramp: Ramp, fact: Fact, place: Place): RampEvent {
  const { seq, type, at, by, step, of, exposure, data } = fact;
  const id = factId(ramp.id, seq);
  return {
    detailType: type,
    at: Date.parse(at),
    resources: [...(ramp.run === undefined ? [] : [runArn(ramp, place)]), place.executionArn],
    detail: {
      metadata: {
        eventId: id,
        eventVersion: '1.0',
        correlationId: ramp.id,
        idempotencyKey: id,
        service: 'rampart',
        stage: place.stage,
      },
      data: { ramp: rampOf(ramp), sequence: seq, step, of, exposure, ...data, by },
    },
  };
}

function runArn({ experiment, run }: Ramp, { region, accountId }: Place): string {
  const { applicationId, definitionId } = experiment;
  return `arn:aws:appconfig:${region}:${accountId}:application/${applicationId}/experimentdefinition/${definitionId}/experimentrun/${run}`;
}

const rampOf = ({ id, name, owner, experiment, run, planHash }: Ramp) => ({
  id,
  name,
  ...(owner === undefined ? {} : { owner }),
  application: experiment.application,
  environment: experiment.environmentId,
  definition: experiment.definition,
  ...(run === undefined ? {} : { run }),
  planHash,
});
