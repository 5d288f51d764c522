using System.Globalization;
using System.Security.Cryptography;
using AuditTrail.Storage;
using Microsoft.Extensions.Logging;

namespace AuditTrail.Journal;

/// <summary>Opens a journal: survey, losses, a new segment, then tidying up.</summary>
/// <remarks>
/// Crash-safe at every step: (1) the survey only reads; (2) damaged bytes are copied and losses noted; (3) a new segment with everything that has to be
/// written again appears by one rename and supersedes the old copies; (4) only then old files are cut, moved and deleted. Whoever dies in between leaves
/// a journal that the next opening reads in the same way.
/// </remarks>
internal sealed class JournalOpening
{
    private const long DefaultBudget = 10L << 30;
    private const long MinSegmentBytes = 4096;

    private readonly IStorage _storage;
    private readonly JournalOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HeadFile _head;
    private readonly LossRegister _losses;
    private readonly JournalSurvey _survey;
    private readonly long _segmentBytes;
    private readonly long _budget;

    private JournalOpening(IStorage storage, JournalOptions options, TimeProvider time, ILogger logger)
    {
        _storage = storage;
        _options = options;
        _time = time;
        _logger = logger;
        _budget = options.MaxBytes > 0 ? options.MaxBytes : BudgetFor(storage.GetSpace().Total);
        _segmentBytes = Math.Max(MinSegmentBytes, Math.Min(options.SegmentBytes, _budget / 8));
        _head = HeadFile.Load(storage);
        _losses = LossRegister.Load(storage);
        _survey = JournalSurvey.Of(storage, _head.Current, options.VerifyBytes, options.KnownDurable);
    }

    /// <exception cref="JournalException">The journal cannot be opened; the message says what to do.</exception>
    public static JournalState Open(IStorage storage, JournalOptions options, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        IDisposable? held = null;
        try
        {
            held = JournalLock.Take(storage, options.LockTimeout, time, logger, cancellationToken);
            return new JournalOpening(storage, options, time, logger).Open(held);
        }
        catch (Exception exception)
        {
            held?.Dispose();
            throw exception switch
            {
                JournalException => exception,
                UnauthorizedAccessException => new JournalException(
                    $"The journal directory '{storage.Location}' is not readable and writable for the user '{Environment.UserName}': {exception.Message} Give that user access, or choose another directory.",
                    exception),
                IOException when DiskFull.Is(exception) => new JournalException(
                    $"The journal in '{storage.Location}' cannot be opened: the disk is full. Free some space; nothing that was recorded is lost.", exception),
                IOException => new JournalException($"The journal in '{storage.Location}' cannot be opened: {exception.Message} Nothing in it was changed; see to the disk and start again.", exception),
                _ => exception,
            };
        }
    }

    // Some file systems in user space say that they have no size.
    private static long BudgetFor(long volume) => volume > 0 ? Math.Min(DefaultBudget, volume / 5 * 4) : DefaultBudget;

    private JournalState Open(IDisposable held)
    {
        NoteOddities();
        NoteLosses();

        var stream = _survey.Stream == Guid.Empty ? new Guid(RandomNumberGenerator.GetBytes(16)) : _survey.Stream;
        var epoch = 1 + Math.Max(_head.Current?.Epoch ?? 0, _survey.Segments.Concat(_survey.Superseded).Select(static segment => segment.Epoch).DefaultIfEmpty().Max());
        var kept = _survey.Segments.ToList();
        var first = _survey.Durable + 1;
        kept.RemoveAll(segment => segment.FirstSequence >= first);
        while (kept.Count > 0 && ShouldMerge(kept[^1], kept, first))
        {
            first = kept[^1].FirstSequence;
            kept.RemoveAt(kept.Count - 1);
        }

        var lastIndex = _survey.LastIndex + 1;
        var segment = WriteFirstSegment(SegmentHeader.New(lastIndex, first, epoch, _time.GetUtcNow(), stream));
        var table = new SegmentTable([.. kept.Select(TableEntry), segment.Segment], _survey.Kept, _survey.DeletedThrough);

        TryWriteHead(new HeadSlot(0, table.Durable, table.DeletedThrough, epoch, stream));
        TidyUp([.. table.All.ToArray().Select(static counted => counted.Name)]);

        _logger.Opened(_storage.Location, stream, epoch, table.Durable, _survey.Kept - _survey.Durable);
        return new JournalState
        {
            Storage = _storage,
            Options = _options,
            Lock = held,
            Stream = stream,
            Epoch = epoch,
            Table = table,
            Head = _head,
            Losses = _losses,
            FirstSegment = segment,
            Budget = _budget,
            SegmentBytes = _segmentBytes,
            LastIndex = lastIndex,
            Recovery = new JournalRecovery
            {
                Epoch = epoch, Losses = _losses.Pending, Reappended = _survey.Kept - _survey.Durable, TornTail = _survey.TornTail,
            },
        };
    }

    private void NoteOddities()
    {
        if (_survey.Head is null && (_survey.Segments.Count > 0 || _survey.Strays.Count > 0))
        {
            _logger.Oddity(_storage.Location, "HEAD is missing, damaged or of another journal; what was deleted on purpose and where the end was follow from the segments alone.");
        }

        foreach (var stray in _survey.Strays)
        {
            _logger.Oddity(_storage.Location, $"'{stray}' is no readable segment of this journal; it goes to the folder quarantine.");
        }
    }

