using System.IO.Compression;
using System.Text;
using AuditTrail.Archive.Verification;
using AuditTrail.Tests.Support;

namespace AuditTrail.Tests.Archive.Verification;

/// <summary>What is done to a single file, log file or digest, is found and named.</summary>
public sealed class DamagedFileTests : IDisposable
{
    private readonly Damaged _archive = new();

    public static TheoryData<bool> LogFileOrDigest => [false, true];

    [Fact]
    public async Task AnotherAmountInOneRecordIsALogFileChanged()
    {
        var log = _archive.Logs[4];
        var content = Encoding.UTF8.GetString(GzipBytes.ContentOf(_archive.Store[log])).Replace("12.50", "12.51", StringComparison.Ordinal);
        _archive.Store[log] = GzipBytes.Of(content);

        await _archive.IsTamperedAsync(FindingKind.LogFileChanged, log);
    }

    [Theory]
    [MemberData(nameof(LogFileOrDigest))]
    public async Task AFileThatIsCompressedAgainIsValid(bool digest)
    {
        var key = KeyOf(digest);
        _archive.Store[key] = GzipBytes.Of(GzipBytes.ContentOf(_archive.Store[key]), CompressionLevel.NoCompression);

        Assert.Equal(VerificationVerdict.Valid, (await _archive.VerifyAsync()).Verdict);
    }

    [Theory]
    [MemberData(nameof(LogFileOrDigest))]
    public async Task AChangedTrailerIsNamed(bool digest)
    {
        var key = KeyOf(digest);
        for (var fromEnd = 1; fromEnd <= 8; fromEnd++)
        {
            var sound = _archive.Store[key];
            var bytes = (byte[])sound.Clone();
            bytes[^fromEnd] ^= 1;
            _archive.Store[key] = bytes;

            await _archive.IsTamperedAsync(FindingKind.TrailerChanged, key);
            _archive.Store[key] = sound;
        }
    }

    [Theory]
    [MemberData(nameof(LogFileOrDigest))]
    public async Task AFileThatIsCutOffAtAnyLengthIsNamed(bool digest)
    {
        var key = KeyOf(digest);
        var sound = _archive.Store[key];
        for (var length = 0; length < sound.Length; length++)
        {
            var (fault, _) = await ReadAsync(sound[..length]);
            Assert.Equal(length == 0 ? GzipFault.Empty : GzipFault.Truncated, fault);
        }

        _archive.Store[key] = sound[..(sound.Length / 2)];
        await _archive.IsTamperedAsync(FindingKind.FileTruncated, key);
        _archive.Store[key] = [];
        await _archive.IsTamperedAsync(FindingKind.FileEmpty, key);
    }

    [Theory]
    [MemberData(nameof(LogFileOrDigest))]
    public async Task AnUncompressedFileIsNamed(bool digest)
    {
        var key = KeyOf(digest);
        _archive.Store[key] = GzipBytes.ContentOf(_archive.Store[key]);

        await _archive.IsTamperedAsync(FindingKind.FileNotCompressed, key);
    }

    [Theory]
    [MemberData(nameof(LogFileOrDigest))]
    public async Task AppendedBytesAreNamed(bool digest)
    {
        var key = KeyOf(digest);
        var sound = _archive.Store[key];
        foreach (var count in new[] { 1, 7, 8, 9, 100, 200_000 })
        {
            _archive.Store[key] = [.. sound, .. new byte[count]];

            await _archive.IsTamperedAsync(FindingKind.BytesAppended, key);
        }

        // The trailer once more, so that the file's last bytes are right.
        _archive.Store[key] = [.. sound, .. sound[^8..]];
        await _archive.IsTamperedAsync(FindingKind.BytesAppended, key);
    }

