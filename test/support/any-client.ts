/** Clients and commands by name, for tests that go over every operation of a service. */
export type AnyCommand = { readonly input: unknown };
export type AnySdk = Readonly<Record<string, new (input: unknown) => AnyCommand & Error>>;
export type AnyClient = new (
  config: object,
) => { config: object; send(command: AnyCommand): Promise<object>; destroy(): void };

export const anyClient = (Client: AnyClient, config: object) => new Client(config);

export function commandOf(sdk: AnySdk, operation: string, input: unknown): AnyCommand {
  const Command = sdk[`${operation}Command`];
  if (!Command) throw new Error(`the SDK has no ${operation}Command`);
  return new Command(input);
}
