using System.Text.Json;
using System.Text.Json.Nodes;
using AuditTrail.Recording;
using AuditTrail.Sinks;
using AuditTrail.Tests.Hosting;
using AuditTrail.Tests.Recording;
using Microsoft.Extensions.DependencyInjection;

namespace AuditTrail.Tests.IncumbentFailures;

/// <summary>What goes wrong with what an event holds, or where it goes. The numbers are the rows of docs/failures.md.</summary>
public sealed class EventFailureTests
{
    [Fact]
    public async Task Row07EventsInMemoryAreReadWhileOthersAreWritten()
    {
        await using var hosts = new AuditHost();
        var host = hosts.BuildInMemory();
        await host.StartAsync();
        var recorder = host.Services.GetRequiredService<IAuditRecorder>();
        var sink = host.Services.GetRequiredService<InMemoryAuditSink>();
        const int Count = 500;

        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < Count; i++)
            {
                await recorder.RecordAsync(RecorderRig.Refund(i));
            }
        });
        var read = 0L;
        while (!writing.IsCompleted)
        {
            foreach (var recorded in sink.Events)
            {
                read += recorded.EventName is null ? 0 : 1;
            }
        }

        await writing;
        Assert.Equal(Count, (await sink.WaitForAsync(Count, TimeSpan.FromSeconds(60))).Count(e => e.EventName == "RefundOrder"));
        Assert.True(read >= 0);
    }

    [Fact]
    public async Task Row08AnApplicationThatSetsNothingUpWritesIntoOneDirectoryOfItsOwnThatNobodyElseReads()
    {
        await using var hosts = new AuditHost();
        var here = Directory.GetFileSystemEntries(Environment.CurrentDirectory);
        var host = hosts.Build(services => services.AddAuditTrail());
        await host.StartAsync();
        await host.Services.GetRequiredService<IAuditRecorder>().RecordAsync(RecorderRig.Refund());
        await host.StopAsync();

        Assert.Equal([hosts.PathOf("audit")], Directory.GetFileSystemEntries(hosts.ContentRoot));
        var written = Directory.GetFileSystemEntries(hosts.PathOf("audit"), "*", SearchOption.AllDirectories);
        Assert.NotEmpty(written);
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
            Assert.All(written.Append(hosts.PathOf("audit")), path => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & Others));
        }

        Assert.Equal(here.Order(StringComparer.Ordinal), Directory.GetFileSystemEntries(Environment.CurrentDirectory).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("eventType")]
    [InlineData("eventTime")]
    [InlineData("eventName")]
    [InlineData("userIdentity")]
    [InlineData("sourceIPAddress")]
    [InlineData("EventType")]
    [InlineData("StartDate")]
    public async Task Row09AFieldThatIsNamedLikeOursReplacesNothing(string name)
    {
        await using var rig = new RecorderRig();

        await rig.Recorder.RecordAsync(RecorderRig.Refund().Request(name, "forged").Response(name, "forged").Additional(name, "forged"));

        var recorded = Assert.Single(rig.ReadAll()).Event;
        Assert.Equal(("RefundOrder", "ActivityLog", "alice"), (recorded.EventName, recorded.EventType, recorded.UserIdentity?.PrincipalId));
        using var strict = JsonDocument.Parse(recorded.ToUtf8Json(), new JsonDocumentOptions { AllowDuplicateProperties = false });
        Assert.Equal("forged", strict.RootElement.GetProperty("requestParameters").GetProperty(name).GetString());
        Assert.NotEqual("forged", strict.RootElement.TryGetProperty(name, out var ours) ? ours.ToString() : null);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("auditTrail")]
    public void Row09TheTwoNamesThatAreOursCannotBeTaken(string name) =>
        Assert.Throws<ArgumentException>(() => RecorderRig.Refund().Additional(name, "forged"));

    [Fact]
    public async Task Row10WhatIsChangedAfterItWasGivenChangesNoEvent()
    {
        await using var rig = new RecorderRig();
        var node = new JsonObject { ["amount"] = 12 };
        var texts = new[] { "first" };
        var anything = new Dictionary<string, string>(StringComparer.Ordinal) { ["state"] = "paid" };
        var refund = RecorderRig.Refund().Request("node", node).Request("texts", texts).RequestReflected("anything", anything);
        Change();

        await rig.Recorder.RecordAsync(refund);
        Change();

        Assert.Equal(
            """{"number":0,"node":{"amount":12},"texts":["first"],"anything":{"state":"paid"}}""",
            Assert.Single(rig.ReadAll()).Event.RequestParameters?.ToString());

        void Change()
        {
            node["amount"] = 13;
            texts[0] += " changed";
            anything["state"] = "stolen";
        }
    }
}
