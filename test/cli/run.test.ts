import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { type CommandFactory, exit } from '#cli/command';
import { run } from '#cli/run';
import { recordedContext } from '../support/context.ts';

const greet: CommandFactory = ({ out, err }) => ({
  command: new Command('greet').summary('say hello').argument('<name>').option('--cold'),
  run: (name: string, { cold }: { cold?: boolean }) => {
    out.text(`hello ${name} ✔\n`);
    out.data('{"sign":"✔"}\n');
    if (name === 'nobody') throw new Error('there is nobody');
    if (cold) err.text(`${err.paint('red', 'refused')}\n`);
    return cold ? exit.refused : exit.done;
  },
});

async function ramp(argv: readonly string[], circumstances: Parameters<typeof recordedContext>[0] = {}) {
  const { context, out, err } = recordedContext({ ...circumstances, argv });
  const code = await run(argv, context, [greet]);
  return { code, out: out(), err: err() };
}

describe('a command', () => {
  test('ends the process with the code it returns', async () => {
    expect(await ramp(['greet', 'Jo'])).toMatchObject({ code: 0, err: '' });
    expect(await ramp(['greet', 'Jo', '--cold'])).toMatchObject({ code: 3, err: 'refused\n' });
  });

  test('that breaks is a failure, its stack shown on demand only', async () => {
    const broken = await ramp(['greet', 'nobody']);
    const verbose = await ramp(['greet', 'nobody', '-v']);

    expect(broken).toMatchObject({ code: 1 });
    expect(broken.err).toBe(
      'error  unexpected: there is nobody\n       This is a defect of ramp. Its stack: run again with -v.\n',
    );
    expect(verbose.err).toMatch(/there is nobody\n\s+at .*run\.test\.ts/);
  });
});

describe('a wrong command line', () => {
  const wrong: readonly [string, readonly string[], RegExp][] = [
    ['an unknown command', ['great'], /^error {2}unknown command 'great'\n\(Did you mean greet\?\)\n$/],
    ['an unknown option', ['greet', 'Jo', '--colt'], /unknown option '--colt'\n\(Did you mean --cold\?\)/],
    ['a missing argument', ['greet'], /missing required argument 'name'/],
    ['an argument too many', ['greet', 'Jo', 'Al'], /too many arguments/],
  ];

  test.each(wrong)('%s is a usage error on stderr', async (_name, argv, message) => {
    const { code, out, err } = await ramp(argv);

    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
  });
});

test('without a command it prints its help as the result', async () => {
  const alone = await ramp([]);

  expect(alone).toEqual(await ramp(['--help']));
  expect(alone).toMatchObject({ code: 0, err: '' });
  expect(alone.out).toMatch(/greet.*say hello/);
  expect(Math.max(...alone.out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('it prints its version', async () => {
  expect((await ramp(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

describe('signs and colours', () => {
  test('signs for people become ASCII by flag or locale, data for programs never', async () => {
    const flag = await ramp(['greet', 'Jo', '--ascii']);
    const locale = await ramp(['greet', 'Jo'], { env: { LANG: 'C' } });

    expect(flag.out).toBe('hello Jo +\n{"sign":"✔"}\n');
    expect(locale.out).toBe(flag.out);
    expect((await ramp(['greet', 'Jo'], { env: { LC_ALL: 'de_DE.UTF-8', LANG: 'C' } })).out).toContain('✔');
  });

  const coloured = '\u001b[31mrefused\u001b[39m\n';
  const colours: readonly [string, Parameters<typeof recordedContext>[0], readonly string[], string][] = [
    ['on a terminal', { isTTY: true }, [], coloured],
    ['never into a pipe', {}, [], 'refused\n'],
    ['never with NO_COLOR', { isTTY: true, env: { NO_COLOR: '1' } }, [], 'refused\n'],
    ['with an empty NO_COLOR', { isTTY: true, env: { NO_COLOR: '' } }, [], coloured],
    ['into a pipe with FORCE_COLOR', { env: { FORCE_COLOR: '1' } }, [], coloured],
    ['never with FORCE_COLOR=0', { isTTY: true, env: { FORCE_COLOR: '0' } }, [], 'refused\n'],
    ['never with --no-color', { isTTY: true, env: { FORCE_COLOR: '1' } }, ['--no-color'], 'refused\n'],
    ['never on a dumb terminal', { isTTY: true, env: { TERM: 'dumb' } }, [], 'refused\n'],
  ];

  test.each(colours)('colours: %s', async (_name, circumstances, flags, printed) => {
    const { err } = await ramp(['greet', 'Jo', '--cold', ...flags], circumstances);

    expect(err).toBe(printed);
  });
});
