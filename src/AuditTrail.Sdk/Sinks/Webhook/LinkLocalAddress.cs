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

    // Prefixes in which an IPv4 address stands, and where its four bytes are: compatible, NAT64 (RFC 6052; RFC 8215 by its longest and shortest prefix), SIIT (RFC 2765), 6to4 (RFC 3056).
    private static readonly (IPNetwork Network, int[] Places)[] Embeddings =
    [
        (IPNetwork.Parse("::/96"), [12, 13, 14, 15]), (IPNetwork.Parse("64:ff9b::/96"), [12, 13, 14, 15]), (IPNetwork.Parse("64:ff9b:1::/48"), [12, 13, 14, 15]),
        (IPNetwork.Parse("64:ff9b:1::/48"), [6, 7, 9, 10]), (IPNetwork.Parse("::ffff:0:0:0/96"), [12, 13, 14, 15]), (IPNetwork.Parse("2002::/16"), [2, 3, 4, 5]),
    ];

    public static bool Contains(IPAddress address) => Meanings(address).Any(meaning => Networks.Any(network => network.Contains(meaning)));

    private static IEnumerable<IPAddress> Meanings(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return [address.MapToIPv4()];
        }

        // Without its zone, which no network has.
        var bytes = address.GetAddressBytes();
        var plain = new IPAddress(bytes);
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Embeddings.Where(embedding => embedding.Network.Contains(plain)).Select(embedding => new IPAddress([.. embedding.Places.Select(place => bytes[place])])).Prepend(plain)
            : [plain];
    }
}
