using System.Text.Json;

namespace AuditTrail.TestServers.CloudWatchLogs;

/// <summary>What a <c>PutLogEvents</c> says of its origin; a wrong one is refused, the events are not.</summary>
internal static class EntityRules
{
    private static readonly string[] Keys = ["Type", "ResourceType", "Identifier", "Name", "Environment"];
    private static readonly string[] Types = ["Service", "Resource", "AWS::Service", "AWS::Resource", "RemoteService"];

    /// <summary>The error's type, or null.</summary>
    public static string? Check(JsonElement entity)
    {
        if (entity.ValueKind != JsonValueKind.Object || entity.EnumerateObject().Any(member => member.Name is not ("keyAttributes" or "attributes")))
        {
            return "InvalidEntity";
        }

        if (!entity.TryGetProperty("keyAttributes", out var keys))
        {
            return "MissingRequiredFields";
        }

        if (keys.ValueKind != JsonValueKind.Object || keys.EnumerateObject().Any(key => !Keys.Contains(key.Name) || !IsText(key.Value, 1024)))
        {
            return "InvalidKeyAttributes";
        }

        if (keys.Text("Type") is not { } type || keys.EnumerateObject().Count() is < 2 or > 4 || (type.EndsWith("Service", StringComparison.Ordinal) && keys.Text("Name") is null))
        {
            return "MissingRequiredFields";
        }

        return !Types.Contains(type) ? "InvalidTypeValue" : CheckAttributes(entity);
    }

    private static string? CheckAttributes(JsonElement entity) =>
        !entity.TryGetProperty("attributes", out var attributes) ? null
        : attributes.ValueKind != JsonValueKind.Object || attributes.EnumerateObject().Count() > 10 || attributes.EnumerateObject().Any(one => !IsText(one.Value, 512)) ? "InvalidAttributes"
        : null;

    private static bool IsText(JsonElement value, int most) => value.ValueKind == JsonValueKind.String && value.GetString()!.Length is var length && length >= 1 && length <= most;
}
