using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AuditTrail.Archive;

namespace AuditTrail.Tests.Support;

/// <summary>Writes one trail's archive into a store, file by file on a clock of its own, with nothing but the formats: what a verifier must call valid.</summary>
internal sealed class ArchiveFixture : IDisposable
{
    public static readonly DateTimeOffset Begin = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    private readonly ILogFileStore _store;
    private readonly List<DigestLogFile> _undigested = [];
    private RsaDigestSigner _signer;
    private DateTimeOffset _digestStart;
    private DigestLink? _previous;

    public ArchiveFixture(ILogFileStore store, string trail = "orders", ArchiveLocation? location = null, Guid? stream = null, string? privateKey = null)
    {
        _store = store;
        Trail = trail;
        Location = location ?? SomeLocation;
        Stream = stream ?? Guid.Parse("0191a2b3-c4d5-7e6f-8a9b-0c1d2e3f4a5b");
        DigestTrail = DigestKey.TrailNameOf(trail, Stream);
        _signer = TestKeys.SignerOf(privateKey ?? TestKeys.First);
    }

    public static ArchiveLocation SomeLocation { get; } = new() { Bucket = "audit-bucket", AccountId = "123456789012", Region = "eu-central-1" };

    public string Trail { get; }

    public ArchiveLocation Location { get; }

    public Guid Stream { get; }

    /// <summary>The trail's name in digests. Another one makes the archive look like one of AWS's.</summary>
    public string DigestTrail { get; init; }

    /// <summary>Records are AWS's: they have no numbers.</summary>
    public bool IsForeign { get; init; }

    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The clock. Log files are published at it.</summary>
    public DateTimeOffset Now { get; set; } = Begin;

    /// <summary>Where the newest digest ends.</summary>
    public DateTimeOffset End => _digestStart;

    /// <summary>The number in the trail of the next event.</summary>
    public long NextNumber { get; set; } = 1;

    /// <summary>The number in the stream of the next event.</summary>
    public long NextSequence { get; set; } = 1;

    public long Epoch { get; set; } = 1;

    public List<string> LogKeys { get; } = [];

    public List<string> DigestKeys { get; } = [];

    /// <summary>A whole archive: a starting digest, then hours of three log files each, every third hour empty, with a new key in the middle.</summary>
    public static ArchiveFixture Written(ILogFileStore store, int hours = 5, int events = 3, string trail = "orders", ArchiveLocation? location = null, Guid? stream = null)
    {
        var archive = new ArchiveFixture(store, trail, location, stream);
        archive.Start();
        for (var hour = 0; hour < hours; hour++)
        {
            if (hour == (hours + 1) / 2)
            {
                archive.UseKey(TestKeys.Second);
            }

            for (var log = 0; log < (hour % 3 == 2 ? 0 : 3); log++)
            {
                archive.Log(events);
            }

            archive.Digest();
        }

        return archive;
    }

    public void UseKey(string privateKey)
    {
        _signer.Dispose();
        _signer = TestKeys.SignerOf(privateKey);
    }

    /// <summary>The starting digest, one second long.</summary>
    public string Start()
    {
        _digestStart = Now;
        Now += TimeSpan.FromSeconds(1);
        return DigestUntil(Now);
    }

    /// <summary>A log file of some events. Five minutes go by.</summary>
    public string Log(int events = 3) => Log([.. Enumerable.Range(0, events).Select(_ => Record())]);

    /// <summary>A log file of these records.</summary>
    public string Log(IReadOnlyList<string> records, string kind = LogFileKey.Events)
    {
        Now += TimeSpan.FromMinutes(5);
        var first = Math.Max(1, NextNumber - records.Count);
        var key = new LogFileKey { Location = Location, Kind = kind, Time = Now, Unique = LogFileKey.UniqueOf(Stream, Trail, Epoch, first) }.ToString();
        Put(key, "{\"Records\":[" + string.Join(',', records) + "]}");
        return key;
    }

    /// <summary>A log file of this content, which the next digest lists.</summary>
    public void Put(string key, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        PutObject(key, GzipBytes.Of(bytes), new(StringComparer.Ordinal));
        _undigested.Add(new DigestLogFile
        {
            Bucket = Location.Bucket,
            Key = key,
            HashValue = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            NewestEventTime = KeyTime.ToDocument(Now),
            OldestEventTime = KeyTime.ToDocument(Now),
        });
        LogKeys.Add(key);
    }

