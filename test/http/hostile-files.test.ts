/** Files by hand: parts of multipart bodies that no browser writes, tables that are none, and cells that a spreadsheet would run. */
import { request as httpRequest } from 'node:http';
import { describe, expect, test } from 'vitest';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Answer } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace(8);
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);

/** Sends a body of parts as they are. */
function sendParts(path: string, parts: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const type = 'multipart/form-data; boundary=edge';
    const headers = { 'Content-Type': type, 'X-Requested-With': 'relata', Cookie: admin.cookie };
    const request = httpRequest(`${app.url}${path}`, { method: 'POST', headers }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    request.on('error', reject);
    request.end(Buffer.from(parts, 'latin1'));
  });
}
const part = (disposition: string, text: string, type = 'text/html'): string =>
  `--edge\r\nContent-Disposition: ${disposition}\r\nContent-Type: ${type}\r\n\r\n${text}\r\n`;

describe('a file', () => {
  test.each<[string, string]>([
    ['folders in percent signs', `filename*=UTF-8''..%2F..%2Fetc%2Fpasswd`],
    ['folders of Windows', 'filename="..\\\\..\\\\x.txt"'],
    ['CR LF in percent signs', `filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x%3D1.txt`],
    ['NUL in percent signs', `filename*=UTF-8''a%00.html`],
    ['the other direction of reading', `filename*=UTF-8''gpj%E2%80%AE.exe`],
    ['half a character', `filename*=UTF-8''%ED%A0%80.txt`],
    ['bytes that are no UTF-8', 'filename="\xff\xfe.txt"'],
    ['4,000 characters', `filename="${'n'.repeat(4000)}.txt"`],
    ['a prototype', 'filename="__proto__"'],
    ['quotes and semicolons', `filename*=UTF-8''a%22;%20filename=%22b.html`],
  ])('whose name has %s is kept under one that harms nobody', async (_name, filename) => {
    const sent = await sendParts('/api/files', `${part(`form-data; name="file"; ${filename}`, '<script>1</script>')}--edge--\r\n`);
    expect(sent.status, sent.body).toBe(201);
    const file = JSON.parse(sent.body) as { name: string };
    expect(file.name).not.toMatch(/[/\\\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    expect(file.name.isWellFormed()).toBe(true);
    expect(file.name.length).toBeLessThanOrEqual(200);
    const record = await admin.call('POST', '/api/records/ticket', { subject: 'With file', attachment: file });
    expect(record.status, JSON.stringify(record.body)).toBe(201);
    const read = await admin.call('GET', `/api/files/ticket/${record.body.id as string}/attachment`);
    expect(read.status).toBe(200);
    expect(read.headers.get('set-cookie')).toBeNull();
    expect(read.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''[^\s;"]+$/);
    expect(read.headers.get('content-security-policy')).toMatch(/sandbox/);
    expect(read.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test.each<[string, string]>([
    ['a header of 100,000 characters', part(`form-data; name="file"; filename="${'n'.repeat(100_000)}"`, 'x')],
    ['no name of a file', part('form-data; name="file"', 'x', 'text/plain')],
    ['no boundary at its end', '--edge\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\nx'],
    [
      'forty fields before the file',
      part('form-data; name="x"', 'x', 'text/plain').repeat(45) + part('form-data; name="file"; filename="x"', 'x'),
    ],
    ['an empty name of a file', part('form-data; name="file"; filename=""', 'x')],
    ['nothing at all', ''],
  ])('in a body with %s is refused', async (_name, parts) => {
    const sent = await sendParts('/api/files', _name.includes('boundary') || parts === '' ? parts : `${parts}--edge--\r\n`);
    expect(sent.status, sent.body).toBe(400);
    expect(sent.body).toContain('"code"');
  });
});

type Bytes = string | Uint8Array<ArrayBuffer>;
const send = (file: Bytes, mode: string, columns: object = { name: 'name' }): Promise<Answer> => {
  const form = new FormData();
  form.set('entity', 'account');
  form.set('mode', mode);
  form.set('map', JSON.stringify({ columns }));
  form.set('file', new Blob([file]), 'rows.csv');
  return admin.call('POST', '/api/imports', form);
};

describe('a table', () => {
  const signs = Uint8Array.from({ length: 4096 }, (_, index) => 1 + ((index * 7919) % 255));
  const picture = Uint8Array.from([0xff, 0xd8, 0xff, 0xe1, ...signs]);
  const gzip = Uint8Array.from([0x1f, 0x8b, 0x08, 0x08, ...signs]);
  test.each<[string, Bytes]>([
    ['a picture without NUL', picture],
    ['an archive without NUL', gzip],
    ['rubbish of every byte but NUL', signs],
    ['a PDF', `%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n1 0 obj\n<</Length 5>>\nstream\n${'\u0001\u0002\u0003\u0004'.repeat(200)}\nendstream`],
    ['nothing but a header', 'name\n'],
    ['a header and empty lines', 'name,email\r\n\r\n,\r\n  ,\r\n'],
    ['nothing but the mark of UTF-8', '\ufeff'],
    ['5,000 columns', `name,${Array.from({ length: 5000 }, (_, index) => `c${index}`).join(',')}\nx\n`],
    ['a quote that is never closed', 'name,email\nx,"y\n'],
  ])('that is %s is refused with the reason, in the preview as in the import', async (_name, file) => {
    for (const mode of ['preview', 'run']) {
      const answer = await send(file, mode);
      if (answer.status < 400 && mode === 'run' && /quote/.test(_name)) {
        // What stands behind the head is found on the way: the import ends as failed, and says where.
        let state = (await admin.call('GET', `/api/imports/${answer.body.id as string}`)).body;
        while (state.state === 'running') state = (await admin.call('GET', `/api/imports/${answer.body.id as string}`)).body;
        expect(state).toMatchObject({ state: 'failed', created: 0 });
        expect(JSON.stringify(state.errors)).toMatch(/quotation mark/);
        continue;
      }
      expectProblem(answer, 400);
      expect(answer.body).toMatchObject({ code: 'file-format', errors: [{ pointer: '/file' }] });
    }
    expect((await admin.call('GET', '/api/records/account')).body.data).toEqual([]);
  });

  test('whose cells a spreadsheet would run gives back a file of errors that runs nothing', async () => {
    const cells = ['=1+1', '+1+1', '-1+1', '@SUM(1)', '\tx', '\rx', ' =1', '\u00a0=1', '＝1+1', '=HYPERLINK("http://x";"y")'];
    const rows = cells.map((cell) => `"${cell.replaceAll('"', '""')}",nobody`);
    const started = await send(`name,email\n${rows.join('\n')}\n`, 'run', { name: 'name', email: 'email' });
    expect(started.status, JSON.stringify(started.body)).toBe(202);
    const where = `/api/imports/${started.body.id as string}`;
    while ((await admin.call('GET', where)).body.state === 'running');
    const { body } = await admin.call('GET', `${where}/errors.csv`);
    expect((body as string).split(/\r\n/).length).toBeGreaterThan(cells.length);
    expect(body).not.toMatch(/(^|[\n,;])"?[\s\u00a0]*[=+\-@＝\t\r]/);
  });
});
