import fc from 'fast-check';
import { type CsvCell, csvOf } from './csv';

async function fileOf(columns: string[], pages: CsvCell[][][]): Promise<string> {
  let text = '';
  for await (const piece of csvOf(columns, asPages(pages))) text += piece;
  return text;
}
async function* asPages(pages: CsvCell[][][]) {
  yield* pages;
}

it('is UTF-8 with byte order mark, lines end as RFC 4180 says, and pages follow each other', async () => {
  const file = await fileOf(['id', 'name'], [[['1', 'Ana Ruiz']], [['2', 'Bo "B" Lee, Jr.']], []]);
  expect(file).toBe('\ufeffid,name\r\n1,Ana Ruiz\r\n2,"Bo ""B"" Lee, Jr."\r\n');
});

it.each([
  ['=HYPERLINK("http://evil.example")', `"'=HYPERLINK(""http://evil.example"")"`],
  ['+1', "'+1"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  ['\rx', `"'\rx"`],
  ['a\nb', '"a\nb"'],
])('makes the text %j harmless', async (text, cell) => expect(await fileOf(['a'], [[[text]]])).toBe(`\ufeffa\r\n${cell}\r\n`));

it('leaves numbers, flags and nothing as they are', async () => {
  expect(await fileOf(['a', 'b', 'c'], [[[-5, true, undefined]]])).toBe('\ufeffa,b,c\r\n-5,true,\r\n');
});

it('gives back every text that went in, whatever it is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'binary' }), { minLength: 2, maxLength: 4 }), async cells => {
      const file = await fileOf(
        cells.map((_, index) => `c${index}`),
        [[cells]],
      );
      const line = file.slice(file.indexOf('\r\n') + 2, -2);
      expect(parsed(line)).toEqual(cells.map(cell => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)));
    }),
  );
});

/** One record of RFC 4180. */
function parsed(line: string): string[] {
  const cells: string[] = [];
  for (let at = 0; at <= line.length;) {
    const quoted = line[at] === '"' ? /"((?:[^"]|"")*)"/y : /[^,]*/y;
    quoted.lastIndex = at;
    const [all, inner] = quoted.exec(line)!;
    cells.push(inner === undefined ? all : inner.replaceAll('""', '"'));
    at += all.length + 1;
  }
  return cells;
}
