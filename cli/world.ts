/** The world of `ramp simulate` and `ramp demo`: the packaged stack and its bundles in an embedded AWS, as they would be deployed. */
import { readFile } from 'node:fs/promises';

/** What makes it is heavy, and needed by few commands. */
const load = () =>
  Promise.all([
    import('#infra/package'),
    import('#local/deployment'),
    import('#local/template/code'),
    import('#local/template/template'),
  ]);
type Deploy = Awaited<ReturnType<typeof load>>[1]['deploy'];

export type PackagedWorld = Awaited<ReturnType<Deploy>>;
export type PackagedWorldOptions = Omit<Parameters<Deploy>[0], 'template' | 'codeOf' | 'stackName'>;

/** The first time for each state of the sources it packages them, which takes some seconds; then it is there. */
export async function packagedWorld(options: PackagedWorldOptions = {}): Promise<PackagedWorld> {
  const [{ packageOf }, { deploy }, { modulesIn }, { readTemplate }] = await load();
  const { templateFile, codeFolder } = await packageOf('local');
  const template = readTemplate(await readFile(templateFile, 'utf8'));
  return deploy({ template, codeOf: modulesIn(codeFolder), stackName: 'rampart-local', ...options });
}
