namespace AuditTrail.Hosting;

/// <summary>A recorder that the application registered.</summary>
/// <param name="Name">Empty for the default one.</param>
internal sealed record RecorderRegistration(string Name)
{
    public const string RootSection = "AuditTrail";
    public const string NamedSections = "Recorders";

    /// <summary>The full name of the recorder's configuration section.</summary>
    public string Section => SectionOf(Name);

    public static string SectionOf(string name) => name.Length == 0 ? RootSection : $"{RootSection}:{NamedSections}:{name}";
}
