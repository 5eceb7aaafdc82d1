/** How fast many executions of one machine run in virtual time, and what each of them keeps in memory. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Aws } from '#local/aws';
import { VirtualClock } from '#local/clock';
import { start } from '#test/support/start-execution';
import type { Figure } from './figure.ts';

type Measured = {
  readonly build: (clock: VirtualClock) => Aws | Promise<Aws>;
  readonly definition: object;
  /** Of one execution. */
  readonly transitions: number;
  readonly count: number;
};

export type Run = {
  readonly count: number;
  readonly perSecond: number;
  /** Unlike the pace, it hardly depends on who else uses the machine. */
  readonly cpuMsEach: number;
  readonly waitingKb: number;
  readonly endedKb: number;
};

export async function measure({ build, definition, transitions, count }: Measured): Promise<Run> {
  const clock = new VirtualClock();
  const aws = await build(clock);
  const before = await heapKb();
  const executions = await start(aws, definition, count);
  await clock.rest();
  const waitingKb = ((await heapKb()) - before) / count;
  const [startAt, used] = [performance.now(), process.cpuUsage()];
  await clock.run();
  const seconds = (performance.now() - startAt) / 1000;
  const { user, system } = process.cpuUsage(used);
  const endedKb = ((await heapKb()) - before) / count;
  await executions.histories(0, 1);
  const cpuMsEach = (user + system) / 1000 / count;
  return { count, perSecond: (count * transitions) / seconds, cpuMsEach, waitingKb, endedKb };
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Twice, and a turn later, so that nothing of the world before is still on its way out. */
export async function heapKb(): Promise<number> {
  collect();
  await new Promise((turn) => setImmediate(turn));
  collect();
  return process.memoryUsage().heapUsed / 1024;
}

/** @param runs of rising size: the last is compared with the one before, ten times smaller. */
export function paceFigures(what: string, runs: readonly Run[]): Figure[] {
  const [smaller, larger] = runs.slice(-2) as [Run, Run];
  const dearer = larger.cpuMsEach / smaller.cpuMsEach;
  return [
    ...runs.map(({ count, perSecond, waitingKb, endedKb }) => ({
      what: `${number(count)} ${what}`,
      figure: `${number(perSecond)} transitions/s, ${waitingKb.toFixed(1)} KiB waiting, ${endedKb.toFixed(1)} KiB ended, each`,
    })),
    {
      what: `CPU of one among ${number(larger.count)} against one among ${number(smaller.count)}`,
      figure: `${dearer.toFixed(2)} times`,
      bar: 'at most 1.5 times: linear',
      ok: dearer <= 1.5,
    },
  ];
}

export const number = (value: number): string => Math.round(value).toLocaleString('en');
