using System.Net;
using System.Net.Sockets;

namespace AuditTrail.Sinks.Webhook;

/// <summary>Addresses that no receiver of events has: link-local ones, and where clouds keep the credentials of their machines.</summary>
internal static class LinkLocalAddress
{
    // Sources: RFC 3927 and RFC 4291 (link-local); the providers' documents on instance metadata (Amazon EC2, Google Cloud, Alibaba Cloud, Azure).
    private static readonly IPNetwork[] Networks =
    [
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("fd00:ec2::/32"), IPNetwork.Parse("fd20:ce::254/128"),
        IPNetwork.Parse("100.100.100.200/32"), IPNetwork.Parse("168.63.129.16/32"),
    ];

    // Prefixes behind which an IPv4 address stands: compatible, NAT64 (RFC 6052).
    private static readonly IPNetwork[] Embeddings = [IPNetwork.Parse("::/96"), IPNetwork.Parse("64:ff9b::/96")];

    public static bool Contains(IPAddress address)
    {
        var plain = Plain(address);
        return Networks.Any(network => network.Contains(plain));
    }

    private static IPAddress Plain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        // Without its zone, which no network has.
        var bytes = address.GetAddressBytes();
        var plain = new IPAddress(bytes);
        return address.AddressFamily == AddressFamily.InterNetworkV6 && Embeddings.Any(network => network.Contains(plain)) ? new IPAddress(bytes.AsSpan(12)) : plain;
    }
}
