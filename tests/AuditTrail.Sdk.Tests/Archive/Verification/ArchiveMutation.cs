using System.IO.Compression;
using System.Text;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Archive.Verification;

/// <summary>One random damage of an archive: to bits, bytes, contents, names, or whole files.</summary>
internal sealed class ArchiveMutation(Random random, MemoryLogFileStore store)
{
    /// <summary>What was done, for the message of a test that fails.</summary>
    public StringBuilder Story { get; } = new();

    public void Apply()
    {
        var keys = store.Keys;
        if (keys.Count == 0)
        {
            return;
        }

        var key = keys[random.Next(keys.Count)];
        var other = keys[random.Next(keys.Count)];
        switch (random.Next(16))
        {
            case < 4:
                Say("bytes of", key);
                store[key] = Mutate(store[key]);
                break;
            case < 8:
                Say("content of", key);
                store[key] = GzipBytes.Of(Mutate(ContentOf(store[key])), random.Next(2) == 0 ? CompressionLevel.Fastest : CompressionLevel.Optimal);
                break;
            case 8:
                Say("delete", key);
                store.Remove(key);
                break;
            case 9:
                Say("swap", $"{key} and {other}");
                store.Swap(key, other);
                break;
            case 10:
                Say("splice", $"{key} and {other}");
                store[key] = [.. store[key].AsSpan(0, random.Next(store[key].Length + 1)), .. store[other].AsSpan(random.Next(store[other].Length + 1))];
                break;
            case 11:
                Rename(key);
                break;
            case 12:
                Say("append to", $"{key} all of {other}");
                store[key] = [.. store[key], .. store[other]];
                break;
            case 13:
                Say("copy", $"{other} over {key}");
                store[key] = store[other];
                break;
            default:
                MutateSignature(key, other);
                break;
        }
    }

    private void Rename(string key)
    {
        var to = Encoding.Latin1.GetString(Mutate(Encoding.Latin1.GetBytes(key)));
        Say("rename", $"{key} to {to}");
        if (!store.Keys.Contains(to))
        {
            store.Move(key, to);
        }
    }

    private void MutateSignature(string key, string other)
    {
        Say("signature of", key);
        var metadata = new Dictionary<string, string>(store.MetadataOf(random.Next(2) == 0 ? key : other), StringComparer.Ordinal);
        if (metadata.Count > 0 && random.Next(2) == 0)
        {
            var name = metadata.Keys.ElementAt(random.Next(metadata.Count));
            metadata[name] = Encoding.Latin1.GetString(Mutate(Encoding.Latin1.GetBytes(metadata[name])));
        }

        store.SetMetadata(key, metadata);
    }

    private byte[] Mutate(byte[] bytes)
    {
        var at = random.Next(bytes.Length + 1);
        var count = random.Next(1, 1 + Math.Min(20, bytes.Length));
        switch (random.Next(6))
        {
            case < 2 when bytes.Length > 0:
                var flipped = (byte[])bytes.Clone();
                flipped[at % bytes.Length] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 2 when bytes.Length > 0:
                var set = (byte[])bytes.Clone();
                set[at % bytes.Length] = (byte)random.Next(256);
                return set;
            case 3:
                return bytes[..at];
            case 4:
                var inserted = new byte[count];
                random.NextBytes(inserted);
                return [.. bytes[..at], .. inserted, .. bytes[at..]];
            default:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + count)..]];
        }
    }

    private static byte[] ContentOf(byte[] file)
    {
        try
        {
            return GzipBytes.ContentOf(file);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            return file; // an earlier damage
        }
    }

    private void Say(string what, string about) => Story.Append(what).Append(' ').Append(about).Append("; ");
}
