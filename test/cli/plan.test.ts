import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '#cli/run';
import { readPlan } from '#core/plan/read';
import { recordedContext } from '#test/support/context';
import { type Ended, ramp } from '#test/support/process';

const golden = (name: string) => join(import.meta.dirname, 'golden', name);
const shown = ({ code, out, err }: Ended) => `${out}--- stderr, exit ${code}\n${err}`;
const standard = ['plan', 'examples/standard.ramp.yaml', '--at', '2026-11-23T10:12'];

/** In this process: the same command, without the start of one. */
async function inside(argv: readonly string[], circumstances: Parameters<typeof recordedContext>[0] = {}) {
  const { context, out, err } = recordedContext({ ...circumstances, argv });
  const code = await run(argv, context);
  return { code, out: out(), err: err() };
}

describe('a plan on the command line', () => {
  const runs: readonly [name: string, argv: readonly string[], env?: Record<string, string>][] = [
    ['text.txt', [...standard, '--weights', 'c=50,t1=50']],
    ['ascii.txt', [...standard, '--ascii']],
    ['coloured.txt', standard, { FORCE_COLOR: '1' }],
    ['text.txt', [...standard, '--weights', 'c=50,t1=50'], { NO_COLOR: '1' }],
    ['local-time.txt', [...standard, '--tz', 'local']],
    ['invalid.txt', ['plan', 'test/fixtures/plans/unknown-key.ramp.yaml']],
  ];
  test.each(runs)('%s', async (name, argv, env) => {
    await expect(shown(await ramp(argv, env))).toMatchFileSnapshot(golden(name));
  });

  test('says the same in colour and without', async () => {
    const plainly = await inside(standard, { isTTY: true, env: { NO_COLOR: '1' } });
    const coloured = await inside(standard, { isTTY: true });

    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences are what is looked for
    expect(coloured.out.replaceAll(/\u001b\[\d+m/g, '')).toBe(plainly.out);
    expect(coloured.out).not.toBe(plainly.out);
    expect(plainly.out).not.toContain('\u001b');
  });
});

describe('the preview', () => {
  test('fits into 80 columns, and into what the terminal has', async () => {
    const columns = async (columns: number) => {
      const { out } = await inside(standard, { columns, isTTY: true, env: { NO_COLOR: '1' } });
      return Math.max(...out.split('\n').map((line) => line.length));
    };

    expect(await columns(80)).toBeLessThanOrEqual(80);
    expect(await columns(120)).toBeGreaterThan(80);
    expect(await columns(120)).toBeLessThanOrEqual(120);
  });

  test.each(['json', 'markdown'])('as %s', async (format) => {
    const { code, out, err } = await inside([...standard, '--weights', 'c=3,t1=1', '-o', format]);

    expect({ code, err }).toEqual({ code: 0, err: '' });
    await expect(out).toMatchFileSnapshot(golden(`preview.${format === 'json' ? 'json.txt' : 'md'}`));
  });

  test.each([
    ['2 of 3, 60 s', 'about 3m 50s: alarm 2m + evaluation up to 1m + rampart 5s'],
    ['Maximum > 60, 1 of 1, 300 s', 'about 6m 50s: alarm 5m + evaluation up to 1m + rampart 5s'],
    ['3 of 3, 10 s', 'about 1m 30s: alarm 30s + evaluation up to 10s + rampart 5s'],
  ])('says how fast a stop is with alarms of %s', async (alarm, reaction) => {
    const { out } = await inside([...standard, '--alarm', alarm]);

    expect(out).toContain(`\nReaction            ${reaction}`);
  });

  test.each(['2 of 1, 60 s', '0 of 1, 60 s', '1 of 1', '1 of 1, 45 s', '1 of 1, 0 s'])(
    'refuses alarms of %s',
    async (alarm) => {
      const { code, err } = await inside([...standard, '--alarm', alarm]);

      expect(code).toBe(2);
      expect(err).toContain('such as "2 of 3, 60 s"');
    },
  );

  test('expands a curve into steps that mean the same', async () => {
    const smallest = readFileSync('examples/smallest.ramp.yaml', 'utf8');
    const { out } = await inside(['plan', 'examples/smallest.ramp.yaml', '--expand']);
    const planOf = (text: string) => readPlan(new TextEncoder().encode(text), () => 0).plan;

    expect(out.split('\n').slice(0, 3)).toEqual([
      'steps:',
      '  - { exposure: 0%, hold: 30m }',
      '  - { exposure: 1%, hold: 1d3h55m }',
    ]);
    expect(planOf(smallest.replace(/^curve:.*\n/m, out))).toEqual(planOf(smallest));
  });

  test('keeps the names and gates of steps when it expands them', async () => {
    const standardPlan = readFileSync('examples/standard.ramp.yaml', 'utf8');
    const { out } = await inside(['plan', 'examples/standard.ramp.yaml', '--expand']);
    const planOf = (text: string) => readPlan(new TextEncoder().encode(text), () => 0).plan;

    expect(planOf(standardPlan.replace(/^steps:\n( .*\n)*/m, out))).toEqual(planOf(standardPlan));
  });

  test('takes a time with an offset, and one of the plan itself', async () => {
    const local = await inside([...standard]);
    const offset = await inside(['plan', 'examples/standard.ramp.yaml', '--at', '2026-11-23T09:12:00Z']);

    expect(offset).toEqual(local);
  });

  test('says so when the start of the plan has passed', async () => {
    const { out } = await inside(['plan', 'examples/cautious.ramp.yaml', '--at', '2027-03-23T12:00']);

    expect(out).toContain('starts Tue 23 Mar 2027 12:00, as 2027-03-22T09:00 has passed');
  });
});

describe('a plan that is wrong', () => {
  const wrong = 'test/fixtures/plans/unknown-key.ramp.yaml';

  test('is told to programs in the result', async () => {
    const { code, out, err } = await inside(['plan', wrong, '-o', 'json']);

    expect({ code, err }).toEqual({ code: 2, err: '' });
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      valid: false,
      diagnostics: [
        {
          code: 'unknown-key',
          severity: 'error',
          path: ['window'],
          line: 5,
          col: 1,
          message: 'unknown key "window"',
          help: 'did you mean "windows"?',
        },
        { line: 9, col: 29 },
        { line: 10, col: 7 },
      ],
    });
  });

  test('is told to pull requests as a list', async () => {
    const { code, out } = await inside(['plan', wrong, '-o', 'markdown']);

    expect(code).toBe(2);
    expect(out.split('\n')[0]).toBe(
      `- **error** \`unknown-key\` unknown key "window" (did you mean "windows"?) — \`${wrong}:5:1\``,
    );
  });

  test('may only be doubtful: then it is shown, and the doubts with it', async () => {
    const { code, out, err } = await inside(['plan', 'test/fixtures/plans/no-guards.ramp.yaml']);

    expect(code).toBe(0);
    expect(out).toMatch(/^Stops itself on {5}nothing$/m);
    expect(err).toMatch(/^warning\[no-guards\] [\s\S]*✔ the plan is valid, 1 warning/);
  });
});

describe('a wrong command line', () => {
  test.each<[string, readonly string[], string]>([
    ['a file that is not there', ['plan', 'no.ramp.yaml'], 'cannot read no.ramp.yaml: there is no such file'],
    ['a folder', ['plan', 'examples'], 'cannot read examples: it is a folder'],
    ['a time that is none', [...standard, '--at', 'tomorrow'], 'Write a time such as'],
    ['weights of nobody', [...standard, '--weights', 'c=0'], 'Write weights such as'],
    ['weights twice', [...standard, '--weights', 'c=1,c=2'], 'Write weights such as'],
    ['an unknown treatment', [...standard, '--weights', 't6=2'], 'Write weights such as'],
  ])('%s', async (_name, argv, message) => {
    const { code, out, err } = await inside(argv);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

describe('every example', () => {
  const examples = readdirSync('examples').filter((file) => file.endsWith('.ramp.yaml'));

  test.each(examples)('%s is a plan without a doubt', async (file) => {
    const ended = await inside(['plan', `examples/${file}`, '--at', '2026-11-23T10:12']);

    expect(ended.code).toBe(0);
    await expect(shown(ended)).toMatchFileSnapshot(golden(`example-${file.replace('.ramp.yaml', '')}.txt`));
  });
});
