/** A zip file whose bytes depend on nothing but its content: no time stamps, no names of users, sorted. */
import { crc32, deflateRawSync } from 'node:zlib';

export type ZipEntry = { readonly name: string; readonly data: Uint8Array };

/** 1980-01-01, the first day that a zip file can name. */
const day = 0x0021;
const utf8Names = 0x0800;
const deflated = 8;
const version = 20;
const madeOnUnix = 0x0300;
/** Lambda unpacks files with the rights that are given here: everybody may read. */
const rights = 0o100644 * 0x1_0000;

/** The layout: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data } of sorted) {
    const packed = deflateRawSync(data, { level: 9 });
    const title = Buffer.from(name);
    const about = aboutOf(data, packed, title);
    const file = Buffer.concat([signature(0x04034b50), about, title, packed]);
    directory.push(
      Buffer.concat([signature(0x02014b50), u16(version | madeOnUnix), about, placeOf(offset), title]),
    );
    files.push(file);
    offset += file.length;
  }
  const index = Buffer.concat(directory);
  const count = [u16(entries.length), u16(entries.length)];
  const end = [signature(0x06054b50), u16(0), u16(0), ...count, u32(index.length), u32(offset), u16(0)];
  return Buffer.concat([...files, index, ...end]);
}

/** What stands before each file and in the directory alike. */
const aboutOf = (data: Uint8Array, packed: Buffer, title: Buffer): Buffer =>
  Buffer.concat([
    ...[version, utf8Names, deflated, 0, day].map(u16),
    ...[crc32(data), packed.length, data.length].map(u32),
    ...[title.length, 0].map(u16),
  ]);

/** No comment, the first disk, no attributes but the rights; then where the file begins. */
const placeOf = (offset: number): Buffer => Buffer.concat([...[0, 0, 0].map(u16), u32(rights), u32(offset)]);

const signature = (value: number) => u32(value);

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
