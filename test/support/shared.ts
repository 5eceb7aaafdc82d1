/** Recorded AWS behaviour lies beside the repository and is never copied into it; tests that need it are skipped, out loud, where it is absent. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(
  process.env.RAMPART_SHARED ?? join(import.meta.dirname, '../../../shared'),
  'conformance',
);

/** The path of a recorded file, or undefined where there is none; then says which tests are left out. */
export function recorded(name: string): string | undefined {
  const file = join(folder, name);
  if (existsSync(file)) return file;
  process.stderr.write(
    `\nno recordings here (${name}): the tests that compare with AWS's recorded behaviour are skipped\n`,
  );
  return undefined;
}

export const readRecorded = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

/** A recorded metric, as text; undefined where there is none, which is said out loud. */
export function recordedMetric(name: string): string | undefined {
  const file = join(folder, '../data', name);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  process.stderr.write(`\nno recorded metrics here (${name}): the tests that replay them are skipped\n`);
  return undefined;
}
