using AuditTrail.Storage;

namespace AuditTrail.Sinks.JsonLines;

/// <summary>The files of one prefix in a directory.</summary>
internal static class JsonLinesDirectory
{
    /// <summary>Oldest first; files whose names only resemble ours are not among them.</summary>
    public static IReadOnlyList<JsonLinesFileName> List(IStorage storage, string prefix)
    {
        var names = new List<JsonLinesFileName>();
        foreach (var file in storage.List())
        {
            if (JsonLinesFileName.TryParse(file, prefix, out var name))
            {
                names.Add(name);
            }
        }

        names.Sort(JsonLinesFileName.Compare);
        return names;
    }
}