    private void NoteLosses()
    {
        var quarantine = new Quarantine(_storage, _logger);
        List<JournalLoss> added = [];
        foreach (var (from, to, segment) in _survey.Missing())
        {
            var reason = segment is null || segment.Damage.Count == 0
                ? "no segment holds them: a file was deleted, replaced or cut off"
                : string.Create(CultureInfo.InvariantCulture, $"{segment.Name} is damaged at byte {segment.Damage[0].Offset}");
            added.AddRange(_losses.Add(from, to, reason, LossState.Pending));
            foreach (var damage in segment?.Damage ?? [])
            {
                quarantine.Copy(segment?.Name ?? "", damage);
            }
        }

        foreach (var loss in added)
        {
            _logger.Lost(_storage.Location, loss.From, loss.To, loss.Reason);
        }

        if (added.Count > 0)
        {
            try
            {
                _losses.Save();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // The hole stays between the segments: the next opening finds it again.
                _logger.UpkeepFailed(exception, _storage.Location, "GAPS");
            }
        }
    }

    /// <summary>Small segments at the end are written again with the new one: a process that is killed again and again leaves no pile of files.</summary>
    private bool ShouldMerge(SegmentScan segment, List<SegmentScan> kept, long first)
    {
        var bytes = _survey.Segments.Skip(kept.Count - 1).Sum(static part => part.End - SegmentHeader.Size);
        return bytes <= Math.Min(_options.MergeBytes, _segmentBytes / 4) && _survey.IsWhole(segment) && (segment.Limit == long.MaxValue || segment.Limit + 1 >= first);
    }

    private SegmentWriter WriteFirstSegment(SegmentHeader header)
    {
        var frames = CollectFrames(header.FirstSequence);
        try
        {
            return Write(header, frames);
        }
        catch (IOException exception) when (DiskFull.Is(exception))
        {
            new DiskReserve(_storage, _options.ReserveBytes).Free();
            frames.Rewind();
            return Write(header, frames);
        }
    }

    private SegmentWriter Write(SegmentHeader header, PendingFrames frames)
    {
        var writer = SegmentWriter.Create(_storage, header, _segmentBytes);
        try
        {
            while (frames.Take(long.MaxValue, force: true, header.Seed, _survey.Durable, out _) is { IsEmpty: false } run)
            {
                writer.Write(run);
            }

            writer.Sync();
            writer.Settle();
            return writer;
        }
        catch
        {
            writer.Abandon();
            throw;
        }
    }

    private PendingFrames CollectFrames(long first)
    {
        var frames = new PendingFrames();
        var next = first;
        var block = new FrameBlock(FrameBlock.StandardCapacity);
        foreach (var segment in _survey.Segments.Where(segment => segment.Limit >= first))
        {
            using var file = _storage.Open(segment.Name);
            var cursor = new FrameCursor(file, segment.Seed) { Limit = segment.End };
            foreach (var run in segment.Counting().Where(run => run.To >= next && run.From <= _survey.Kept))
            {
                for (var at = run.Start; next <= Math.Min(run.To, _survey.Kept) && cursor.TryFrame(at, verify: true, out var frame); at += frame.FrameLength)
                {
                    if (frame.Sequence != next)
                    {
                        continue;
                    }

                    var payload = cursor.PayloadAt(at, frame).Span;
                    if (!block.TryAdd(frame.Kind, frame.Flags, next, NanoTime.ToTime(frame.TimeNanoseconds), payload))
                    {
                        frames.Add(block);
                        block = new FrameBlock(Math.Max(FrameBlock.StandardCapacity, frame.FrameLength));
                        block.TryAdd(frame.Kind, frame.Flags, next, NanoTime.ToTime(frame.TimeNanoseconds), payload);
                    }

                    next++;
                }
            }
        }

        if (block.Used > 0)
        {
            frames.Add(block);
        }

        return next == _survey.Kept + 1
            ? frames
            : throw new JournalException($"The journal in '{_storage.Location}' changed while it was opened, or its disk does not return what it returned before: check the disk.");
    }

    private void TryWriteHead(HeadSlot slot)
    {
        try
        {
            _head.Write(slot);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The new segment's header already says what HEAD would.
            _logger.UpkeepFailed(exception, _storage.Location, "HEAD");
        }
    }

    private void TidyUp(HashSet<string> counted)
    {
        try
        {
            foreach (var segment in _survey.Segments.Where(segment => counted.Contains(segment.Name) && segment.IsVerified && segment.Length > segment.End))
            {
                CutTail(segment);
            }

            foreach (var name in _survey.Unfinished.Concat(_survey.Segments.Concat(_survey.Superseded).Select(static segment => segment.Name)).Where(name => !counted.Contains(name)))
            {
                _storage.Delete(name);
            }

            _storage.SyncDirectory();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _logger.UpkeepFailed(exception, _storage.Location, "old segments");
        }

        var quarantine = new Quarantine(_storage, _logger);
        foreach (var stray in _survey.Strays)
        {
            quarantine.Move(stray);
        }
    }

    /// <summary>Gives back what was preallocated: a process that is killed again and again would fill the disk with zeros.</summary>
    private void CutTail(SegmentScan segment)
    {
        using var file = _storage.Open(segment.Name, writable: true);

        // Where acknowledged entries are damaged every byte stays, for whoever wants to look into it.
        var end = _survey.IsWhole(segment) ? segment.End : new FrameCursor(file, segment.Seed) { Limit = segment.Length }.EndOfContent(segment.End);
        if (end < segment.Length)
        {
            file.SetLength(end);
            file.Sync();
        }
    }

    private static Segment TableEntry(SegmentScan scan) => new(scan.Index, scan.FirstSequence, scan.Name, scan.Seed, scan.IsVerified ? scan.End : scan.Length);
}
