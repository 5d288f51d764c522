using Microsoft.Data.Sqlite;

namespace AuditTrail.Benchmarks.Contenders;

/// <summary>The journal that we would use if ours did not earn its place: a SQLite table, WAL, synchronous=FULL, a prepared insert, one transaction a group.</summary>
internal sealed class SqliteTable : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteParameter _time;
    private readonly SqliteParameter _payload;
    private long _inserted;

    public SqliteTable(string directory)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory, "events.db"), Pooling = false }.ToString());
        _connection.Open();
        Execute("PRAGMA journal_mode=WAL");
        Execute("PRAGMA synchronous=FULL");
        Execute("CREATE TABLE event (sequence INTEGER PRIMARY KEY, time INTEGER NOT NULL, payload BLOB NOT NULL)");
        _insert = _connection.CreateCommand();
        _insert.CommandText = "INSERT INTO event (time, payload) VALUES ($time, $payload)";
        _time = _insert.Parameters.Add("$time", SqliteType.Integer);
        _payload = _insert.Parameters.Add("$payload", SqliteType.Blob);
        _insert.Prepare();
    }

    public void Insert(IReadOnlyList<Caller> group)
    {
        using var transaction = _connection.BeginTransaction();
        _insert.Transaction = transaction;
        for (var i = 0; i < group.Count; i++)
        {
            _time.Value = DateTime.UtcNow.Ticks;
            _payload.Value = group[i].Record.Line.ToArray();
            _insert.ExecuteNonQuery();
        }

        transaction.Commit();
        _inserted += group.Count;
    }

    public void Dispose()
    {
        // A contender that lost events is not worth beating.
        using (var count = _connection.CreateCommand())
        {
            count.CommandText = "SELECT count(*) FROM event";
            if ((long)count.ExecuteScalar()! != _inserted)
            {
                throw new InvalidOperationException("Rows are missing.");
            }
        }

        _insert.Dispose();
        _connection.Dispose();
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
