using AuditTrail.Storage;

namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>A disk as one life of the program sees it; after the crash every call fails and changes nothing.</summary>
internal sealed class SimulatedStorage : IStorage
{
    private readonly SimulatedDisk _disk;
    private readonly Func<StorageCall, StorageFault>? _faults;
    private readonly TaskCompletionSource _crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<string> _locks = new(StringComparer.Ordinal);
    private volatile bool _stopped;
    private volatile StorageHold? _hold;

    public SimulatedStorage(SimulatedDisk disk, Func<StorageCall, StorageFault>? faults)
    {
        _disk = disk;
        _faults = faults;
    }

    public string Location => "simulation";

    /// <summary>Calls of this life that change something.</summary>
    public int Calls { get; private set; }

    /// <summary>Calls of this life that were made to fail, the crash included.</summary>
    public int Faults { get; private set; }

    /// <summary>True when a sync of this life failed: the page cache may have lost what was written.</summary>
    public bool SyncFailed { get; private set; }

    /// <summary>Completes when this life is over.</summary>
    public Task Crashed => _crashed.Task;

    /// <summary>Stops the writer at its next call, or at its next call of one kind.</summary>
    public StorageHold Hold(StorageOperation? at = null)
    {
        var hold = new StorageHold(at);
        _hold = hold;
        return hold;
    }

    public void Stop()
    {
        _stopped = true;
        _crashed.TrySetResult();
    }

    public IReadOnlyList<string> List(string directory = "")
    {
        lock (_disk.Gate)
        {
            ThrowIfStopped();
            return _disk.Names.List(directory);
        }
    }

    public bool Exists(string name)
    {
        lock (_disk.Gate)
        {
            ThrowIfStopped();
            return _disk.Names.Find(name) is not null;
        }
    }

    public IStorageFile Create(string name)
    {
        WaitWhileHeld(StorageOperation.Create);
        lock (_disk.Gate)
        {
            var fault = Begin(StorageOperation.Create, name);
            if (_disk.Names.Find(name) is not null)
            {
                throw new IOException($"{name} exists.");
            }

            if (fault == StorageFault.None || _disk.Dice.Chance(30))
            {
                var inode = _disk.Names.Create(name);
                Finish(fault);
                return new SimulatedFile(this, inode, name);
            }

            Finish(fault);
            throw new SimulatedCrashException();
        }
    }

    public IStorageFile Open(string name, bool writable = false)
    {
        lock (_disk.Gate)
        {
            ThrowIfStopped();
            return new SimulatedFile(this, _disk.Names.Find(name) ?? throw new FileNotFoundException(name), name);
        }
    }

    public void Rename(string from, string to)
    {
        WaitWhileHeld(StorageOperation.Rename);
        lock (_disk.Gate)
        {
            var fault = Begin(StorageOperation.Rename, to);
            if (fault == StorageFault.Ignored)
            {
                return;
            }

            if (_disk.Names.Find(from) is null)
            {
                throw new FileNotFoundException(from);
            }

            if (fault == StorageFault.None || _disk.Dice.Chance(50))
            {
                _disk.Names.Rename(from, to);
            }

            Finish(fault);
        }
    }

    public void Delete(string name)
    {
        WaitWhileHeld(StorageOperation.Delete);
        lock (_disk.Gate)
        {
            var fault = Begin(StorageOperation.Delete, name);
            if (fault == StorageFault.Ignored)
            {
                return;
            }

            if (fault == StorageFault.None || _disk.Dice.Chance(50))
            {
                _disk.Names.Delete(name);
            }

            Finish(fault);
        }
    }

    public void SyncDirectory(string directory = "")
    {
        WaitWhileHeld(StorageOperation.SyncDirectory);
        lock (_disk.Gate)
        {
            var fault = Begin(StorageOperation.SyncDirectory, directory);
            if (fault == StorageFault.Ignored)
            {
                return;
            }

            if (fault == StorageFault.None || (fault == StorageFault.Crash && _disk.Dice.Chance(50)))
            {
                _disk.Names.Sync(directory);
            }
            else if (fault != StorageFault.Crash)
            {
                _disk.Names.FailSync(directory, _disk.Dice);
            }

            Finish(fault);
        }
    }

