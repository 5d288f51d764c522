using System.Buffers.Binary;

namespace AuditTrail.AspNetCore;

/// <summary>Sees the frame with which a server closes a WebSocket (RFC 6455, 5.5.1).</summary>
internal static class CloseFrame
{
    // The last frame of a message, of kind "close".
    private const byte FinalClose = 0x88;

    // Of a control frame, whose length is one byte and which a server does not mask.
    private const int HeaderBytes = 2;

    /// <summary>Not received with any frame: the closing side gave no status.</summary>
    private const int NoStatus = 1005;

    /// <param name="written">One write: the framework writes a frame at once.</param>
    /// <returns>Null for what is no close frame.</returns>
    public static int? StatusOf(ReadOnlySpan<byte> written)
    {
        if (written.Length < HeaderBytes || written[0] != FinalClose || written[1] != written.Length - HeaderBytes)
        {
            return null;
        }

        return written.Length >= HeaderBytes + sizeof(ushort) ? BinaryPrimitives.ReadUInt16BigEndian(written[HeaderBytes..]) : NoStatus;
    }
}
