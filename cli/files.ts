/** Files that people name on the command line. */
import { readFileSync } from 'node:fs';
import { type ExitCode, exit, sayError } from './command.ts';
import type { Context } from './context.ts';

/** The bytes of a file; or the exit code, when it has been said why there are none. */
export function readFileFor(context: Context, file: string): Uint8Array | ExitCode {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const why = { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'it may not be read' }[
      code
    ];
    sayError(context, `cannot read ${file}: ${why ?? message}`);
    return code === 'ENOENT' || code === 'EISDIR' ? exit.usage : exit.failure;
  }
}
