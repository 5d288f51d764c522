using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace AuditTrail.AspNetCore;

/// <summary>Puts recording around all hubs, whether their services are added before or after. It stands first, so that what other filters refuse is seen too.</summary>
internal sealed class HubFilterSetup : IConfigureOptions<HubOptions>
{
    public void Configure(HubOptions options) => options.AddFilter<AuditHubFilter>();
}
