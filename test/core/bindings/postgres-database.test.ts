import { afterEach, beforeEach, expect, it } from 'vitest';
import { openPostgres } from '#core/bindings/postgres-database.js';
import type { SqlDatabase, SqlSession } from '#core/ports/sql-database.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { command, PostgresCluster } from '../../support/postgres-cluster.js';
import { describeWithPostgres, freshPostgres } from '../../support/postgres.js';
import { waitUntil } from '../../support/wait-until.js';
import { describeSqlDatabase } from '../ports/sql-database-contract.js';

/** Making and starting servers takes some seconds, more where others use the machine. */
const CLUSTER_LIMIT = 60_000;

describeWithPostgres('PostgreSQL', () => {
  describeSqlDatabase({ open: async () => openPostgres({ url: await freshPostgres() }), hasReaders: true });
});

describeWithPostgres('a PostgreSQL database in use', () => {
  let url: string;
  let database: SqlDatabase;
  beforeEach(async () => {
    url = await freshPostgres();
    database = await openPostgres({ url, connections: 3 });
    await database.script('create table words (word text primary key, times integer not null default 0)');
  });
  afterEach(() => database.close());

  /** Ends every connection, and waits until this process has noticed it. */
  const killAll = async (): Promise<void> => {
    const LIMIT_MS = 5_000;
    await command(
      url,
      `select pg_terminate_backend(pid, ${LIMIT_MS}) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
  };

  it('waits for a free connection when all are taken, and loses nothing', async () => {
    const inserts = Array.from({ length: 40 }, (_, index) =>
      database.transaction(async (session) => {
        await session.run('insert into words (word) values ($1)', [`word ${index}`]);
      }),
    );
    await Promise.all(inserts);
    expect(await database.all('select count(*) as n from words')).toEqual([{ n: 40 }]);
  });

  it('does a transaction again that lost against another one', async () => {
    await database.script("insert into words values ('gate'), ('lane')");
    let tries = 0;
    let arrived = 0;
    const count = async (session: SqlSession, word: string): Promise<void> => {
      await session.run('update words set times = times + 1 where word = $1', [word]);
    };
    const both = (first: string, second: string): Promise<void> =>
      database.transaction(async (session) => {
        tries += 1;
        await count(session, first);
        arrived += 1;
        // Both hold their first row before either asks for its second.
        if (tries <= 2) await waitUntil('both hold a row', () => arrived >= 2);
        await count(session, second);
      });
    await Promise.all([both('gate', 'lane'), both('lane', 'gate')]);
    expect(tries).toBe(3);
    expect(await database.all('select times from words')).toEqual([{ times: 2 }, { times: 2 }]);
  });

  it('does not keep a transaction whose fault the work has swallowed', async () => {
    const work = database.transaction(async (session) => {
      await session.run("insert into words values ('gate')");
      await session.run("insert into words values ('gate')").catch(() => undefined);
    });
    await expectGateError(() => work, 'database-refused');
    expect(await database.all('select word from words')).toEqual([]);
  });

  it('tells the first fault of a transaction, not those that follow from it', async () => {
    const work = database.transaction(async (session) => {
      void session.run('select nothing from nowhere');
      await session.run("insert into words values ('gate')");
    });
    const error = await expectGateError(() => work, 'database-failed');
    expect(error.message).toContain('nowhere');
  });

  it('lets nobody use the session of a transaction that is over', async () => {
    const session = await database.transaction((own) => Promise.resolve(own));
    await expectGateError(() => session.run("insert into words values ('gate')"), 'database-failed');
  });

  it('fails what a killed connection had begun, writes nothing of it, and goes on with another one', async () => {
    const work = database.transaction(async (session) => {
      await session.run("insert into words values ('gate')");
      await killAll();
    });
    await expectGateError(() => work, 'database-failed');
    await expectGateError(() => killedWhileAsking(), 'database-failed');
    expect(await database.all('select word from words')).toEqual([]);
    await database.transaction((session) => session.run("insert into words values ('lane')"));
    expect(await database.reader.all('select word from words')).toEqual([{ word: 'lane' }]);
  });

  const killedWhileAsking = async (): Promise<void> => {
    const asked = database.all('select pg_sleep(20)');
    asked.catch(() => undefined);
    await waitUntil('the statement runs', async () => {
      const running = await command(
        url,
        "select 1 from pg_stat_activity where query = 'select pg_sleep(20)'",
      );
      return running.length > 0;
    });
    await killAll();
    await asked;
  };

  it('gives up a connection that does not answer within the limit', async () => {
    const hasty = await openPostgres({ url, answerLimit: 200 });
    await expectGateError(() => hasty.all('select pg_sleep(20)'), 'database-failed');
    expect(await hasty.all('select 1 as one')).toEqual([{ one: 1 }]);
    await hasty.close();
  });

  it('answers after the schema was changed under its prepared statements', async () => {
    await database.script("insert into words values ('gate')");
    const ask = (): Promise<unknown> => database.all('select * from words where times = $1', [0]);
    for (let times = 0; times < 5; times += 1) await ask();
    await command(url, 'alter table words add column length integer');
    const answer = await ask().catch(() => ask());
    expect(answer).toEqual([{ word: 'gate', times: 0, length: null }]);
  });

  it('shows its name to the server, and no password in a fault', async () => {
    const secret = url.replace('gatehouse@', 'gatehouse:geheim@');
    const named = await openPostgres({ url: secret, application: 'gatehouse east' });
    expect(await named.all("select current_setting('application_name') as name")).toEqual([
      { name: 'gatehouse east' },
    ]);
    const error = await expectGateError(() => named.all('select nothing from nowhere'), 'database-failed');
    expect(JSON.stringify([error.message, error.details])).not.toContain('geheim');
    await named.close();
  });
});

describeWithPostgres('opening a PostgreSQL database', () => {
  it.each(['sqlite', 'mysql://host/base', 'postgres://host', 'postgres://host:geheim@/', 'not a url'])(
    'refuses the address "%s" without repeating it',
    async (url) => {
      const error = await expectGateError(() => openPostgres({ url }), 'database-url-invalid');
      expect(error.message).not.toContain('geheim');
    },
  );

  it('names a server that is not there', async () => {
    const error = await expectGateError(
      () => openPostgres({ url: 'postgres://gatehouse@127.0.0.1:1/gatehouse' }),
      'database-failed',
    );
    expect(error.message).toContain('postgres://127.0.0.1:1/gatehouse');
    expect(error.message).toContain('nothing listens there');
  });

  it('refuses a database that answers before a commit is on the disk', async () => {
    const url = await freshPostgres();
    const name = new URL(url).pathname.slice(1);
    await command(url, `alter database ${name} set synchronous_commit = off`);
    const error = await expectGateError(() => openPostgres({ url }), 'database-unfit');
    expect(error.message).toContain('synchronous_commit');
  });

  it('refuses a database that can not hold Chinese names', async () => {
    const url = await freshPostgres("encoding 'SQL_ASCII' template template0");
    await expectGateError(() => openPostgres({ url }), 'database-unfit');
  });
});

describeWithPostgres('a PostgreSQL server that comes and goes', () => {
  it(
    'is refused without fsync, waited for while it is away, and used again when it is back',
    { timeout: CLUSTER_LIMIT },
    async () => {
      const cluster = await PostgresCluster.make();
      try {
        const url = cluster.url('postgres');
        const database = await openPostgres({ url });
        await database.script("create table words (word text); insert into words values ('gate')");
        await cluster.crash();
        await expectGateError(() => database.all('select 1'), 'database-failed');
        await expectGateError(() => database.reader.all('select 1'), 'database-failed');
        await expectGateError(() => database.transaction(() => Promise.resolve()), 'database-failed');
        await cluster.start();
        expect(await database.all('select word from words')).toEqual([{ word: 'gate' }]);
        expect(await database.reader.all('select word from words')).toEqual([{ word: 'gate' }]);
        await cluster.crash();
        await cluster.start(['fsync=off']);
        // An entry must not be set aside because the server is unfit: it waits until somebody has corrected that.
        const error = await expectGateError(() => database.all('select 1'), 'database-failed');
        expect(error.message).toContain('fsync');
        await expectGateError(() => openPostgres({ url }), 'database-unfit');
        await database.close();
      } finally {
        await cluster.stop();
      }
    },
  );
});
