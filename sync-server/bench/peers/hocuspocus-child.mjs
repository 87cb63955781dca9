/* oxlint-disable typescript/no-unsafe-call, typescript/no-unsafe-return --
 * The peers' types are here only once they have been installed. */
// Run as a child: Hocuspocus as it comes, with its SQLite extension in the folder given, or without.
// All settings are its own defaults. Prints its port.
import { join } from 'node:path';
import { SQLite } from '@hocuspocus/extension-sqlite';
import { Server } from '@hocuspocus/server';

const folder = process.argv[2];
const sqlite = folder && new SQLite({ database: join(folder, 'hocuspocus.sqlite') });
const extensions = sqlite ? [sqlite] : [];
const server = new Server({ address: '127.0.0.1', port: 0, quiet: true, extensions });
await server.listen(0);
if (sqlite) cacheStatements(sqlite.db);
console.log(`port ${server.address.port}`);

// The extension prepares a statement for each call. Under Node 24, better-sqlite3 12.11 aborts the
// process when such a statement is collected as garbage. Kept ones are not, and cost it less.
function cacheStatements(database) {
  const kept = new Map();
  const prepare = database.prepare.bind(database);
  database.prepare = (sql) => {
    const statement = kept.get(sql) ?? prepare(sql);
    kept.set(sql, statement);
    return statement;
  };
}