    /// <summary>A digest at the next full interval: what was published since the last one.</summary>
    public string Digest()
    {
        var end = DigestKeys.Count <= 1 ? Begin + Interval : _digestStart + Interval;
        while (end < Now)
        {
            end += Interval;
        }

        Now = end;
        return DigestUntil(end);
    }

    public string DigestUntil(DateTimeOffset end) => DigestUntil(end, static document => document);

    /// <summary>A digest of what was published since the last one, after a change that its signature then covers.</summary>
    public string DigestUntil(DateTimeOffset end, Func<DigestDocument, DigestDocument> change, bool isBackfill = false)
    {
        var key = new DigestKey { Location = Location, Trail = DigestTrail, HomeRegion = Location.Region, EndTime = end, IsBackfill = isBackfill }.ToString();
        var document = change(new DigestDocument
        {
            AccountId = Location.AccountId,
            StartTime = KeyTime.ToDocument(_digestStart),
            EndTime = KeyTime.ToDocument(end),
            Bucket = Location.Bucket,
            Key = key,
            PublicKeyFingerprint = _signer.Fingerprint,
            Previous = isBackfill ? null : _previous,
            LogFiles = [.. _undigested],
        });
        _undigested.Clear();
        var link = PutDigest(key, document);
        if (!isBackfill)
        {
            _previous = link;
            _digestStart = end;
            DigestKeys.Add(key);
        }

        return key;
    }

    /// <summary>Signs a digest and puts it.</summary>
    public DigestLink PutDigest(string key, DigestDocument document)
    {
        var json = document.ToUtf8Json();
        var text = DigestSignature.StringToSign(document.EndTime, document.Bucket, document.Key, json, document.Previous?.Signature);
        var metadata = DigestSignature.ToMetadata(_signer.SignAsync(text, default).AsTask().GetAwaiter().GetResult());
        PutObject(key, GzipBytes.Of(json), metadata);
        return new DigestLink { Bucket = document.Bucket, Key = key, HashValue = Convert.ToHexStringLower(SHA256.HashData(json)), Signature = metadata[DigestSignature.MetadataName] };
    }

    /// <summary>A clean stop: the trail's last event in a log file of its own, and a final digest right after it.</summary>
    public void Stop()
    {
        Log([Own("TrailStopped", "\"trail\":\"" + Trail + "\"")]);
        Now += TimeSpan.FromSeconds(1);
        DigestUntil(Now);
    }

    /// <summary>The next chain begins anew, as no writer of ours ever does.</summary>
    public void ForgetChain() => _previous = null;

    /// <summary>An event of the application.</summary>
    public string Record() => Record("orders.example.com", "RefundOrder", "\"amount\":12.50", NextSequence++);

    /// <summary>An event of the trail itself.</summary>
    public string Own(string name, string parameters, long? sequence = null) => Record("audittrail", name, parameters, sequence ?? NextSequence++);

    public void Dispose() => _signer.Dispose();

    private string Record(string source, string name, string parameters, long sequence)
    {
        var number = NextNumber++;
        var numbers = IsForeign ? "" : string.Create(CultureInfo.InvariantCulture,
            $",\"additionalEventData\":{{\"auditTrail\":{{\"stream\":\"{Stream:D}\",\"sequence\":{sequence},\"trailSequence\":{number},\"time\":\"2026-11-22T00:00:00.0000000Z\"}}}}");
        return string.Create(CultureInfo.InvariantCulture,
            $"{{\"eventVersion\":\"1.11\",\"userIdentity\":{{\"type\":\"WebIdentityUser\",\"userName\":\"anna\"}},\"eventTime\":\"{KeyTime.ToDocument(Now)}\",\"eventSource\":\"{source}\",\"eventName\":\"{name}\",\"awsRegion\":\"{Location.Region}\",\"sourceIPAddress\":\"192.0.2.1\",\"requestParameters\":{{{parameters}}},\"responseElements\":null,\"eventID\":\"{new Guid((int)number, 7, 7, 1, 2, 3, 4, 5, 6, 7, 8):D}\",\"eventType\":\"ActivityLog\",\"recipientAccountId\":\"{Location.AccountId}\",\"eventCategory\":\"Management\"{numbers}}}");
    }

    private void PutObject(string key, byte[] content, Dictionary<string, string> metadata)
    {
        var upload = new LogFileUpload { Key = key, Length = content.Length, OpenContent = () => new MemoryStream(content, writable: false), Metadata = metadata };
        Assert.Equal(PutOutcome.Created, _store.PutIfAbsentAsync(upload, CancellationToken.None).AsTask().GetAwaiter().GetResult());
    }
}
