/** Signs that the command line prints, and what an old terminal gets: one column for one, so that tables stay straight. */
const signs: Readonly<Record<string, string>> = {
  '✔': '+',
  '✖': 'x',
  '◷': '~',
  '●': '*',
  '·': '-',
  '–': '-',
  '−': '-',
  '→': '>',
  '…': '~',
  '━': '=',
  '─': '-',
  '│': '|',
  '┤': '|',
  '└': '`',
  '█': '#',
  '░': '.',
  '×': 'x',
  '“': '"',
  '”': '"',
  '\u00a0': ' ',
};
const anySign = new RegExp(`[${Object.keys(signs).join('')}]`, 'gu');

export const inAscii = (text: string): string => text.replaceAll(anySign, (sign) => signs[sign] ?? sign);
