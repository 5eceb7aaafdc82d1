/** The blocks of Slack's Block Kit that every client and every webhook shows; the types are held equal to Slack's own by a test. */

export type Mrkdwn = { readonly type: 'mrkdwn'; readonly text: string };
export type PlainText = { readonly type: 'plain_text'; readonly text: string; readonly emoji: true };
export type LinkButton = {
  readonly type: 'button';
  readonly text: PlainText;
  readonly url: string;
  readonly action_id: string;
};
export type Block =
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'section'; readonly text: Mrkdwn; readonly fields?: readonly Mrkdwn[] }
  | { readonly type: 'context'; readonly elements: readonly Mrkdwn[] }
  | { readonly type: 'actions'; readonly elements: readonly LinkButton[] }
  | { readonly type: 'divider' };

/** What is sent to Slack, whichever way. `text` alone tells the story: it is what a phone shows. */
export type Payload = { readonly text: string; readonly blocks: readonly Block[] };

const mrkdwn = (text: string): Mrkdwn => ({ type: 'mrkdwn', text });
const plain = (text: string): PlainText => ({ type: 'plain_text', text, emoji: true });

export const header = (text: string): Block => ({ type: 'header', text: plain(text) });

export const section = (...lines: readonly string[]): Block => ({
  type: 'section',
  text: mrkdwn(lines.join('\n')),
});

/** Of what there is to say only what is said; a context without elements is refused by Slack. */
export function context(...elements: readonly (string | undefined)[]): readonly Block[] {
  const said = elements.filter((each) => each !== undefined && each !== '');
  return said.length > 0 ? [{ type: 'context', elements: said.map((each) => mrkdwn(each ?? '')) }] : [];
}

/** A button that opens a page needs nothing of us: it works with a webhook too. */
export const links = (
  ...buttons: readonly { readonly text: string; readonly url: string; readonly id: string }[]
): readonly Block[] =>
  buttons.length > 0
    ? [
        {
          type: 'actions',
          elements: buttons.map(({ text, url, id }) => ({
            type: 'button',
            text: plain(text),
            url,
            action_id: id,
          })),
        },
      ]
    : [];
