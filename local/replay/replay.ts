/** Lets a recorded series happen again: each datapoint arrives when the clock comes to its time. */
import type { Clock } from '../clock.ts';
import type { Recording } from './recording.ts';

export type Replay = {
  readonly recording: Recording;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  /** When the first datapoint arrives, epoch ms; the others keep their distance from it. */
  readonly startAt: number;
};

type Put = (
  namespace: string,
  name: string,
  dimensions: Readonly<Record<string, string>>,
  value: number,
  at: number,
) => void;

/** @returns when the last datapoint arrives, epoch ms */
export function replay(clock: Clock, { recording, startAt, ...metric }: Replay, put: Put): number {
  const shiftMs = startAt - (recording[0]?.at ?? startAt);
  const { namespace, name, dimensions = {} } = metric;
  const arrive = (index: number) => {
    const next = recording[index];
    if (!next) return;
    const at = next.at + shiftMs;
    clock.at(at, `${namespace} ${name} has a datapoint`, () => {
      put(namespace, name, dimensions, next.value, at);
      arrive(index + 1);
    });
  };
  arrive(0);
  return (recording.at(-1)?.at ?? startAt) + shiftMs;
}
