namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>A file's bytes twice: as the process sees them, and as the platter holds them; and the writes between the two.</summary>
/// <remarks>
/// A 512-byte sector is written whole or not at all, or torn; sectors reach the platter in any order and any subset. Bytes outside the
/// range that was written survive (powersafe overwrite), as SQLite and raft-wal assume.
/// </remarks>
internal sealed class SimulatedInode
{
    public const int Sector = 512;

    private readonly SortedDictionary<long, List<Fragment>> _unsynced = [];
    private readonly List<long> _unsyncedLengths = [];
    private Extent _cache = new();
    private Extent _disk = new();
    private bool _diverged;

    public long Length => _cache.Length;

    public long Used => Math.Min(_cache.Used, _cache.Length);

    public int Read(Span<byte> buffer, long offset) => _cache.Read(buffer, offset);

    public void Write(ReadOnlySpan<byte> data, long offset)
    {
        _diverged = true;
        _cache.Write(data, offset);
        if (_cache.Length < offset + data.Length)
        {
            NoteLength(offset + data.Length);
        }

        while (!data.IsEmpty)
        {
            var sector = offset / Sector;
            var within = (int)(offset % Sector);
            var length = Math.Min(data.Length, Sector - within);
            if (!_unsynced.TryGetValue(sector, out var fragments))
            {
                _unsynced[sector] = fragments = [];
            }

            fragments.Add(new Fragment(within, data[..length].ToArray()));
            data = data[length..];
            offset += length;
        }
    }

    public void SetLength(long length)
    {
        _diverged = true;
        if (length < _cache.Length)
        {
            // If the file grows again before a sync, the old bytes must not be seen by the process but may still be on the platter.
            var used = (int)(Math.Min(_cache.Used, _cache.Length) - length);
            if (used > 0)
            {
                Write(new byte[used], length);
            }
        }

        NoteLength(length);
    }

    public void Sync()
    {
        foreach (var (sector, fragments) in _unsynced)
        {
            foreach (var fragment in fragments)
            {
                _disk.Write(fragment.Bytes, (sector * Sector) + fragment.From);
            }
        }

        _disk.Length = _cache.Length;
        Settle();
    }

    /// <summary>The pages are marked clean although some were not written: the next sync has nothing to do and succeeds.</summary>
    public void FailSync(Dice dice)
    {
        Persist(dice);
        Settle();
        if (dice.Chance(30))
        {
            // As on Btrfs; ext4 and XFS go on showing the new bytes.
            _cache = _disk.Copy();
            _diverged = false;
        }
    }

    public void LosePower(Dice dice)
    {
        if (!_diverged)
        {
            return;
        }

        Persist(dice);
        Settle();
        _cache = _disk.Copy();
        _diverged = false;
    }

    public SimulatedInode Copy()
    {
        var copy = new SimulatedInode { _cache = _cache.Copy(), _disk = _disk.Copy(), _diverged = _diverged };
        copy._unsyncedLengths.AddRange(_unsyncedLengths);
        foreach (var (sector, fragments) in _unsynced)
        {
            copy._unsynced[sector] = [.. fragments];
        }

        return copy;
    }

    private void NoteLength(long length)
    {
        _cache.Length = length;
        _unsyncedLengths.Add(length);
    }

    private void Settle()
    {
        _unsynced.Clear();
        _unsyncedLengths.Clear();
    }

    private void Persist(Dice dice)
    {
        var mood = dice.Chance(40) ? PowerLossMood.Mixed
            : dice.Pick(PowerLossMood.Kept, PowerLossMood.Lost, PowerLossMood.Prefix, PowerLossMood.Suffix, PowerLossMood.Zeroed);
        var point = dice.Below(_unsynced.Count + 1);
        var index = 0;
        foreach (var (sector, fragments) in _unsynced)
        {
            var before = index++ < point;
            var fate = mood switch
            {
                PowerLossMood.Mixed => SectorFates.Draw(dice),
                PowerLossMood.Prefix => before ? SectorFate.Kept : SectorFate.Lost,
                PowerLossMood.Suffix => before ? SectorFate.Lost : SectorFate.Kept,
                PowerLossMood.Zeroed => SectorFate.Zeroed,
                PowerLossMood.Lost => SectorFate.Lost,
                _ => SectorFate.Kept,
            };
            PersistSector(sector, fragments, fate, dice);
        }

        PersistLength(mood, dice);
    }

    private void PersistSector(long sector, List<Fragment> fragments, SectorFate fate, Dice dice)
    {
        // How many of the writes to this sector had reached it; the next one is the one that tears.
        var arrived = fate switch
        {
            SectorFate.Kept => fragments.Count,
            SectorFate.Lost => 0,
            SectorFate.Older => dice.Below(fragments.Count),
            _ => dice.Chance(50) ? 0 : dice.Below(fragments.Count),
        };
        for (var i = 0; i < arrived; i++)
        {
            _disk.Write(fragments[i].Bytes, (sector * Sector) + fragments[i].From);
        }

        if (arrived < fragments.Count && fate is SectorFate.Garbled or SectorFate.Zeroed or SectorFate.Torn)
        {
            var fragment = fragments[arrived];
            var bytes = fragment.Bytes.ToArray();
            if (fate == SectorFate.Zeroed)
            {
                bytes.AsSpan().Clear();
            }
            else if (fate == SectorFate.Garbled)
            {
                dice.Fill(bytes);
            }
            else
            {
                bytes = bytes[..dice.Below(bytes.Length + 1)];
            }

            _disk.Write(bytes, (sector * Sector) + fragment.From);
        }
    }

    private void PersistLength(PowerLossMood mood, Dice dice)
    {
        if (_unsyncedLengths.Count == 0 || mood == PowerLossMood.Lost)
        {
            _disk.Trim();
            return;
        }

        var length = mood is PowerLossMood.Kept or PowerLossMood.Zeroed ? _cache.Length : dice.Below(3) switch
        {
            0 => _cache.Length,
            1 => _disk.Length,
            _ => _unsyncedLengths[dice.Below(_unsyncedLengths.Count)],
        };
        if (length > _disk.Length && mood == PowerLossMood.Mixed && dice.Chance(30))
        {
            length = _disk.Length + (long)(dice.Next() % (ulong)(length - _disk.Length));
        }

        _disk.Length = length;
        _disk.Trim();
    }

    private readonly record struct Fragment(int From, byte[] Bytes);
}
