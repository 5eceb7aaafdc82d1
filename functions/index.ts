/** Every function by its name in the template; a test holds the two equal. */
import { alarm } from './alarm.ts';
import { command } from './command.ts';
import { decide } from './decide.ts';
import { digest } from './digest.ts';
import { notify } from './notify.ts';
import { open } from './open.ts';
import { raise } from './raise.ts';
import { removal } from './removal.ts';
import { stop } from './stop.ts';
import { watch } from './watch.ts';

export const functions = { open, decide, raise, stop, command, alarm, watch, digest, notify, removal };
