/** A fact as it goes on the bus: an envelope that names it for good, and what it says. Its catalogue: core/events/. */
import { type Fact, factId } from './facts.ts';
import { type Ramp, sees } from './ramp.ts';

export type Place = {
  readonly stage: string;
  readonly region: string;
  readonly accountId: string;
  readonly executionArn: string;
  /** The clock is a simulation's. */
  readonly virtualTime: boolean;
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
  /** The event that led to this one. */
  readonly causationId?: string;
  /** The same for every delivery of this event. */
  readonly idempotencyKey: string;
  readonly service: 'rampart';
  readonly stage: string;
  readonly occurredAt: string;
  readonly virtualTime: boolean;
};

/** The same fact gives the same detail, whenever it is published: nothing in it comes from the moment of publishing. */
export function eventOf(ramp: Ramp, fact: Fact, place: Place): RampEvent {
  const { seq, causedBy, type, at, by, step, of, exposure, data } = fact;
  const users = sees(ramp.experiment.weights, isOver(fact) ? 0 : exposure);
  return {
    detailType: type,
    at: Date.parse(at),
    resources: [...runArns(ramp, place), place.executionArn],
    detail: {
      metadata: metadataOf(factId(ramp.id, seq), ramp.id, at, place, causedBy && factId(ramp.id, causedBy)),
      data: {
        ramp: rampOf(step === 0 && ramp.run !== undefined ? { ...ramp, run: undefined } : ramp),
        sequence: seq,
        step,
        of,
        exposure,
        sees: users,
        ...data,
        by,
      },
    },
  };
}

const isOver = ({ type }: Fact): boolean => type === 'Ramp Stopped' || type === 'Ramp Finished';

export function metadataOf(
  eventId: string,
  correlationId: string,
  occurredAt: string,
  { stage, virtualTime }: Pick<Place, 'stage' | 'virtualTime'>,
  causationId?: string | 0,
): Metadata {
  return {
    eventId,
    eventVersion: '1.0',
    correlationId,
    ...(causationId ? { causationId } : {}),
    idempotencyKey: eventId,
    service: 'rampart',
    stage,
    occurredAt,
    virtualTime,
  };
}

export function runArns({ experiment, run }: Ramp, { region, accountId }: Place): readonly string[] {
  if (run === undefined) return [];
  const { applicationId, definitionId } = experiment;
  const definition = `application/${applicationId}/experimentdefinition/${definitionId}`;
  return [`arn:aws:appconfig:${region}:${accountId}:${definition}/experimentrun/${run}`];
}

export const rampOf = ({ id, name, owner, experiment, run, planHash }: Ramp) => ({
  id,
  name,
  ...(owner === undefined ? {} : { owner }),
  application: experiment.application,
  environment: experiment.environmentId,
  definition: experiment.definition,
  ...(run === undefined ? {} : { run }),
  planHash,
});
