using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AuditTrail.Events;

namespace AuditTrail.AspNetCore;

/// <summary>One property that is recorded: a single value, a list of them, or the named parts of what it holds.</summary>
internal sealed class NamedProperty
{
    private readonly Func<object, object?> _get;
    private readonly bool _isList;
    private readonly bool _isSensitive;
    private readonly NamedProperties? _parts;

    // Set where JSON shows the value otherwise than its own text: a converter may be what masks it.
    private readonly JsonTypeInfo? _json;
    private readonly JsonTypeInfo? _ownerJson;

    public NamedProperty(JsonTypeInfo owner, JsonPropertyInfo info, JsonTypeInfo type, bool isList, bool isSensitive, NamedProperties? parts)
    {
        Name = info.Name;
        _get = info.Get ?? throw new ArgumentException($"{info.Name} cannot be read.", nameof(info));
        (_isList, _isSensitive, _parts) = (isList, isSensitive, parts);
        if (parts is null && info.CustomConverter is not null)
        {
            _ownerJson = Only(owner, info);
        }
        else if (parts is null && (type.Converter.GetType().Assembly != typeof(JsonSerializer).Assembly || !SimpleValue.Is(type.Type)))
        {
            _json = type;
        }
    }

    public string Name { get; }

    public int Weight => _isList ? 2 : _parts is null ? 0 : 1;

    public AuditValue Read(object owner, ref CaptureContext context)
    {
        if (_parts is null && _isSensitive && !context.IsInClear(Name))
        {
            return SensitiveName.Mask;
        }

        if (_ownerJson is not null)
        {
            return BoundedJson.Read(owner, _ownerJson, ref context) is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(Name, out var member) ? Bounded(member) : (string?)null;
        }

        return _get(owner) is not { } value ? (string?)null : _isList ? ReadList(value, ref context) : ReadOne(value, ref context);
    }

    private AuditValue ReadOne(object value, ref CaptureContext context)
    {
        if (_parts is not null)
        {
            return _parts.Read(value, ref context);
        }

        if (_json is not null)
        {
            return Bounded(BoundedJson.Read(value, _json, ref context));
        }

        return context.TryTake(SimpleValue.Cost(value, SimpleValue.MaxTextBytes)) && SimpleValue.TryRead(value, SimpleValue.MaxTextBytes, out var read) ? read : BoundedJson.TooLarge;
    }

    private AuditValue ReadList(object value, ref CaptureContext context)
    {
        if (_parts is null && _json is null)
        {
            return SimpleValue.ReadList(value, ref context) ?? SimpleValue.NotRead;
        }

        if (value is not (ICollection or IReadOnlyCollection<object>))
        {
            return SimpleValue.NotRead;
        }

        var elements = new List<AuditValue>();
        var count = 0;
        foreach (var element in (IEnumerable)value)
        {
            if (count++ < SimpleValue.MaxElements)
            {
                elements.Add(element is null ? (string?)null : ReadOne(element, ref context));
            }
        }

        if (count > elements.Count)
        {
            elements.Add(SimpleValue.Omitted(count));
        }

        return AuditValue.Array([.. elements]);
    }

    private static AuditValue Bounded(JsonElement json) =>
        json.ValueKind == JsonValueKind.String ? BoundedText.Marked(json.GetString() ?? "", SimpleValue.MaxTextBytes) : json;

    /// <summary>The owner's contract with this one property: a property's own converter cannot be called otherwise.</summary>
    private static JsonTypeInfo Only(JsonTypeInfo owner, JsonPropertyInfo property)
    {
        var resolver = owner.OriginatingResolver ?? owner.Options.TypeInfoResolver ?? throw new ArgumentException($"{owner.Type.Name} has no resolver.", nameof(owner));
        var options = new JsonSerializerOptions(owner.Options)
        {
            TypeInfoResolver = resolver.WithAddedModifier(info =>
            {
                for (var index = info.Properties.Count - 1; info.Type == owner.Type && index >= 0; index--)
                {
                    if (info.Properties[index].Name != property.Name)
                    {
                        info.Properties.RemoveAt(index);
                    }
                }
            }),
        };
        return options.GetTypeInfo(owner.Type);
    }
}
