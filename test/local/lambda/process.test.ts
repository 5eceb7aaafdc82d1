/** The process that a function believes to have to itself. */
import { expect, test } from 'vitest';
import { functionWorld } from './world.ts';

/** A module whose top level already reads its environment, as the configuration of a bundle does. */
const bundle = (name: string) => ({
  load: async () => {
    const code = `const stage = process.env.STAGE;
      export const handler = async () => [stage, process.env.STAGE, '${name}' in process.env];`;
    return (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)).handler;
  },
});

test('a bundle reads its environment while it is imported, and is imported once', async () => {
  const { invoke } = functionWorld([
    { name: 'a', environment: { STAGE: 'a' }, handler: bundle('HOME') },
    { name: 'b', environment: { STAGE: 'b' }, handler: bundle('PATH') },
  ]);

  expect((await invoke('a')).payload).toEqual(['a', 'a', false]);
  expect((await invoke('b')).payload).toEqual(['b', 'b', false]);
});

test('a bundle that breaks while it is imported is an error of the function', async () => {
  const load = () => Promise.reject(new SyntaxError('Unexpected token'));
  const { invoke } = functionWorld([{ name: 'broken', handler: { load } }]);

  expect((await invoke('broken')).payload).toMatchObject({ errorType: 'SyntaxError' });
});

test('functions that run at once do not see each other, and afterwards the process is as it was', async () => {
  const before = [process.env, process.stdout.write, console.log];
  const lines: string[] = [];
  const handler = async (event: unknown) => {
    process.env.SEEN = `${process.env.SEEN ?? ''}${event}`;
    await Promise.resolve();
    console.info(process.env.SEEN);
    const { SEEN, ...rest } = process.env;
    return [SEEN, Object.keys(rest).includes('AWS_REGION'), delete process.env.SEEN, 'SEEN' in process.env];
  };
  const { aws, clock } = functionWorld([{ name: 'f', handler }], {
    onLog: ({ message }) => lines.push(message),
  });

  const answers = ['1', '2'].map((event) =>
    aws.dispatcher.call({
      service: 'Lambda',
      operation: 'Invoke',
      input: { FunctionName: 'f', Payload: Buffer.from(event) },
    }),
  );
  await clock.run();

  const payloads = (await Promise.all(answers)).map((answer) =>
    answer.ok ? JSON.parse(Buffer.from(answer.output.Payload as Uint8Array).toString()) : answer,
  );
  expect(payloads).toEqual([
    ['1', true, true, false],
    ['2', true, true, false],
  ]);
  expect(lines).toEqual(['1', '2']);
  expect([process.env, process.stdout.write, console.log]).toEqual(before);
  expect(process.env.SEEN).toBeUndefined();
});
