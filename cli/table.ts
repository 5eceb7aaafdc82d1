/** Tables and labelled lines, aligned by spaces: what is read on a terminal and pasted into a ticket. */
export type Column = { readonly title: string; readonly right?: boolean };

/** The last column takes what is left of the width, and is wrapped into it. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] {
  const cells = [columns.map(({ title }) => title), ...rows];
  const last = columns.length - 1;
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)));
  const indent = 1 + widths.slice(0, last).reduce((sum, columnWidth) => sum + columnWidth + 2, 0);
  return cells.flatMap((row) => {
    const fixed = row.slice(0, last).map((cell, i) => aligned(cell, widths[i] ?? 0, columns[i]?.right));
    const [first = '', ...more] = wrapped(row[last] ?? '', width - indent);
    const tail = columns[last]?.right ? aligned(first, widths[last] ?? 0, true) : first;
    return [` ${[...fixed, tail].join('  ')}`.trimEnd(), ...more.map((line) => ' '.repeat(indent) + line)];
  });
}

const aligned = (cell: string, width: number, right = false): string =>
  right ? cell.padStart(width) : cell.padEnd(width);

/** `Label      text`, the text wrapped under itself. */
export function labelled(label: string, text: string, width: number): string[] {
  const column = 20;
  const [first = '', ...more] = wrapped(text, width - column);
  return [`${label.padEnd(column)}${first}`.trimEnd(), ...more.map((line) => ' '.repeat(column) + line)];
}

/** Between items (`·`, `;`) if they fit, else at spaces; a word longer than the width keeps its length. */
export const wrapped = (text: string, width: number): string[] =>
  filled(
    text
      .split(/(?<=[·;]) /)
      .flatMap((item) => (item.length > width ? filled(item.split(' '), width) : [item])),
    width,
  );

function filled(items: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + item.length <= width) lines.splice(-1, 1, `${line} ${item}`);
    else lines.push(item);
  }
  return lines;
}
