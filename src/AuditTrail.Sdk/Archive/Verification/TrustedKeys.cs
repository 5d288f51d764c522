namespace AuditTrail.Archive.Verification;

/// <summary>The public keys that a verifier believes. Immutable and thread-safe.</summary>
/// <remarks>A digest says by a fingerprint which key signed it; what is believed is the key that was given here, never one that lies beside the archive.</remarks>
public sealed class TrustedKeys
{
    private readonly Dictionary<string, List<KeyMaterial>> _byFingerprint = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<TrustedKey> _keys = [];

    private TrustedKeys(IEnumerable<KeyMaterial> materials)
    {
        foreach (var material in materials)
        {
            _keys.Add(material.Key);
            foreach (var name in material.Names)
            {
                if (!_byFingerprint.TryGetValue(name, out var same))
                {
                    _byFingerprint.Add(name, same = []);
                }

                same.Add(material);
            }
        }
    }

    /// <summary>No key at all: nothing can be proven.</summary>
    public static TrustedKeys None { get; } = new([]);

    /// <summary>The keys, in the order in which they were given.</summary>
    public IReadOnlyList<TrustedKey> Keys => _keys;

    /// <summary>Reads key files.</summary>
    /// <param name="paths">
    /// Files, each with one or more RSA public keys of at least 2,048 bits: PEM or DER, as PKCS#1, SubjectPublicKeyInfo or an X.509 certificate (of which only
    /// the key counts), or the JSON that <c>aws cloudtrail list-public-keys</c> prints.
    /// </param>
    /// <exception cref="FormatException">A file holds no such key; the message names it and says what it holds.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static TrustedKeys FromFiles(params IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return new([.. paths.SelectMany(KeyFile.Read)]);
    }

    /// <summary>Reads keys from the content of a key file.</summary>
    /// <param name="content">What a file of <see cref="FromFiles"/> would hold.</param>
    /// <param name="origin">Where it comes from, for messages.</param>
    /// <exception cref="FormatException">It holds no such key.</exception>
    public static TrustedKeys Parse(ReadOnlySpan<byte> content, string origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        return new(KeyFile.Parse(content.ToArray(), origin));
    }

    /// <summary>These keys and others.</summary>
    /// <param name="others">The others.</param>
    public TrustedKeys With(TrustedKeys others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return new(Materials().Concat(others.Materials()));
    }

    internal KeyCheck Check(string fingerprint, ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        if (!_byFingerprint.TryGetValue(fingerprint, out var candidates))
        {
            return KeyCheck.Unknown;
        }

        foreach (var candidate in candidates)
        {
            if (candidate.Verifies(text, signature))
            {
                return KeyCheck.Right;
            }
        }

        return KeyCheck.Wrong;
    }

    private IEnumerable<KeyMaterial> Materials() => _keys.Select(key => _byFingerprint[key.Fingerprint].First(material => material.Key == key));
}
