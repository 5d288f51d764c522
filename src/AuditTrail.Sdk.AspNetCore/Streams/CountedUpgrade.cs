using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace AuditTrail.AspNetCore;

/// <summary>Counts what goes through a connection that stops being HTTP: a WebSocket, over HTTP/1.1 or HTTP/2.</summary>
internal sealed class CountedUpgrade : IHttpUpgradeFeature, IHttpExtendedConnectFeature
{
    private const string WebSocket = "websocket";

    private readonly AuditRequest _request;
    private readonly IHttpUpgradeFeature? _upgrade;
    private readonly IHttpExtendedConnectFeature? _connect;

    private CountedUpgrade(AuditRequest request, IHttpUpgradeFeature? upgrade, IHttpExtendedConnectFeature? connect)
    {
        _request = request;
        _upgrade = upgrade;
        _connect = connect;
    }

    public bool IsUpgradableRequest => _upgrade?.IsUpgradableRequest ?? false;

    public bool IsExtendedConnect => _connect?.IsExtendedConnect ?? false;

    public string? Protocol => _connect?.Protocol;

    public static void PutOn(AuditRequest request, IFeatureCollection features)
    {
        if (features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            features.Set<IHttpUpgradeFeature>(new CountedUpgrade(request, upgrade, connect: null));
        }
        else if (features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
        {
            features.Set<IHttpExtendedConnectFeature>(new CountedUpgrade(request, upgrade: null, connect));
        }
    }

    public async Task<Stream> UpgradeAsync()
    {
        var isWebSocket = WebSocket.Equals(_request.Context.Request.Headers[HeaderNames.Upgrade], StringComparison.OrdinalIgnoreCase);
        return Counted(await Required(_upgrade).UpgradeAsync(), isWebSocket);
    }

    public async ValueTask<Stream> AcceptAsync() =>
        Counted(await Required(_connect).AcceptAsync(), WebSocket.Equals(Protocol, StringComparison.OrdinalIgnoreCase));

    private static T Required<T>(T? feature)
        where T : class => feature ?? throw new InvalidOperationException("The request cannot be upgraded in this way.");

    private CountedStream Counted(Stream stream, bool isWebSocket)
    {
        _request.IsBodyCounted = true;
        return new CountedStream(stream, _request, isWebSocket);
    }
}
