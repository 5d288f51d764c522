using System.Globalization;

namespace AuditTrail.AspNetCore;

/// <summary>gRPC's list of status codes, by their names.</summary>
internal static class GrpcCodes
{
    public const int Unknown = 2;

    /// <summary>The call ended without the status that every call has: its client sees <c>Unknown</c> or <c>Internal</c>, as it likes.</summary>
    public const string Missing = "MissingGrpcStatus";

    private static readonly string[] Names =
    [
        "OK", "Cancelled", "Unknown", "InvalidArgument", "DeadlineExceeded", "NotFound", "AlreadyExists", "PermissionDenied", "ResourceExhausted",
        "FailedPrecondition", "Aborted", "OutOfRange", "Unimplemented", "Internal", "Unavailable", "DataLoss", "Unauthenticated",
    ];

    /// <summary>What <c>errorCode</c> says; null for OK.</summary>
    public static string? ErrorOf(int status) => status switch
    {
        0 => null,
        > 0 when status < Names.Length => Names[status],
        _ => "GrpcStatus" + status.ToString(CultureInfo.InvariantCulture),
    };
}
