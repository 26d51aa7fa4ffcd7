/** Uploads and downloads: what a browser must never run, names that lead elsewhere, bytes that stop half-way. */
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { maximumUpload } from '../../server/files/files.ts';
import { expectProblem } from '../support/problems.ts';
import { startTestApp, type Call } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';

const workspace = await createTestWorkspace();
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const sales = await app.signIn(['crm.sales']);

async function upload(
  call: Call,
  bytes: string,
  name: string,
  type: string,
): Promise<{ id: string; name: string; type: string; size: number }> {
  const form = new FormData();
  form.set('file', new Blob([bytes], { type }), name);
  const answer = await call('POST', '/api/files', form);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body;
}

/** Puts a file into a record and fetches it from there: a ticket takes any, a deal is not everybody's to see. */
async function roundTrip(bytes: string, name: string, type: string, entity = 'ticket'): Promise<{ where: string; response: Response }> {
  const file = await upload(admin.call, bytes, name, type);
  const values = entity === 'ticket' ? { subject: 'With file', attachment: file } : { name: 'With file', contract: file };
  const record = await admin.call('POST', `/api/records/${entity}`, values);
  expect(record.status, JSON.stringify(record.body)).toBe(201);
  const where = `/api/files/${entity}/${record.body.id as string}/${entity === 'ticket' ? 'attachment' : 'contract'}`;
  return { where, response: await fetch(app.url + where, { headers: { Cookie: admin.cookie } }) };
}

const facts = async (): Promise<number> => {
  const { schema } = workspace.database;
  const { rows } = await workspace.database.query<{ n: string }>({
    text: `select count(*) as n from "${schema}".relata_files`,
    values: [],
  });
  return Number(rows[0]?.n);
};

