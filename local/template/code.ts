/** Functions as they are packaged: one module for each archive, unpacked beside the others. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Handler } from '../lambda/functions.ts';
import type { CodeOf } from './kind.ts';
import { TemplateError } from './template.ts';

/** @param folder has `open.mjs` for the handler `open.handler` */
export const modulesIn =
  (folder: string): CodeOf =>
  ({ functionName, handler }) => {
    const [module, name = ''] = handler.split('.');
    const load = async (): Promise<Handler> => {
      const file = pathToFileURL(join(folder, `${module}.mjs`)).href;
      const found = ((await import(/* @vite-ignore */ file)) as Readonly<Record<string, Handler>>)[name];
      if (!found) throw new TemplateError(`${functionName}: ${file} exports no ${name}`);
      return found;
    };
    return { load };
  };
