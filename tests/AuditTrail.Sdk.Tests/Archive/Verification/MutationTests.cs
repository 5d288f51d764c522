using System.Text;
using AuditTrail.Archive;
using AuditTrail.Archive.Verification;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Archive.Verification;

/// <summary>Whatever is done to an archive, the verifier ends, throws nothing, and calls nothing valid whose content changed.</summary>
public sealed class MutationTests
{
    private const int Batches = 100;

    private static readonly int PerBatch = TestScale.Of(fast: 10, normal: 100, slow: 1_000);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2); // for one archive of a few files

    [Fact]
    public async Task NoMutationOfAnArchiveGoesUnnoticedOrIsTooMuch()
    {
        var sound = new MemoryLogFileStore();
        using var archive = ArchiveFixture.Written(sound, hours: 2, events: 2);
        using var other = ArchiveFixture.Written(sound, hours: 2, events: 1, trail: "payments", stream: Guid.Parse("77777777-c4d5-7e6f-8a9b-0c1d2e3f4a5b"));
        Assert.Equal((VerificationVerdict.Valid, false), (await VerifyAsync(sound, archive.End), IsChanged(sound, sound)));
        var caught = 0;

        await Parallel.ForAsync(0, Batches, async (batch, _) =>
        {
            for (var i = 0; i < PerBatch; i++)
            {
                var seed = batch * PerBatch + i;
                var random = new Random(seed);
                var mutated = sound.Clone();
                var mutation = new ArchiveMutation(random, mutated);
                for (var count = random.Next(1, 4); count > 0; count--)
                {
                    mutation.Apply();
                }

                var verdict = await VerifyAsync(mutated, archive.End, $"Seed {seed}: {mutation.Story}");
                if (IsChanged(sound, mutated))
                {
                    Interlocked.Increment(ref caught);
                    Assert.True(verdict != VerificationVerdict.Valid, $"Seed {seed} was not noticed: {mutation.Story}");
                }
            }
        });

        Assert.InRange(caught, Batches * PerBatch / 2, Batches * PerBatch);
    }

    private static async Task<VerificationVerdict> VerifyAsync(MemoryLogFileStore store, DateTimeOffset to, string story = "")
    {
        try
        {
            var report = await new ArchiveVerifier(store, TestKeys.Trusted, new() { To = to, Parallelism = 1 }).VerifyAsync().WaitAsync(Deadline);
            return report.Verdict;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(story, exception);
        }
    }

    /// <summary>Whether anything changed that a reader of the archive may rely on: contents, as .NET's lenient reader sees them, and signatures.</summary>
    private static bool IsChanged(MemoryLogFileStore original, MemoryLogFileStore mutated)
    {
        var keys = mutated.Keys.ToHashSet(StringComparer.Ordinal);
        return original.Keys.Any(key => !keys.Contains(key) || SignatureOf(original, key) != SignatureOf(mutated, key)
                || (!ReferenceEquals(original[key], mutated[key]) && !Decompress(original[key]).AsSpan().SequenceEqual(Decompress(mutated[key]))))
            || keys.Except(original.Keys, StringComparer.Ordinal).Any(key => ArchivePath.TryParse(key, out _));
    }

    private static string SignatureOf(MemoryLogFileStore store, string key) => ArchivePath.TryParse(key, out var path) && path.IsDigest
        ? string.Join(',', store.MetadataOf(key).Where(pair => pair.Key is "signature" or "signature-algorithm").OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => pair.Key == "signature" ? pair.Value.ToUpperInvariant() : pair.Value))
        : "";

    private static byte[] Decompress(byte[] file)
    {
        try
        {
            return GzipBytes.ContentOf(file);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            return Encoding.ASCII.GetBytes("damaged: " + Convert.ToBase64String(file));
        }
    }
}
