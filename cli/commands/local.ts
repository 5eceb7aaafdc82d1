/** `ramp local`: AWS on this machine, for integration tests and for trying things out. No account, no network. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { type CommandFactory, type ExitCode, exit, sayError } from '../command.ts';
import type { Context } from '../context.ts';

const clocks = {
  real: 'real time',
  virtual: 'time stands still and moves by POST /_local/clock {"advance": "PT1H"}',
  fast: 'time jumps to what is due next whenever no call is outstanding',
} as const;
type ClockKind = keyof typeof clocks;
type Options = { readonly port: number; readonly clock: ClockKind };

export const local: CommandFactory = (context) => ({
  command: new Command('local')
    .summary('run the embedded AWS on this machine')
    .description('Runs the embedded AWS on 127.0.0.1 until Ctrl-C. Any SDK and the AWS CLI can talk to it.')
    .option('--port <number>', 'the port to listen on; 0 takes any free one', toPort, 4588)
    .addOption(new Option('--clock <kind>', 'whose time it has').choices(Object.keys(clocks)).default('real'))
    .addHelpText('after', `\nClocks\n${clockHelp()}`),
  run: (options: Options) => run(context, options),
});

async function run(context: Context, { port, clock }: Options): Promise<ExitCode> {
  const { out, err } = context;
  const { serve } = await import('#local/serve');
  const onDefect = ({ call, error }: { call: string; error: Error }) =>
    sayError(context, `a defect of the embedded AWS in ${call}\n${error.stack}`);
  try {
    const served = await serve({ port, clock, startAt: context.now(), onDefect });
    const interrupted = context.interrupted();
    out.data(variables(served));
    err.text(`The embedded AWS listens on ${served.endpoint}, clock ${clock}: ${clocks[clock]}.\n`);
    err.text('Ctrl-C ends it.\n');
    await interrupted;
    await served.close();
    return exit.done;
  } catch (error) {
    return cannotListen(context, port, error as NodeJS.ErrnoException);
  }
}

function toPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

const variables = ({ endpoint, region, credentials }: Variables): string =>
  Object.entries({
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region, // the one that boto3 reads
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  })
    .map(([name, value]) => `export ${name}=${value}\n`)
    .join('');

type Variables = {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken by another process',
  EACCES: 'is not for everybody to listen on',
};

function cannotListen(context: Context, port: number, error: NodeJS.ErrnoException): ExitCode {
  const reason = reasons[error.code ?? ''];
  if (!reason) throw error;
  sayError(
    context,
    `port ${port} of 127.0.0.1 ${reason}`,
    'Name another one with --port, or any free one with --port 0.',
  );
  return exit.failure;
}

const clockHelp = () =>
  Object.entries(clocks)
    .map(([kind, meaning]) => `  ${kind.padEnd(8)} ${meaning}\n`)
    .join('');
