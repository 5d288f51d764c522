using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using AuditTrail.Events;

namespace AuditTrail.AspNetCore;

/// <summary>What of an application's type is recorded: the properties that were named, never another one. Immutable and thread-safe.</summary>
internal sealed class NamedProperties
{
    public const int MaxNames = 32;
    private const int MaxDepth = 8;

    private readonly NamedProperty[] _properties;

    private NamedProperties(NamedProperty[] properties) => _properties = properties;

    /// <exception cref="ArgumentException">A name that the type does not have, or that stands for more than one value.</exception>
    public static NamedProperties Of(JsonTypeInfo type, IReadOnlyCollection<string> properties)
    {
        if (properties.Count is 0 or > MaxNames)
        {
            throw new ArgumentException($"Of {type.Type.Name} {properties.Count} properties are named; name 1 to {MaxNames}, such as \"amount\".", nameof(properties));
        }

        return Of(type, [.. properties.Select(name => (name, name?.Split('.') ?? [""]))], depth: 0, isSensitive: false);
    }

    /// <summary>Adds what is named; what fails is a mark and a note, and the rest is there.</summary>
    public void Write(object value, AddMember add, ref CaptureContext context)
    {
        foreach (var property in _properties)
        {
            try
            {
                add(property.Name, property.Read(value, ref context));
            }
            catch (Exception exception)
            {
                context.Problems.Add($"{value.GetType().Name}.{property.Name}", exception);
                add(property.Name, $"<error:{ErrorCodes.Of(exception)}>");
            }
        }
    }

    public AuditValue Read(object value, ref CaptureContext context)
    {
        var members = new List<(string Name, AuditValue Value)>(_properties.Length);
        Write(value, (name, member) => members.Add((name, member)), ref context);
        return AuditValue.Object(target =>
        {
            foreach (var (name, member) in members)
            {
                target.Add(name, member);
            }
        });
    }

    private static NamedProperties Of(JsonTypeInfo type, IReadOnlyCollection<(string Path, string[] Names)> properties, int depth, bool isSensitive)
    {
        if (depth == MaxDepth)
        {
            throw new ArgumentException($"The property \"{properties.First().Path}\" has more than {MaxDepth} parts.", nameof(properties));
        }

        var found = new List<NamedProperty>();
        foreach (var group in properties.GroupBy(path => path.Names[depth], StringComparer.OrdinalIgnoreCase))
        {
            var (path, _) = group.First();
            var info = Find(type, group.Key) ?? throw new ArgumentException(
                $"{type.Type.Name} has no property \"{group.Key}\" that is written as JSON (asked for as \"{path}\"). It has: {string.Join(", ", type.Properties.Where(p => p.Get is not null).Select(p => p.Name))}.", nameof(properties));
            found.Add(Property(type, info, [.. group], depth, isSensitive || SensitiveName.Matches(info.Name)));
        }

        // Long lists come last: what a caller sends in one never takes the room of a single value.
        return new NamedProperties([.. found.OrderBy(property => property.Weight)]);
    }

    private static NamedProperty Property(JsonTypeInfo owner, JsonPropertyInfo info, (string Path, string[] Names)[] properties, int depth, bool isSensitive)
    {
        var type = owner.Options.GetTypeInfo(info.PropertyType);
        var isList = type is { Kind: JsonTypeInfoKind.Enumerable, ElementType: not null };
        var element = isList ? owner.Options.GetTypeInfo(type.ElementType!) : type;
        var inner = properties.Where(path => path.Names.Length > depth + 1).ToArray();
        if (inner.Length > 0)
        {
            return inner.Length == properties.Length && element.Kind == JsonTypeInfoKind.Object
                ? new NamedProperty(owner, info, element, isList, isSensitive, Of(element, inner, depth + 1, isSensitive))
                : throw new ArgumentException($"The property \"{properties[0].Path}\" of {owner.Type.Name}: {info.Name} is named with parts of its own and without, or has none.", nameof(properties));
        }

        // One name is one value: the whole of an object, or whatever the caller sends, would be an allow-list of everything.
        return element.Kind != JsonTypeInfoKind.None || IsAnything(element.Type)
            ? throw new ArgumentException($"The property \"{properties[0].Path}\" of {owner.Type.Name} is {element.Type.Name}, which is no single value: name what of it is to be recorded, as \"{properties[0].Path}.{(element.Properties is [var first, ..] ? first.Name : "id")}\".", nameof(properties))
            : new NamedProperty(owner, info, element, isList, isSensitive, parts: null);
    }

    private static bool IsAnything(Type type) =>
        type == typeof(object) || type == typeof(JsonElement) || type == typeof(JsonDocument) || typeof(JsonNode).IsAssignableFrom(type) || typeof(IDictionary).IsAssignableFrom(type);

    private static JsonPropertyInfo? Find(JsonTypeInfo type, string name) =>
        type.Properties.FirstOrDefault(p => p.Get is not null && string.Equals(p.Name, name, StringComparison.Ordinal))
        ?? type.Properties.FirstOrDefault(p => p.Get is not null && string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? type.Properties.FirstOrDefault(p => p.Get is not null && string.Equals((p.AttributeProvider as System.Reflection.MemberInfo)?.Name, name, StringComparison.OrdinalIgnoreCase));
}
