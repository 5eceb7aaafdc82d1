#!/usr/bin/env node
import { contextOf } from './context.ts';
import { run } from './run.ts';

// A reader that had enough (`ramp … | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const argv = process.argv.slice(2);
process.exitCode = await run(argv, contextOf(argv, process));
