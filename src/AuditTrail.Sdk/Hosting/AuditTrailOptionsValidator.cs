using System.Globalization;
using System.Text;
using AuditTrail.Events;
using AuditTrail.Sinks;
using AuditTrail.Trails;
using Microsoft.Extensions.Options;

namespace AuditTrail.Hosting;

/// <summary>Finds everything that is wrong with a recorder's options, wherever it was said, before anything is opened.</summary>
internal sealed class AuditTrailOptionsValidator(IEnumerable<RecorderRegistration> recorders, HostFacts host) : IValidateOptions<AuditTrailOptions>
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private const long Smallest = 1L << 20;
    private const long Largest = 1L << 30;

    public ValidateOptionsResult Validate(string? name, AuditTrailOptions options)
    {
        if (name is null || recorders.All(recorder => recorder.Name != name))
        {
            return ValidateOptionsResult.Skip;
        }

        List<string> problems = [.. options.Problems];
        var section = RecorderRegistration.SectionOf(name);
        CheckName(name, problems);
        CheckValues(section, options, problems);
        CheckJournal($"{section}:{nameof(options.Journal)}", options.Journal, problems);
        CheckTrails($"{section}:{nameof(options.Trails)}", options.Trails, problems);
        if (problems.Count == 0)
        {
            CheckFiles($"{section}:{nameof(options.Trails)}", options.Trails, RecorderDirectory.Of(options.Directory, name, host.ContentRoot).Root, problems);
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void CheckName(string name, List<string> problems)
    {
        if (name.Length > 0 && TrailName.Problem(name) is { } problem)
        {
            problems.Add(problem.Replace("trail name", "recorder name", StringComparison.Ordinal));
        }
    }

    private static void CheckValues(string section, AuditTrailOptions options, List<string> problems)
    {
        CheckText($"{section}:{nameof(options.Source)}", options.Source, problems);
        CheckText($"{section}:{nameof(options.Region)}", options.Region, problems);
        if (string.Equals(options.Source, TrailEvents.Source, StringComparison.OrdinalIgnoreCase))
        {
            problems.Add($"{section}:{nameof(options.Source)} is '{options.Source}', which is the trail's own source; give it the application's name.");
        }

        if (options.AccountId is not { Length: 12 } account || !account.All(char.IsAsciiDigit))
        {
            problems.Add($"{section}:{nameof(options.AccountId)} is '{options.AccountId}'; expected twelve digits, as 000000000000.");
        }

        if (options.Directory is { } directory && (directory.Length == 0 || directory.Contains('\0', StringComparison.Ordinal)))
        {
            problems.Add($"{section}:{nameof(options.Directory)} is not a path.");
        }

        CheckTime($"{section}:{nameof(options.WaitLimit)}", options.WaitLimit, TimeSpan.FromMilliseconds(1), problems);
        CheckTime($"{section}:{nameof(options.DrainTimeout)}", options.DrainTimeout, TimeSpan.Zero, problems);
        CheckChoice($"{section}:{nameof(options.Guarantee)}", options.Guarantee, problems);
        CheckChoice($"{section}:{nameof(options.OnFailure)}", options.OnFailure, problems);
    }

    private static void CheckJournal(string section, JournalLimits limits, List<string> problems)
    {
        CheckNumber($"{section}:{nameof(limits.SegmentBytes)}", limits.SegmentBytes, Smallest, Largest, problems);
        CheckNumber($"{section}:{nameof(limits.QueueBytes)}", limits.QueueBytes, Smallest, Largest, problems);
        CheckNumber($"{section}:{nameof(limits.QueueEvents)}", limits.QueueEvents, 1, 1_000_000, problems);
        CheckTime($"{section}:{nameof(limits.LockTimeout)}", limits.LockTimeout, TimeSpan.Zero, problems);
        if (limits.MaxBytes != 0)
        {
            CheckNumber($"{section}:{nameof(limits.MaxBytes)}", limits.MaxBytes, Smallest, long.MaxValue, problems);
        }
    }

    private static void CheckTrails(string section, List<TrailSetup> trails, List<string> problems)
    {
        foreach (var trail in trails)
        {
            if (TrailName.Problem(trail.Name) is { } problem)
            {
                problems.Add($"{section}: {problem}");
            }

            problems.AddRange(trail.Problems.Select(wrong => $"{section}:{trail.Name}: {wrong}"));

            // A trail of the configuration without a sink has been told of where it was read.
            if (trail.CreateSink is null && trail.Origin == TrailSetup.Code)
            {
                problems.Add($"{section}:{trail.Name} has no sink; say where it goes, as ToFile().");
            }
        }

        foreach (var twice in trails.GroupBy(trail => trail.Name, TrailName.Comparer).Where(group => group.Count() > 1))
        {
            problems.Add($"{section}:{twice.Key} is set up {twice.Count()} times ({string.Join(", ", twice.Select(trail => trail.Origin))}); keep one of them.");
        }
    }

    // The second of two would be refused its lock at the first delivery, and wait for ever while the application runs.
    private static void CheckFiles(string section, List<TrailSetup> trails, string recorder, List<string> problems)
    {
        var files = trails.SelectMany(trail => trail.Files is { } own ? [(trail.Name, Files: Path.Combine(BuiltInSinks.DirectoryOf(own, recorder), own.FileNamePrefix))] : Array.Empty<(string Name, string Files)>());
        foreach (var same in files.GroupBy(trail => trail.Files, trail => trail.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            problems.Add($"{section}: the trails {string.Join(" and ", same.Select(name => $"'{name}'"))} write the same files, '{same.Key}-*.jsonl'; give each its own {nameof(FileSinkOptions.Directory)} or {nameof(FileSinkOptions.FileNamePrefix)}.");
        }
    }

    private static void CheckText(string option, string? value, List<string> problems)
    {
        if (value is not null && (string.IsNullOrWhiteSpace(value) || Encoding.UTF8.GetByteCount(value) > 1024))
        {
            problems.Add($"{option} must be 1 to 1,024 bytes of text.");
        }
    }

    private static void CheckTime(string option, TimeSpan value, TimeSpan min, List<string> problems)
    {
        if (value < min || value > Hour)
        {
            problems.Add($"{option} is {value:c}; expected {min:c} to {Hour:c}.");
        }
    }

    private static void CheckNumber(string option, long value, long min, long max, List<string> problems)
    {
        if (value < min || value > max)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{option} is {value}; expected {min} to {max}."));
        }
    }

    private static void CheckChoice<T>(string option, T value, List<string> problems)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            problems.Add($"{option} is {value}; expected one of {string.Join(", ", Enum.GetNames<T>())}.");
        }
    }
}
