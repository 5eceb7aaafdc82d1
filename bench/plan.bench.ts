/** How fast a plan file is read, checked and scheduled, and what the command line adds to the start of Node. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { readPlan } from '#core/plan/read';
import { previewOf } from '#core/preview';
import { type Figure, msPerCall } from './figure.ts';

const root = join(import.meta.dirname, '..');
const startedAt = () => Date.UTC(2026, 10, 23, 9, 12);

export default async function planFigures(): Promise<Figure[]> {
  const standard = readFileSync(join(root, 'examples/standard.ramp.yaml'));
  const standardMs = msPerCall(() => previewed(standard));
  const thousandMs = msPerCall(() => previewed(thousandSteps));
  const { nakedMs, versionMs, planMs, kib } = await startUp();
  return [
    {
      what: 'plan files validated and scheduled per second',
      figure: perSecond(standardMs),
      ...atLeast(100, standardMs),
    },
    {
      what: 'a plan of 1,000 steps, read, validated and scheduled',
      figure: `${thousandMs.toFixed(0)} ms`,
      bar: 'at most 1,000 ms',
      ok: thousandMs <= 1000,
    },
    { what: 'the bundled command line', figure: `${kib} KiB` },
    {
      what: 'start of `ramp --version`, bundled, beyond bare node',
      figure: `${(versionMs - nakedMs).toFixed(0)} ms (${(versionMs / nakedMs).toFixed(1)} times)`,
      bar: 'at most 3 times bare node',
      ok: versionMs <= 3 * nakedMs,
    },
    {
      what: '`ramp plan`, bundled, beyond bare node',
      figure: `${(planMs - nakedMs).toFixed(0)} ms (${(planMs / nakedMs).toFixed(1)} times)`,
      bar: 'at most 6 times bare node',
      ok: planMs <= 6 * nakedMs,
    },
  ];
}

const perSecond = (ms: number): string => Math.round(1000 / ms).toLocaleString('en');
const atLeast = (count: number, ms: number) => ({ bar: `at least ${count}`, ok: 1000 / ms >= count });

function previewed(bytes: Uint8Array): void {
  const { plan } = readPlan(bytes, startedAt);
  if (!plan) throw new Error('the plan of the bench is wrong');
  previewOf(plan, startedAt());
}

const thousandSteps = new TextEncoder().encode(
  `version: 1
name: long
owner: team-checkout
experiment: { application: shop, definition: add-to-cart-button }
timezone: Europe/Berlin
windows: [ { days: Mon-Fri, hours: 08:00-20:00 } ]
maxDuration: 364d
guards: [ { alarm: shop-prod-5xx } ]
steps:
${Array.from({ length: 1000 }, (_, i) => `  - { exposure: ${(i / 10).toFixed(1)}%, hold: 2h }`).join('\n')}
`,
);

/** Best of several starts. The embedded AWS and what needs it is left out, as the command line loads it only where it is asked for. */
async function startUp() {
  const folder = mkdtempSync(join(tmpdir(), 'ramp-bench-'));
  const outfile = join(folder, 'cli/main.mjs');
  const { metafile } = await build({
    entryPoints: [join(root, 'cli/main.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    minify: true,
    metafile: true,
    external: ['#local/*', '#infra/*', '#simulation/*'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    outfile,
  });
  const start = (...argv: readonly string[]) => {
    const times = Array.from({ length: 7 }, () => {
      const from = performance.now();
      execFileSync(process.execPath, argv, {
        cwd: root,
        env: { PATH: process.env.PATH, LANG: 'C.UTF-8' },
        stdio: 'pipe',
      });
      return performance.now() - from;
    });
    return Math.min(...times);
  };
  try {
    execFileSync('cp', [join(root, 'package.json'), folder]);
    return {
      nakedMs: start('--eval', '0'),
      versionMs: start(outfile, '--version'),
      planMs: start(outfile, 'plan', 'examples/standard.ramp.yaml', '--at', '2026-11-23T10:12'),
      kib: Math.round(Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0) / 1024),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
