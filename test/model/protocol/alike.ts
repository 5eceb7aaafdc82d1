/** Which states need not be told apart: what was read is forgotten where it is read again before it is used. */
import type { Rules } from './design.ts';
import { cmd, commands, type Draft, type Machine, machines, pc, type State } from './state.ts';

type Memory = Exclude<keyof Machine, 'pc'>;
const memory: readonly Memory[] = ['dec', 'fresh', 'sees', 'exp', 'timed', 'wasPaused'];
const judged: readonly Memory[] = ['dec', 'fresh', 'sees', 'exp', 'wasPaused'];

/** What an execution still uses of what it has read, by where it is. */
const uses: Readonly<Record<number, readonly Memory[]>> = {
  [pc.start]: ['fresh', 'sees'],
  [pc.recordStart]: ['fresh', 'sees'],
  [pc.write]: judged,
  [pc.follow]: judged,
  [pc.intend]: ['fresh'],
  [pc.update]: ['fresh', 'exp'],
  [pc.recordRaise]: ['fresh'],
  [pc.hold]: ['sees', 'timed'],
  [pc.wait]: ['sees', 'timed'],
};

export function alike({ the }: Rules, state: State): State {
  const one: Draft = { ...state };
  for (const name of machines) {
    const used = uses[one[`${name}_pc`]] ?? [];
    for (const each of memory) if (!used.includes(each)) one[`${name}_${each}`] = 0;
    if (the.writesAreConditional) one[`${name}_wasPaused`] = 0;
  }
  for (const name of commands) {
    const place = one[`${name}_pc`];
    if (place !== cmd.read) one[`${name}_fresh`] = 0;
    if (place !== cmd.written && (place !== cmd.read || the.tokenFromWrite)) one[`${name}_token`] = 0;
  }
  return one;
}
