/** `npm run package [-- --stage NAME]` */
import { statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { functionNames } from './bundle.ts';
import { makePackage } from './package.ts';
import { buildFolder } from './root.ts';

const { values } = parseArgs({ options: { stage: { type: 'string', default: 'dev' } } });
const { templateFile } = await makePackage(values.stage);
for (const name of functionNames) {
  const { size } = statSync(join(buildFolder, `${name}.zip`));
  process.stdout.write(`${name.padEnd(12)} ${Math.ceil(size / 1024)} KB\n`);
}
process.stdout.write(`${relative(process.cwd(), templateFile)}\n`);
