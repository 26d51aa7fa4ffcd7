/** The floor: Koa and pg, one named statement per request after the check of the session. `bare-server.ts <database url> <schema>`; sends its address. */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import process from 'node:process';
import Koa from 'koa';
import pg from 'pg';
import { bareStatements } from './bare-statements.ts';
import { accountId } from './records-data.ts';

const [url = '', schema = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 10 });
const statements = bareStatements(`"${schema}"`);
const koa = new Koa();
koa.silent = true;

type Json = Record<string, unknown>;

koa.use(async (ctx) => {
  const secret = ctx.cookies.get('relata_session') ?? '';
  const user = (await run('session', [createHash('sha256').update(secret).digest('base64url'), new Date().toISOString()]))[0];
  if (!user) return ctx.throw(401);
  ctx.type = 'application/json';
  ctx.body = await answer(ctx.path, String(user['id']), ctx.method === 'GET' ? {} : await readJson(ctx.req));
});

async function run(name: string, values: unknown[]): Promise<Json[]> {
  const statement = statements[name];
  if (!statement) throw new Error(`There is no statement ${name}.`);
  return (await pool.query({ ...statement, values })).rows as Json[];
}

async function answer(path: string, user: string, body: Json): Promise<string> {
  const [, name = '', id = ''] = path.split('/');
  const data = async (values: unknown[]): Promise<Json> => (await run(name, values))[0] ?? {};
  const list = (row: Json): string => `{"data":${String(row['data'])},"page":{"next":"x"}}`;
  switch (name) {
    case 'record':
      return String((await data([id]))['data']);
    case 'page': {
      const row = await data(['engaging', 5000, id]);
      return `{"data":${String(row['data'])},"page":{"next":"x","count":${String(row['total'])},"countIs":"exact"}}`;
    }
    case 'search':
      return list(await data([`%${id}%`, 50]));
    case 'sum':
      return String((await data([]))['data']);
    case 'expand':
      return list(await data([Array.from({ length: 20 }, (_, index) => accountId(1 + Number(id) + index)), 20]));
    case 'sorted':
      return list(await data([id]));
    case 'child':
      return String((await data([randomUUID(), user, JSON.stringify(body), body['name'], body['firm'], body['amount']]))['data']);
    case 'create': {
      const values = [
        randomUUID(),
        user,
        JSON.stringify(body),
        body['name'],
        body['account'],
        body['stage'],
        body['amount'],
        body['closeDate'],
      ];
      return String((await data(values))['data']);
    }
    case 'patch':
      return String((await data([id, user, JSON.stringify(body), body['nextStep']]))['data']);
    default: {
      const operations = (body['operations'] as { values: Json }[]).map(({ values }) => ({ ...values, id: randomUUID() }));
      return `{"results":${String((await data([user, JSON.stringify(operations)]))['data'])}}`;
    }
  }
}

async function readJson(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Json;
}

const handle = koa.callback();
const server = createServer((request, response) => void handle(request, response));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}` });
});
process.once('disconnect', () => process.exit(0));
