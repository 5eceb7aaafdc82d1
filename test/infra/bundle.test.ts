/** What is in the bundles, what is not, and that they are the same bytes each time. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, inflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { functions } from '#functions/index';
import { bundleAll, functionNames } from '#infra/bundle';
import { zip } from '#infra/zip';

const bundles = await bundleAll();
const folder = mkdtempSync(join(tmpdir(), 'rampart-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** In KB, about a twentieth above what each has. Two thirds is the SDK; whoever needs more says here why. */
const budgets: Readonly<Record<string, readonly [kb: number, why: string]>> = {
  alarm: [345, 'fences and stops: AppConfig, DynamoDB, EventBridge, Step Functions'],
  stop: [345, 'the same, without an event to understand'],
  removal: [365, 'reads the ledger, and answers CloudFormation by itself; the check of what it is asked'],
  notify: [390, 'SSM and Secrets Manager instead of AppConfig; the messages of Slack'],
  digest: [425, 'lists events of runs, and knows the times of plans: time zones'],
  open: [430, 'alarms and their tags, time zones'],
  decide: [435, 'alarms and metrics, time zones'],
  raise: [440, 'the same, and UpdateExperimentRun'],
  command: [450, 'the same services, and the check of plans and requests'],
  watch: [450, 'all that stops, and all that decides'],
};

const onWayToStop = /client-cloudwatch|node_modules\/(zod|temporal-polyfill)\//;
const broughtBy = ({ metafile }: Pick<(typeof bundles)[number], 'metafile'>): readonly string[] =>
  Object.values(metafile.outputs)
    .flatMap((output) => Object.entries(output.inputs))
    .flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : []))
    .filter((input) => !/^(elsewhere|needless):/.test(input));

test('every function of the list has a bundle, and nothing else has', () => {
  expect(functionNames).toEqual(Object.keys(functions).toSorted());
});

describe.each(bundles)('$name', ({ name, code, metafile }) => {
  const text = Buffer.from(code).toString();

  test('is within its size', () => {
    const [kb] = budgets[name] ?? [0];

    expect(code.length / 1024).toBeLessThan(kb);
    expect(code.length / 1024).toBeGreaterThan(kb * 0.9);
  });

  test('has nothing in it that opens a Slack', () => {
    expect(text).not.toMatch(/xox[a-z]-\w*\d|hooks\.slack\.com\/services\/\w/);
  });

  test('brings along nothing that it never reaches', () => {
    const needless =
      /credential-provider|node_modules\/bowser|event-streams|undici|file-loader\/readFile|\/zod\/v4\/(classic|locales)|node_modules\/yaml\/|mnemonist|multi-region/;
    expect(broughtBy({ metafile }).filter((input) => needless.test(input))).toEqual([]);
  });

  test('imports nothing at run time, and asks for built-in modules instead of importing them', () => {
    expect(Object.values(metafile.outputs).flatMap(({ imports }) => imports)).toEqual([]);
  });

  test('takes its way to AWS from where the embedded AWS leaves one, and its credentials from the environment', () => {
    const seams = ['Symbol.for("aws.requestHandler")', 'there are no credentials in the environment'];

    expect(seams.filter((seam) => !text.includes(seam))).toEqual([]);
  });

  test('is imported by Node without undici, and its handler takes less than three arguments', () => {
    const file = join(folder, `${name}.mjs`);
    writeFileSync(file, code);
    const script = `const { handler } = await import(${JSON.stringify(file)});
      console.log(JSON.stringify([handler.length < 3, process.moduleLoadList.filter((name) => name.includes('undici'))]));`;

    const seen = execFileSync(process.execPath, ['--input-type=module', '-e', script], { env: {} });

    expect(JSON.parse(seen.toString())).toEqual([true, []]);
  });
});

test.each(['alarm', 'stop'])('%s asks no alarms, checks by hand and knows no time zones', (wanted) => {
  const bundle = bundles.find(({ name }) => name === wanted);

  expect(bundle && broughtBy(bundle).filter((input) => onWayToStop.test(input))).toEqual([]);
});

test('the same sources make the same bytes', async () => {
  const zipped = (made: typeof bundles) => made.map(({ name, code }) => zip([{ name, data: code }]));

  expect(zipped(await bundleAll())).toEqual(zipped(bundles));
});

test('a zip file holds its files, whatever the order in which they were given', () => {
  const entries = [
    { name: 'a.mjs', data: Buffer.from('export const a = 1;\n') },
    { name: 'ö.txt', data: Buffer.from('') },
  ];

  const bytes = zip(entries);

  expect(unzip(bytes)).toEqual(entries.map((entry) => ({ ...entry, year: 1980, rights: 0o100644 })));
  expect(zip(entries.toReversed())).toEqual(bytes);
});

/** From the directory at the end, as every reader of zip files does it. */
function unzip(bytes: Buffer) {
  const end = bytes.length - 22;
  let at = bytes.readUInt32LE(end + 16);
  return Array.from({ length: bytes.readUInt16LE(end + 10) }, () => {
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const file = bytes.readUInt32LE(at + 42);
    const from = file + 30 + bytes.readUInt16LE(file + 26) + bytes.readUInt16LE(file + 28);
    const data = inflateRawSync(bytes.subarray(from, from + bytes.readUInt32LE(at + 20)));
    expect(crc32(data)).toBe(bytes.readUInt32LE(at + 16));
    const year = 1980 + (bytes.readUInt16LE(at + 14) >> 9);
    const rights = bytes.readUInt32LE(at + 38) >>> 16;
    at += 46 + nameLength;
    return { name, data, year, rights };
  });
}
