/** `ramp` as its users meet it: a process of its own, no terminal, UTF-8, and nothing of this environment but the path. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

export type Ended = { readonly code: number; readonly out: string; readonly err: string };

export function ramp(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd: string = root,
): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'cli/main.ts'), ...argv],
      { cwd, env: { PATH: process.env.PATH, LANG: 'C.UTF-8', TZ: 'Asia/Tokyo', ...env } },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}
