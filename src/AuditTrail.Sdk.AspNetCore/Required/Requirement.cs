using Microsoft.AspNetCore.Http;

namespace AuditTrail.AspNetCore;

/// <summary>Whether an endpoint must not run unrecorded.</summary>
internal static class Requirement
{
    /// <summary>The most specific word about it counts, which is the last one. Silence keeps what a group or a controller demands: to give an action a name must not take its guard away.</summary>
    public static bool Holds(Endpoint endpoint)
    {
        var metadata = endpoint.Metadata;
        for (var index = metadata.Count - 1; index >= 0; index--)
        {
            switch (metadata[index])
            {
                case AuditAttribute { RequiredOrUnset: { } required }:
                    return required;
                case SkipAuditAttribute:
                    return false;
                default:
                    break;
            }
        }

        return false;
    }
}
