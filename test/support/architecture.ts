/** The rules of the house: who may import what, which names have one home, and that no file is dead. */
import { posix } from 'node:path';
import { parseAst } from 'vite';

/** Source text by path from the root, with forward slashes. */
export type Tree = ReadonlyMap<string, string>;
export type Offence = { readonly file: string; readonly rule: string; readonly message: string };

type Room = { readonly rooms: readonly string[]; readonly packages: readonly RegExp[] | 'any' };

const aws = [/^@aws-sdk\//, /^@smithy\//];
const builtin = /^node:/;
const rooms: Readonly<Record<string, Room>> = {
  core: { rooms: ['core'], packages: [/^zod/, /^temporal-polyfill/, /^yaml$/] },
  adapters: {
    rooms: ['core', 'adapters'],
    packages: [...aws, /^@middy\//, /^@aws-lambda-powertools\//, builtin],
  },
  functions: { rooms: ['core', 'adapters'], packages: [/^zod/] },
  local: {
    rooms: ['local'],
    packages: [...aws, /^dynalite/, /^yaml$/, /^jsonata$/, /^temporal-polyfill/, builtin],
  },
  infra: { rooms: ['infra'], packages: [/^esbuild$/, builtin] },
  simulation: {
    rooms: ['core', 'local', 'simulation'],
    packages: [...aws, builtin],
  },
  cli: { rooms: ['core', 'adapters', 'cli', 'functions/index'], packages: [/^commander$/, builtin] },
  test: {
    rooms: ['core', 'adapters', 'functions', 'local', 'simulation', 'cli', 'infra', 'test', 'bench'],
    packages: 'any',
  },
  bench: {
    rooms: ['core', 'adapters', 'functions', 'local', 'simulation', 'infra', 'bench', 'test/support'],
    packages: 'any',
  },
};
/** The embedded AWS, what runs on it and what packages are heavy: the command line reaches them only by `await import`, or for a type, which loads nothing. */
const lazily: Readonly<Record<string, readonly string[]>> = { cli: ['local', 'simulation', 'infra'] };

/** The one list of the functions. */
const lists: Readonly<Record<string, readonly string[]>> = { 'functions/index.ts': ['functions'] };

type Ban = {
  readonly name: string;
  readonly instead: string;
  readonly homes: readonly RegExp[];
  readonly in: RegExp;
};
const everywhere = /^(core|adapters|functions|local|simulation|cli)\//;
const clocks = [/^local\/(clock|ambient)\.ts$/, /^cli\/context\.ts$/, /^adapters\/lambda\.ts$/];
const chance = [/^local\/(random|ambient)\.ts$/];
const bans: readonly Ban[] = [
  {
    name: 'process.env',
    instead: 'adapters/config.ts, or cli/context.ts in a command',
    homes: [/^adapters\/config\.ts$/, /^cli\/context\.ts$/, /^local\/(ambient|lambda\/sandbox)\.ts$/],
    in: everywhere,
  },
  {
    name: 'process.exit',
    instead: 'an exit code returned to cli/main.ts',
    homes: [/^cli\/main\.ts$/],
    in: everywhere,
  },
  {
    name: 'Date.now',
    instead: '`now` as an argument, or the clock of local/clock.ts',
    homes: clocks,
    in: everywhere,
  },
  {
    name: 'new Date()',
    instead: '`now` as an argument, or the clock of local/clock.ts',
    homes: clocks,
    in: everywhere,
  },
  { name: 'setTimeout', instead: 'the clock of local/clock.ts', homes: clocks, in: everywhere },
  { name: 'setInterval', instead: 'the clock of local/clock.ts', homes: clocks, in: everywhere },
  { name: 'Math.random', instead: 'the randomness of local/random.ts', homes: chance, in: everywhere },
  { name: 'randomUUID', instead: 'an id from local/random.ts', homes: chance, in: everywhere },
  { name: 'console', instead: 'the streams of cli/context.ts, or the logger', homes: [], in: everywhere },
  {
    name: 'await',
    instead: 'values in, values out: gather in a function, decide in core',
    homes: [],
    in: /^core\//,
  },
  { name: 'vi.mock', instead: 'a fault or a state put into the world', homes: [], in: /^(test|bench)\// },
];

type Reference = { readonly to: string; readonly lazy: boolean };
type Read = { readonly references: readonly Reference[]; readonly names: ReadonlySet<string> };
type Node = { readonly type: string; readonly [key: string]: unknown };

export function offences(tree: Tree): Offence[] {
  const read = new Map([...tree].map(([file, code]) => [file, readFile(code)] as const));
  return [
    ...[...read].flatMap(([file, { references }]) =>
      references.flatMap((reference) => direction(file, reference)),
    ),
    ...[...read].flatMap(([file, { names }]) => banned(file, names)),
    ...dead(read),
  ];
}

function direction(file: string, { to, lazy }: Reference): Offence[] {
  const from = roomOf(file);
  const room = rooms[from];
  if (!room) return [];
  const target = resolve(file, to);
  const allowed = target
    ? [...room.rooms, ...(lists[file] ?? []), ...(lazy ? (lazily[from] ?? []) : [])].some(
        (name) => target === `${name}.ts` || target.startsWith(`${name}/`),
      )
    : room.packages === 'any' || room.packages.some((known) => known.test(to));
  if (allowed) return [];
  const may = target
    ? `${from} may import from: ${room.rooms.join(', ')}`
    : `packages have their home: see the table in test/support/architecture.ts`;
  return [{ file, rule: 'direction', message: `${file} imports ${to}; ${may}` }];
}

function banned(file: string, names: ReadonlySet<string>): Offence[] {
  return bans
    .filter((ban) => ban.in.test(file) && names.has(ban.name) && !ban.homes.some((home) => home.test(file)))
    .map((ban) => ({
      file,
      rule: 'banned',
      message: `${file} uses ${ban.name}; use instead: ${ban.instead}`,
    }));
}

/** A file is alive when an entry point reaches it, or a test other than its own mirror (test/<same path>.test.ts). */
function dead(read: ReadonlyMap<string, Read>): Offence[] {
  const isEntry = (file: string) =>
    /^((cli|infra)\/main\.ts|functions\/.*|bench\/main\.ts|.*\.bench\.ts|.*\.test\.ts|test\/support\/(closing-line|package-once)\.ts|[^/]+\.ts)$/.test(
      file,
    );
  const reached = new Set([...read.keys()].filter(isEntry));
  for (const file of reached) {
    for (const { to } of read.get(file)?.references ?? []) {
      const target = resolve(file, to);
      const isMirror = target !== undefined && file === `test/${target.replace(/\.ts$/, '.test.ts')}`;
      if (target !== undefined && !isMirror) reached.add(target);
    }
  }
  return [...read.keys()]
    .filter((file) => !reached.has(file))
    .map((file) => ({
      file,
      rule: 'dead',
      message: `${file} is used by nothing but its own test; use it or delete it`,
    }));
}

const roomOf = (file: string) => file.split('/')[0] ?? '';

/** The file an import names, or undefined for a package. */
function resolve(file: string, to: string): string | undefined {
  if (to.startsWith('#')) return `${to.slice(1)}.ts`;
  if (to.startsWith('.')) return posix.join(posix.dirname(file), to);
  return undefined;
}

/** Most texts are asked about many times: the tree with one file more, and again with another. */
const reads = new Map<string, Read>();

function readFile(code: string): Read {
  const known = reads.get(code) ?? parse(code);
  reads.set(code, known);
  return known;
}

function parse(code: string): Read {
  const references: Reference[] = [];
  const names = new Set<string>();
  visit(parseAst(code, { lang: 'ts' }) as unknown as Node, (node) => {
    const from = sourceOf(node);
    if (from)
      references.push({ to: from, lazy: node.type === 'ImportExpression' || node.importKind === 'type' });
    const name = nameOf(node);
    if (name) names.add(name);
  });
  return { references, names };
}

function sourceOf(node: Node): string | undefined {
  const hasSource =
    /^(ImportDeclaration|ExportNamedDeclaration|ExportAllDeclaration|ImportExpression|TSImportType)$/;
  if (!hasSource.test(node.type)) return undefined;
  const source = (node.source ?? node.argument) as Node | null;
  return typeof source?.value === 'string' ? source.value : undefined;
}

function nameOf(node: Node): string | undefined {
  if (node.type === 'AwaitExpression') return 'await';
  if (
    node.type === 'NewExpression' &&
    (node.callee as Node).name === 'Date' &&
    (node.arguments as unknown[]).length === 0
  )
    return 'new Date()';
  if (node.type === 'CallExpression' && (node.callee as Node).type === 'Identifier')
    return String((node.callee as Node).name);
  if (node.type !== 'MemberExpression') return undefined;
  const object = String((node.object as Node).name ?? '');
  const property = String((node.property as Node).name ?? '');
  if (object === 'console') return 'console';
  if (property === 'randomUUID' || property === 'setTimeout' || property === 'setInterval') return property;
  return `${object}.${property}`;
}

function visit(node: unknown, see: (node: Node) => void): void {
  if (Array.isArray(node)) for (const each of node) visit(each, see);
  if (node === null || typeof node !== 'object' || Array.isArray(node)) return;
  if (typeof (node as Node).type === 'string') see(node as Node);
  for (const value of Object.values(node)) visit(value, see);
}
