using System.Security.Cryptography;

namespace AuditTrail.AspNetCore;

/// <summary>Random ids that tie the events of one request together, without a system call for each. Thread-safe: every thread has its own store.</summary>
internal static class SharedIds
{
    private const int IdBytes = 16;
    private const int Store = 64 * IdBytes;

    [ThreadStatic]
    private static byte[]? s_random;

    [ThreadStatic]
    private static int s_used;

    public static Guid Next()
    {
        if (s_random is null || s_used == Store)
        {
            s_random ??= new byte[Store];
            RandomNumberGenerator.Fill(s_random);
            s_used = 0;
        }

        var id = s_random.AsSpan(s_used, IdBytes);
        s_used += IdBytes;
        id[6] = (byte)((id[6] & 0x0F) | 0x40);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
