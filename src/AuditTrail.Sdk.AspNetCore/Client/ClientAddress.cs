using System.Net;
using System.Net.Sockets;

namespace AuditTrail.AspNetCore;

/// <summary>One way to write an address.</summary>
internal static class ClientAddress
{
    /// <summary><c>::ffff:10.0.0.1</c> is <c>10.0.0.1</c>; the scope of <c>fe80::1%3</c> is this machine's business, not the caller's address.</summary>
    public static IPAddress? Normalise(IPAddress? address)
    {
        if (address is null || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.ScopeId == 0)
        {
            return address;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return new IPAddress(bytes);
    }
}
