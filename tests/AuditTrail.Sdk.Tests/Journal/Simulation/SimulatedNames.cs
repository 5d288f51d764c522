namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>The names of a disk twice: as the process sees them, and as they would be found after a power loss.</summary>
internal sealed class SimulatedNames
{
    private readonly SortedDictionary<string, SimulatedInode> _cache = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SimulatedInode> _disk = new(StringComparer.Ordinal);
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal) { "" };
    private readonly HashSet<string> _diskDirectories = new(StringComparer.Ordinal) { "" };
    private List<DirectoryChange> _pending = [];

    public IEnumerable<SimulatedInode> Inodes => _cache.Values.Concat(_disk.Values).Concat(_pending.Select(c => c.Inode).OfType<SimulatedInode>()).Distinct();

    public IReadOnlyList<string> All => [.. _cache.Keys];

    public IReadOnlyList<string> List(string directory) =>
        [.. _cache.Keys.Where(name => DirectoryOf(name) == directory).Select(name => directory.Length == 0 ? name : name[(directory.Length + 1)..])];

    public SimulatedInode? Find(string name) => _cache.GetValueOrDefault(name);

    public SimulatedInode Create(string name)
    {
        var directory = DirectoryOf(name);
        if (_directories.Add(directory))
        {
            _pending.Add(new DirectoryChange("", null, directory, null));
        }

        var inode = new SimulatedInode();
        _cache[name] = inode;
        _pending.Add(new DirectoryChange(directory, null, name, inode));
        return inode;
    }

    public void Rename(string from, string to)
    {
        var inode = _cache[from];
        _cache.Remove(from);
        _cache[to] = inode;
        _pending.Add(new DirectoryChange(DirectoryOf(to), from, to, inode));
    }

    public void Delete(string name)
    {
        if (_cache.Remove(name, out var inode))
        {
            _pending.Add(new DirectoryChange(DirectoryOf(name), name, null, inode));
        }
    }

    public void Sync(string directory)
    {
        foreach (var change in _pending.Where(c => c.Directory == directory))
        {
            Settle(change);
        }

        _pending.RemoveAll(c => c.Directory == directory);
    }

    /// <summary>Some changes are settled; the others stay open, or are lost although every later sync succeeds.</summary>
    public void FailSync(string directory, Dice dice)
    {
        var forgets = dice.Chance(50);
        List<DirectoryChange> open = [];
        foreach (var change in _pending)
        {
            if (change.Directory == directory && dice.Chance(50))
            {
                Settle(change);
            }
            else if (change.Directory != directory || !forgets)
            {
                open.Add(change);
            }
        }

        _pending = open;
    }

    public void LosePower(Dice dice)
    {
        var mood = dice.Below(4);
        foreach (var change in _pending)
        {
            if (mood == 0 || (mood > 1 && dice.Chance(50)))
            {
                Settle(change);
            }
        }

        _pending.Clear();
        foreach (var orphan in _disk.Keys.Where(name => !_diskDirectories.Contains(DirectoryOf(name))).ToList())
        {
            _disk.Remove(orphan);
        }

        _cache.Clear();
        foreach (var (name, inode) in _disk)
        {
            _cache.Add(name, inode);
        }

        _directories.Clear();
        _directories.UnionWith(_diskDirectories);
    }

    /// <summary>The platter's names with copies of their files, as if everything had been synced long ago.</summary>
    public void CopyTo(SimulatedNames target)
    {
        foreach (var (name, inode) in _cache)
        {
            var copy = inode.Copy();
            copy.Sync();
            target._cache[name] = copy;
            target._disk[name] = copy;
            target._directories.Add(DirectoryOf(name));
            target._diskDirectories.Add(DirectoryOf(name));
        }
    }

    private static string DirectoryOf(string name) => name.LastIndexOf('/') is var slash and >= 0 ? name[..slash] : "";

    private void Settle(DirectoryChange change)
    {
        if (change.Inode is null)
        {
            _diskDirectories.Add(change.To ?? "");
            return;
        }

        if (change.From is not null && _disk.TryGetValue(change.From, out var there) && ReferenceEquals(there, change.Inode))
        {
            _disk.Remove(change.From);
        }

        if (change.To is not null)
        {
            _disk[change.To] = change.Inode;
        }
    }
}
