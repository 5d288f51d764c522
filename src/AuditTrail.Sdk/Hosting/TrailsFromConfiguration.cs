using AuditTrail.Trails;

namespace AuditTrail.Hosting;

/// <summary>Reads the section <c>Trails</c>: a section for each trail, in it <c>Sink</c>, the section that the sink is named after, <c>Select</c>, <c>WhenBehind</c> and <c>FromOldest</c>.</summary>
internal sealed class TrailsFromConfiguration
{
    private static readonly Dictionary<string, Action<SelectorBuilder>> Selections = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(SelectorBuilder.ManagementEvents)] = select => select.ManagementEvents(),
        [nameof(SelectorBuilder.DataEvents)] = select => select.DataEvents(),
        [nameof(SelectorBuilder.InsightEvents)] = select => select.InsightEvents(),
        [nameof(SelectorBuilder.ReadOnly)] = select => select.ReadOnly(),
        [nameof(SelectorBuilder.WriteOnly)] = select => select.WriteOnly(),
    };

    private readonly Dictionary<string, SinkType> _types;

    public TrailsFromConfiguration(IReadOnlyList<SinkType> types)
    {
        _types = new Dictionary<string, SinkType>(StringComparer.OrdinalIgnoreCase);
        foreach (var type in types)
        {
            // The last registration wins, as it does for services.
            _types[type.Name] = type;
        }
    }

    public void Read(OptionsSection trails, List<TrailSetup> into)
    {
        foreach (var name in trails.Names())
        {
            var section = trails.Section(name);
            var trail = new TrailSetup(name, section.Path);
            ReadTrail(section, trail);
            into.Add(trail);
        }
    }

    private void ReadTrail(OptionsSection section, TrailSetup trail)
    {
        trail.Selector = ReadSelector(section);
        trail.WhenBehind = section.Choice("WhenBehind", BehindPolicy.Hold);
        trail.FromOldest = section.Flag("FromOldest");
        var chosen = section.Required("Sink");
        if (_types.TryGetValue(chosen, out var type))
        {
            var own = section.Section(type.Name);
            trail.Files = type == BuiltInSinks.FileType ? BuiltInSinks.ReadFile(own) : null;
            trail.CreateSink = trail.Files is { } files ? BuiltInSinks.To(files) : type.Bind(own);
            trail.InMemory = type.Name == BuiltInSinks.Memory;
            own.RejectUnknown();
            foreach (var other in _types.Values.Where(other => other != type && section.Has(other.Name)))
            {
                section.Section(other.Name);
                section.Problem($"{section.Path}:{other.Name} is set, but {section.Path}:Sink is {type.Name}: a trail has one sink, so remove the section or add another trail.");
            }
        }
        else if (chosen.Length > 0)
        {
            section.Problem($"{section.Path}:Sink is '{chosen}'; expected one of {string.Join(", ", _types.Keys)}{Spelling.DidYouMean(chosen, _types.Keys)}");
            foreach (var any in _types.Keys)
            {
                section.Section(any);
            }
        }

        section.RejectUnknown(_types.Keys);
    }

    private static TrailSelector ReadSelector(OptionsSection section)
    {
        var select = new SelectorBuilder();
        foreach (var word in (section.Text("Select") ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Selections.TryGetValue(word, out var apply))
            {
                section.Problem($"{section.Path}:Select has '{word}'; expected {string.Join(", ", Selections.Keys)}, separated by commas{Spelling.DidYouMean(word, Selections.Keys)}");
                continue;
            }

            try
            {
                apply(select);
            }
            catch (InvalidOperationException exception)
            {
                section.Problem($"{section.Path}:Select: {exception.Message}");
            }
        }

        return select.Build();
    }
}
