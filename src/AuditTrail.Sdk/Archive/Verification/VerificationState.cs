using System.Text.Json;
using AuditTrail.Storage;

namespace AuditTrail.Archive.Verification;

/// <summary>The last head that was seen of each archive and trail: the witness against rollback. Not thread-safe.</summary>
/// <remarks>Keep the file where those who can write the archive cannot write. A head only ever goes forward, and is never forgotten, whatever is found.</remarks>
public sealed class VerificationState
{
    // By archive and chain: a copy that is verified somewhere else must not make it forget where else the chain has to be.
    private readonly SortedDictionary<string, ChainHead> _heads = new(StringComparer.Ordinal);

    private VerificationState(string path) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>How many chains it remembers.</summary>
    public int Count => _heads.Values.DistinctBy(static head => head.Chain, StringComparer.Ordinal).Count();

    internal IEnumerable<ChainHead> Heads => _heads.Values;

    /// <summary>Reads a state file; one that does not exist remembers nothing yet.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException">It is damaged, or no state file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static VerificationState Open(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var state = new VerificationState(System.IO.Path.GetFullPath(path));
        if (!File.Exists(state.Path))
        {
            return state;
        }

        if (!SealedDocument.TryOpen(File.ReadAllBytes(state.Path), ReadHeads, out var heads))
        {
            throw new FormatException(
                $"The state file '{state.Path}' is damaged, or no state file of the verifier: what was seen before is not known. Find out who changed it; to begin anew, move it away.");
        }

        foreach (var head in heads ?? [])
        {
            state._heads[NameOf(head)] = head;
        }

        return state;
    }

    /// <summary>Replaces the file atomically: after a crash there is the old one or the new one. Durable when it returns.</summary>
    /// <exception cref="IOException">It cannot be written; the old one stays.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Save()
    {
        var content = SealedDocument.Seal(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("heads");
            foreach (var head in _heads.Values)
            {
                writer.WriteStartObject();
                writer.WriteString("chain", head.Chain);
                writer.WriteString("archive", head.Archive);
                writer.WriteString("key", head.Key);
                writer.WriteString("sha256", head.Hash);
                writer.WriteString("end", KeyTime.ToDocument(head.End));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });

        // Whether two verifiers write it at once does not matter: each replaces it whole.
        var storage = DiskStorage.At(System.IO.Path.GetDirectoryName(Path)!, allowNetworkFileSystem: true);
        AtomicFile.Replace(storage, System.IO.Path.GetFileName(Path), content);
    }

    /// <summary>Remembers a head, unless a later one is known.</summary>
    internal void Advance(ChainHead head)
    {
        if (!_heads.TryGetValue(NameOf(head), out var known) || known.End <= head.End)
        {
            _heads[NameOf(head)] = head;
        }
    }

    private static string NameOf(ChainHead head) => $"{head.Chain}\n{head.Archive}";

    private static List<ChainHead> ReadHeads(JsonElement content) => [.. content.GetProperty("heads").EnumerateArray().Select(head => new ChainHead
    {
        Chain = Text(head, "chain"),
        Archive = Text(head, "archive"),
        Key = Text(head, "key"),
        Hash = Text(head, "sha256"),
        End = KeyTime.TryParseDocument(Text(head, "end"), out var end) ? end : throw new FormatException("A head has no time."),
    })];

    private static string Text(JsonElement head, string name) => head.GetProperty(name).GetString() ?? throw new FormatException($"A head has no {name}.");
}