describe('what is uploaded', () => {
  test.each([
    ['page.html', 'text/html', '<script>alert(1)</script>'],
    ['image.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['code.js', 'text/javascript', 'alert(1)'],
    ['data.xml', 'application/xml', '<?xml-stylesheet href="x.xsl"?><a/>'],
    ['nothing', 'a/b; charset=x\r\nSet-Cookie: x=1', 'x'],
  ])('%s is only ever saved, never shown or run', async (name, type, text) => {
    const { response } = await roundTrip(text, name, type);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(await response.text()).toBe(text);
  });

  test('HTML that calls itself a picture is not looked at for what it is', async () => {
    const { response } = await roundTrip('<script>alert(1)</script>', 'x.png', 'image/png');
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    await response.text();
  });

  test.each([
    ['../../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['..', 'file'],
    ['photo\u202egpj.exe', 'photogpj.exe'],
    ['line\r\nSet-Cookie: a=b.txt', 'lineSet-Cookie: a=b.txt'],
    ['x'.repeat(4000), 'x'.repeat(200)],
    ['รายงาน "ปี" 2024;.pdf', 'รายงาน "ปี" 2024;.pdf'],
  ])('the name %j is kept as %j and breaks no header', async (name, kept) => {
    // FormData escapes line breaks and quotes; a body made by hand does not.
    const boundary = 'b0undary';
    const quoted = name
      .replaceAll('\\', '\\\\')
      .replaceAll('"', '\\"')
      .replace(/[\r\n]/g, '');
    const body = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${quoted}"\r\nContent-Type: text/plain\r\n\r\nx\r\n--${boundary}--\r\n`;
    const answer = await admin.call('POST', '/api/files', body, { 'Content-Type': `multipart/form-data; boundary=${boundary}` });
    expect(answer.status).toBe(201);
    expect(answer.body.name).toBe(kept.replace('line\r\n', 'line'));
    const ticket = await admin.call('POST', '/api/records/ticket', { subject: 'Named', attachment: answer.body });
    expect(ticket.status).toBe(201);
    const response = await fetch(`${app.url}/api/files/ticket/${ticket.body.id as string}/attachment`, {
      headers: { Cookie: admin.cookie },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''[\w%.!~-]+$/);
    await response.text();
  });

  test('facts that the caller makes up are replaced by those of the upload', async () => {
    const file = await upload(admin.call, 'text', 'x.txt', 'text/plain');
    const made = { ...file, type: 'image/png', name: '../../x.html', size: 1 };
    const ticket = await admin.call('POST', '/api/records/ticket', { subject: 'Made up', attachment: made });
    expect(ticket.body.attachment).toMatchObject({ name: 'x.txt', type: 'text/plain', size: 4 });
    for (const attachment of [
      { ...file, id: '../../../etc/passwd' },
      { ...file, id: ticket.body.id as string },
      { id: file.id },
      'x',
      [file],
    ])
      expectProblem(await admin.call('POST', '/api/records/ticket', { subject: 'No file', attachment }), 422);
  });
});

describe('who reads', () => {
  test('files are reached through a record that one may read, and not by their ids', async () => {
    const { where } = await roundTrip('secret', 'x.pdf', 'application/pdf', 'deal');
    expectProblem(await sales.call('GET', where), 404);
    expectProblem(await app.anonymous('GET', where), 401);
    const file = await upload(admin.call, 'secret', 'x.pdf', 'application/pdf');
    for (const path of [`/api/files/${file.id}`, `/api/files/deal/${file.id}/contract`, `/files/${file.id}`])
      expectProblem(await sales.call('GET', path), 404);
    // Somebody else's upload cannot be hung into a record of one's own.
    expectProblem(await sales.call('POST', '/api/records/deal', { name: 'Theft', contract: file }), 422);
  });

  test.each(['name', 'constructor', '__proto__', 'account', '..%2fattachment', 'attachment%00', 'id'])(
    '%s is no field with a file',
    async (field) => {
      const { where } = await roundTrip('x', 'x.txt', 'text/plain');
      expectProblem(await admin.call('GET', where.replace(/attachment$/, field)), 404);
    },
  );

  test('what the browser kept is asked for again, so that rights that were withdrawn count', async () => {
    const { where, response } = await roundTrip('x', 'x.pdf', 'application/pdf', 'deal');
    expect(response.headers.get('cache-control')).toBe('private, no-cache');
    const headers = { 'If-None-Match': response.headers.get('etag') ?? '' };
    await response.text();
    expect((await admin.call('GET', where, undefined, headers)).status).toBe(304);
    expectProblem(await sales.call('GET', where, undefined, headers), 404);
  });

  test('ranges of every shape get the whole or a refusal', async () => {
    const { where } = await roundTrip('0123456789', 'x.txt', 'text/plain');
    for (const range of ['bytes=0-1', 'bytes=-1', 'bytes=99-', `bytes=${'0-1,'.repeat(2000)}0-1`, 'lines=1', 'bytes=5-1']) {
      const answer = await admin.call('GET', where, undefined, { Range: range });
      expect([200, 206, 416]).toContain(answer.status);
      if (answer.status === 200) expect(answer.body).toBe('0123456789');
    }
    expect((await admin.call('HEAD', where)).status).toBe(200);
  });

  test('a file whose bytes are lost is 404, not a broken answer', async () => {
    const { where } = await roundTrip('x', 'x.txt', 'text/plain');
    const { body } = await admin.call('GET', where.replace('/api/files/', '/api/records/').replace('/attachment', ''));
    await app.files.remove(body.attachment.id as string);
    expectProblem(await admin.call('GET', where), 404);
  });
});

describe('uploads that fail', () => {
  test('of more than the limit are refused and leave nothing', async () => {
    const before = await facts();
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(maximumUpload + 1)]), 'large.bin');
    expectProblem(await admin.call('POST', '/api/files', form), 413);
    expect(await facts()).toBe(before);
  });

  test.each(['/api/files', '/api/imports'])('to %s that stop half-way leave nothing, and hold nothing up', async (path) => {
    const before = await facts();
    const folders = async (): Promise<number> => (await readdir(tmpdir())).filter((name) => name.startsWith('relata-upload-')).length;
    const lying = await folders();
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nCookie: ${admin.cookie}\r\nX-Requested-With: relata\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n--b\r\nContent-Disposition: form-data; name="entity"\r\n\r\naccount\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\nContent-Type: text/csv\r\n\r\nname\n`;
    await new Promise<void>((resolve) => {
      const socket = connect(Number(new URL(app.url).port), '127.0.0.1', () => {
        socket.write(head + 'x\n'.repeat(1000), () => setTimeout(() => socket.destroy(), 50));
      });
      socket.on('close', () => resolve());
    });
    // A request that never ends would hold the version of the model for ever, and no change of the metadata could be settled.
    const held = (): Promise<boolean> =>
      new Promise((resolve) => setTimeout(() => resolve(workspace.oldestVersion() < workspace.version() || stillHeld()), 20));
    const stillHeld = (): boolean => {
      const version = workspace.version();
      workspace.useModel(workspace.model(), version + 1);
      const oldest = workspace.oldestVersion();
      workspace.useModel(workspace.model(), version);
      return oldest <= version;
    };
    while (await held());
    expect(await facts()).toBe(before);
    while ((await folders()) > lying) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  test.each([
    ['no boundary', 'multipart/form-data', 'x'],
    [
      'an end that is missing',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\nabc',
    ],
    ['a part without a header', 'multipart/form-data; boundary=b', '--b\r\n\r\nabc\r\n--b--\r\n'],
    ['a boundary of 10,000 characters', `multipart/form-data; boundary=${'b'.repeat(10_000)}`, '--b--'],
    [
      'NUL in a name',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a\u0000b"\r\n\r\nx\r\n--b--\r\n',
    ],
    ['JSON', 'application/json', '{"file":"x"}'],
    ['nothing', 'multipart/form-data; boundary=b', ''],
  ])('with %s are refused', async (_name, type, body) => {
    const before = await facts();
    expectProblem(await admin.call('POST', '/api/files', body, { 'Content-Type': type }), 400);
    expect(await facts()).toBe(before);
  });

  test('of strangers are refused before they are read', async () => {
    const form = new FormData();
    form.set('file', new Blob(['x']), 'x.txt');
    expectProblem(await app.anonymous('POST', '/api/files', form), 401);
  });
});

test('a store on disk takes no key that is a path', () => {
  expect(() => app.files.get('../../etc/passwd')).toThrow();
  expect(() => app.files.remove('/etc/passwd')).toThrow();
});
