import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { offences, type Tree } from './support/architecture.ts';

const tree: Tree = new Map(
  globSync(['{core,adapters,functions,local,cli,infra,test,bench}/**/*.ts', '*.ts']).map((file) => [
    file.replaceAll('\\', '/'),
    readFileSync(file, 'utf8'),
  ]),
);

test('the house keeps its rules', () => {
  expect(offences(tree).map((offence) => offence.message)).toEqual([]);
});

describe('an offence of each kind is found', () => {
  const planted: readonly [name: string, file: string, code: string, message: RegExp][] = [
    ['core importing an adapter', 'core/x.ts', "import '../adapters/bus.ts';", /core may import from: core/],
    ['core importing the SDK', 'core/x.ts', "import '@aws-sdk/client-sfn';", /packages have their home/],
    ['core importing node', 'core/x.ts', "import 'node:fs';", /packages have their home/],
    ['local importing core', 'local/x.ts', "import '#core/plan';", /local may import from: local/],
    [
      'local re-exporting core',
      'local/x.ts',
      "export * from '../core/plan.ts';",
      /local may import from: local/,
    ],
    [
      'a type imported across the house',
      'local/x.ts',
      "export type P = import('#core/plan').Plan;",
      /local may import/,
    ],
    ['the command line importing local eagerly', 'cli/x.ts', "import '../local/aws.ts';", /cli may import/],
    ['anyone importing the command line', 'adapters/x.ts', "import '../cli/main.ts';", /adapters may import/],
    ['a function importing another', 'functions/x.ts', "import './stop.ts';", /functions may import/],
    ['the environment', 'functions/x.ts', 'process.env.STAGE;', /adapters\/config\.ts/],
    ['an exit', 'cli/x.ts', 'process.exit(1);', /exit code returned/],
    ['a clock read', 'core/x.ts', 'Date.now();', /`now` as an argument/],
    ['a date of now', 'core/x.ts', 'new Date();', /`now` as an argument/],
    ['a timer', 'local/x.ts', 'setTimeout(() => {}, 1);', /local\/clock\.ts/],
    ['a global timer', 'local/x.ts', 'globalThis.setInterval(() => {}, 1);', /local\/clock\.ts/],
    ['chance', 'adapters/x.ts', 'Math.random();', /local\/random\.ts/],
    ['a random id', 'local/x.ts', 'crypto.randomUUID();', /local\/random\.ts/],
    ['a console', 'local/x.ts', 'console.log(1);', /streams of cli\/context\.ts/],
    ['waiting in core', 'core/x.ts', 'export const f = async () => { await 1; };', /values in, values out/],
    ['a mocked module', 'test/x.test.ts', "vi.mock('x');", /a fault or a state/],
    ['a file nobody uses', 'core/x.ts', 'export const x = 1;', /use it or delete it/],
  ];

  test.each(planted)('%s', (_name, file, code, message) => {
    const found = offences(new Map([...tree, [file, code]]));

    expect(found.some((offence) => offence.file === file && message.test(offence.message))).toBe(true);
  });

  test('a file used only by its own test', () => {
    const found = offences(
      new Map([
        ['core/x.ts', 'export const x = 1;'],
        ['test/core/x.test.ts', "import '../../core/x.ts';"],
      ]),
    );

    expect(found.map((offence) => offence.rule)).toEqual(['dead']);
  });
});

test('what is allowed is not called an offence', () => {
  const allowed: Tree = new Map([
    ['cli/main.ts', "await import('../local/aws.ts'); process.exit(0);"],
    ['local/aws.ts', "import './clock.ts'; // Date.now()\nexport const text = 'Math.random()';"],
    ['local/clock.ts', 'export const now = () => Date.now(); export const at = new Date(0);'],
  ]);

  expect(offences(allowed)).toEqual([]);
});
