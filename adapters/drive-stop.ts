/** Drives the stop of a fenced ramp for as long as the caller has patience. What is not confirmed then, the watch goes on with. */
import { startedAtLast } from '#core/change';
import type { Entry } from '#core/ledger';
import type { Plan } from '#core/plan/plan';
import type { StartedRun } from './experiments.ts';
import type { Surroundings } from './lambda.ts';
import type { StopServices } from './services.ts';
import { recordStop, type Stopping, sendStop } from './stop-run.ts';

const againMs = 2_000;

export type Patience = {
  readonly forMs: number;
  /** The run's number, where the ledger may not have it yet. */
  readonly run?: number | undefined;
  /** The stop has been sent already. */
  readonly isSent?: boolean;
  /** The first try does not look whether somebody else was faster, whose Result it may overwrite. */
  readonly isUrgent?: boolean;
};

/** Never throws: whatever fails is tried again, here or by the watch. */
export async function driveStop(
  surroundings: Surroundings<StopServices>,
  fenced: Entry,
  { forMs, run, isSent = false, isUrgent = false }: Patience,
): Promise<Stopping> {
  const { services, now, sleep, log } = surroundings;
  let stopping: Stopping = { is: 'unconfirmed', entry: fenced };
  for (let waitedMs = 0; ; waitedMs += againMs) {
    const later = { ...surroundings, now: now + waitedMs };
    const isFirst = waitedMs === 0;
    const known = { run, isSent: isSent && isFirst, isUrgent: isUrgent && isFirst };
    stopping = await tryOnce(later, stopping.entry, known).catch((error) => {
      log('stop not confirmed', { ramp: fenced.ramp.id, error: String(error) });
      return stopping;
    });
    if (stopping.is === 'ended' || waitedMs >= forMs) return stopping;
    await sleep(againMs);
    const entry = await services.ledger.read(fenced.ramp.id).catch(() => undefined);
    if (entry) stopping = { ...stopping, entry };
    if (entry?.ramp.status === 'ended') return { is: 'ended', entry };
  }
}

type Known = Pick<Patience, 'run' | 'isSent' | 'isUrgent'>;

/** The plan is read only when the stop is on its way. */
async function tryOnce(
  surroundings: Surroundings<StopServices>,
  entry: Entry,
  known: Known,
): Promise<Stopping> {
  const { ledger } = surroundings.services;
  const unseen = known.run === undefined ? await startedUnseen(surroundings, entry) : undefined;
  const run = entry.ramp.run ?? known.run ?? unseen?.run;
  const named = { ...entry, ramp: { ...entry.ramp, run } };
  const isOver = known.isSent || (!known.isUrgent && (await hasEnded(surroundings, named)));
  const refusal = isOver ? undefined : await sendStop(surroundings, named);
  const plan = await ledger.plan(entry.ramp.id);
  if (!plan) throw new Error(`the ledger has no plan of ${entry.ramp.id}`);
  const adopted = await adopt(surroundings, entry, plan, { run, startedAt: unseen?.startedAt });
  return adopted ? recordStop(surroundings, adopted, plan, refusal) : { is: 'changed', entry };
}

async function hasEnded({ services }: Surroundings<StopServices>, { ramp }: Entry): Promise<boolean> {
  return ramp.stopped === undefined && (await services.experiments.run(ramp)).kind === 'done';
}

/** Between the start and the record of it: our run is known by its nonce. */
async function startedUnseen(
  { services }: Surroundings<StopServices>,
  { ramp }: Entry,
): Promise<StartedRun | undefined> {
  return ramp.status === 'starting' ? services.experiments.findOurs(ramp) : undefined;
}

/** The start is told of, too, though the stop came before anybody knew of it. */
async function adopt(
  { services, now }: Surroundings<StopServices>,
  entry: Entry,
  plan: Plan,
  { run, startedAt = now }: { run: number | undefined; startedAt: number | undefined },
): Promise<Entry | undefined> {
  if (entry.ramp.run !== undefined || run === undefined) return entry;
  const change = startedAtLast(entry.ramp, { plan, now }, run, startedAt);
  const written = await services.ledger.write(entry, { change }, now);
  return written.is === 'written' ? written.entry : undefined;
}
