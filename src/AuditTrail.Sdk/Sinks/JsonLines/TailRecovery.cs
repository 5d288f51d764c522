using AuditTrail.Storage;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Sinks.JsonLines;

/// <summary>Brings the files and the saved position together again after a start: torn text is cut, lines that will come again are remembered.</summary>
internal sealed class TailRecovery(IStorage storage, string prefix, ILogger logger)
{
    private readonly HashSet<JsonLinesFileName> _untrusted = [];

    // Far more than is written between two saves of a cursor; without a limit a lost cursor would have all files read.
    private const long MaxBytesWithoutState = 256L << 20;

    /// <summary>Reads what lies behind the saved position. Can be called again after it failed.</summary>
    /// <returns>The newest file's end, null if there is no file; whether it can be appended to; what comes again.</returns>
    public RecoveredTail Recover(ResumePoint resume, FileSinkState? state)
    {
        var names = JsonLinesDirectory.List(storage, prefix);
        var written = new WrittenLines(resume.First.Stream);
        var (first, from) = state is { } saved ? (saved.Position.Name, saved.Position.Length) : (FirstWithoutState(names, resume), 0);

        FilePosition? end = null;
        var appendable = true;
        var run = new UnsavedRun(resume.First, positionKnown: state is not null, written);
        foreach (var name in names.Where(name => !name.IsBefore(first)))
        {
            (end, appendable) = ReadFile(name, name == first ? from : 0, isNewest: name == names[^1], resume, run);
        }

        run.End();
        if (end is { Length: 0 } empty)
        {
            // Its name may not be durable, and it holds nothing.
            storage.Delete(empty.Name.ToString());
            appendable = false;
        }

        if (end is null && state is { } gone)
        {
            // The saved file and all after it were removed: its name is not used again, it may lie in somebody's archive.
            return new(gone.Position with { Length = 0 }, Appendable: false, written);
        }

        return new(end, appendable, written);
    }

    private (FilePosition End, bool Appendable) ReadFile(JsonLinesFileName name, long from, bool isNewest, ResumePoint resume, UnsavedRun run)
    {
        using var file = storage.Open(name.ToString(), writable: true);
        var trusted = !_untrusted.Contains(name);
        var intact = EndsWithLineFeed(file, from);
        if (!intact)
        {
            // Somebody shortened or rewrote it: the position means nothing here.
            FileSinkLog.FileChanged(logger, name.ToString());
            from = file.Length;
        }

        var tail = TornTail.Find(file, from, resume, trusted);
        var cut = tail.CutAt < file.Length;
        if (cut)
        {
            FileSinkLog.TornTextCut(logger, name.ToString(), file.Length - tail.CutAt, tail.CutAt);
            file.SetLength(tail.CutAt);
        }

        var lines = new LineScanner(file, from);
        while (lines.Read())
        {
            if (LineIdentity.TryRead(lines.Line.Span, out var identity))
            {
                run.Add(identity);
            }
        }

        if (cut || isNewest)
        {
            Sync(file, name, trusted);
        }

        return (new(name, tail.CutAt), trusted && intact && tail.Terminated);
    }

    /// <summary>After the death of the process alone, what was read may be in memory only; older files were synced before the next one was begun.</summary>
    private void Sync(IStorageFile file, JsonLinesFileName name, bool trusted)
    {
        // A sync that failed is not believed the next time: what comes again is then written again, into another file.
        _untrusted.Add(name);
        file.Sync();
        if (trusted)
        {
            _untrusted.Remove(name);
        }
    }

    private static bool EndsWithLineFeed(IStorageFile file, long position)
    {
        if (position == 0)
        {
            return true;
        }

        Span<byte> last = stackalloc byte[1];
        return position <= file.Length && file.Read(last, position - 1) == 1 && last[0] == (byte)'\n';
    }

    /// <summary>Without a saved position: the file in which the first event that comes would lie, if it was written before.</summary>
    private JsonLinesFileName FirstWithoutState(IReadOnlyList<JsonLinesFileName> names, ResumePoint resume)
    {
        if (names.Count == 0)
        {
            return default;
        }

        var bytes = 0L;
        var index = names.Count - 1;
        for (; index > 0; index--)
        {
            using var file = storage.Open(names[index].ToString());
            bytes += file.Length;
            if (bytes > MaxBytesWithoutState || BeginsBefore(file, resume.First))
            {
                break;
            }
        }

        return names[index];
    }

    private static bool BeginsBefore(IStorageFile file, LineIdentity first)
    {
        var lines = new LineScanner(file, 0);
        return lines.Read() && LineIdentity.TryRead(lines.Line.Span, out var identity) &&
            (identity is not { } known || known.Stream != first.Stream || known.TrailSequence <= first.TrailSequence);
    }
}
