/** A server in a process of its own: `serve.ts <home> <port>`, with the secret of the environment, if there is one; says where it is, and where its database keeps its files. */
import process from 'node:process';
import { startApp } from '../../server/app.ts';
import { readConfig } from '../../server/kernel/config.ts';

const [home = '', port = '0'] = process.argv.slice(2);
const config = readConfig({
  RELATA_HOME: home,
  PORT: port,
  LOG_LEVEL: 'silent',
  RELATA_ADMIN_EMAIL: 'admin@example.com',
  RELATA_ADMIN_PASSWORD: 'correct horse battery',
  RELATA_SECRET: process.env['RELATA_SECRET'],
});
const app = await startApp(config, undefined);
const { rows } = await app.workspace.database.query<{ folder: string }>({
  text: `select current_setting('data_directory') as folder`,
  values: [],
});
process.send?.({ url: app.url, dataFolder: rows[0]?.folder, databaseUrl: app.workspace.database.url });
process.once('disconnect', () => void app.close().then(() => process.exit(0)));
