namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>A disk that outlives the programs that use it: what a life of the program leaves, the next one finds.</summary>
internal sealed class SimulatedDisk(ulong seed)
{
    private readonly Dice _dice = new(seed);
    private readonly SimulatedNames _names = new();
    private SimulatedStorage? _mounted;

    /// <summary>Bytes that fit; files count as far as they were written.</summary>
    public long Capacity { get; set; } = 256 * 1024 * 1024;

    public Lock Gate { get; } = new();

    public SimulatedNames Names => _names;

    public Dice Dice => _dice;

    /// <summary>Starts a life of the program.</summary>
    /// <param name="faults">What becomes of each call; nothing fails without it.</param>
    public SimulatedStorage Mount(Func<StorageCall, StorageFault>? faults = null)
    {
        _mounted?.Stop();
        return _mounted = new SimulatedStorage(this, faults);
    }

    /// <summary>kill -9: what the kernel was given stays.</summary>
    public void Kill() => _mounted?.Stop();

    /// <summary>The power goes: what was not synced is kept, lost or damaged, piece by piece.</summary>
    public void LosePower()
    {
        _mounted?.Stop();
        lock (Gate)
        {
            foreach (var inode in _names.Inodes.ToList())
            {
                inode.LosePower(_dice);
            }

            _names.LosePower(_dice);
        }
    }

    /// <summary>The same files on another disk, all of them synced.</summary>
    public SimulatedDisk Copy(ulong seed)
    {
        var copy = new SimulatedDisk(seed) { Capacity = Capacity };
        lock (Gate)
        {
            _names.CopyTo(copy._names);
        }

        return copy;
    }

    public IReadOnlyDictionary<string, byte[]> Files()
    {
        lock (Gate)
        {
            return _names.All.ToDictionary(name => name, ReadAll, StringComparer.Ordinal);
        }
    }

    /// <summary>Replaces the files by others; null deletes: how a test damages a disk.</summary>
    public void Put(string name, byte[]? content)
    {
        lock (Gate)
        {
            _names.Delete(name);
            if (content is not null)
            {
                var inode = _names.Create(name);
                inode.Write(content, 0);
                inode.SetLength(content.Length);
                inode.Sync();
            }

            _names.Sync("");
            _names.Sync(name.Contains('/', StringComparison.Ordinal) ? name[..name.LastIndexOf('/')] : "");
        }
    }

    public long Used()
    {
        lock (Gate)
        {
            return _names.All.Sum(name => _names.Find(name)?.Used ?? 0L);
        }
    }

    private byte[] ReadAll(string name)
    {
        var inode = _names.Find(name) ?? throw new FileNotFoundException(name);
        var content = new byte[inode.Length];
        inode.Read(content, 0);
        return content;
    }
}
