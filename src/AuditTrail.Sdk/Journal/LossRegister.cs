using System.Globalization;
using System.Text;
using AuditTrail.Storage;

namespace AuditTrail.Journal;

/// <summary>The file GAPS: losses that were found, and who tells of them, so that each one is told once however often the process dies. Thread-safe.</summary>
/// <remarks>What opening finds, one marker in the journal tells all trails. What a reader finds, each trail tells that comes there: others have delivered it before it was damaged.</remarks>
internal sealed class LossRegister
{
    private const string Name = "GAPS";
    private const string Temporary = "GAPS.tmp";
    private const string FirstLine = "atj-gaps 1\n";

    private readonly Lock _gate = new();
    private readonly IStorage _storage;
    private readonly List<(JournalLoss Loss, LossState State)> _losses = [];

    private LossRegister(IStorage storage) => _storage = storage;

    /// <summary>All of them, in order.</summary>
    public IReadOnlyList<JournalLoss> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _losses.Select(static known => known.Loss).OrderBy(static loss => loss.From)];
            }
        }
    }

    /// <summary>What a marker has to tell of and none does yet, in order.</summary>
    public IReadOnlyList<JournalLoss> Pending
    {
        get
        {
            lock (_gate)
            {
                return [.. _losses.Where(static known => known.State == LossState.Pending).Select(static known => known.Loss).OrderBy(static loss => loss.From)];
            }
        }
    }

    /// <summary>Reads the file; a damaged one counts as empty, which tells a loss twice rather than never.</summary>
    public static LossRegister Load(IStorage storage)
    {
        var register = new LossRegister(storage);
        if (storage.Exists(Name))
        {
            using var file = storage.Open(Name);
            var bytes = new byte[Math.Min(file.Length, 16 << 20)];
            register.Parse(bytes.AsSpan(0, file.Read(bytes, 0)));
        }

        return register;
    }

    /// <summary>Remembers what of a range was not known to be lost; <see cref="Save"/> makes it durable.</summary>
    /// <returns>The parts that are new.</returns>
    public IReadOnlyList<JournalLoss> Add(long from, long to, string reason, LossState state)
    {
        reason = reason.ReplaceLineEndings(" ");
        lock (_gate)
        {
            List<JournalLoss> added = [];
            foreach (var known in _losses.Select(static known => known.Loss).Where(loss => loss.To >= from && loss.From <= to).OrderBy(static loss => loss.From).ToArray())
            {
                if (known.From > from)
                {
                    added.Add(new JournalLoss(from, known.From - 1, reason));
                }

                from = Math.Max(from, known.To + 1);
            }

            if (from <= to)
            {
                added.Add(new JournalLoss(from, to, reason));
            }

            _losses.AddRange(added.Select(loss => (loss, state)));
            return added;
        }
    }

    /// <summary>A durable marker tells of everything inside the range.</summary>
    public void Tell(long from, long to)
    {
        lock (_gate)
        {
            for (var i = 0; i < _losses.Count; i++)
            {
                if (_losses[i].Loss.From >= from && _losses[i].Loss.To <= to)
                {
                    _losses[i] = (_losses[i].Loss, LossState.Told);
                }
            }
        }
    }

    /// <summary>True when markers in the journal tell, or will tell, of every sequence in the range.</summary>
    public bool IsToldByMarkers(long from, long to)
    {
        lock (_gate)
        {
            foreach (var loss in _losses.Where(static known => known.State != LossState.Read).Select(static known => known.Loss).OrderBy(static loss => loss.From))
            {
                if (loss.From <= from)
                {
                    from = Math.Max(from, loss.To + 1);
                }
            }

            return from > to;
        }
    }

    /// <summary>Losses among deleted entries can never be found again; those that a marker has still to tell of stay.</summary>
    public void Forget(long deletedThrough)
    {
        lock (_gate)
        {
            _losses.RemoveAll(known => known.State != LossState.Pending && known.Loss.To <= deletedThrough);
        }
    }

    /// <summary>Replaces the file.</summary>
    public void Save()
    {
        lock (_gate)
        {
            var text = new StringBuilder(FirstLine);
            foreach (var ((from, to, reason), state) in _losses)
            {
                text.Append(CultureInfo.InvariantCulture, $"{from} {to} {WordOf(state)} {reason}\n");
            }

            var body = Encoding.UTF8.GetBytes(text.ToString());
            _storage.Delete(Temporary);
            using (var file = _storage.Create(Temporary))
            {
                file.Write([.. body, .. Encoding.UTF8.GetBytes(ChecksumLine(body))], 0);
                file.Sync();
            }

            _storage.Rename(Temporary, Name);
            _storage.SyncDirectory();
        }
    }

    private static string WordOf(LossState state) => state switch { LossState.Told => "told", LossState.Read => "read", _ => "pending" };

    private static LossState StateOf(string word) => word switch { "told" => LossState.Told, "read" => LossState.Read, _ => LossState.Pending };

    private static string ChecksumLine(ReadOnlySpan<byte> body) => string.Create(CultureInfo.InvariantCulture, $"crc {Crc32C.Of(body):X8}\n");

    private void Parse(ReadOnlySpan<byte> bytes)
    {
        const int checksumLength = 13; // "crc XXXXXXXX\n"
        if (bytes.Length < checksumLength)
        {
            return;
        }

        var body = bytes[..^checksumLength];
        if (Encoding.UTF8.GetString(bytes[^checksumLength..]) != ChecksumLine(body) || !body.StartsWith(Encoding.UTF8.GetBytes(FirstLine)))
        {
            return;
        }

        foreach (var line in Encoding.UTF8.GetString(body).Split('\n').Skip(1))
        {
            if (line.Split(' ', 4) is [var from, var to, var state, var reason])
            {
                _losses.Add((new JournalLoss(long.Parse(from, CultureInfo.InvariantCulture), long.Parse(to, CultureInfo.InvariantCulture), reason), StateOf(state)));
            }
        }
    }
}
