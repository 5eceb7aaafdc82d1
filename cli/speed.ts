/** `--speed 1d=2s`: how much virtual time passes in how much real time. */
import { InvalidArgumentError } from 'commander';
import { parseDuration } from '#core/time';

export type Speed = {
  /** As it was written. */
  readonly text: string;
  /** Virtual milliseconds in one real one. */
  readonly factor: number;
};

export function toSpeed(text: string): Speed {
  const [, virtual = '', real = ''] = /^(.+)=(.+)$/.exec(text) ?? [];
  const factor = (parseDuration(virtual) ?? 0) / (parseDuration(real) ?? 0);
  if (!(factor > 0 && Number.isFinite(factor)))
    throw new InvalidArgumentError('Write a speed such as 1d=2s: a virtual day in two real seconds.');
  return { text: `${virtual} = ${real}`, factor };
}
