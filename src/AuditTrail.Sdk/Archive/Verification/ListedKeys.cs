using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AuditTrail.Archive.Verification;

/// <summary>The keys that digests list, eight bytes each: a keyed hash, so that nobody can choose a key that looks listed.</summary>
internal sealed class ListedKeys
{
    private readonly HashSet<ulong> _hashes = [];
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(16);

    public void Add(string key) => _hashes.Add(HashOf(key));

    public bool Contains(string key) => _hashes.Contains(HashOf(key));

    private ulong HashOf(string key) => BinaryPrimitives.ReadUInt64LittleEndian(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(key)));
}
