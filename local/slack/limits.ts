/** What Slack refuses in a message: sizes and kinds, as its reference of Block Kit says (docs.slack.dev/reference/block-kit). */

type Fields = Readonly<Record<string, unknown>>;

/** The first thing that is wrong, or undefined. */
export function offenceIn(message: Fields): string | undefined {
  const { text, blocks } = message;
  if (typeof text !== 'string' || (text === '' && !Array.isArray(blocks))) return 'no_text';
  if (text.length > 40_000) return 'msg_too_long';
  if (blocks === undefined) return undefined;
  if (!Array.isArray(blocks) || blocks.length > 50) return 'invalid_blocks';
  return blocks.every((block) => isBlock(fieldsOf(block))) ? undefined : 'invalid_blocks';
}

function isBlock(block: Fields): boolean {
  switch (block.type) {
    case 'section':
      return (
        (block.text !== undefined || block.fields !== undefined) &&
        (block.text === undefined || isText(block.text, 3000)) &&
        (block.fields === undefined || isList(block.fields, 10, (field) => isText(field, 2000)))
      );
    case 'header':
      return isText(block.text, 150, ['plain_text']);
    case 'context':
      return isList(block.elements, 10, (element) => isText(element, 3000));
    case 'actions':
      return isList(block.elements, 25, (element) => isButton(fieldsOf(element)));
    case 'divider':
      return true;
    default:
      return false;
  }
}

const isButton = ({ type, text, url, value, action_id }: Fields): boolean =>
  type === 'button' &&
  isText(text, 75, ['plain_text']) &&
  isShort(url, 3000) &&
  isShort(value, 2000) &&
  isShort(action_id, 255);

const isShort = (value: unknown, longest: number): boolean =>
  value === undefined || (typeof value === 'string' && value.length <= longest);

function isText(
  value: unknown,
  longest: number,
  kinds: readonly string[] = ['mrkdwn', 'plain_text'],
): boolean {
  const { type, text } = fieldsOf(value);
  return (
    kinds.includes(String(type)) && typeof text === 'string' && text.length > 0 && text.length <= longest
  );
}

const isList = (value: unknown, most: number, is: (each: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length > 0 && value.length <= most && value.every(is);

export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};
