/** The published events as JSON Lines: each on its line as soon as it has happened. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Delivered } from '#core/delivered';
import { type ExitCode, exit, sayError } from './command.ts';
import type { Context } from './context.ts';

export type EventsFile = { readonly write: (event: Delivered) => void; readonly close: () => void };

/** A new file, or an old one from its beginning; or the exit code, when it has been said why there is none. */
export function openEventsFile(context: Context, file: string | undefined): EventsFile | ExitCode {
  if (file === undefined) return { write: () => {}, close: () => {} };
  try {
    mkdirSync(dirname(file), { recursive: true });
    const descriptor = openSync(file, 'w');
    return {
      write: (event) => void writeSync(descriptor, `${JSON.stringify(event)}\n`),
      close: () => closeSync(descriptor),
    };
  } catch (error) {
    sayError(context, `cannot write ${file}: ${(error as Error).message}`);
    return exit.failure;
  }
}
