using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace AuditTrail.Tool.Tests.Comparison;

/// <summary>One thing that somebody does to an archive, and what must be said of it.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Aws">The exit code of <c>aws cloudtrail validate-logs</c>, as observed.</param>
/// <param name="Ours">The exit code of <c>audittrail verify</c>.</param>
/// <param name="Do">Does it; the keys are those that the archive is signed with.</param>
internal sealed record Damage(string Name, int Aws, int Ours, Action<ArchiveCopy, IReadOnlyList<RSA>> Do)
{
    /// <summary>Whether the verifiers are given another key than the one that signed.</summary>
    public bool WithoutTheKey { get; init; }

    public static IReadOnlyList<Damage> All { get; } =
    [
        new("nothing", 0, 0, (_, _) => { }),
        new("a log file compressed again, its content the same", 0, 0, (archive, _) =>
            File.WriteAllBytes(archive.MiddleLogFile, ArchiveCopy.Compress(ArchiveCopy.Read(archive.MiddleLogFile), CompressionLevel.NoCompression))),
        new("an event edited in a log file", 1, 1, (archive, _) => ArchiveCopy.Edit(archive.MiddleLogFile, "RefundOrder", "RefundOrdex")),
        new("a log file deleted", 1, 1, (archive, _) => ArchiveCopy.Delete(archive.MiddleLogFile)),
        new("two log files swapped", 1, 1, (archive, _) => Swap(archive.LogFiles[1], archive.LogFiles[2])),
        new("a log file cut short", 1, 1, (archive, _) => File.WriteAllBytes(archive.MiddleLogFile, File.ReadAllBytes(archive.MiddleLogFile)[..^10])),
        new("events appended to a log file as a second gzip member", 0, 1, (archive, _) =>
            ArchiveCopy.Append(archive.MiddleLogFile, ArchiveCopy.Compress("{\"Records\":[{\"eventName\":\"NeverHappened\"}]}"u8.ToArray()))),
        new("other bytes appended to a log file", 0, 1, (archive, _) => ArchiveCopy.Append(archive.MiddleLogFile, "#!/bin/sh"u8.ToArray())),
        new("a log file put in that no digest lists", 0, 1, (archive, _) => Insert(archive)),
        new("a digest in the middle deleted", 1, 1, (archive, _) => ArchiveCopy.Delete(archive.MiddleDigest)),
        new("two digests in a row deleted", 1, 1, (archive, _) =>
        {
            foreach (var digest in archive.Digests.SkipWhile(digest => digest != archive.MiddleDigest).Take(2).ToList())
            {
                ArchiveCopy.Delete(digest);
            }
        }),
        new("the newest digest deleted", 0, 2, (archive, _) => ArchiveCopy.Delete(archive.Digests[^1])),
        new("all digests deleted", 0, 2, (archive, _) =>
        {
            foreach (var digest in archive.Digests)
            {
                ArchiveCopy.Delete(digest);
            }
        }),
        new("a digest's signature removed", 1, 1, (archive, _) => ArchiveCopy.ChangeMetadata(archive.MiddleDigest, metadata => metadata.Remove("signature"))),
        new("a digest's signature changed", 1, 1, (archive, _) => ArchiveCopy.ChangeMetadata(archive.MiddleDigest, metadata =>
            metadata["signature"] = string.Concat(metadata["signature"]!.ToString()[..^1], metadata["signature"]!.ToString()[^1] == '0' ? "1" : "0"))),
        new("a log file deleted and its digest signed again without it, **with the right key**", 0, 1, (archive, keys) =>
        {
            var (digest, file) = (archive.MiddleDigest, archive.MiddleLogFile);
            ArchiveCopy.Forge(digest, keys, document => document["logFiles"]!.AsArray().RemoveAll(listed => file.EndsWith(listed!["s3Object"]!.ToString(), StringComparison.Ordinal)));
            ArchiveCopy.Delete(file);
        }),
        new("nothing, but the verifier does not know the key", 1, 2, (_, _) => { }) { WithoutTheKey = true },
    ];

    private static void Swap(string one, string other)
    {
        File.Move(one, one + ".swap");
        File.Move(other, one);
        File.Move(one + ".swap", other);
    }

    /// <summary>A log file as ours, in the hour of the middle digest, of a name that nobody gave.</summary>
    private static void Insert(ArchiveCopy archive)
    {
        var model = archive.MiddleLogFile;
        var name = model[..^"UUUUUUUUUUUUUUUU.json.gz".Length] + "Zz0Zz0Zz0Zz0Zz0Z.json.gz";
        File.WriteAllBytes(name, ArchiveCopy.Compress(Encoding.UTF8.GetBytes("{\"Records\":[{\"eventName\":\"NeverHappened\"}]}")));
    }
}
