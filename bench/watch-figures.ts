/** One tick of the watch among many open ramps, a hundredth of which somebody has to look at. */
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { dayMs } from '#core/time';
import type { Tick } from '#functions/watch';
import { startAt } from '#test/support/ramps';
import type { Figure } from './figure.ts';
import { alarmNameOf } from './open-ramps.ts';
import { number } from './pace.ts';
import { type StoppingWorld, stoppingWorld } from './stopping-world.ts';

type Ticked = { readonly calls: number; readonly virtualMs: number; readonly cpuMs: number };

export async function watchFigures(counts: readonly number[]): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const open of counts) figures.push(await figureOf(open));
  return figures;
}

async function figureOf(open: number): Promise<Figure> {
  const due = Math.max(1, open / 100);
  const { calls, virtualMs, cpuMs } = await ticked(open, due);
  return {
    what: `watch, ${number(open)} open, ${number(due)} due: calls, time at 20 ms a call`,
    figure: `${number(calls)} calls, ${(virtualMs / 1000).toFixed(1)} s (${number(cpuMs)} ms of CPU, the AWS that answers included)`,
  };
}

async function ticked(open: number, due: number): Promise<Ticked> {
  const world = await stoppingWorld({ ramps: open, dueAt: startAt + dayMs });
  const ids = world.ids.slice(0, due);
  for (const [index] of ids.entries()) {
    await world.putAlarm(alarmNameOf(index));
    await world.alarm(alarmNameOf(index), 'OK');
  }
  // The first look at a ramp reads its run, as it does not know yet what the environment has seen.
  await makeDue(world, ids);
  await tick(world);
  await makeDue(world, ids);
  const [startedAt, before, used] = [world.clock.now(), world.calls.length, process.cpuUsage()];
  const { looked, endedAt } = await tick(world);
  const { user, system } = process.cpuUsage(used);
  world.close();
  if (looked !== due) throw new Error(`the watch looked at ${looked} ramps instead of ${due}`);
  return {
    calls: world.calls.length - before,
    virtualMs: endedAt - startedAt,
    cpuMs: (user + system) / 1000,
  };
}

/** The others have been looked at just now. */
async function makeDue({ ledger, clock }: StoppingWorld, ids: readonly string[]): Promise<void> {
  const now = clock.now();
  for (const entry of await ledger.readAll(ids)) await ledger.lookAgain(entry, now);
  await ledger.lease('watch', now, now);
  await ledger.unlease('watch', { joinedAt: 0, pulsedAt: now });
}

async function tick({ lambda, clock, functionOf }: StoppingWorld) {
  const FunctionName = functionOf('watch')?.name;
  let endedAt = 0;
  const invoked = lambda.send(new InvokeCommand({ FunctionName })).then((answer) => {
    endedAt = clock.now();
    return answer;
  });
  await clock.run(clock.now() + 5 * 60_000);
  const { Payload, FunctionError } = await invoked;
  const answer = Buffer.from(Payload ?? []).toString();
  if (FunctionError) throw new Error(answer);
  return { ...(JSON.parse(answer) as Tick), endedAt };
}
