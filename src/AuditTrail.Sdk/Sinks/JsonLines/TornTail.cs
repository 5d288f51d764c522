using AuditTrail.Storage;

namespace AuditTrail.Sinks.JsonLines;

/// <summary>Where a file's usable text ends.</summary>
/// <param name="CutAt">The length that leaves whole lines only, or the file's length when there is nothing to cut.</param>
/// <param name="Terminated">False when the last line is whole and is kept but lacks its line feed: nothing may be appended to it.</param>
internal readonly record struct TornTail(long CutAt, bool Terminated)
{
    /// <remarks>
    /// A power loss can leave a torn line in front of whole ones, none of which were acknowledged. So the file is cut at the first torn line behind which
    /// only lines lie that come again. Damage in front of acknowledged lines is not ours: nothing is cut there.
    /// </remarks>
    /// <param name="file">The file.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="resume">Says which lines come again.</param>
    /// <param name="trusted">False when a sync of the file failed: then what comes again counts as torn, it may be in memory only.</param>
    public static TornTail Find(IStorageFile file, long from, ResumePoint resume, bool trusted)
    {
        long? cut = null;
        var terminated = true;
        var lines = new LineScanner(file, from);
        while (lines.Read())
        {
            var whole = LineIdentity.TryRead(lines.Line.Span, out var identity);
            var comesAgain = resume.BringsAgain(identity);
            if (!whole || (comesAgain && (!trusted || !lines.Terminated)))
            {
                cut ??= lines.LineStart;
            }
            else if (!comesAgain)
            {
                cut = null;
                terminated = lines.Terminated;
            }
        }

        return new(cut ?? file.Length, terminated);
    }
}
