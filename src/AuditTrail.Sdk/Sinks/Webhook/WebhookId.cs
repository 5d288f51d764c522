using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AuditTrail.Sinks.Webhook;

/// <summary>Names what a body holds: the same for the same events of a trail in every attempt and after a restart, another for others, and for the same ones in another format.</summary>
internal static class WebhookId
{
    private const int Digits = 32;

    /// <returns>Letters, digits and an underscore: a full stop would let one signed text be read as another.</returns>
    public static string Of(AuditBatch batch, in WebhookPart part, WebhookFormat format)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{format}\n{batch.Trail}\n{batch.Stream:N}\n{batch.Epoch}\n")));
        Span<byte> number = stackalloc byte[sizeof(long)];
        // Each number, not the first and last alone: dead letters come again with others left out between them.
        foreach (var sequence in part.Numbers.Span)
        {
            BinaryPrimitives.WriteInt64BigEndian(number, sequence);
            hash.AppendData(number);
        }

        return "msg_" + Convert.ToHexStringLower(hash.GetHashAndReset())[..Digits];
    }
}
