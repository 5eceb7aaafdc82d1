/** What a tick of the digest asks of AWS: own facts follow what changed, AppConfig's lists follow their period, a quiet tick follows nothing. */
import { minuteMs } from '#core/time';
import { manyRamps } from '#test/support/many-ramps';
import type { Figure } from './figure.ts';
import { number } from './pace.ts';

type Calls = Readonly<Record<string, number>>;
/** Of a world of so many open ramps. */
type Ticks = {
  readonly count: number;
  /** Every ramp has a fact that was not published, and is seen for the first time. */
  readonly all: Calls;
  readonly quiet: Calls;
  /** One ramp has a fact that was not published. */
  readonly one: Calls;
  /** A quarter of an hour later: AppConfig is asked about every run. */
  readonly period: Calls;
  /** Ids that are on the bus twice, and ids that are missing. */
  readonly doubled: number;
  readonly lost: number;
};

const factsEach = 2;
const runEvents = 3;

export default async function digestFigures(): Promise<Figure[]> {
  const worlds: Ticks[] = [];
  for (const count of [1, 100, 10_000]) worlds.push(await ticksOf(count));
  const [smallest, , largest] = worlds as [Ticks, Ticks, Ticks];
  const isFlat = (of: (ticks: Ticks) => Calls) => sum(of(largest)) <= sum(of(smallest)) + slack;
  return [
    ...worlds.flatMap(({ count, ...ticks }) => [
      figureOf(`${number(count)} open ramps, nothing new`, ticks.quiet),
      figureOf(`${number(count)} open ramps, one has a fact to tell`, ticks.one),
      figureOf(
        `${number(count)} open ramps, each with ${factsEach} facts and ${runEvents} run events`,
        ticks.all,
      ),
      figureOf(`${number(count)} open ramps at the period of AppConfig’s lists`, ticks.period),
    ]),
    {
      what: 'a tick with nothing new, and with one new fact',
      figure: `${sum(largest.quiet)} and ${sum(largest.one)} calls`,
      bar: `of ${number(largest.count)} ramps at most ${slack} calls more than of one`,
      ok: isFlat(({ quiet }) => quiet) && isFlat(({ one }) => one),
    },
    {
      what: 'AppConfig is asked once for each run in a period',
      figure: number(largest.period.ListExperimentRunEvents ?? 0),
      bar: number(largest.count),
      ok: largest.period.ListExperimentRunEvents === largest.count,
    },
    {
      what: `ids lost and doubled among ${number(largest.count)} ramps`,
      figure: `${largest.lost} and ${largest.doubled}`,
      bar: '0 and 0',
      ok: worlds.every(({ lost, doubled }) => lost === 0 && doubled === 0),
    },
  ];
}

/** The index of open ramps is counted page by page. */
const slack = 12;

async function ticksOf(count: number): Promise<Ticks> {
  const world = await manyRamps(count);
  try {
    for (const id of world.rampIds) await world.tell(id, factsEach);
    const all = await ticked(world);
    const quiet = await ticked(world);
    await world.tell(world.rampIds[0] ?? '');
    const one = await ticked(world);
    await world.pass(16 * minuteMs);
    const period = await ticked(world);
    const ids = new Set(world.taken.map(({ id }) => id));
    const expected = count * (factsEach + runEvents) + 1;
    return {
      count,
      all,
      quiet,
      one,
      period,
      doubled: world.taken.length - ids.size,
      lost: expected - ids.size,
    };
  } finally {
    world.leave();
  }
}

/** Ticks until nothing is left: one, unless time runs out. */
async function ticked(world: Awaited<ReturnType<typeof manyRamps>>): Promise<Calls> {
  world.callsSince();
  while (!(await world.tick()).isDone);
  return world.callsSince();
}

const sum = (calls: Calls): number => Object.values(calls).reduce((all, each) => all + each, 0);

function figureOf(what: string, calls: Calls): Figure {
  const each = Object.entries(calls)
    .toSorted(([, a], [, b]) => b - a)
    .map(([operation, times]) => `${operation} ${number(times)}`);
  return { what, figure: `${number(sum(calls))} calls: ${each.join(', ')}` };
}
