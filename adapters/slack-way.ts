/** The way into Slack that a secret opens: the address of a webhook, or the token of a bot. */

export type SlackWay =
  | { readonly by: 'webhook'; readonly host: string; readonly path: string }
  | { readonly by: 'bot'; readonly token: string };

/** All that a webhook's address may be, letter by letter: nothing else is ever spoken to. */
const webhook =
  /^https:\/\/(hooks\.slack(?:-gov)?\.com)(\/services\/[A-Za-z0-9]+\/[A-Za-z0-9]+\/[A-Za-z0-9]+)$/;
const botToken = /^xoxb-[A-Za-z0-9-]{1,255}$/;

/** @returns undefined for anything else; what it was is told to nobody */
export function slackWay(secret: string): SlackWay | undefined {
  const text = secret.trim();
  const [, host, path] = webhook.exec(text) ?? [];
  if (host !== undefined && path !== undefined) return { by: 'webhook', host, path };
  return botToken.test(text) ? { by: 'bot', token: text } : undefined;
}