    [Theory]
    [MemberData(nameof(LogFileOrDigest))]
    public async Task AnAppendedMemberIsNamedEvenAnEmptyOne(bool digest)
    {
        var key = KeyOf(digest);
        var sound = _archive.Store[key];
        _archive.Store[key] = [.. sound, .. GzipBytes.Of("")];
        await _archive.IsTamperedAsync(FindingKind.MemberAppended, key);

        _archive.Store[key] = [.. GzipBytes.Of(""), .. sound];
        await _archive.IsTamperedAsync(FindingKind.MemberAppended, key);

        var content = GzipBytes.ContentOf(sound);
        _archive.Store[key] = [.. GzipBytes.Of(content.AsSpan(0, 50)), .. GzipBytes.Of(content.AsSpan(50))];
        await _archive.IsTamperedAsync(FindingKind.MemberAppended, key);
    }

    [Theory]
    [MemberData(nameof(LogFileOrDigest))]
    public async Task CompressedDataThatWasChangedIsFound(bool digest)
    {
        var key = KeyOf(digest);
        var bytes = _archive.Store[key];
        bytes[bytes.Length / 2] ^= 0x10;
        _archive.Store[key] = bytes;

        Assert.Equal(VerificationVerdict.Tampered, (await _archive.VerifyAsync()).Verdict);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ABombIsReadNoFurtherThanItsBound(bool digest)
    {
        var key = KeyOf(digest);
        _archive.Store[key] = GzipBytes.Of(new byte[5_000_000]);
        var small = new GzipLimits(1_000_000, 1_000_000);

        var report = await new ArchiveVerifier(_archive.Store, _archive.Keys, new() { To = _archive.Archive.End }).VerifyAsync(small, small, null, CancellationToken.None);

        Assert.Equal(VerificationVerdict.Tampered, report.Verdict);
        Assert.Contains(report.Findings, finding => finding.Kind == FindingKind.FileTooLarge && finding.Key == key);
        Assert.InRange(report.Bytes, 0, 2_000_000);
    }

    [Fact]
    public async Task AFileWithMoreCompressedBytesThanItsBoundIsReadNoFurther()
    {
        var key = KeyOf(false);
        _archive.Store[key] = [.. _archive.Store[key], .. new byte[3_000_000]];
        var small = new GzipLimits(100_000, 1_000_000);

        var report = await new ArchiveVerifier(_archive.Store, _archive.Keys, new() { To = _archive.Archive.End }).VerifyAsync(small, small, null, CancellationToken.None);

        Assert.Equal(VerificationVerdict.Tampered, report.Verdict);
    }

    [Fact]
    public async Task OptionalHeaderFieldsOfGzipAreStillOneMember()
    {
        var key = KeyOf(false);
        var sound = _archive.Store[key];
        byte[] header = [0x1F, 0x8B, 8, 4 | 8 | 16, 0, 0, 0, 0, 0, 255, 3, 0, 1, 2, 3, .. "name\0"u8, .. "comment\0"u8];
        _archive.Store[key] = [.. header, .. sound[10..]];

        Assert.Equal(VerificationVerdict.Valid, (await _archive.VerifyAsync()).Verdict);
        Assert.Equal(GzipFault.Damaged, (await ReadAsync([0x1F, 0x8B, 8, 0x80, .. sound[4..]])).Fault);
        Assert.Equal(GzipFault.Damaged, (await ReadAsync([0x1F, 0x8B, 8, 2, .. sound[4..]])).Fault);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(300_000)]
    public async Task ContentOfAnyLengthComesBack(int length)
    {
        var content = new byte[length];
        new Random(7).NextBytes(content);

        var (fault, read) = await ReadAsync(GzipBytes.Of(content));

        Assert.Equal(GzipFault.None, fault);
        Assert.Equal(content, read);
    }

    public void Dispose() => _archive.Dispose();

    private static async Task<(GzipFault Fault, byte[] Content)> ReadAsync(byte[] file)
    {
        await using var member = new GzipMember(new MemoryStream(file), GzipLimits.OfLogFiles);
        using var content = new MemoryStream();
        var buffer = new byte[1_000];
        int read;
        while ((read = await member.ReadAsync(buffer, CancellationToken.None)) > 0)
        {
            content.Write(buffer.AsSpan(0, read));
        }

        return (member.Fault, content.ToArray());
    }

    private string KeyOf(bool digest) => digest ? _archive.Digests[2] : _archive.Logs[4];
}
