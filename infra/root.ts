import { join } from 'node:path';

/** The folder of serverless.yml. */
export const root: string = join(import.meta.dirname, '..');
/** Everything that is made from it, and may be deleted at any time. */
export const buildFolder: string = join(root, '.build');
