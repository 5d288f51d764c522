namespace AuditTrail.Benchmarks.Support;

/// <summary>Where the contenders write: one directory on one real disk for all of them.</summary>
internal static class BenchmarkDirectory
{
    // The variable carries the choice from the host process to the process of each benchmark.
    private const string Variable = "AUDITTRAIL_BENCHMARK_DIRECTORY";

    public static string Artifacts { get; } = Path.GetFullPath("BenchmarkDotNet.Artifacts");

    public static string Root => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? Path.GetFullPath(given) : Path.Combine(Artifacts, "data");

    /// <summary>The host process's beginning: a directory on a disk, without the figures of earlier runs.</summary>
    /// <exception cref="InvalidOperationException">It is in memory.</exception>
    public static void Prepare()
    {
        Environment.SetEnvironmentVariable(Variable, Root);
        Directory.CreateDirectory(Root);
        var format = new DriveInfo(Root).DriveFormat;
        if (format is "tmpfs" or "ramfs" or "overlay")
        {
            throw new InvalidOperationException($"{Root} is on {format}, where a sync costs nothing or says nothing. Set {Variable} to a directory on a disk.");
        }

        foreach (var entry in new DirectoryInfo(Root).EnumerateFileSystemInfos("*.cpu"))
        {
            entry.Delete();
        }

        Console.WriteLine($"// Writing to {Root} ({format})");
    }

    /// <summary>A fresh directory for one benchmark case.</summary>
    public static string Create(string name)
    {
        var path = Path.Combine(Root, $"{name}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(path);
        return path;
    }

    public static void Delete(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
