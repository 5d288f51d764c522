namespace AuditTrail.Tests.Journal.Simulation;

/// <summary>Damages one thing on a disk.</summary>
internal sealed class DamagedDisk(SimulatedDisk disk, Dice dice)
{
    private readonly IReadOnlyDictionary<string, byte[]> _files = disk.Files();

    /// <summary>What was done, for the message of a failure.</summary>
    public string Description { get; private set; } = "";

    /// <summary>The file that was damaged, and which of its bytes when it is the same length still.</summary>
    public string File { get; private set; } = "";

    public (int From, int To)? InPlace { get; private set; }

    public bool Inflict()
    {
        var names = _files.Keys.Where(n => n != "LOCK" && _files[n].Length > 0).ToList();
        var segments = names.Where(n => n.StartsWith("seg-", StringComparison.Ordinal)).ToList();
        File = dice.Chance(80) && segments.Count > 0 ? segments[dice.Below(segments.Count)] : names[dice.Below(names.Count)];
        var bytes = _files[File].ToArray();
        var from = dice.Below(bytes.Length);
        var length = dice.Pick(1, 8, 100, 512, 4096);
        var kind = (Damage)dice.Below(11);
        Description = $"{kind} of {File} ({bytes.Length} bytes) at {from}, {length}";
        switch (kind)
        {
            case Damage.FlipBit:
                bytes[from] ^= (byte)(1 << dice.Below(8));
                (InPlace, length) = ((from, from + 1), 1);
                break;
            case Damage.Zero or Damage.Garble:
                var range = bytes.AsSpan(from, Math.Min(length, bytes.Length - from));
                range.Clear();
                if (kind == Damage.Garble)
                {
                    dice.Fill(range);
                }

                InPlace = (from, from + range.Length);
                break;
            case Damage.Truncate:
                bytes = bytes[..from];
                break;
            case Damage.Delete:
                disk.Put(File, null);
                return true;
            case Damage.Swap or Damage.Duplicate:
                return Exchange(kind, segments);
            case Damage.Insert:
                var inserted = new byte[length];
                dice.Fill(inserted);
                bytes = [.. bytes[..from], .. inserted, .. bytes[from..]];
                break;
            case Damage.Remove:
                bytes = [.. bytes[..from], .. bytes[Math.Min(bytes.Length, from + length)..]];
                break;
            case Damage.Append:
                var more = new byte[length];
                dice.Fill(more);
                bytes = [.. bytes, .. more];
                break;
            default:
                return RestoreHead();
        }

        disk.Put(File, bytes);
        return true;
    }

    private bool Exchange(Damage kind, List<string> segments)
    {
        if (segments.Count < 2)
        {
            return false;
        }

        var first = segments[dice.Below(segments.Count)];
        var second = segments[dice.Below(segments.Count)];
        if (kind == Damage.Swap)
        {
            disk.Put(first, _files[second]);
        }
        else if (dice.Chance(50))
        {
            // A copy under a name that nobody has yet, perhaps the one that the journal wants next.
            var last = long.Parse(segments[^1].AsSpan(4, 20), System.Globalization.CultureInfo.InvariantCulture);
            second = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"seg-{last + dice.Between(1, 3):D20}.atj");
        }

        Description = $"{kind} of {first} and {second}";
        disk.Put(second, _files[first]);
        File = second;
        return first != second;
    }

    private bool RestoreHead()
    {
        // The slot of the generation before: what a lost write leaves.
        if (!_files.TryGetValue("HEAD", out var head) || head.Length < 1024)
        {
            return false;
        }

        var old = head.ToArray();
        old.AsSpan(dice.Below(2) * 512, 512).Clear();
        Description = "one slot of HEAD zeroed";
        File = "HEAD";
        disk.Put("HEAD", old);
        return true;
    }
}