    public IDisposable? TryLock(string name, string holder)
    {
        lock (_disk.Gate)
        {
            ThrowIfStopped();
            if (!_locks.Add(name))
            {
                return null;
            }

            var inode = _disk.Names.Find(name) ?? _disk.Names.Create(name);
            inode.SetLength(0);
            inode.Write(System.Text.Encoding.UTF8.GetBytes(holder), 0);
            return new SimulatedLock(() =>
            {
                lock (_disk.Gate)
                {
                    _locks.Remove(name);
                }
            });
        }
    }

    public string? ReadLockHolder(string name)
    {
        lock (_disk.Gate)
        {
            ThrowIfStopped();
            if (_disk.Names.Find(name) is not { } inode)
            {
                return null;
            }

            var text = new byte[inode.Length];
            inode.Read(text, 0);
            return System.Text.Encoding.UTF8.GetString(text);
        }
    }

    public (long Free, long Total) GetSpace()
    {
        ThrowIfStopped();
        return (Math.Max(0, _disk.Capacity - _disk.Used()), _disk.Capacity);
    }

    public int Read(SimulatedInode inode, string name, Span<byte> buffer, long offset)
    {
        lock (_disk.Gate)
        {
            ThrowIfStopped();
            Finish(Judge(StorageOperation.Read, name));
            return inode.Read(buffer, offset);
        }
    }

    public void Write(SimulatedInode inode, string name, ReadOnlySpan<byte> data, long offset)
    {
        WaitWhileHeld(StorageOperation.Write);
        lock (_disk.Gate)
        {
            var fault = Begin(StorageOperation.Write, name);
            if (fault == StorageFault.Ignored)
            {
                return;
            }

            if (fault == StorageFault.None && offset + data.Length > inode.Used && _disk.Used() + offset + data.Length - inode.Used > _disk.Capacity)
            {
                fault = StorageFault.NoSpace;
            }

            // A write that fails may have written a part, which nobody may count on.
            inode.Write(fault == StorageFault.None ? data : data[.._disk.Dice.Below(data.Length + 1)], offset);
            Finish(fault);
        }
    }

    public void SetLength(SimulatedInode inode, string name, long length)
    {
        WaitWhileHeld(StorageOperation.SetLength);
        lock (_disk.Gate)
        {
            var fault = Begin(StorageOperation.SetLength, name);
            if (fault == StorageFault.Ignored)
            {
                return;
            }

            if (fault is StorageFault.None or StorageFault.Crash)
            {
                inode.SetLength(length);
            }

            Finish(fault);
        }
    }

    public void Sync(SimulatedInode inode, string name)
    {
        WaitWhileHeld(StorageOperation.Sync);
        lock (_disk.Gate)
        {
            var fault = Begin(StorageOperation.Sync, name);
            if (fault == StorageFault.Ignored)
            {
                return;
            }

            if (fault == StorageFault.None || (fault == StorageFault.Crash && _disk.Dice.Chance(50)))
            {
                inode.Sync();
            }
            else if (fault != StorageFault.Crash)
            {
                SyncFailed = true;
                inode.FailSync(_disk.Dice);
            }

            Finish(fault);
        }
    }

    public long LengthOf(SimulatedInode inode)
    {
        lock (_disk.Gate)
        {
            ThrowIfStopped();
            return inode.Length;
        }
    }

    private void WaitWhileHeld(StorageOperation operation)
    {
        if (_hold is { } hold && (hold.At is null || hold.At == operation) && Interlocked.CompareExchange(ref _hold, null, hold) == hold)
        {
            hold.Wait();
        }
    }

    private StorageFault Begin(StorageOperation operation, string name)
    {
        ThrowIfStopped();
        Calls++;
        return Judge(operation, name);
    }

    private StorageFault Judge(StorageOperation operation, string name) =>
        _faults?.Invoke(new StorageCall(operation, name, Calls)) ?? StorageFault.None;

    private void Finish(StorageFault fault)
    {
        if (fault is StorageFault.None or StorageFault.Ignored)
        {
            return;
        }

        Faults++;
        switch (fault)
        {
            case StorageFault.InputOutput:
                throw new IOException("Input/output error (simulated).", 5);
            case StorageFault.NoSpace:
                throw new IOException("No space left on device (simulated).", 28);
            default:
                Stop();
                throw new SimulatedCrashException();
        }
    }

    private void ThrowIfStopped()
    {
        if (_stopped)
        {
            throw new SimulatedCrashException();
        }
    }
}
